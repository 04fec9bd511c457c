import { addDays, type LocalDate } from '../../kernel';
import type { DueClaims } from './read-open-items';
import type { ComingDay } from './read-ledger-days';

/** Days past due up to which the ledger's days tell due dates one by one. */
export const DAYS_TOLD_APART = 90;

/** The ages at which a claim's day comes again, and the days to come that tell of claims not told of at an earlier one. */
const AGES = [
  { measure: 'overdue', age: 0, within: Infinity },
  { measure: 'overdue_30', age: 30, within: 30 },
  { measure: 'overdue_60', age: 60, within: 30 },
  { measure: 'overdue_90', age: 90, within: 30 },
] as const;

/**
 * Open claims by due date from the ledger's days alone: a claim that is open becomes overdue on the day after its due date,
 * or more than 30, 60, 90 days overdue on a day to come. Holds only when nothing is known to happen after `through`.
 * Claims overdue for longer come as one, with the latest date they can have.
 */
export function claimsByDueDate(
  coming: readonly ComingDay[],
  at: { through: LocalDate; undatedMinor: bigint; overdue90Minor: bigint },
): DueClaims[] {
  const dated = new Map<LocalDate, bigint>();
  for (const { day, overdue } of coming) {
    for (const { measure, age, within } of AGES) {
      const isTold = within === Infinity || day <= addDays(at.through, within);
      if (!isTold || overdue[measure] === 0n) continue;
      const dueOn = addDays(day, -age - 1);
      dated.set(dueOn, (dated.get(dueOn) ?? 0n) + overdue[measure]);
    }
  }
  return [
    { dueOn: null, amountMinor: at.undatedMinor },
    { dueOn: addDays(at.through, -DAYS_TOLD_APART - 1), amountMinor: at.overdue90Minor },
    ...[...dated].map(([dueOn, amountMinor]) => ({ dueOn, amountMinor })),
  ];
}
