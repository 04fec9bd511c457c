import { addDays, type LocalDate } from '../kernel';
import type { Reading } from './subject-readings';

export type DueBecause = 'NEVER_READ' | 'CHANGED' | 'INCOMPLETE' | 'OLD';

/**
 * Why a company is to be read, or null while what is known of it is fresh. Ages are whole days of the seller: what was read
 * yesterday is one day old all day.
 */
export function dueBecause(
  reading: Reading | undefined,
  rule: { refreshDays: number; today: LocalDate; dayOf: (instant: Date) => LocalDate },
): DueBecause | null {
  if (reading === undefined || reading.readAt === null) return 'NEVER_READ';
  const { readAt, noticedAt, outcome } = reading;
  if (noticedAt !== null && noticedAt > readAt) return 'CHANGED';
  const readOn = rule.dayOf(readAt);
  if (outcome === 'INCOMPLETE' && readOn < rule.today) return 'INCOMPLETE';
  return addDays(readOn, rule.refreshDays) <= rule.today ? 'OLD' : null;
}

/** The age that holds: of the company's review, else the connection's setting, else the stream's own. */
export function refreshDaysOf(
  stream: { refreshAfterDays?: number },
  config: Record<string, unknown>,
  review: number | null,
): number {
  const set = config['refreshAfterDays'];
  if (review !== null) return review;
  return typeof set === 'number' && set >= 0 ? set : (stream.refreshAfterDays ?? 0);
}
