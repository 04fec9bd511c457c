import type { FieldBytes } from './amount';
import { formatLocalDate, isCalendarDay, type LocalDate } from '../../kernel';

/** Dates while reading are numbers YYYYMMDD: cheap to keep by entry and to compare. */
export const NO_DATE = 0;
export const BAD_DATE = -1;

/** "20241231" straight from the bytes, NO_DATE for a blank field, BAD_DATE for what `parseDay` must judge. */
export function readDay({ bytes, from, to }: FieldBytes): number {
  if (from === to) return NO_DATE;
  if (to - from !== 8) return BAD_DATE;
  let day = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return BAD_DATE;
    day = day * 10 + digit;
  }
  return isUsual(day) ? day : BAD_DATE;
}

/** In the years 1900 to 2099; only the ends of months are looked up in the calendar. */
function isUsual(day: number): boolean {
  const inMonth = day % 100;
  const month = ((day / 100) | 0) % 100;
  if (day < 19000000 || day >= 21000000 || month < 1 || month > 12 || inMonth < 1) return false;
  if (inMonth <= 28 || (inMonth <= 30 && month !== 2)) return true;
  return isCalendarDay((day / 10000) | 0, month, inMonth);
}

const TIME = /[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const ZERO_DATE = /^[0\-/. ]*$/;
const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})([-/.]?)(\d{1,2})\2(\d{4})$/;
const MEMORY = 4096;

/** Reads dates in all tolerated forms; remembers what it has seen, as a file has few distinct days. */
export class DayReader {
  private readonly seen = new Map<string, number>();
  private readonly written = new Map<number, LocalDate>();

  /** YYYYMMDD, NO_DATE for blank and zero dates, BAD_DATE for anything that is no day of the calendar. */
  parse(text: string): number {
    const known = this.seen.get(text);
    if (known !== undefined) return known;
    const day = parseDay(text);
    if (this.seen.size >= MEMORY) this.seen.clear();
    this.seen.set(text, day);
    return day;
  }

  /** The day as "YYYY-MM-DD", null for NO_DATE. */
  format(day: number): LocalDate | null {
    return day === NO_DATE ? null : this.write(day);
  }

  write(day: number): LocalDate {
    const known = this.written.get(day);
    if (known !== undefined) return known;
    const text = formatDay(day);
    if (this.written.size >= MEMORY) this.written.clear();
    this.written.set(day, text);
    return text;
  }
}

export function formatDay(day: number): LocalDate {
  return formatLocalDate(Math.floor(day / 10000), Math.floor(day / 100) % 100, day % 100);
}

function parseDay(text: string): number {
  const date = text.trim().replace(TIME, '');
  if (ZERO_DATE.test(date)) return NO_DATE;
  const yearFirst = YEAR_FIRST.exec(date);
  if (yearFirst !== null && isWhole(yearFirst)) {
    const day = dayOf(yearFirst[1], yearFirst[3], yearFirst[4]);
    if (day !== BAD_DATE) return day;
  }
  const dayFirst = DAY_FIRST.exec(date);
  if (dayFirst === null || !isWhole(dayFirst)) return BAD_DATE;
  return dayOf(dayFirst[4], dayFirst[3], dayFirst[1]);
}

/** Without separators all eight digits must be there, or "2024111" would be read one way or the other. */
function isWhole(match: RegExpExecArray): boolean {
  return match[2] !== '' || match[0].length === 8;
}

function dayOf(year = '', month = '', day = ''): number {
  const valid = isCalendarDay(Number(year), Number(month), Number(day));
  return valid ? Number(year) * 10000 + Number(month) * 100 + Number(day) : BAD_DATE;
}
