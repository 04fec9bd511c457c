import { type Binning } from './bin-ratios';
import { type Sample } from './logistic-fit';

/** Share of firms failing within a year that the table's probabilities are stated for. */
export const BASE_RATE = 0.02;

const HALVINGS = 60;
const FURTHEST = 20;

/**
 * Moves each ratio's bins up or down, which changes no ranking, until the mean probability of a population of which the
 * base rate fails, half of it from either origin, IS the base rate when 0 log-odds stand for the base rate. What has to be
 * moved is shared out by how much each ratio varies, so that a ratio that is missing (0) says what knowing nothing says.
 */
export function centred(
  sample: Sample,
  binning: Binning,
  logOdds: readonly Float64Array[],
): Float64Array[] {
  const population = populationOf(sample);
  const moments = binning.bins.map((bins, ratio) =>
    momentsOf(bins, logOdds[ratio] ?? new Float64Array(), population),
  );
  const spread = moments.reduce((sum, { variance }) => sum + variance, 0);
  const shares = moments.map(({ variance }) => (spread === 0 ? 0 : variance / spread));
  const shifted = (all: number): Float64Array[] =>
    logOdds.map((bins, ratio) => {
      const shift = all * (shares[ratio] ?? 0) - (moments[ratio]?.mean ?? 0);
      return bins.map((each) => each + shift);
    });
  let [low, high] = [-FURTHEST, FURTHEST];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (meanProbability(binning, shifted(middle), population) < BASE_RATE) low = middle;
    else high = middle;
  }
  return shifted((low + high) / 2);
}

/** What each row counts in the population: shares that add up to 1. */
export function populationOf({ failed, origin, origins }: Sample): Float64Array {
  const counts = Array.from({ length: origins }, () => ({ failed: 0, survived: 0 }));
  failed.forEach((isFailed, row) => {
    const count = counts[origin[row] ?? 0];
    if (count !== undefined) count[isFailed === 1 ? 'failed' : 'survived'] += 1;
  });
  const present = counts.filter((count) => count.failed > 0 && count.survived > 0).length;
  return failed.map((isFailed, row) => {
    const count = counts[origin[row] ?? 0];
    if (count === undefined || count.failed === 0 || count.survived === 0) return 0;
    return (isFailed === 1 ? BASE_RATE / count.failed : (1 - BASE_RATE) / count.survived) / present;
  });
}

function momentsOf(
  bins: Int16Array,
  logOdds: Float64Array,
  population: Float64Array,
): { mean: number; variance: number } {
  let [count, sum, squares] = [0, 0, 0];
  bins.forEach((bin, row) => {
    if (bin < 0) return;
    const counts = population[row] ?? 0;
    const value = logOdds[bin] ?? 0;
    count += counts;
    sum += counts * value;
    squares += counts * value * value;
  });
  if (count === 0) return { mean: 0, variance: 0 };
  const mean = sum / count;
  return { mean, variance: Math.max(0, squares / count - mean * mean) };
}

function meanProbability(
  { bins }: Binning,
  logOdds: readonly Float64Array[],
  population: Float64Array,
): number {
  const base = Math.log(BASE_RATE / (1 - BASE_RATE));
  const sums = new Float64Array(population.length).fill(base);
  bins.forEach((column, ratio) =>
    column.forEach((bin, row) => {
      if (bin >= 0) sums[row] = (sums[row] ?? 0) + (logOdds[ratio]?.[bin] ?? 0);
    }),
  );
  return sums.reduce(
    (sum, logOdd, row) => sum + (population[row] ?? 0) / (1 + Math.exp(-logOdd)),
    0,
  );
}
