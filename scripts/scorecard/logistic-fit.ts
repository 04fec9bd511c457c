import { type Rows, type TrainingSet } from './training-set';
import { originWeights } from './weights';

/** What the fits read of a sample: outcome, weight and origin of each row. */
export interface Sample {
  readonly failed: Float64Array;
  readonly weight: Float64Array;
  readonly origin: Uint8Array;
  readonly origins: number;
}

/** Rows as a sample, weighted so that origins bring the same number of failures. */
export function sampleOf(set: TrainingSet, rows: Rows): Sample {
  const weights = originWeights(set, rows);
  const failed = new Float64Array(rows.length);
  const weight = new Float64Array(rows.length);
  const origin = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    failed[index] = set.failed[row] ?? 0;
    origin[index] = set.origin[row] ?? 0;
    weight[index] = weights[origin[index] ?? 0] ?? 1;
  });
  return { failed, weight, origin, origins: set.origins.length };
}

/** Weighted share of failures of each origin, kept off 0 and 1. */
export function failureShares({ failed, weight, origin, origins }: Sample): number[] {
  const sums = Array.from({ length: origins }, () => ({ failed: 0.5, all: 1 }));
  failed.forEach((isFailed, index) => {
    const sum = sums[origin[index] ?? 0];
    if (sum === undefined) return;
    sum.failed += isFailed * (weight[index] ?? 0);
    sum.all += weight[index] ?? 0;
  });
  return sums.map((sum) => sum.failed / sum.all);
}

/** Weighted logistic loss at these log-odds. */
export function lossOf({ failed, weight }: Sample, logOdds: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < failed.length; row++) {
    const at = logOdds[row] ?? 0;
    const softplus = Math.max(at, 0) + Math.log1p(Math.exp(-Math.abs(at)));
    loss += (weight[row] ?? 0) * (softplus - (failed[row] ?? 0) * at);
  }
  return loss;
}

/** Derivative of the loss by each row's log-odds, and the second derivative. */
export function residualsOf(
  { failed, weight }: Sample,
  logOdds: Float64Array,
): { first: Float64Array; second: Float64Array } {
  const first = new Float64Array(failed.length);
  const second = new Float64Array(failed.length);
  for (let row = 0; row < failed.length; row++) {
    const probability = 1 / (1 + Math.exp(-(logOdds[row] ?? 0)));
    const counts = weight[row] ?? 0;
    first[row] = counts * (probability - (failed[row] ?? 0));
    second[row] = counts * probability * (1 - probability);
  }
  return { first, second };
}
