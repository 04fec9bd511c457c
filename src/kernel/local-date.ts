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
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

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
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function fromEpochDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(epochDay(date) + days);
}

/** The same day of a later month, or that month's last day (31 January + 1 month = 28 or 29 February). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (((index % 12) + 12) % 12) + 1;
  return formatLocalDate(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function formatLocalDate(year: number, month: number, day: number): LocalDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
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
