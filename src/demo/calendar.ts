import { daysInMonth, epochDay, formatLocalDate, fromEpochDay, type LocalDate } from '../kernel';

/** Days inside the books are counted from 1970-01-01, so that a million of them fit a typed array. */
export type Day = number;

/** 0 = Sunday … 6 = Saturday; 1 January 1970 was a Thursday. */
export function weekday(day: Day): number {
  return (day + 4) % 7;
}

/** The day itself, or the Monday after a weekend; never 1 January, which belongs to the opening entries. */
export function toBusinessDay(day: Day): Day {
  const name = weekday(day);
  const monday = name === 6 ? day + 2 : name === 0 ? day + 1 : day;
  return text(monday).endsWith('-01-01') ? toBusinessDay(monday + 1) : monday;
}

export function firstDayOfYear(year: number): Day {
  return epochDay(formatLocalDate(year, 1, 1));
}

export function lastDayOfYear(year: number): Day {
  return epochDay(formatLocalDate(year, 12, 31));
}

export function yearOf(day: Day): number {
  return Number(text(day).slice(0, 4));
}

/** Months since year 0, so that consecutive months are consecutive numbers. */
export function monthIndex(day: Day): number {
  const date = text(day);
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

export function lastDayOfMonth(day: Day): Day {
  const [year = 0, month = 0] = text(day).split('-').map(Number);
  return epochDay(formatLocalDate(year, month, daysInMonth(year, month)));
}

/** A day of a month given by its index; days past the end fall on the last. */
export function dayInMonth(month: number, dayOfMonth: number): Day {
  const year = Math.floor(month / 12);
  const number = (month % 12) + 1;
  return epochDay(formatLocalDate(year, number, Math.min(dayOfMonth, daysInMonth(year, number))));
}

const texts = new Map<Day, LocalDate>();
const compactTexts = new Map<Day, string>();

/** "YYYY-MM-DD", remembered: books mention few days many times. */
export function text(day: Day): LocalDate {
  let known = texts.get(day);
  if (known === undefined) {
    known = fromEpochDay(day);
    texts.set(day, known);
  }
  return known;
}

/** "YYYYMMDD". */
export function compactText(day: Day): string {
  let known = compactTexts.get(day);
  if (known === undefined) {
    known = text(day).replaceAll('-', '');
    compactTexts.set(day, known);
  }
  return known;
}
