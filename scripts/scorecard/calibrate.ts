import { minimise } from './box-newton';
import { failureShares, lossOf, residualsOf, sampleOf, type Sample } from './logistic-fit';
import { type Rows, type TrainingSet } from './training-set';

/**
 * What log-odds must be multiplied by to meet what happened, and each origin's level beside it. Weighted like the fit
 * when the rows are of several origins; `logOdds` are by row of the set.
 */
export function calibrationSlope(
  set: TrainingSet,
  rows: Rows,
  logOdds: Float64Array,
): { slope: number; levels: readonly number[] } {
  const sample = sampleOf(set, rows);
  const given = Float64Array.from(rows, (row) => logOdds[row] ?? 0);
  const size = 1 + sample.origins;
  const start = new Float64Array(size);
  start[0] = 1;
  failureShares(sample).forEach((share, origin) => {
    start[1 + origin] = Math.log(share / (1 - share));
  });
  const at = minimise(
    {
      size,
      lower: new Float64Array(size).fill(-Infinity),
      value: (point) => lossOf(sample, atSlope(sample, given, point)),
      slope: (point) => slopeOf(sample, given, point),
    },
    start,
  );
  return { slope: at[0] ?? 1, levels: [...at.subarray(1)] };
}

function atSlope({ origin }: Sample, given: Float64Array, at: Float64Array): Float64Array {
  return given.map((each, row) => (at[0] ?? 0) * each + (at[1 + (origin[row] ?? 0)] ?? 0));
}

function slopeOf(
  sample: Sample,
  given: Float64Array,
  at: Float64Array,
): { gradient: Float64Array; hessian: Float64Array } {
  const size = at.length;
  const { first, second } = residualsOf(sample, atSlope(sample, given, at));
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const add = (to: Float64Array, index: number, amount: number): void => {
    to[index] = (to[index] ?? 0) + amount;
  };
  given.forEach((each, row) => {
    const level = 1 + (sample.origin[row] ?? 0);
    const curvature = second[row] ?? 0;
    add(gradient, 0, each * (first[row] ?? 0));
    add(gradient, level, first[row] ?? 0);
    add(hessian, 0, each * each * curvature);
    add(hessian, level, each * curvature);
    add(hessian, level * size, each * curvature);
    add(hessian, level * size + level, curvature);
  });
  return { gradient, hessian };
}
