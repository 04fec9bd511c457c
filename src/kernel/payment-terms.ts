import { assert, unreachable } from './assert';
import { configError } from './error';
import { addDays, addMonths, daysInMonth, formatLocalDate, type LocalDate } from './local-date';

/**
 * One step from the day of issue towards the due date. Steps are taken in order, and their order matters:
 * "45 jours fin de mois" is 45 days, then the end of that month; "fin de mois 45 jours" the other way round.
 */
export type TermStep =
  | { readonly kind: 'DAYS'; readonly days: number }
  /** The same day of a later month, or that month's last. */
  | { readonly kind: 'MONTHS'; readonly months: number }
  | { readonly kind: 'END_OF_MONTH' }
  /** The 10th, the 20th or the month's last day, whichever comes first: "fin de décade". */
  | { readonly kind: 'END_OF_TEN_DAYS' }
  /** The first such day of a month on or after the day reached; in a shorter month its last day. */
  | { readonly kind: 'DAY_OF_MONTH'; readonly day: number };

export type TermSteps = readonly TermStep[];

/** What may be deducted when payment arrives by the day the steps lead to. */
export interface CashDiscount {
  /** Hundredths of a percent of the total with taxes: 2 % is 200. */
  readonly basisPoints: number;
  readonly steps: TermSteps;
}

export interface PaymentTerms {
  /** No steps: due on the day of issue. Null: only a discount was agreed. */
  readonly due: TermSteps | null;
  readonly discount: CashDiscount | null;
}

export const TERM_STEPS_MAX = 6;
export const TERM_DAYS_MAX = 999;
export const TERM_MONTHS_MAX = 36;

/** The day the steps lead to; SQL's `due_on(issued_on, terms)` gives the same. */
export function dueOn(issuedOn: LocalDate, steps: TermSteps): LocalDate {
  return steps.reduce(take, issuedOn);
}

function take(from: LocalDate, step: TermStep): LocalDate {
  switch (step.kind) {
    case 'DAYS':
      return addDays(from, step.days);
    case 'MONTHS':
      return addMonths(from, step.months);
    case 'END_OF_MONTH':
      return dayOfMonth(from, 31);
    case 'END_OF_TEN_DAYS': {
      const day = Number(from.slice(8));
      return dayOfMonth(from, day <= 10 ? 10 : day <= 20 ? 20 : 31);
    }
    case 'DAY_OF_MONTH': {
      const sameMonth = dayOfMonth(from, step.day);
      if (sameMonth >= from) return sameMonth;
      return dayOfMonth(addMonths(dayOfMonth(from, 1), 1), step.day);
    }
    default:
      return unreachable(step);
  }
}

/** That day of the date's month, or the month's last. */
function dayOfMonth(date: LocalDate, day: number): LocalDate {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return formatLocalDate(year, month, Math.min(day, daysInMonth(year, month)));
}

/** A discount of an amount, rounded half away from zero to a minor unit. */
export function discountMinor(totalMinor: bigint, basisPoints: number): bigint {
  const product = totalMinor * BigInt(basisPoints);
  const half = product < 0n ? -5_000n : 5_000n;
  return (product + half) / 10_000n;
}

/** The canonical text of steps, as tables keep it: "45d eom", "eom 45d @15", "0d" for none. */
export function formatTermSteps(steps: TermSteps): string {
  return steps.length === 0 ? AT_ONCE : steps.map(stepText).join(' ');
}

const AT_ONCE = '0d';

function stepText(step: TermStep): string {
  switch (step.kind) {
    case 'DAYS':
      return `${step.days}d`;
    case 'MONTHS':
      return `${step.months}m`;
    case 'END_OF_MONTH':
      return 'eom';
    case 'END_OF_TEN_DAYS':
      return 'eo10d';
    case 'DAY_OF_MONTH':
      return `@${step.day}`;
    default:
      return unreachable(step);
  }
}

const CANONICAL_STEP = /^(?:(\d{1,3})d|(\d{1,2})m|(eom)|(eo10d)|@(\d{1,2}))$/;

/** Reads canonical text back. Throws PAYMENT_TERMS_UNKNOWN. */
export function readTermSteps(text: string): TermSteps {
  if (text === AT_ONCE) return [];
  const steps = text.split(' ').map((word) => readStep(word, text));
  if (!areUsableSteps(steps)) throw notCanonical(text);
  return steps;
}

function readStep(word: string, text: string): TermStep {
  const match = CANONICAL_STEP.exec(word);
  if (match === null) throw notCanonical(text);
  const [, days, months, endOfMonth, endOfTenDays, day] = match;
  if (days !== undefined) return { kind: 'DAYS', days: Number(days) };
  if (months !== undefined) return { kind: 'MONTHS', months: Number(months) };
  if (endOfMonth !== undefined) return { kind: 'END_OF_MONTH' };
  if (endOfTenDays !== undefined) return { kind: 'END_OF_TEN_DAYS' };
  assert(day !== undefined, 'one of the alternatives matched');
  return { kind: 'DAY_OF_MONTH', day: Number(day) };
}

function notCanonical(text: string): Error {
  return configError(
    'PAYMENT_TERMS_UNKNOWN',
    `${JSON.stringify(text)} is no canonical text of terms`,
    { remedy: 'Correct the row it was read from, or set the terms anew.' },
  );
}

/**
 * Whether steps make terms one can mean: few, within bounds, the day of the month last, and none that repeats the one
 * before it ("30 jours 60 jours" says two things).
 */
export function areUsableSteps(steps: TermSteps): boolean {
  if (steps.length > TERM_STEPS_MAX) return false;
  return steps.every((step, index) => {
    if (steps[index - 1]?.kind === step.kind) return false;
    if (step.kind === 'DAYS') return step.days >= 1 && step.days <= TERM_DAYS_MAX;
    if (step.kind === 'MONTHS') return step.months >= 1 && step.months <= TERM_MONTHS_MAX;
    if (step.kind === 'DAY_OF_MONTH') return isLastDayStep(steps, index);
    return true;
  });
}

function isLastDayStep(steps: TermSteps, index: number): boolean {
  const step = steps[index];
  const isDay = step?.kind === 'DAY_OF_MONTH' && step.day >= 1 && step.day <= 31;
  return isDay && index === steps.length - 1;
}

/** Days agreed as such: what a maximum in days is compared with. */
function agreedDays(steps: TermSteps): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'DAYS') return sum + step.days;
    return step.kind === 'MONTHS' ? sum + 30 * step.months : sum;
  }, 0);
}

/**
 * Whether terms are longer than a French contract may agree between businesses (art. L441-10 C. com.): 60 days from the
 * invoice, or 45 days with the end of the month, counted in either order.
 */
export function isBeyondLegalMaximum(steps: TermSteps): boolean {
  const isMonthEnd =
    steps.some(({ kind }) => kind === 'END_OF_MONTH') &&
    steps.every(({ kind }) => kind === 'END_OF_MONTH' || kind === 'DAYS');
  const ends = steps.filter(({ kind }) => kind === 'END_OF_MONTH').length;
  if (isMonthEnd && ends === 1) return agreedDays(steps) > 45;
  return agreedDays(steps) > 60 || longest(steps) > 60;
}

/** Most days the steps can take, over the days of a leap year and the one after. */
function longest(steps: TermSteps): number {
  const first = '2024-01-01';
  let most = 0;
  for (let offset = 0; offset < 731; offset++) {
    const issued = addDays(first, offset);
    most = Math.max(most, (Date.parse(dueOn(issued, steps)) - Date.parse(issued)) / 86_400_000);
  }
  return most;
}
