import {
  addDays,
  addMonths,
  configError,
  daysBetween,
  daysInMonth,
  type LocalDate,
} from '../../kernel';

const MONTHS_MAX = 60;
/** Mean length of a month of the Gregorian calendar. */
const MONTH_DAYS = 365.2425 / 12;

/** The days key figures are taken over, both included. */
export interface FiguresPeriod {
  from: LocalDate;
  to: LocalDate;
  /** The last day that is counted: `to`, or the present day in a month that still runs. */
  through: LocalDate;
}

/** A calendar month as far as it lies within a period. */
export interface MonthSpan {
  /** "YYYY-MM" */
  month: string;
  from: LocalDate;
  through: LocalDate;
  days: number;
  /** Not the whole month. */
  isPartial: boolean;
}

/**
 * Checks the days asked for. The future is refused, but for the rest of the month that runs, of which the days so far are
 * counted; likewise, as known at an earlier day, nothing beyond that day. Throws BAD_PERIOD, PERIOD_TOO_LONG and
 * PERIOD_IN_FUTURE.
 */
export function figuresPeriod(
  asked: { from: LocalDate; to: LocalDate },
  present: { today: LocalDate; knownOn: LocalDate },
): FiguresPeriod {
  const { from, to } = asked;
  const { today, knownOn } = present;
  if (from > to) {
    throw configError('BAD_PERIOD', `the period begins on ${from} and ends before, on ${to}`, {
      remedy: 'Give a `to` that is not before `from`.',
      place: { field: 'to' },
    });
  }
  const through = to < knownOn ? to : knownOn;
  if (to > lastOfMonth(today) || from > through) {
    throw configError('PERIOD_IN_FUTURE', `${from} to ${to} is not known on ${knownOn}`, {
      remedy: `Ask for days up to ${knownOn}, or to the end of the month that runs.`,
      place: { field: from > through ? 'from' : 'to' },
    });
  }
  if (addMonths(from, MONTHS_MAX) <= to) {
    throw configError('PERIOD_TOO_LONG', `${from} to ${to} is longer than ${MONTHS_MAX} months`, {
      remedy: `Ask for at most ${MONTHS_MAX} months at once.`,
      place: { field: 'from' },
    });
  }
  return { from, to, through };
}

export function lastOfMonth(day: LocalDate): LocalDate {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return `${day.slice(0, 7)}-${String(daysInMonth(year, month)).padStart(2, '0')}`;
}

/** Calendar days from one to the other, both counted. */
export function daysOf({ from, through }: { from: LocalDate; through: LocalDate }): number {
  return daysBetween(from, through) + 1;
}

/** How many months long a period is, to the nearest whole one, at least one. */
export function monthsOf(period: { from: LocalDate; through: LocalDate }): number {
  return Math.max(1, Math.round(daysOf(period) / MONTH_DAYS));
}

/** The calendar months a period touches, oldest first, each as far as it lies within. */
export function monthSpans(period: { from: LocalDate; through: LocalDate }): MonthSpan[] {
  const spans: MonthSpan[] = [];
  for (let from = period.from; from <= period.through;) {
    const last = lastOfMonth(from);
    const through = last < period.through ? last : period.through;
    const isPartial = !from.endsWith('-01') || through !== last;
    spans.push({
      month: from.slice(0, 7),
      from,
      through,
      days: daysOf({ from, through }),
      isPartial,
    });
    from = addDays(last, 1);
  }
  return spans;
}
