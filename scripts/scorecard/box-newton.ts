/**
 * Minimises a smooth convex function whose parameters may have a lower bound: Newton steps, each the minimum of the local
 * parabola inside the bounds by coordinate descent. No randomness, sums in one order: the same input gives the same bits.
 */
export interface Problem {
  readonly size: number;
  /** −Infinity for a free parameter. */
  readonly lower: Float64Array;
  value(at: Float64Array): number;
  /** Gradient and Hessian (row after row) at a point. */
  slope(at: Float64Array): { gradient: Float64Array; hessian: Float64Array };
}

const STEPS_MAX = 40;
const PASSES_MAX = 600;
const HALVINGS_MAX = 20;
/** Log-odds below this are far below what the table keeps. */
const SETTLED = 1e-6;

/** The minimum, from a start inside the bounds. */
export function minimise(problem: Problem, start: Float64Array): Float64Array {
  let at = start;
  let value = problem.value(at);
  for (let step = 0; step < STEPS_MAX; step++) {
    const { gradient, hessian } = problem.slope(at);
    const move = boundedMove(problem, at, { gradient, hessian });
    const next = furthestBetter(problem, at, { move, value });
    if (next === null) return at;
    const moved = greatest(next.at, at);
    ({ at, value } = next);
    if (moved < SETTLED) return at;
  }
  return at;
}

/** The whole move, or the largest half, quarter, … of it that makes the value smaller; null when none does. */
function furthestBetter(
  problem: Problem,
  at: Float64Array,
  { move, value }: { move: Float64Array; value: number },
): { at: Float64Array; value: number } | null {
  let share = 1;
  for (let halving = 0; halving < HALVINGS_MAX; halving++) {
    const next = at.map((each, index) => each + share * (move[index] ?? 0));
    const reached = problem.value(next);
    if (reached < value) return { at: next, value: reached };
    share /= 2;
  }
  return null;
}

function boundedMove(
  { size, lower }: Problem,
  at: Float64Array,
  { gradient, hessian }: { gradient: Float64Array; hessian: Float64Array },
): Float64Array {
  const move = new Float64Array(size);
  const slope = Float64Array.from(gradient);
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let largest = 0;
    for (let index = 0; index < size; index++) {
      const curvature = hessian[index * size + index] ?? 0;
      if (curvature <= 0) continue;
      const now = move[index] ?? 0;
      const least = (lower[index] ?? 0) - (at[index] ?? 0);
      const wanted = Math.max(least, now - (slope[index] ?? 0) / curvature);
      const change = wanted - now;
      if (change === 0) continue;
      move[index] = wanted;
      const row = hessian.subarray(index * size, (index + 1) * size);
      for (let other = 0; other < size; other++) {
        slope[other] = (slope[other] ?? 0) + change * (row[other] ?? 0);
      }
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < SETTLED / 10) return move;
  }
  return move;
}

function greatest(one: Float64Array, other: Float64Array): number {
  let most = 0;
  one.forEach((value, index) => (most = Math.max(most, Math.abs(value - (other[index] ?? 0)))));
  return most;
}
