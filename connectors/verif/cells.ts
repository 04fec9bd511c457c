/** Cells to values: numbers and days as French and English spreadsheets write them. Plain errors say what was expected. */
import { daysInMonth, isLocalDate, parseDecimal, type LocalDate } from '../../src/connector-kit';

const ABSENT =
  /^(|-+|–|—|n\.?\s?[acdsr]\.?|n\/[acdr]|nc|null|non (communique|disponible|publie)e?)$/i;
const SPACES = /[\s\u00a0\u202f]+/g;

/** null for a blank cell and for the ways of writing "not known". */
export function textOf(cell: string): string | null {
  const trimmed = cell.replace(SPACES, ' ').trim();
  const plain = trimmed.normalize('NFD').replace(/\p{M}/gu, '');
  return ABSENT.test(plain) ? null : trimmed;
}

export interface AmountForm {
  numbers: 'fr' | 'en';
  /** Decimals of the currency. */
  decimals: number;
  /** Places the amounts are short of units: 3 when the column is in thousands. */
  shift: number;
}

const NUMBERS = {
  // A point before three digits groups thousands, before one, two or more than three it is a decimal mark.
  fr: /^(\d{1,3}(?:[ .'’]\d{3})+|\d+)(?:(?:,(\d+))|(?:\.(\d{1,2}|\d{4,})))?$/,
  en: /^(\d{1,3}(?:[ ,'’]\d{3})+|\d+)(?:\.(\d+))?$/,
};
const CELL_UNITS: readonly [RegExp, number][] = [
  [/ ?(k ?€|keur)$/i, 3],
  [/ ?(m ?€|meur)$/i, 6],
  [/ ?(€|eur|euros?)$/i, 0],
];

/** Minor units; null when absent. Throws an Error for what is no amount, or one finer than the currency. */
export function amountOf(cell: string, form: AmountForm): bigint | null {
  const written = textOf(cell);
  if (written === null) return null;
  const [unit, unitShift] = CELL_UNITS.find(([pattern]) => pattern.test(written)) ?? [/$^/, 0];
  const shift = unitShift === 0 ? form.shift : unitShift;
  const bare = written.replace(unit, '').trim();
  const isNegative = /^[-−–].*[^-]$|^\(.*\)$|^[^-].*-$/.test(bare);
  const digits = bare.replace(/^[-−–+(]\s*|\s*[-)]$/g, '');
  const match = NUMBERS[form.numbers].exec(digits);
  if (match === null) throw new Error(`an amount as ${form.numbers} writes it`);
  const whole = (match[1] ?? '').replace(/\D/g, '');
  const fraction = match[2] ?? match[3] ?? '';
  const decimal = fraction === '' ? whole : `${whole}.${fraction}`;
  const minor = parseDecimal(decimal, form.decimals + shift);
  return isNegative ? -minor : minor;
}

/** A day; null when absent. Throws an Error for what is none, and for a year of two digits. */
export function dayOf(cell: string, order: 'DMY' | 'MDY'): LocalDate | null {
  const written = textOf(cell);
  if (written === null) return null;
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(written)?.[1];
  const [, one = '', two = '', year = ''] =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(written) ?? [];
  const [day, month] = order === 'DMY' ? [one, two] : [two, one];
  const date = iso ?? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (isLocalDate(date)) return date;
  throw new Error(`a day as ${order === 'DMY' ? '31/12/2025' : '12/31/2025'} or 2025-12-31`);
}

/** A year of four digits; null when absent. */
export function yearOf(cell: string): number | null {
  const written = textOf(cell);
  if (written === null) return null;
  const year = /^(?:19|20)\d\d$/.exec(written)?.[0];
  if (year === undefined) throw new Error('a year of four digits');
  return Number(year);
}

/** The day accounts of a year close on, when those of another year closed on this one: 29 February moves. */
export function sameDayIn(year: number, closing: LocalDate | null): LocalDate {
  if (closing === null) return `${year}-12-31`;
  const [closingYear = 0, month = 12, day = 31] = closing.split('-').map(Number);
  const isMonthEnd = day === daysInMonth(closingYear, month);
  const last = daysInMonth(year, month);
  const shown = isMonthEnd ? last : Math.min(day, last);
  return `${year}-${String(month).padStart(2, '0')}-${String(shown).padStart(2, '0')}`;
}

/** "20 à 49 salariés", "20-49", "35", "500 et plus"; nulls for what says no number. */
export function headcountOf(cell: string): { min: number | null; max: number | null } {
  const numbers = (textOf(cell) ?? '').replace(/(\d) (?=\d{3}(\D|$))/g, '$1').match(/\d{1,7}/g);
  const [min, max] = (numbers ?? []).map(Number);
  if (min === undefined) return { min: null, max: null };
  if (max !== undefined) return min <= max ? { min, max } : { min: null, max: null };
  const isOpen = /plus|\+|over|more|>/i.test(cell);
  return { min, max: isOpen ? null : min };
}
