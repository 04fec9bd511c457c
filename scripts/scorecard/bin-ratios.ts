import { equalOriginWeights } from './weights';
import { type Rows, type TrainingSet } from './training-set';

/** Bins of every ratio: `edges[j]` parts ratio j into one bin more than it has edges. */
export interface Binning {
  readonly edges: readonly Float64Array[];
  /** Per ratio, the bin of each of the rows the binning was made for; −1 = missing. */
  readonly bins: readonly Int16Array[];
}

/** Bins that hold about the same share of both origins together; values that occur often take a bin of their own. */
export function binRatios(set: TrainingSet, rows: Rows, most: number): Binning {
  const weights = equalOriginWeights(set, rows);
  const edges = set.ratios.map((column) => {
    const known = rows.filter((row) => !Number.isNaN(column[row] ?? NaN));
    known.sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0) || a - b);
    const weightOf = (row: number): number => weights[set.origin[row] ?? 0] ?? 0;
    return edgesOf(column, known, { weightOf, most });
  });
  return { edges, bins: edges.map((of, ratio) => binsOf(set.ratios[ratio], rows, of)) };
}

function edgesOf(
  column: Float64Array,
  sorted: Rows,
  { weightOf, most }: { weightOf: (row: number) => number; most: number },
): Float64Array {
  const total = sorted.reduce((sum, row) => sum + weightOf(row), 0);
  const lowest = column[sorted[0] ?? -1] ?? NaN;
  const edges: number[] = [];
  let passed = 0;
  let quantile = 1;
  for (const row of sorted) {
    passed += weightOf(row);
    const value = column[row] ?? NaN;
    while (quantile < most && passed / total >= quantile / most) {
      // Quantiles that lie on one value are one edge; at the lowest value a bin below it would be empty.
      if (value > (edges.at(-1) ?? lowest)) edges.push(value);
      quantile += 1;
    }
  }
  return Float64Array.from(edges);
}

/** The bin of each row's value: as many as there are edges at or below it; −1 where it is missing. */
export function binsOf(
  column: Float64Array | undefined,
  rows: Rows,
  edges: Float64Array,
): Int16Array {
  const bins = new Int16Array(rows.length);
  rows.forEach((row, index) => {
    const value = column?.[row] ?? NaN;
    bins[index] = Number.isNaN(value) ? -1 : countAtOrBelow(edges, value);
  });
  return bins;
}

function countAtOrBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
