import { type RatioDirection } from '../../src/scoring';
import { type Binning } from './bin-ratios';
import { minimise, type Problem } from './box-newton';
import { failureShares, lossOf, residualsOf, type Sample } from './logistic-fit';

export interface AdditiveOptions {
  readonly directions: readonly RatioDirection[];
  /** Pull of neighbouring bins towards each other. */
  readonly smoothness: number;
  /** Pull of each bin towards 0. */
  readonly ridge: number;
}

/** Where a ratio's bins stand among the parameters. */
interface Block {
  readonly first: number;
  readonly count: number;
  /** What a step from bin to bin is multiplied by, so that steps of an ordered ratio are at least 0. */
  readonly sign: 1 | -1;
  readonly isOrdered: boolean;
}

/**
 * All bins of all ratios fitted at once (a penalised logistic regression, its steps bounded by the ratio's direction).
 * Each origin has a level of its own, so that what tells origins apart is not taken for risk. Missing adds nothing.
 */
export function fitAdditive(
  sample: Sample,
  binning: Binning,
  options: AdditiveOptions,
): Float64Array[] {
  const blocks = blocksOf(binning, options.directions);
  const levels = blocks.reduce((sum, block) => sum + block.count, 0);
  const size = levels + sample.origins;
  const active = activeOf(sample, binning, { blocks, levels });
  const problem: Problem = {
    size,
    lower: lowerBounds(blocks, size),
    value: (at) => {
      const bins = binsFromSteps(at, blocks);
      const rough = penaltyOf(at, bins, { blocks, levels, ...options });
      return lossOf(sample, logOddsOf(active, bins)) + rough;
    },
    slope: (at) => {
      const bins = binsFromSteps(at, blocks);
      const { first, second } = residualsOf(sample, logOddsOf(active, bins));
      const gradient = new Float64Array(size);
      const hessian = new Float64Array(size * size);
      accumulate(active, { first, second }, { gradient, hessian });
      for (let bin = 0; bin < levels; bin++) {
        gradient[bin] = (gradient[bin] ?? 0) + options.ridge * (bins[bin] ?? 0);
        hessian[bin * size + bin] = (hessian[bin * size + bin] ?? 0) + options.ridge;
      }
      toSteps(gradient, hessian, blocks);
      for (const step of stepsOf(blocks)) {
        gradient[step] = (gradient[step] ?? 0) + options.smoothness * (at[step] ?? 0);
        hessian[step * size + step] = (hessian[step * size + step] ?? 0) + options.smoothness;
      }
      return { gradient, hessian };
    },
  };
  const start = new Float64Array(size);
  failureShares(sample).forEach((share, origin) => {
    start[levels + origin] = Math.log(share / (1 - share));
  });
  const bins = binsFromSteps(minimise(problem, start), blocks);
  return blocks.map(({ first, count }) => bins.slice(first, first + count));
}

function blocksOf({ edges }: Binning, directions: readonly RatioDirection[]): Block[] {
  let first = 0;
  return edges.map((each, ratio) => {
    const direction = directions[ratio] ?? 'FREE';
    const count = each.length + 1;
    const isOrdered = direction !== 'FREE';
    const block: Block = { first, count, sign: direction === 'MORE_IS_SAFER' ? -1 : 1, isOrdered };
    first += count;
    return block;
  });
}

/** Of a row the parameters that apply: a bin of each known ratio (−1 for a missing one), and its origin's level. */
interface Active {
  readonly width: number;
  readonly rows: number;
  readonly indices: Int32Array;
}

function activeOf(
  sample: Sample,
  { bins }: Binning,
  { blocks, levels }: { blocks: readonly Block[]; levels: number },
): Active {
  const width = bins.length + 1;
  const rows = sample.failed.length;
  const indices = new Int32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    bins.forEach((column, ratio) => {
      const bin = column[row] ?? -1;
      indices[row * width + ratio] = bin < 0 ? -1 : (blocks[ratio]?.first ?? 0) + bin;
    });
    indices[row * width + width - 1] = levels + (sample.origin[row] ?? 0);
  }
  return { width, rows, indices };
}

function lowerBounds(blocks: readonly Block[], size: number): Float64Array {
  const lower = new Float64Array(size).fill(-Infinity);
  for (const { first, count, isOrdered } of blocks) {
    if (isOrdered) lower.fill(0, first + 1, first + count);
  }
  return lower;
}

/** Parameters are a ratio's first bin and the steps from bin to bin; this adds them up. Levels stay as they are. */
function binsFromSteps(at: Float64Array, blocks: readonly Block[]): Float64Array {
  const bins = Float64Array.from(at);
  for (const { first, count, sign } of blocks) {
    for (let bin = first + 1; bin < first + count; bin++) {
      bins[bin] = (bins[bin - 1] ?? 0) + sign * (at[bin] ?? 0);
    }
  }
  return bins;
}

function* stepsOf(blocks: readonly Block[]): Generator<number> {
  for (const { first, count } of blocks) {
    for (let bin = first + 1; bin < first + count; bin++) yield bin;
  }
}

function penaltyOf(
  at: Float64Array,
  bins: Float64Array,
  options: {
    blocks: readonly Block[];
    levels: number;
    smoothness: number;
    ridge: number;
  },
): number {
  let steps = 0;
  for (const step of stepsOf(options.blocks)) steps += (at[step] ?? 0) ** 2;
  let sizes = 0;
  for (let bin = 0; bin < options.levels; bin++) sizes += (bins[bin] ?? 0) ** 2;
  return (options.smoothness * steps + options.ridge * sizes) / 2;
}

function logOddsOf({ width, rows, indices }: Active, bins: Float64Array): Float64Array {
  const logOdds = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const index = indices[at] ?? -1;
      if (index >= 0) sum += bins[index] ?? 0;
    }
    logOdds[row] = sum;
  }
  return logOdds;
}

function accumulate(
  { width, rows, indices }: Active,
  { first, second }: { first: Float64Array; second: Float64Array },
  { gradient, hessian }: { gradient: Float64Array; hessian: Float64Array },
): void {
  const size = gradient.length;
  for (let row = 0; row < rows; row++) {
    const known = indices.subarray(row * width, (row + 1) * width).filter((index) => index >= 0);
    const slope = first[row] ?? 0;
    const curvature = second[row] ?? 0;
    for (let one = 0; one < known.length; one++) {
      const index = known[one] ?? 0;
      gradient[index] = (gradient[index] ?? 0) + slope;
      for (let other = one; other < known.length; other++) {
        const at = index * size + (known[other] ?? 0);
        hessian[at] = (hessian[at] ?? 0) + curvature;
      }
    }
  }
  mirror(hessian, size);
}

/** Columns of a row rise, so only the upper half was filled. */
function mirror(hessian: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) {
      hessian[column * size + row] = hessian[row * size + column] ?? 0;
    }
  }
}

/** From bins to steps: a step moves all bins after it, so its slope is the sum of theirs; both ways for the Hessian. */
function toSteps(gradient: Float64Array, hessian: Float64Array, blocks: readonly Block[]): void {
  const size = gradient.length;
  for (let row = 0; row < size; row++) {
    sumUp(hessian, { blocks, offset: row * size, stride: 1 });
  }
  for (let column = 0; column < size; column++) {
    sumUp(hessian, { blocks, offset: column, stride: size });
  }
  sumUp(gradient, { blocks, offset: 0, stride: 1 });
}

function sumUp(
  values: Float64Array,
  { blocks, offset, stride }: { blocks: readonly Block[]; offset: number; stride: number },
): void {
  for (const { first, count, sign } of blocks) {
    let sum = 0;
    for (let bin = first + count - 1; bin > first; bin--) {
      const at = offset + bin * stride;
      sum += values[at] ?? 0;
      values[at] = sign * sum;
    }
    values[offset + first * stride] = (values[offset + first * stride] ?? 0) + sum;
  }
}
