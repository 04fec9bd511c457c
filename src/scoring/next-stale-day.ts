import { addDays, addMonths, daysBetween, type LocalDate } from '../kernel';
import type { GradeState } from './grade-history';
import type { ScoringModel } from './models';
import type { ScoringInput } from './types';

/** However little is known to change, a customer is looked at again after so many days. */
export const LOOK_AGAIN_DAYS = 31;

/** Months are of unequal length: what is so many months old on a day was so at most this many days before or after. */
const MONTH_SLACK_DAYS = 4;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS_PER_YEAR = 365.25;

export interface StaleFacts {
  readonly input: ScoringInput;
  readonly state: GradeState;
  readonly model: ScoringModel;
  /** The first day on which time alone may change the figures of the ledger. */
  readonly ledgerStaleOn: LocalDate | null;
}

/**
 * The first day, after that of the input, on which the passing of time alone may lead to another decision: until the day
 * before it, the same facts give the same one. It may be too early, never too late; at most LOOK_AGAIN_DAYS ahead.
 */
export function nextStaleDay(facts: StaleFacts): LocalDate {
  const { input, state, model } = facts;
  const tomorrow = addDays(input.asOf, 1);
  // What was asked for once is granted when another day asks for it again.
  if (state.pendingGrade !== null) return tomorrow;
  let first = addDays(input.asOf, LOOK_AGAIN_DAYS);
  const consider = (day: LocalDate | null): void => {
    if (day !== null && day < first) first = day;
  };
  consider(facts.ledgerStaleOn);
  consider(nextBirthday(input));
  const ages = agesOn(model, input.asOf);
  for (const date of datesIn(input)) {
    if (date > input.asOf) consider(date);
    consider(ages.next(date));
  }
  return first < tomorrow ? tomorrow : first;
}

/**
 * When a fact of a date comes to be more than so many months old, if that is still ahead; every day of the few on which it
 * may be.
 */
export function dayOfAge(date: LocalDate, months: number, asOf: LocalDate): LocalDate | null {
  const from = addMonths(date, months);
  if (asOf < from) return from;
  return asOf < addDays(from, MONTH_SLACK_DAYS) ? addDays(asOf, 1) : null;
}

/** The first day on which a fact of a date comes to an age at which the model thinks otherwise of it. */
interface Ages {
  readonly asOf: LocalDate;
  next(date: LocalDate): LocalDate | null;
}

/** Of the day last asked for: a run asks for the same dates, ends of months and years, again and again. */
const AGES = new WeakMap<ScoringModel, Ages>();

function agesOn(model: ScoringModel, asOf: LocalDate): Ages {
  const known = AGES.get(model);
  if (known?.asOf === asOf) return known;
  const months = [...ageLimits(model)];
  const days = new Map<LocalDate, LocalDate | null>();
  const ages: Ages = {
    asOf,
    next(date) {
      let first = days.get(date);
      if (first === undefined) {
        first = months.flatMap((limit) => dayOfAge(date, limit, asOf) ?? []).sort()[0] ?? null;
        days.set(date, first);
      }
      return first;
    },
  };
  AGES.set(model, ages);
  return ages;
}

/** Ages at which the model thinks otherwise of a fact. */
function ageLimits({ financial, external, reviewMonths }: ScoringModel): ReadonlySet<number> {
  const { staleMonths, unusableMonths } = financial;
  return new Set([staleMonths, unusableMonths, external.freshMonths, reviewMonths]);
}

/** The day on which the company's age in whole years is one more. */
function nextBirthday({ company, asOf }: ScoringInput): LocalDate | null {
  const createdOn = company?.createdOn ?? null;
  if (createdOn === null || createdOn > asOf) return null;
  const years = Math.floor(daysBetween(createdOn, asOf) / DAYS_PER_YEAR);
  return addDays(createdOn, Math.ceil((years + 1) * DAYS_PER_YEAR));
}

/** Every date among the facts, whatever it is of: a fact that is added later counts without being listed here. */
function datesIn(input: ScoringInput): LocalDate[] {
  const dates: LocalDate[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length === 10 && DATE.test(value)) dates.push(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) collect(member);
    }
  };
  collect(input);
  return dates;
}
