import { type Rows, type TrainingSet } from './training-set';

/** What each row counts, by its origin: origins bring the same number of failures, and all together those there are. */
export function originWeights(set: TrainingSet, rows: Rows): number[] {
  const failures = set.origins.map(() => 0);
  for (const row of rows) {
    const origin = set.origin[row] ?? 0;
    failures[origin] = (failures[origin] ?? 0) + (set.failed[row] ?? 0);
  }
  const present = failures.filter((count) => count > 0);
  const equal = present.reduce((sum, count) => sum + count, 0) / present.length;
  return failures.map((count) => (count > 0 ? equal / count : 1));
}

/** Weights for which each origin counts the same in all, whatever its size. */
export function equalOriginWeights(set: TrainingSet, rows: Rows): number[] {
  const counts = set.origins.map(() => 0);
  for (const row of rows) {
    const origin = set.origin[row] ?? 0;
    counts[origin] = (counts[origin] ?? 0) + 1;
  }
  return counts.map((count) => (count > 0 ? 1 / count : 0));
}
