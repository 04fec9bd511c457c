import { type RatioDirection } from '../../src/scoring';
import { type Binning } from './bin-ratios';
import { minimise, type Problem } from './box-newton';
import { failureShares, lossOf, residualsOf, type Sample } from './logistic-fit';

/** How the weights of evidence are shrunk. */
export interface WoeOptions {
  readonly directions: readonly RatioDirection[];
  /** Failures that each bin is given as expected beforehand. */
  readonly prior: number;
  /** Pull of the slopes towards their common mean. */
  readonly ridge: number;
}

export interface WoeFit {
  /** Per ratio and bin, before and after the slope that the ratio was given beside the others. */
  readonly woe: readonly Float64Array[];
  readonly logOdds: readonly Float64Array[];
}

/**
 * The classical scorecard: each ratio's weights of evidence alone, in the direction economics gives it, then one slope of
 * at least 0 for each ratio. Ratios that say the same share one slope rather than fight over it.
 */
export function fitWoe(sample: Sample, binning: Binning, options: WoeOptions): WoeFit {
  const shares = failureShares(sample);
  const woe = binning.bins.map((bins, ratio) => {
    const count = (binning.edges[ratio]?.length ?? 0) + 1;
    const raw = evidenceOf(sample, bins, { count, shares, prior: options.prior });
    return smoothed(ordered(raw, options.directions[ratio] ?? 'FREE'));
  });
  const columns = binning.bins.map((bins, ratio) =>
    Float64Array.from(bins, (bin) => (bin < 0 ? 0 : (woe[ratio]?.[bin] ?? 0))),
  );
  const slopes = fitSlopes(sample, columns, { ridge: options.ridge, shares });
  const logOdds = woe.map((bins, ratio) => bins.map((each) => each * (slopes[ratio] ?? 0)));
  return { woe, logOdds };
}

interface Evidence {
  readonly woe: Float64Array;
  /** What each bin's evidence rests on. */
  readonly weight: Float64Array;
}

/** Failures that happened against those expected from each origin's share, so that origins are never compared. */
function evidenceOf(
  { failed, weight, origin }: Sample,
  bins: Int16Array,
  { count, shares, prior }: { count: number; shares: readonly number[]; prior: number },
): Evidence {
  const observed = new Float64Array(count);
  const expected = new Float64Array(count);
  bins.forEach((bin, row) => {
    if (bin < 0) return;
    const counts = weight[row] ?? 0;
    observed[bin] = (observed[bin] ?? 0) + counts * (failed[row] ?? 0);
    expected[bin] = (expected[bin] ?? 0) + counts * (shares[origin[row] ?? 0] ?? 0);
  });
  const level = sumOf(observed) / sumOf(expected);
  const base = expected.map((each) => each * level + prior);
  return {
    woe: observed.map((each, bin) => Math.log((each + prior) / (base[bin] ?? 1))),
    weight: base,
  };
}

/** The nearest evidence that runs one way: bins that turn back are pooled (pool adjacent violators). */
function ordered({ woe, weight }: Evidence, direction: RatioDirection): Float64Array {
  if (direction === 'FREE') return woe;
  const sign = direction === 'MORE_IS_RISKIER' ? 1 : -1;
  const pools: { value: number; weight: number; bins: number }[] = [];
  woe.forEach((value, bin) => {
    let pool = { value: sign * value, weight: weight[bin] ?? 0, bins: 1 };
    for (let last = pools.at(-1); last !== undefined && last.value > pool.value;) {
      pools.pop();
      const both = last.weight + pool.weight;
      const pooled = (last.value * last.weight + pool.value * pool.weight) / both;
      pool = { value: pooled, weight: both, bins: last.bins + pool.bins };
      last = pools.at(-1);
    }
    pools.push(pool);
  });
  return Float64Array.from(
    pools.flatMap(({ value, bins }) => Array<number>(bins).fill(sign * value)),
  );
}

/** Steps between bins are of chance; a quarter of either neighbour softens them and keeps the order. */
function smoothed(woe: Float64Array): Float64Array {
  return woe.map((value, bin) => {
    const before = woe[bin - 1] ?? value;
    const after = woe[bin + 1] ?? value;
    return (before + 2 * value + after) / 4;
  });
}

/** Slopes of the ratios; parameters are the slopes, their common mean, and one level for each origin. */
function fitSlopes(
  sample: Sample,
  columns: readonly Float64Array[],
  { ridge, shares }: { ridge: number; shares: readonly number[] },
): Float64Array {
  const slopes = columns.length;
  const size = slopes + 1 + sample.origins;
  const level = slopes + 1;
  const logOddsAt = (at: Float64Array): Float64Array =>
    sample.failed.map((_, row) => {
      let sum = at[level + (sample.origin[row] ?? 0)] ?? 0;
      columns.forEach((column, ratio) => (sum += (at[ratio] ?? 0) * (column[row] ?? 0)));
      return sum;
    });
  const apart = (at: Float64Array, ratio: number): number => (at[ratio] ?? 0) - (at[slopes] ?? 0);
  const problem: Problem = {
    size,
    lower: Float64Array.from({ length: size }, (_, index) => (index < slopes ? 0 : -Infinity)),
    value: (at) => {
      const penalty = columns.reduce((sum, _, ratio) => sum + apart(at, ratio) ** 2, 0);
      return lossOf(sample, logOddsAt(at)) + (ridge / 2) * penalty;
    },
    slope: (at) => {
      const { first, second } = residualsOf(sample, logOddsAt(at));
      const gradient = new Float64Array(size);
      const hessian = new Float64Array(size * size);
      const add = (row: number, column: number, amount: number): void => {
        hessian[row * size + column] = (hessian[row * size + column] ?? 0) + amount;
      };
      const features = featuresOf(sample, columns, size);
      features.forEach(({ index, values }) => {
        gradient[index] = dot(values, first);
        const scaled = values.map((value, row) => value * (second[row] ?? 0));
        features.forEach((other) => add(index, other.index, dot(scaled, other.values)));
      });
      columns.forEach((_, ratio) => {
        const pull = ridge * apart(at, ratio);
        gradient[ratio] = (gradient[ratio] ?? 0) + pull;
        gradient[slopes] = (gradient[slopes] ?? 0) - pull;
        add(ratio, ratio, ridge);
        add(slopes, slopes, ridge);
        add(ratio, slopes, -ridge);
        add(slopes, ratio, -ridge);
      });
      return { gradient, hessian };
    },
  };
  const start = new Float64Array(size);
  start.fill(0.1, 0, slopes + 1);
  shares.forEach((share, origin) => (start[level + origin] = Math.log(share / (1 - share))));
  return minimise(problem, start).subarray(0, slopes);
}

/** The columns that are multiplied by a parameter: the ratios' evidence, and 1 for the rows of an origin. */
function featuresOf(
  sample: Sample,
  columns: readonly Float64Array[],
  size: number,
): { index: number; values: Float64Array }[] {
  const levels = Array.from({ length: sample.origins }, (_, origin) => ({
    index: size - sample.origins + origin,
    values: Float64Array.from(sample.origin, (each) => (each === origin ? 1 : 0)),
  }));
  return [...columns.map((values, index) => ({ index, values })), ...levels];
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
