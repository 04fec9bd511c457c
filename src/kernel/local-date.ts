import { configError } from './error';

/** A calendar day without time or zone, "YYYY-MM-DD", a string from end to end. Compares with < and >. */
export type LocalDate = string;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export function isLocalDate(text: string): boolean {
  const match = PATTERN.exec(text);
  if (match === null) return false;
  return isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Whether year-month-day exists in the Gregorian calendar (31 February does not). */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return LONG_MONTHS.has(month) ? 31 : 30;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

const LONG_MONTHS: ReadonlySet<number> = new Set([1, 3, 5, 7, 8, 10, 12]);

/** Checks and returns the date. Throws INVALID_DATE. */
export function localDate(text: string): LocalDate {
  if (!isLocalDate(text))
    throw configError('INVALID_DATE', `${JSON.stringify(text)} is not a date YYYY-MM-DD`, {
      remedy: 'Write a day that exists as YYYY-MM-DD.',
    });
  return text;
}

/** Days since 1970-01-01. */
export function epochDay(date: LocalDate): number {
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const day = digits(date, 8, 10);
  // Runs ask by the hundred thousand: only what is no plain date is left to the parser.
  const isPlain = date.length === 10 && date[4] === '-' && date[7] === '-';
  if (isPlain && year >= FIRST_YEAR && isCalendarDay(year, month, day))
    return Date.UTC(year, month - 1, day) / DAY_MS;
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** Date.UTC takes a year before it for one of the twentieth century. */
const FIRST_YEAR = 100;

/** The digits from one place of a text to another; NaN when anything else is there. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let place = from; place < to; place += 1) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

export function fromEpochDay(day: number): LocalDate {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  // Beyond years of four digits the standard's own form, or its complaint that there is no such day.
  if (!(year >= 0 && year <= 9_999)) return date.toISOString().slice(0, 10);
  return formatLocalDate(year, date.getUTCMonth() + 1, date.getUTCDate());
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(epochDay(date) + days);
}

/** The same day of a later month, or that month's last day (31 January + 1 month = 28 or 29 February). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const day = digits(date, 8, 10);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (((index % 12) + 12) % 12) + 1;
  return formatLocalDate(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function formatLocalDate(year: number, month: number, day: number): LocalDate {
  const years = year > 999 ? String(year) : String(year).padStart(4, '0');
  return `${years}-${month > 9 ? '' : '0'}${month}-${day > 9 ? '' : '0'}${day}`;
}

/** later − earlier in days. */
export function daysBetween(earlier: LocalDate, later: LocalDate): number {
  return epochDay(later) - epochDay(earlier);
}

/** The calendar day it is in a time zone at an instant. */
export function localDateAt(instant: Date, timeZone = 'Europe/Paris'): LocalDate {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    FORMATS.set(timeZone, format);
  }
  // The formatter leaves out the zeros before a year of three digits.
  return format.format(instant).padStart(10, '0');
}

/** Making a formatter costs far more than using one; there are as many as there are time zones. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
