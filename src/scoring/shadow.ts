import { stableId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { assessCustomer } from './combine';
import { modelOf } from './models';
import type { AssessmentDecision, Reason, ScoringInput } from './types';

/** A model tried on the assessments in force on a day. */
export interface ShadowRun {
  readonly shadowRunId: string;
  readonly modelVersion: string;
  readonly asOf: LocalDate;
}

/** Begins, or begins again, the trial of a model on a day: there is one. Throws SCORING_MODEL_UNKNOWN. */
export async function openShadowRun(
  tx: Transaction,
  trial: { modelVersion: string; asOf: LocalDate; at: Date },
): Promise<ShadowRun> {
  const { modelVersion, asOf, at } = trial;
  modelOf(modelVersion);
  const shadowRunId = stableId(tx.tenantId, 'shadow', modelVersion, asOf);
  // Two unique indexes hold its day. ON CONFLICT on one of them would let the other fail when two begin it at once.
  await tx.execute(
    `INSERT INTO shadow_run (tenant_id, shadow_run_id, model_version, as_of, status, started_at)
     VALUES ($1, $2, $3, $4, 'RUNNING', $5) ON CONFLICT DO NOTHING`,
    [tx.tenantId, shadowRunId, modelVersion, asOf, at],
  );
  await tx.execute(
    `UPDATE shadow_run SET status = 'RUNNING', comparison = NULL, finished_at = NULL, started_at = $3
     WHERE tenant_id = $1 AND shadow_run_id = $2`,
    [tx.tenantId, shadowRunId, at],
  );
  return { shadowRunId, modelVersion, asOf };
}

interface BaselineRow {
  customerId: string;
  creditAssessmentId: string;
  inputs: ScoringInput;
  decision: AssessmentDecision;
}

const BATCH = 1_000;

/**
 * Assesses the next customers after `afterId` (null: from the first) with the tried model, on exactly the inputs stored with
 * the assessments in force on the day; writes what it says and touches nothing that counts. Answers the last customer of
 * the batch, null when none was left. Batches go by customer id, so two of one run write the same rows in the same order.
 */
export async function shadowBatch(
  tx: Transaction,
  run: ShadowRun,
  afterId: string | null,
): Promise<string | null> {
  const rows = await tx.query<BaselineRow>(IN_FORCE, [tx.tenantId, run.asOf, afterId, BATCH]);
  const last = rows.at(-1);
  if (last === undefined) return null;
  const model = modelOf(run.modelVersion);
  const shadows = rows.map((row) => shadowOf(row, assessCustomer(row.inputs, model)));
  await tx.execute(STORE, [tx.tenantId, run.shadowRunId, JSON.stringify(shadows)]);
  return last.customerId;
}

function shadowOf(row: BaselineRow, decision: AssessmentDecision): Record<string, unknown> {
  const moved = biggestMove(row.decision.reasons, decision.reasons);
  return {
    customer_id: row.customerId,
    credit_assessment_id: row.creditAssessmentId,
    grade_before: row.decision.grade,
    score_before: row.decision.score,
    probability_before: row.decision.probabilityOfDefault,
    grade: decision.grade,
    score: decision.score,
    probability_of_default: decision.probabilityOfDefault,
    limit_effect: decision.override?.limitEffect ?? null,
    moved_by: moved?.code ?? null,
    moved_points: moved?.points ?? 0,
  };
}

/** The reason whose points differ most, and by how many (positive: safer now); null when all are the same. */
export function biggestMove(
  before: readonly Reason[],
  after: readonly Reason[],
): { code: string; points: number } | null {
  const moves = new Map<string, number>();
  for (const { code, contribution } of after) add(moves, code, contribution);
  for (const { code, contribution } of before) add(moves, code, -contribution);
  let biggest: { code: string; points: number } | null = null;
  for (const [code, points] of [...moves].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (points === 0 || Math.abs(points) <= Math.abs(biggest?.points ?? 0)) continue;
    biggest = { code, points };
  }
  return biggest;
}

function add(moves: Map<string, number>, code: string, points: number): void {
  moves.set(code, (moves.get(code) ?? 0) + points);
}

/** Ends a trial with what it came to. */
export async function finishShadowRun(
  tx: Transaction,
  run: ShadowRun,
  result: { comparison: object; at: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE shadow_run SET status = 'DONE', comparison = $3, finished_at = $4,
       customers = (SELECT count(*) FROM shadow_assessment s WHERE s.tenant_id = $1 AND s.shadow_run_id = $2)
     WHERE tenant_id = $1 AND shadow_run_id = $2`,
    [tx.tenantId, run.shadowRunId, JSON.stringify(result.comparison), result.at],
  );
}

/** Trials kept; each is a row per customer. */
export const SHADOW_RUNS_KEPT = 10;

/** Forgets all but the last trials, and with them what they said of each customer. */
export async function pruneShadowRuns(tx: Transaction): Promise<number> {
  return tx.execute(
    `DELETE FROM shadow_run WHERE tenant_id = $1 AND shadow_run_id IN (
       SELECT shadow_run_id FROM shadow_run WHERE tenant_id = $1
       ORDER BY started_at DESC, shadow_run_id OFFSET ${SHADOW_RUNS_KEPT})`,
    [tx.tenantId],
  );
}

/** Whether a model was ever compared, to the end, with the one that counted. */
export async function wasCompared(tx: Transaction, modelVersion: string): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT 1 FROM shadow_run WHERE tenant_id = $1 AND model_version = $2 AND status = 'DONE' AND customers > 0 LIMIT 1`,
    [tx.tenantId, modelVersion],
  );
  return row !== undefined;
}

/** Of each customer the assessment that was in force at the end of the day. */
const IN_FORCE = `
  SELECT c.customer_id AS "customerId", a.credit_assessment_id AS "creditAssessmentId", a.inputs, a.decision
  FROM customer c CROSS JOIN LATERAL (
    SELECT a.credit_assessment_id, a.inputs, a.decision FROM credit_assessment a
    WHERE a.tenant_id = $1 AND a.customer_id = c.customer_id AND a.assessed_on <= $2::date
    ORDER BY a.assessed_at DESC, a.is_current DESC LIMIT 1
  ) a
  WHERE c.tenant_id = $1 AND NOT c.is_pooled AND ($3::uuid IS NULL OR c.customer_id > $3)
  ORDER BY c.customer_id LIMIT $4`;

/** Without customers that were deleted meanwhile. */
const STORE = `
  INSERT INTO shadow_assessment (tenant_id, shadow_run_id, customer_id, credit_assessment_id, grade_before, score_before,
    probability_before, grade, score, probability_of_default, limit_effect, moved_by, moved_points)
  SELECT $1, $2, r.customer_id, r.credit_assessment_id, r.grade_before, r.score_before, r.probability_before, r.grade,
    r.score, r.probability_of_default, r.limit_effect, r.moved_by, r.moved_points
  FROM jsonb_to_recordset($3::jsonb) AS r (customer_id uuid, credit_assessment_id uuid, grade_before text,
    score_before int, probability_before float8, grade text, score int, probability_of_default float8,
    limit_effect text, moved_by text, moved_points float8)
  JOIN customer c ON c.tenant_id = $1 AND c.customer_id = r.customer_id
  ORDER BY r.customer_id
  ON CONFLICT (tenant_id, shadow_run_id, customer_id) DO UPDATE SET
    credit_assessment_id = excluded.credit_assessment_id, grade_before = excluded.grade_before,
    score_before = excluded.score_before, probability_before = excluded.probability_before, grade = excluded.grade,
    score = excluded.score, probability_of_default = excluded.probability_of_default,
    limit_effect = excluded.limit_effect, moved_by = excluded.moved_by, moved_points = excluded.moved_points`;
