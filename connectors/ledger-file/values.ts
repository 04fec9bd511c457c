/** Amounts and days as lists write them, with what their column tells about how they are written. */
import {
  BAD_DATE,
  DayReader,
  dayOfSerial,
  isLocalDate,
  NO_DATE,
  parseAmount,
  type LocalDate,
} from '../../src/connector-kit';
import type { Cell } from './grid';

export type DateOrder = 'DMY' | 'MDY';
export type DecimalMark = ',' | '.';

/** How the columns of a file write numbers and days; null while nothing has told. */
export interface WritingStyle {
  decimalMark: DecimalMark | null;
  dateOrder: DateOrder | null;
}

export type AmountProblem = 'INVALID' | 'AMBIGUOUS' | 'TOO_LARGE';
export type AmountValue = { minor: bigint; isRounded: boolean } | { problem: AmountProblem };

const NOTHING = /^[\s\u00a0\u202f\u2007]*[-–—.]*[\s\u00a0\u202f\u2007]*$/;
const CURRENCY_SIGNS = /^(?:[€$£]|EUR|USD|GBP|CHF)|(?:[€$£]|EUR|USD|GBP|CHF)$/gi;
const BLANKS = /[\s\u00a0\u202f\u2007'’]/g;
/** "1,234" and "1.234": a thousand, or three decimals nobody has. */
const ONE_GROUP = /^[+-]?\d{1,3}([.,])\d{3}[+-]?$/;
/** Blanks between digits part thousands; "12 34,56" is two numbers, or one that lost a digit. */
const MISPLACED_BLANK = /\d[\s\u00a0\u202f\u2007'’]+(?!\d{3}(?!\d))\d/;
const TEXT_MAX = 60;

/** Minor units of a cell; null for a blank one or a dash. */
export function readAmount(cell: Cell, decimals: number, style: WritingStyle): AmountValue | null {
  if (cell.type === 'BLANK' || cell.text === '' || NOTHING.test(cell.text)) return null;
  if (cell.text.length > TEXT_MAX || cell.type === 'BOOLEAN') return { problem: 'INVALID' };
  const plain = plainMinor(cell.text, decimals);
  if (plain !== null) return { minor: plain, isRounded: false };
  // A number as stored has a dot and may be a computed one: its tail is rounded.
  if (cell.type === 'NUMBER') return parsed(paddedTail(cell.text), decimals);
  if (MISPLACED_BLANK.test(cell.text)) return { problem: 'INVALID' };
  const { text, isNegative } = bareNumber(cell.text);
  const group = ONE_GROUP.exec(text)?.[1];
  if (group !== undefined && decimals < 3) {
    if (style.decimalMark === null) return { problem: 'AMBIGUOUS' };
    if (style.decimalMark === group) return { problem: 'INVALID' };
    return signed(parsed(text.replace(group, ''), decimals), isNegative);
  }
  return signed(parsed(text, decimals), isNegative);
}

/** The usual forms at once: digits, spaces between them, and two decimals after a comma or dot. Null for any other. */
function plainMinor(text: string, decimals: number): bigint | null {
  if (decimals !== 2 || !PLAIN.test(text)) return null;
  const digits = text.replace(/[ .,]/g, '');
  return digits.length > 15 ? null : BigInt(digits);
}

const PLAIN = /^-?\d{1,3}(?:\d*|(?: \d{3})*)[.,]\d{2}$/;

/** The decimal mark a written amount shows beyond doubt; null when it could be either. */
export function decimalMarkOf(written: string): DecimalMark | null {
  if (written.length > TEXT_MAX) return null;
  const { text } = bareNumber(written);
  if (!/^[+-]?[\d.,]+[+-]?$/.test(text)) return null;
  const last = /[.,](?=[^.,]*$)/.exec(text)?.[0];
  if (last === undefined) return null;
  const other = last === ',' ? '.' : ',';
  const after = text.length - text.lastIndexOf(last) - 1 - (/[+-]$/.test(text) ? 1 : 0);
  if (text.includes(other)) return last === ',' ? ',' : '.';
  if (text.indexOf(last) !== text.lastIndexOf(last)) return other === ',' ? ',' : '.';
  return after === 3 ? null : last === ',' ? ',' : '.';
}

export function looksLikeAmount(written: string): boolean {
  if (written.length > TEXT_MAX || !/\d/.test(written)) return false;
  const { text } = bareNumber(written);
  return ONE_GROUP.test(text) || !('problem' in parseAmount(text, 2));
}

/** Without currency, blanks and the brackets or words that make it negative. */
function bareNumber(written: string): { text: string; isNegative: boolean } {
  let text = written.trim().replace(CURRENCY_SIGNS, '').trim().replace(CURRENCY_SIGNS, '');
  const bracketed = /^\((.*)\)$/.exec(text)?.[1];
  const isCredit = /\d\s*(C|CR|Cr)$/.test(text);
  if (bracketed !== undefined) text = bracketed;
  text = text
    .replace(/(?<=\d)\s*(CR?|Cr|D|Dr|DB)$/, '')
    .replace(BLANKS, '')
    .replace(CURRENCY_SIGNS, '')
    .replace(/[−–]/g, '-');
  return { text, isNegative: bracketed !== undefined || isCredit };
}

const SHOWN_CURRENCY = /^[-+(]?\s*([€$£]|EUR|USD|GBP|CHF)|([€$£]|EUR|USD|GBP|CHF)\)?$/i;
const DOLLARS: ReadonlySet<string> = new Set(
  'USD CAD AUD NZD SGD HKD TWD BRL MXN ARS CLP COP'.split(' '),
);
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' };

/** The currency a written amount shows, `expected` where that may be meant; null when it shows none. */
export function currencyShown(written: string, expected: string): string | null {
  if (written.length > TEXT_MAX) return null;
  const match = SHOWN_CURRENCY.exec(written);
  const shown = (match?.[1] ?? match?.[2])?.toUpperCase();
  if (shown === undefined || !/\d/.test(written)) return null;
  if (shown === '$' && DOLLARS.has(expected)) return expected;
  return SIGNS[shown] ?? shown;
}

function parsed(text: string, decimals: number): AmountValue {
  const reading = parseAmount(text, decimals);
  if ('problem' in reading) return reading;
  return { minor: BigInt(reading.minor), isRounded: reading.isRounded };
}

function signed(value: AmountValue, isNegative: boolean): AmountValue {
  if ('problem' in value || !isNegative) return value;
  return value.minor < 0n ? { problem: 'INVALID' } : { ...value, minor: -value.minor };
}

/** Two more digits after the dot: what is stored with three decimals is a computed amount, not a thousand. */
function paddedTail(text: string): string {
  return /^[+-]?\d*\.\d+$/.test(text) ? `${text}00` : text;
}

const SLASHED = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{2}|\d{4})(?=$|[T ])/;
const NAMED = /^(?:\p{L}{3,9}\.?,? )?(\d{1,2})(?:er)?[ -]?(\p{L}{3,9})\.?[ -]?(\d{2}|\d{4})$/u;
/** "Oct 15, 2026" and "October 15th 2026". */
const NAMED_FIRST = /^(?:\p{L}{3,9}\.?,? )?(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u;
const MONTHS: readonly RegExp[] = [
  /^jan/,
  /^f[ée]v|^feb/,
  /^mar/,
  /^a[vp]r/,
  /^ma[iy]/,
  /^jun|^juin/,
  /^jul|^juil/,
  /^ao[uû]|^aug/,
  /^sep/,
  /^oct/,
  /^nov/,
  /^d[ée]c/,
];
const SERIAL = /^\d{5}(\.\d+)?$/;

/** Days as lists write them. */
export class ListDays {
  private readonly days = new DayReader();
  private readonly seen = new Map<string, LocalDate | null | undefined>();

  /** The day of a cell, null for a blank one; undefined for what is no day in that order. */
  read(cell: Cell, order: DateOrder): LocalDate | null | undefined {
    if (cell.type === 'BLANK' || cell.text === '') return null;
    if (cell.type === 'DATE') return isLocalDate(cell.text) ? cell.text : undefined;
    const key = `${order}${cell.type}${cell.text}`;
    if (this.seen.has(key)) return this.seen.get(key);
    if (this.seen.size > 8192) this.seen.clear();
    const day = this.parse(cell.text.trim(), order);
    this.seen.set(key, day);
    return day;
  }

  private parse(text: string, order: DateOrder): LocalDate | null | undefined {
    if (text.length > TEXT_MAX) return undefined;
    if (SERIAL.test(text)) return dayOfSerial(Number(text)) ?? undefined;
    const day = this.days.parse(plainDay(text, order));
    if (day === BAD_DATE) return undefined;
    return day === NO_DATE ? null : this.days.write(day);
  }
}

/** With four digits of year and the day first, as the books' own reader takes it. */
function plainDay(text: string, order: DateOrder): string {
  const slashed = SLASHED.exec(text);
  if (slashed !== null) {
    const [, first = '', , second = '', year = ''] = slashed;
    const [day, month] = order === 'DMY' ? [first, second] : [second, first];
    return `${day}/${month}/${wholeYear(year)}`;
  }
  const lower = text.toLowerCase();
  const [, day, name = '', year = ''] = NAMED.exec(lower) ?? monthFirst(lower) ?? [];
  if (day === undefined) return text;
  const month = MONTHS.findIndex((pattern) => pattern.test(name)) + 1;
  return `${day}/${month}/${wholeYear(year)}`;
}

function monthFirst(text: string): readonly (string | undefined)[] | null {
  const match = NAMED_FIRST.exec(text);
  return match === null ? null : [match[0], match[2], match[1], match[3]];
}

/** Two digits are of this century below 70: no list of claims is older. */
function wholeYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) < 70 ? `20${year}` : `19${year}`;
}

/** The order a written day shows: a number above 12 is no month. Null when both orders would do. */
export function dateOrderOf(written: string): DateOrder | null {
  const match = SLASHED.exec(written.trim());
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (first > 12 && second <= 12) return 'DMY';
  return second > 12 && first <= 12 ? 'MDY' : null;
}

/** Whether a written day could be read one way or the other, and differently. */
export function isAmbiguousDay(written: string): boolean {
  const match = SLASHED.exec(written.trim());
  return match !== null && match[1] !== match[3] && dateOrderOf(written) === null;
}
