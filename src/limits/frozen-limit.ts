import { addDays, type LocalDate } from '../kernel';

/**
 * A limit nobody looked at again is frozen, not zero: it goes on showing what was granted, and grants nothing new. A
 * person's limit is from the day after its last; a policy's when its review is overdue by more than this many days.
 */
export const REVIEW_GRACE_DAYS = 30;

/** The first day a limit with this end and this review grants nothing new; null for never. */
export function frozenFrom(dates: {
  expiresOn: LocalDate | null;
  reviewOn: LocalDate | null;
}): LocalDate | null {
  const { expiresOn, reviewOn } = dates;
  const afterEnd = expiresOn === null ? null : addDays(expiresOn, 1);
  const overdue = reviewOn === null ? null : addDays(reviewOn, REVIEW_GRACE_DAYS + 1);
  if (afterEnd === null || overdue === null) return afterEnd ?? overdue;
  return afterEnd < overdue ? afterEnd : overdue;
}

/** SQL of whether the limit of an alias is frozen on a day (SQL of a date); never NULL. */
export function limitIsFrozen(limit: string, day: string): string {
  return `coalesce(${limit}.frozen_from <= ${day}, false)`;
}
