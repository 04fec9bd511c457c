import { assert } from './assert';
import { currencyDecimals } from './currency';

/** What one euro is worth in a currency. */
export interface EuroRate {
  currency: string;
  /** Units of the currency for one euro, an exact decimal, "1.1367". The euro's own is "1". */
  rate: string;
}

/**
 * Minor units of one currency in those of another, through the euro, rounded half away from zero once. Exact: no float,
 * and the same to the unit as convert_minor() in SQL. An amount in the wanted currency already stays as it is.
 */
export function convertMinor(amountMinor: bigint, from: EuroRate, to: EuroRate): bigint {
  if (from.currency === to.currency) return amountMinor;
  const [fromDigits, fromScale] = fraction(from.rate);
  const [toDigits, toScale] = fraction(to.rate);
  const dividend = amountMinor * toDigits * powerOfTen(fromScale + currencyDecimals(to.currency));
  const divisor = fromDigits * powerOfTen(toScale + currencyDecimals(from.currency));
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/** "1.1367" as 11367 and 4: digits over a power of ten. */
function fraction(rate: string): [digits: bigint, scale: number] {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(rate);
  const digits = BigInt(`${match?.[1] ?? '0'}${match?.[2] ?? ''}`);
  assert(digits > 0n, `${JSON.stringify(rate)} is no exchange rate`);
  return [digits, match?.[2]?.length ?? 0];
}

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
