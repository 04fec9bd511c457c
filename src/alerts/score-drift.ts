import { addDays, daysBetween, type LocalDate } from '../kernel';
import type { ScoreBaseline, ScorePoint } from './behaviour-signals';

/** The window that today is compared with: long enough ago to be a habit, recent enough to be the same company. */
const FROM_DAYS = 180;
export const BASELINE_TO_DAYS = 90;
/** A score that held for fewer days of the window says nothing of it. */
const LEAST_DAYS = 30;

/**
 * Medians of 90 to 180 days ago, each value weighted by the days it held, so that one restless week does not make a
 * habit. Points in the order of their days; null when the customer was scored on fewer than 30 days of the window.
 */
export function baselineOf(points: readonly ScorePoint[], today: LocalDate): ScoreBaseline | null {
  const from = addDays(today, -FROM_DAYS);
  const to = addDays(today, -BASELINE_TO_DAYS);
  const end = addDays(to, 1);
  const scores: Held[] = [];
  const probabilities: Held[] = [];
  for (const [index, { on, score, probabilityOfDefault }] of points.entries()) {
    const next = points[index + 1]?.on ?? end;
    const since = on > from ? on : from;
    const days = daysBetween(since, next < end ? next : end);
    if (days <= 0 || score === null || probabilityOfDefault === null) continue;
    scores.push({ value: score, days });
    probabilities.push({ value: probabilityOfDefault, days });
  }
  const score = medianOf(scores);
  const probabilityOfDefault = medianOf(probabilities);
  if (score === null || probabilityOfDefault === null) return null;
  return { from, to, score, probabilityOfDefault };
}

interface Held {
  readonly value: number;
  readonly days: number;
}

/** The value that held on the middle day, the lower of two. */
function medianOf(held: readonly Held[]): number | null {
  const total = held.reduce((days, each) => days + each.days, 0);
  if (total < LEAST_DAYS) return null;
  let passed = 0;
  for (const each of [...held].sort((left, right) => left.value - right.value)) {
    passed += each.days;
    if (passed * 2 >= total) return each.value;
  }
  return null;
}
