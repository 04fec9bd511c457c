import { bugError } from '../kernel';

/** Units have two decimals; they are counted in hundredths so that no float meets money. */
function hundredths(units: number): bigint {
  if (!Number.isFinite(units) || units < 0)
    throw bugError('PURCHASE_UNITS_INVALID', `${units} is no number of units`);
  return BigInt(Math.ceil(Number((units * 100).toFixed(6))));
}

/** Units as the ledger keeps them, "1.50"; a finer fraction is rounded up. */
export function unitsText(units: number): string {
  const whole = hundredths(units);
  return `${whole / 100n}.${String(whole % 100n).padStart(2, '0')}`;
}

/** Cents of EUR, a part of a cent counted as one; null when no price is known. */
export function costMinor(units: number, unitPriceMinor: bigint | null): bigint | null {
  if (unitPriceMinor === null) return null;
  return (hundredths(units) * unitPriceMinor + 99n) / 100n;
}
