import type { Transaction } from '../database';
import type { AssessmentDecision, Grade, GradeState, ScoringInput } from '../scoring';

/** An assessment with everything it was computed from. */
export interface AssessmentInputs {
  creditAssessmentId: string;
  modelVersion: string;
  inputs: ScoringInput;
  decision: AssessmentDecision;
  /** The grade that holds, and where it stands. */
  grade: Grade | null;
  gradeState: GradeState;
}

/** What these assessments were computed from, by assessment id. */
export async function assessmentInputs(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, AssessmentInputs>> {
  const rows = await tx.query<AssessmentInputs>(
    `SELECT credit_assessment_id AS "creditAssessmentId", model_version AS "modelVersion", inputs, decision,
       grade, grade_state AS "gradeState"
     FROM credit_assessment WHERE tenant_id = $1 AND credit_assessment_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map((row) => [row.creditAssessmentId, row]));
}
