/** Amounts and days of statements: exact, or refused with the field they stand in. */
import {
  currencyDecimals,
  formatLocalDate,
  isCalendarDay,
  isCurrency,
  isLocalDate,
  parseDecimal,
  type LocalDate,
} from '../../src/connector-kit';
import { fault } from './fault';

/** More digits than any account holds: longer ones are no amounts. */
const AMOUNT = /^[+-]?(\d{1,18}([.,]\d{0,10})?|[.,]\d{1,10})$/;

/** "1234,5" or "1234.50000" in minor units of the currency; digits that would be lost are a refusal. */
export function amountMinor(text: string, currency: string, field: string): bigint {
  const plain = text.trim();
  try {
    if (!AMOUNT.test(plain)) throw new Error('not an amount');
    const dotted = plain
      .replace(',', '.')
      .replace(/\.$/, '')
      .replace(/^([+-]?)\./, '$10.');
    return parseDecimal(dotted, currencyDecimals(currency));
  } catch {
    throw fault(
      'BANK_STATEMENT_AMOUNT_INVALID',
      `${JSON.stringify(plain.slice(0, 60))} is no amount in ${currency} that can be kept exactly`,
      field,
    );
  }
}

/** An ISO 4217 code, the one given where the text is blank. */
export function currencyOf(text: string | null | undefined, otherwise: string): string {
  const code = (text ?? '').trim().toUpperCase();
  if (code === '') return otherwise;
  if (isCurrency(code)) return code;
  throw fault(
    'BANK_STATEMENT_CURRENCY_UNKNOWN',
    `${JSON.stringify(code.slice(0, 10))} is no currency of ISO 4217`,
    'currency',
  );
}

/** "2024-12-31", also as the beginning of an instant: the day as the bank wrote it, in its own zone. */
export function isoDay(text: string, field: string): LocalDate {
  const day = text.trim().slice(0, 10);
  if (isLocalDate(day)) return day;
  throw badDay(text, field);
}

/** Day, month and year of two digits; years from the pivot on are of the twentieth century. */
export function shortDay(
  parts: { year: string; month: string; day: string },
  field: string,
  pivot: number,
): LocalDate {
  const { year, month, day } = parts;
  const written = `${year}${month}${day}`;
  if (!/^\d{6}$/.test(written)) throw badDay(`${year}-${month}-${day}`, field);
  const short = Number(year);
  const full = short >= pivot ? 1900 + short : 2000 + short;
  if (!isCalendarDay(full, Number(month), Number(day))) {
    throw badDay(`${year}-${month}-${day}`, field);
  }
  return formatLocalDate(full, Number(month), Number(day));
}

function badDay(text: string, field: string): Error {
  return fault(
    'BANK_STATEMENT_DATE_INVALID',
    `${JSON.stringify(text.trim().slice(0, 30))} is no day of the calendar`,
    field,
  );
}

/** Text as people read it: no control characters, one space between words. */
export function tidy(text: string): string {
  return text
    .replace(/[\p{Cc}\u00ad\ufffd]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The tidied text; null when nothing is left, or only a word that says there is nothing. */
export function present(text: string | null | undefined): string | null {
  const plain = tidy(text ?? '');
  return plain === '' || NOTHING.has(plain.toUpperCase()) ? null : plain;
}

const NOTHING: ReadonlySet<string> = new Set([
  'NOTPROVIDED',
  'NOT PROVIDED',
  'NONREF',
  'NON REF',
  'NONE',
  'EREF',
  'KREF',
]);
