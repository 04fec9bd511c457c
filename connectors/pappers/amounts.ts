/** Amounts and text as Pappers writes them. Pure. */
import { currencyDecimals, isCurrency, parseDecimal } from '../../src/connector-kit';

/** Major units sent as a JSON number, to minor units of the currency. */
export function toMinor(amount: number, currency: string): bigint {
  const decimals = currencyDecimals(currency);
  return parseDecimal(amount.toFixed(decimals), decimals);
}

/** ISO code of "Euros", "EUR" or another code; null for a currency it cannot name. EUR when nothing is said. */
export function currencyOf(label: string | null): string | null {
  if (label === null || /^euros?$/i.test(label)) return 'EUR';
  const code = label.toUpperCase();
  return isCurrency(code) ? code : null;
}

/** Lower case without accents, typographic apostrophes and double spaces. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
