import { globalId } from '../kernel';
import type { Transaction } from '../database';
import type { LimitChange } from '../limits';
import type { Grade, GradeChange } from '../scoring';
import { appendEvents } from './event-log';
import type { EventDraft } from './events';

/** Customers the transaction holds, and what was just decided of them. */
export interface Decided {
  readonly customerIds: readonly string[];
  readonly at: Date;
  readonly gradeChanges?: readonly GradeChange[];
  readonly limitChanges?: readonly LimitChange[];
}

/**
 * What was decided in this transaction, and grades and limits decided since the log last heard of them; told once, whoever
 * decided them and whenever.
 */
export async function tellChanges(tx: Transaction, batch: Decided): Promise<void> {
  const ids = batch.customerIds;
  const grades = await tx.query<{
    customerId: string;
    creditAssessmentId: string;
    grade: Grade | null;
    previousGrade: Grade | null;
  }>(
    `UPDATE credit_assessment a SET told_at = $3
     WHERE a.tenant_id = $1 AND a.told_at IS NULL AND a.customer_id = ANY ($2)
     RETURNING a.customer_id AS "customerId", a.credit_assessment_id AS "creditAssessmentId", a.grade,
       (SELECT p.grade FROM credit_assessment p
        WHERE p.tenant_id = a.tenant_id AND p.customer_id = a.customer_id AND p.assessed_at < a.assessed_at
        ORDER BY p.assessed_at DESC LIMIT 1) AS "previousGrade"`,
    [tx.tenantId, [...ids], batch.at],
  );
  const limits = await tx.query<ToldLimit>(
    `UPDATE credit_limit SET told_at = $3 WHERE tenant_id = $1 AND told_at IS NULL AND customer_id = ANY ($2)
     RETURNING customer_id AS "customerId", credit_limit_id AS "creditLimitId", status, limit_minor AS "limitMinor",
       currency`,
    [tx.tenantId, [...ids], batch.at],
  );
  const gradeChanges = grades.filter((row) => row.grade !== row.previousGrade);
  await appendEvents(
    tx,
    [
      ...[...(batch.gradeChanges ?? []), ...gradeChanges].map(gradeEvent),
      ...[...(batch.limitChanges ?? []), ...limits].flatMap(limitEvents),
    ],
    batch.at,
  );
}

function gradeEvent(change: GradeChange): EventDraft {
  const { customerId, creditAssessmentId, grade, previousGrade } = change;
  const data = { grade, previousGrade };
  return { type: 'GRADE_CHANGED', customerId, subjectId: creditAssessmentId, data };
}

interface ToldLimit {
  readonly customerId: string;
  readonly creditLimitId: string;
  readonly status: 'ACTIVE' | 'PROPOSED' | 'REJECTED' | 'SUPERSEDED';
  readonly limitMinor: bigint | string;
  readonly currency: string;
}

function limitEvents(change: LimitChange | ToldLimit): EventDraft[] {
  const { customerId, creditLimitId, status, currency } = change;
  // No limit is stored where none is given, so that nothing has changed.
  if (status === 'NONE') return [];
  const data = {
    creditLimitId: globalId('CreditLimit', creditLimitId),
    ...{ status, limitMinor: change.limitMinor.toString(), currency },
  };
  return [{ type: 'CREDIT_LIMIT_CHANGED', customerId, subjectId: creditLimitId, data }];
}
