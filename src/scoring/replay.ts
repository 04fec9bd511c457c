import type { Transaction } from '../database';
import { replayAssessment, type StoredAssessment } from './replay-assessment';
import { differenceOf, type ReplayFindings } from './replay-findings';

interface AssessmentRow extends StoredAssessment {
  creditAssessmentId: string;
  account: string;
  assessedAt: Date;
  /** Whether it was made while its run was under way, which nothing in it is computed from. */
  isWithinRun: boolean;
}

const FETCHED = 500;

/**
 * Computes again every assessment a run stored, each from its own snapshot and the state stored before it; nothing the hub
 * has learnt since is looked at. Rows come through a cursor: memory does not grow with the run.
 */
export async function replayAssessments(
  tx: Transaction,
  replay: { scoringRunId: string; findings: ReplayFindings; signal: AbortSignal },
): Promise<void> {
  await tx.execute(`DECLARE replayed_assessments NO SCROLL CURSOR FOR ${STORED}`, [
    tx.tenantId,
    replay.scoringRunId,
  ]);
  for (;;) {
    replay.signal.throwIfAborted();
    const rows = await tx.query<AssessmentRow>(`FETCH ${FETCHED} FROM replayed_assessments`);
    for (const row of rows) take(row, replay.findings);
    if (rows.length < FETCHED) break;
  }
  await tx.execute('CLOSE replayed_assessments');
}

function take(row: AssessmentRow, findings: ReplayFindings): void {
  const { creditAssessmentId, customerId, account } = row;
  const of = { of: 'ASSESSMENT' as const, id: creditAssessmentId, customerId, account };
  const recomputed = replayAssessment(row);
  if (recomputed === null) return findings.notReplayable(of, row.modelVersion);
  const time = row.isWithinRun
    ? []
    : differenceOf('assessedAt', row.assessedAt.toISOString(), 'between start and end of its run');
  findings.compared(of, { ...recomputed, differences: [...recomputed.differences, ...time] });
}

/** The state before: what the assessment before it ended with, which nobody changes once there is another. */
const STORED = `
  SELECT a.credit_assessment_id AS "creditAssessmentId", a.customer_id AS "customerId", c.account,
    a.model_version AS "modelVersion", a.assessed_on AS "assessedOn", a.inputs_hash AS "inputsHash", a.inputs,
    a.decision, a.grade, a.score, a.probability_of_default AS "probabilityOfDefault", a.confidence,
    a.not_scored_because AS "notScoredBecause", a.grade_state AS "gradeState", p.grade_state AS "stateBefore",
    a.assessed_at AS "assessedAt",
    a.assessed_at >= r.started_at AND (r.status <> 'DONE' OR a.assessed_at <= r.finished_at) AS "isWithinRun"
  FROM credit_assessment a JOIN customer c ON c.tenant_id = $1 AND c.customer_id = a.customer_id
  JOIN scoring_run r ON r.tenant_id = $1 AND r.scoring_run_id = a.scoring_run_id
  LEFT JOIN LATERAL (
    SELECT b.grade_state FROM credit_assessment b
    WHERE b.tenant_id = $1 AND b.customer_id = a.customer_id AND b.assessed_at <= a.assessed_at
      AND (b.assessed_at, b.is_current) < (a.assessed_at, a.is_current)
    ORDER BY b.assessed_at DESC, b.is_current DESC LIMIT 1
  ) p ON true
  WHERE a.tenant_id = $1 AND a.scoring_run_id = $2`;
