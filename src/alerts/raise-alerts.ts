import { globalId, stableId, type Clock, type LocalDate } from '../kernel';
import { dayAt, type Database, type Transaction } from '../database';
import type { UseRestriction } from '../connector-kit';
import type { CustomerFigures } from '../ledger';
import type { LimitChange } from '../limits';
import { customersInScope, strictestTerms, type Grade, type GradeChange } from '../scoring';
import { lockCustomers } from '../unify';
import type { AlertDraft, KnownAlert } from './alert-types';
import { decideAlerts, type AlertResolution } from './decide-alerts';
import { appendEvents, type EventDraft } from './event-log';
import { readRiskViews } from './read-risk-views';

export interface AlertContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
}

const BATCH = 1_000;

/**
 * Runs all rules over customers in batches, under locks on them: raises what is new, resolves what is over, and writes
 * the events of both, and of grades and limits not yet told, in the same transaction. Run again, it writes nothing.
 */
export async function raiseAlerts(
  context: AlertContext,
  scope: { tenantId: string; customerIds: readonly string[] | null },
): Promise<{ raised: number; resolved: number }> {
  const { database, clock } = context;
  const total = { raised: 0, resolved: 0 };
  const ids = await database.tenant(scope.tenantId, (tx) =>
    customersInScope(tx, scope.customerIds),
  );
  for (let start = 0; start < ids.length; start += BATCH) {
    context.signal.throwIfAborted();
    const batch = ids.slice(start, start + BATCH);
    const at = clock.now();
    const counts = await database.tenant(scope.tenantId, async (tx) => {
      await lockCustomers(tx, batch);
      return raiseBatch(tx, { customerIds: batch, at, asOf: await dayAt(tx, at) });
    });
    total.raised += counts.raised;
    total.resolved += counts.resolved;
  }
  return total;
}

/** Customers the transaction holds, and what was just decided of them and not told yet. */
export interface AlertBatch {
  readonly customerIds: readonly string[];
  readonly asOf: LocalDate;
  readonly at: Date;
  /** As read in the same transaction; absent: they are read. */
  readonly figures?: ReadonlyMap<string, CustomerFigures>;
  /** Likewise, in minor units by customer id. */
  readonly exposures?: ReadonlyMap<string, bigint>;
  readonly gradeChanges?: readonly GradeChange[];
  readonly limitChanges?: readonly LimitChange[];
}

/** Raises and resolves alerts of a batch, and tells them with what was decided, all in the caller's transaction. */
export async function raiseBatch(
  tx: Transaction,
  batch: AlertBatch,
): Promise<{ raised: number; resolved: number }> {
  const { customerIds, asOf, at, figures, exposures } = batch;
  const views = await readRiskViews(tx, customerIds, {
    ...{ today: asOf, at },
    ...(figures === undefined ? {} : { figures }),
    ...(exposures === undefined ? {} : { exposures }),
  });
  const known = await readKnownAlerts(tx, customerIds);
  const raise: AlertDraft[] = [];
  const resolve: AlertResolution[] = [];
  for (const view of views) {
    const decision = decideAlerts(view, known.get(view.customerId) ?? []);
    raise.push(...decision.raise);
    resolve.push(...decision.resolve);
  }
  await tellChanges(tx, batch);
  await insertAlerts(tx, raise, batch);
  await endAlerts(tx, resolve, batch);
  return { raised: raise.length, resolved: resolve.length };
}

async function readKnownAlerts(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, KnownAlert[]>> {
  const rows = await tx.query<KnownAlert & { customerId: string }>(
    `SELECT customer_id AS "customerId", risk_alert_id AS "alertId", rule, dedup_key AS "dedupKey",
       over_at IS NOT NULL AS "isOver", coalesce(after, '{}') AS after
     FROM risk_alert WHERE tenant_id = $1 AND customer_id = ANY ($2)`,
    [tx.tenantId, [...ids]],
  );
  const byCustomer = new Map<string, KnownAlert[]>();
  for (const row of rows) {
    const alerts = byCustomer.get(row.customerId);
    if (alerts === undefined) byCustomer.set(row.customerId, [row]);
    else alerts.push(row);
  }
  return byCustomer;
}

async function insertAlerts(
  tx: Transaction,
  drafts: readonly AlertDraft[],
  batch: AlertBatch,
): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map((draft) => ({
    id: stableId(tx.tenantId, 'alert', draft.dedupKey),
    customer_id: draft.customerId,
    rule: draft.rule,
    severity: draft.severity,
    dedup_key: draft.dedupKey,
    before: draft.before,
    after: draft.after,
    text_key: draft.textKey,
    params: draft.textParams,
    evidence: draft.evidence,
    deadline_on: draft.deadlineOn,
    use_restriction: restrictionOf(draft),
  }));
  const inserted = await tx.query<{ id: string }>(
    `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, before,
       after, text_key, params, evidence, deadline_on, use_restriction)
     SELECT $1, r.id, r.customer_id, r.rule, r.severity, 'OPEN', r.dedup_key, $3, nullif(r.before, 'null'), r.after,
       r.text_key, r.params, r.evidence, r.deadline_on, r.use_restriction
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, customer_id uuid, rule text, severity text, dedup_key text,
       before jsonb, after jsonb, text_key text, params jsonb, evidence jsonb, deadline_on date,
       use_restriction text)
     ON CONFLICT DO NOTHING RETURNING risk_alert_id AS id`,
    [tx.tenantId, JSON.stringify(rows), batch.at],
  );
  const isNew = new Set(inserted.map((row) => row.id));
  const events = rows
    .filter((row) => isNew.has(row.id))
    .map((row) => alertEvent('RISK_ALERT_RAISED', row.id, row));
  await appendEvents(tx, events, batch.at);
}

/** An alert tells what it was raised for: it stands under the strictest terms of that. */
function restrictionOf({ evidence }: AlertDraft): UseRestriction {
  return strictestTerms(evidence.flatMap(({ terms }) => terms ?? []))?.restriction ?? 'NONE';
}

async function endAlerts(
  tx: Transaction,
  ends: readonly AlertResolution[],
  batch: AlertBatch,
): Promise<void> {
  if (ends.length === 0) return;
  // A statement of its own: somebody may be resolving one of them, and then it is told already.
  await tx.query(
    `SELECT 1 FROM risk_alert WHERE tenant_id = $1 AND risk_alert_id = ANY ($2) ORDER BY risk_alert_id FOR UPDATE`,
    [tx.tenantId, ends.map((end) => end.alertId)],
  );
  const ended = await tx.query<{
    id: string;
    customer_id: string;
    rule: string;
    severity: string;
    was_open: boolean;
  }>(
    `UPDATE risk_alert a SET over_at = $3, over_because = r.because, status = 'RESOLVED',
       resolved_at = coalesce(a.resolved_at, $3), resolved_by = coalesce(a.resolved_by, 'encours')
     FROM unnest($2::uuid[], $4::text[]) AS r (id, because), risk_alert old
     WHERE a.tenant_id = $1 AND a.risk_alert_id = r.id AND a.over_at IS NULL
       AND old.tenant_id = $1 AND old.risk_alert_id = r.id
     RETURNING a.risk_alert_id AS id, a.customer_id, a.rule, a.severity, old.status <> 'RESOLVED' AS was_open`,
    [tx.tenantId, ends.map((end) => end.alertId), batch.at, ends.map((end) => end.because)],
  );
  const events = ended
    .filter((row) => row.was_open)
    .map((row) => alertEvent('RISK_ALERT_RESOLVED', row.id, row));
  await appendEvents(tx, events, batch.at);
}

export function alertEvent(
  type: EventDraft['type'],
  alertId: string,
  alert: { customer_id: string; rule: string; severity: string },
): EventDraft {
  return {
    type,
    customerId: alert.customer_id,
    subjectId: alertId,
    data: { rule: alert.rule, severity: alert.severity },
  };
}

/**
 * What was decided in this transaction, and grades and limits decided since the log last heard of them; told once, whoever
 * decided them and whenever.
 */
async function tellChanges(tx: Transaction, batch: AlertBatch): Promise<void> {
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
  const limits = await tx.query<{
    customerId: string;
    creditLimitId: string;
    status: string;
    limitMinor: string;
    currency: string;
  }>(
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
      ...[...(batch.limitChanges ?? []), ...limits].map(limitEvent),
    ],
    batch.at,
  );
}

function gradeEvent(change: GradeChange): EventDraft {
  const { customerId, creditAssessmentId, grade, previousGrade } = change;
  const data = { grade, previousGrade };
  return { type: 'GRADE_CHANGED', customerId, subjectId: creditAssessmentId, data };
}

function limitEvent(change: {
  customerId: string;
  creditLimitId: string;
  status: string;
  limitMinor: bigint | string;
  currency: string;
}): EventDraft {
  const { customerId, creditLimitId, status, currency } = change;
  const data = {
    creditLimitId: globalId('CreditLimit', creditLimitId),
    ...{ status, limitMinor: change.limitMinor.toString(), currency },
  };
  return { type: 'CREDIT_LIMIT_CHANGED', customerId, subjectId: creditLimitId, data };
}
