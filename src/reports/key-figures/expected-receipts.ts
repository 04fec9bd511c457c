import { addDays, epochDay, type LocalDate } from '../../kernel';
import type { DueClaims } from './read-open-items';

export interface ReceiptsForecast {
  /** Monday by Monday; only weeks in which something is expected. */
  weeks: { weekStart: LocalDate; amountMinor: bigint }[];
  /** Without a due date, already later than usual, or beyond the last week: of these no week is guessed. */
  unscheduledMinor: bigint;
}

/** Weeks beyond this are so far off that a habit of paying says nothing of them. */
const WEEKS_MAX = 53;

/**
 * Open claims by the week they are expected in: due date + usual days late. Weeks and the unscheduled part always sum to
 * the claims.
 */
export function expectedReceipts(
  claims: readonly DueClaims[],
  habit: { through: LocalDate; daysLate: number },
): ReceiptsForecast {
  const first = mondayOf(addDays(habit.through, 1));
  const last = addDays(first, 7 * (WEEKS_MAX - 1));
  const weeks = new Map<LocalDate, bigint>();
  let unscheduledMinor = 0n;
  for (const { dueOn, amountMinor } of claims) {
    const expectedOn = dueOn === null ? null : addDays(dueOn, habit.daysLate);
    const week = expectedOn === null || expectedOn <= habit.through ? null : mondayOf(expectedOn);
    if (week === null || week > last) unscheduledMinor += amountMinor;
    else weeks.set(week, (weeks.get(week) ?? 0n) + amountMinor);
  }
  const ordered = [...weeks].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    weeks: ordered.map(([weekStart, amountMinor]) => ({ weekStart, amountMinor })),
    unscheduledMinor,
  };
}

/** The Monday of the day's week (1970-01-01 was a Thursday). */
export function mondayOf(day: LocalDate): LocalDate {
  const sinceMonday = (((epochDay(day) + 3) % 7) + 7) % 7;
  return addDays(day, -sinceMonday);
}
