import type { Transaction } from '../database';
import type { ShadowRun } from './shadow';
import { GRADES, type Grade } from './types';

/** NONE stands for a customer that is not scored. */
export type GradeOrNone = Grade | 'NONE';
export const GRADES_OR_NONE: readonly GradeOrNone[] = [...GRADES, 'NONE'];

/** How many customers the numbers moved from one grade to another. */
export interface GradeMove {
  readonly before: GradeOrNone;
  readonly after: GradeOrNone;
  readonly customers: number;
}

/** A customer the tried model judges much otherwise. */
export interface ShadowMover {
  readonly customerId: string;
  readonly account: string;
  readonly name: string;
  readonly gradeBefore: Grade | null;
  readonly grade: Grade | null;
  readonly scoreBefore: number | null;
  readonly score: number | null;
  /** The reason whose points changed most, and by how many; null when none did. */
  readonly movedBy: string | null;
  readonly movedPoints: number;
}

/** A tried model against the assessments it was tried on, like with like: what the numbers ask for, without hysteresis. */
export interface ShadowComparison {
  readonly customers: number;
  /** Scored by both. */
  readonly scoredByBoth: number;
  readonly moves: readonly GradeMove[];
  /** Share of those scored by both that are another grade, and two grades or more away; null without any. */
  readonly movedShare: number | null;
  readonly movedTwoShare: number | null;
  readonly better: number;
  readonly worse: number;
  /** Of the tried model less that of before, in points; null without any. */
  readonly meanScoreDifference: number | null;
  /** Spearman's rank correlation of the probabilities; null when one side is all the same, or too few. */
  readonly rankCorrelation: number | null;
  /** Expected failures in twelve months: the sums of the probabilities. */
  readonly expectedFailuresBefore: number;
  readonly expectedFailures: number;
  readonly movers: readonly ShadowMover[];
}

const MOVERS_SHOWN = 20;

/** What a trial comes to. */
export async function compareShadow(tx: Transaction, run: ShadowRun): Promise<ShadowComparison> {
  const key = [tx.tenantId, run.shadowRunId];
  const moves = await tx.query<GradeMove>(MOVES, key);
  const [figures] = await tx.query<Figures>(FIGURES, key);
  const movers = await tx.query<ShadowMover>(MOVERS, key);
  return { ...movesOf(moves), ...(figures ?? NO_FIGURES), moves, movers };
}

interface Figures {
  meanScoreDifference: number | null;
  rankCorrelation: number | null;
  expectedFailuresBefore: number;
  expectedFailures: number;
}

const NO_FIGURES: Figures = {
  meanScoreDifference: null,
  rankCorrelation: null,
  expectedFailuresBefore: 0,
  expectedFailures: 0,
};

type MoveSums = Pick<
  ShadowComparison,
  'customers' | 'scoredByBoth' | 'movedShare' | 'movedTwoShare' | 'better' | 'worse'
>;

/** Sums over the matrix of grades. */
export function movesOf(moves: readonly GradeMove[]): MoveSums {
  const sums = { customers: 0, scoredByBoth: 0, moved: 0, movedTwo: 0, better: 0, worse: 0 };
  for (const { before, after, customers } of moves) {
    sums.customers += customers;
    if (before === 'NONE' || after === 'NONE') continue;
    const notches = GRADES.indexOf(after) - GRADES.indexOf(before);
    sums.scoredByBoth += customers;
    if (notches !== 0) sums.moved += customers;
    if (Math.abs(notches) >= 2) sums.movedTwo += customers;
    if (notches < 0) sums.better += customers;
    if (notches > 0) sums.worse += customers;
  }
  const { customers, scoredByBoth, moved, movedTwo, better, worse } = sums;
  const share = (part: number): number | null => (scoredByBoth === 0 ? null : part / scoredByBoth);
  return {
    ...{ customers, scoredByBoth, better, worse },
    movedShare: share(moved),
    movedTwoShare: share(movedTwo),
  };
}

const MOVES = `
  SELECT coalesce(grade_before, 'NONE') AS before, coalesce(grade, 'NONE') AS after, count(*)::int AS customers
  FROM shadow_assessment WHERE tenant_id = $1 AND shadow_run_id = $2
  GROUP BY 1, 2 ORDER BY (coalesce(grade_before, 'NONE') = 'NONE'), 1, (coalesce(grade, 'NONE') = 'NONE'), 2`;

/** Of equal probabilities each has the mean of their ranks. */
const FIGURES = `
  WITH scored AS (
    SELECT score - score_before AS moved, probability_before, probability_of_default,
      rank() OVER (ORDER BY probability_before) + (count(*) OVER (PARTITION BY probability_before) - 1) / 2.0 AS rank_before,
      rank() OVER (ORDER BY probability_of_default)
        + (count(*) OVER (PARTITION BY probability_of_default) - 1) / 2.0 AS rank_after
    FROM shadow_assessment
    WHERE tenant_id = $1 AND shadow_run_id = $2 AND probability_before IS NOT NULL AND probability_of_default IS NOT NULL
  )
  SELECT avg(moved)::float8 AS "meanScoreDifference",
    round(corr(rank_before::float8, rank_after::float8)::numeric, 6)::float8 AS "rankCorrelation",
    coalesce(sum(probability_before::numeric), 0)::float8 AS "expectedFailuresBefore",
    coalesce(sum(probability_of_default::numeric), 0)::float8 AS "expectedFailures"
  FROM scored`;

/** By grades moved, then by points; being scored at all, or no more, moves farthest. */
const MOVERS = `
  SELECT s.customer_id AS "customerId", c.account, c.name, s.grade_before AS "gradeBefore", s.grade,
    s.score_before AS "scoreBefore", s.score, s.moved_by AS "movedBy", s.moved_points AS "movedPoints"
  FROM shadow_assessment s JOIN customer c ON c.tenant_id = $1 AND c.customer_id = s.customer_id
  WHERE s.tenant_id = $1 AND s.shadow_run_id = $2
    AND (s.grade IS DISTINCT FROM s.grade_before OR s.score IS DISTINCT FROM s.score_before)
  ORDER BY abs(coalesce(ascii(s.grade) - ascii(s.grade_before), 9)) DESC,
    abs(coalesce(s.score - s.score_before, 0)) DESC, abs(s.moved_points) DESC, s.customer_id
  LIMIT ${MOVERS_SHOWN}`;
