/** Numbers as Creditsafe writes them. Pure. */
import { currencyDecimals, isCurrency, parseDecimal } from '../../src/connector-kit';

/** A double of major units to minor units, rounded to what the currency has. */
export function toMinor(amount: number, currency: string): bigint {
  const decimals = currencyDecimals(currency);
  return parseDecimal(amount.toFixed(decimals), decimals);
}

/** A double as exact decimal text of at most four places, "12.5". */
export function toDecimal(amount: number): string {
  return amount.toFixed(4).replace(/\.?0+$/, '');
}

/** A number in a string, such as a limit of "15000"; null for words ("No limit"). */
export function numberIn(text: string | null): number | null {
  const plain = (text ?? '').replace(/[\s\u00a0\u202f]/g, '');
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : null;
}

/** The code when it is one in use; the list of the reference also holds currencies that are gone. */
export function currencyOf(code: string | null): string | null {
  return code !== null && isCurrency(code) ? code : null;
}
