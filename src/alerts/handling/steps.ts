import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import type { AlertChangeCode } from '../events';

/** What was done to an alert. */
export interface AlertStep {
  readonly alertId: string;
  readonly change: AlertChangeCode;
  readonly severity: Severity;
  /** Absent: the hub. */
  readonly by?: string;
  readonly comment?: string | null;
  readonly snoozedUntil?: Date;
  readonly assignedTo?: string | null;
}

/** Writes down what was done to alerts, in the order it was done, with what was done, and who first responded. */
export async function keepSteps(
  tx: Transaction,
  steps: readonly AlertStep[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `INSERT INTO risk_alert_step (tenant_id, risk_alert_id, change, at, by, severity, comment, snoozed_until, assigned_to)
     SELECT $1, s.alert_id, s.change, $2, s.by, s.severity, s.comment, s.snoozed_until, s.assigned_to
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])
       WITH ORDINALITY AS s (alert_id, change, by, severity, comment, snoozed_until, assigned_to, n)
     ORDER BY s.n`,
    [
      ...[tx.tenantId, at],
      steps.map(({ alertId }) => alertId),
      steps.map(({ change }) => change),
      steps.map(({ by }) => by ?? null),
      steps.map(({ severity }) => severity),
      steps.map(({ comment }) => comment ?? null),
      steps.map(({ snoozedUntil }) => snoozedUntil ?? null),
      steps.map(({ assignedTo }) => assignedTo ?? null),
    ],
  );
  await noteFirstResponses(tx, steps, at);
}

async function noteFirstResponses(
  tx: Transaction,
  steps: readonly AlertStep[],
  at: Date,
): Promise<void> {
  const answered = steps.filter(({ by }) => by !== undefined);
  if (answered.length === 0) return;
  await tx.execute(
    `UPDATE risk_alert a SET first_response_at = $2, first_response_by = s.by
     FROM unnest($3::uuid[], $4::text[]) AS s (alert_id, by)
     WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($3) AND a.risk_alert_id = s.alert_id AND a.first_response_at IS NULL`,
    [
      ...[tx.tenantId, at],
      answered.map(({ alertId }) => alertId),
      answered.map(({ by }) => by ?? null),
    ],
  );
}
