import { stableId } from '../kernel';
import type { Transaction } from '../database';
import type { UseRestriction } from '../connector-kit';
import { strictestTerms } from '../scoring';
import type { AlertDraft } from './alert-types';
import type { AlertEscalation, AlertResolution } from './decide-alerts';
import { coverByMutes, coverRaised, holdMutes, lockAlerts } from './handling/cover-by-mutes';
import { tellAlerts, tellRaised, type RaisedAlert } from './tell-alerts';

/** Raises what is not raised yet, and tells it. */
export async function insertAlerts(
  tx: Transaction,
  drafts: readonly AlertDraft[],
  at: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  await holdMutes(
    tx,
    drafts.map(({ customerId }) => customerId),
    at,
  );
  const rows = drafts.map((draft) => ({
    draft,
    alertId: stableId(tx.tenantId, 'alert', draft.dedupKey),
    restriction: restrictionOf(draft),
  }));
  const inserted = await insert(tx, rows, at);
  const isNew = new Set(inserted);
  const isMuting = await coverRaised(tx, inserted, at);
  const raised = rows.filter(({ alertId }) => isNew.has(alertId));
  if (isMuting) {
    const news = raised.map(({ alertId }) => ({ alertId, change: 'RAISED' as const }));
    await tellAlerts(tx, news, at);
  } else await tellRaised(tx, raised.map(toRaised), at);
}

interface NewAlert {
  readonly alertId: string;
  readonly draft: AlertDraft;
  readonly restriction: UseRestriction;
}

function toRaised({ alertId, draft, restriction }: NewAlert): RaisedAlert {
  const { customerId, rule, severity, deadlineOn, textKey, textParams, before, after } = draft;
  const said = { deadlineOn, textKey, params: textParams, before, after, restriction };
  return { alertId, customerId, rule, severity, ...said };
}

/** Answers the ids of those that were not there. */
async function insert(tx: Transaction, rows: readonly NewAlert[], at: Date): Promise<string[]> {
  const of = <T>(read: (draft: AlertDraft) => T): T[] => rows.map(({ draft }) => read(draft));
  const lines = (read: (draft: AlertDraft) => unknown): string =>
    of((draft) => JSON.stringify(read(draft))).join('\n');
  const inserted = await tx.query<{ alertId: string }>(INSERT, [
    ...[tx.tenantId, at, rows.map(({ alertId }) => alertId)],
    ...[of(({ customerId }) => customerId), of(({ rule }) => rule), of(({ severity }) => severity)],
    ...[of(({ dedupKey }) => dedupKey), of(({ textKey }) => textKey)],
    ...[of(({ deadlineOn }) => deadlineOn), rows.map(({ restriction }) => restriction)],
    ...[lines(({ before }) => before), lines(({ after }) => after)],
    ...[lines(({ textParams }) => textParams), lines(({ evidence }) => evidence)],
  ]);
  return inserted.map(({ alertId }) => alertId);
}

/** Documents come as lines, which JSON text never breaks: each is parsed once, into the column it is for. */
const INSERT = `
  INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, before,
    after, text_key, params, evidence, deadline_on, use_restriction)
  SELECT $1, r.id, r.customer_id, r.rule, r.severity, 'OPEN', r.dedup_key, $2, nullif(r.before, 'null')::jsonb,
    r.after::jsonb, r.text_key, r.params::jsonb, r.evidence::jsonb, r.deadline_on, r.use_restriction
  FROM ROWS FROM (
    unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::text[]),
    string_to_table($11, E'\\n'), string_to_table($12, E'\\n'), string_to_table($13, E'\\n'),
    string_to_table($14, E'\\n')
  ) AS r (id, customer_id, rule, severity, dedup_key, text_key, deadline_on, use_restriction, before, after, params,
    evidence)
  ON CONFLICT DO NOTHING RETURNING risk_alert_id AS "alertId"`;

/**
 * Lets alerts say what is worse now, and tells it. Whoever acknowledged, snoozed or closed one did so at the lower
 * severity: it is open again.
 */
export async function escalateAlerts(
  tx: Transaction,
  escalations: readonly AlertEscalation[],
  at: Date,
): Promise<void> {
  if (escalations.length === 0) return;
  await holdMutes(
    tx,
    escalations.map(({ draft }) => draft.customerId),
    at,
  );
  await lockAlerts(
    tx,
    escalations.map(({ alertId }) => alertId),
  );
  const rows = escalations.map(({ alertId, draft }) => ({ id: alertId, ...saidBy(draft) }));
  const escalated = await tx.query<{ alertId: string }>(
    `UPDATE risk_alert a SET severity = r.severity, status = 'OPEN', before = nullif(r.before, 'null'), after = r.after,
       text_key = r.text_key, params = r.params, evidence = r.evidence, deadline_on = r.deadline_on,
       use_restriction = r.use_restriction, acknowledged_by = NULL, acknowledged_at = NULL, resolved_by = NULL,
       resolved_at = NULL, snoozed_until = NULL
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, severity text, before jsonb, after jsonb, text_key text,
       params jsonb, evidence jsonb, deadline_on date, use_restriction text)
     WHERE a.tenant_id = $1 AND a.risk_alert_id = r.id AND a.over_at IS NULL AND a.severity <> r.severity
     RETURNING a.risk_alert_id AS "alertId"`,
    [tx.tenantId, JSON.stringify(rows)],
  );
  // A mute of what mattered less may not cover it now.
  await coverByMutes(
    tx,
    escalated.map(({ alertId }) => alertId),
    at,
  );
  await tellAlerts(
    tx,
    escalated.map(({ alertId }) => ({ alertId, change: 'ESCALATED' })),
    at,
  );
}

/** Marks alerts whose condition is over, closes those people have not closed yet, and tells that. */
export async function endAlerts(
  tx: Transaction,
  ends: readonly AlertResolution[],
  at: Date,
): Promise<void> {
  if (ends.length === 0) return;
  // A statement of its own: somebody may be resolving one of them, and then it is told already.
  await lockAlerts(
    tx,
    ends.map(({ alertId }) => alertId),
  );
  const ended = await tx.query<{ alertId: string; wasOpen: boolean }>(
    `UPDATE risk_alert a SET over_at = $3, over_because = r.because, status = 'RESOLVED', snoozed_until = NULL,
       resolved_at = coalesce(a.resolved_at, $3), resolved_by = coalesce(a.resolved_by, 'encours')
     FROM unnest($2::uuid[], $4::text[]) AS r (id, because), risk_alert old
     WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($2) AND a.risk_alert_id = r.id AND a.over_at IS NULL
       AND old.tenant_id = $1 AND old.risk_alert_id = ANY ($2) AND old.risk_alert_id = r.id
     RETURNING a.risk_alert_id AS "alertId", old.status <> 'RESOLVED' AS "wasOpen"`,
    [tx.tenantId, ends.map((end) => end.alertId), at, ends.map((end) => end.because)],
  );
  const closed = ended.filter(({ wasOpen }) => wasOpen);
  await tellAlerts(
    tx,
    closed.map(({ alertId }) => ({ alertId, change: 'RESOLVED' })),
    at,
  );
}

/** What an alert says: replaced as a whole, so that its texts never rest on other evidence than is stored with them. */
function saidBy(draft: AlertDraft): Record<string, unknown> {
  return {
    severity: draft.severity,
    before: draft.before,
    after: draft.after,
    text_key: draft.textKey,
    params: draft.textParams,
    evidence: draft.evidence,
    deadline_on: draft.deadlineOn,
    use_restriction: restrictionOf(draft),
  };
}

/** An alert tells what it was raised for: it stands under the strictest terms of that. */
function restrictionOf({ evidence }: AlertDraft): UseRestriction {
  return strictestTerms(evidence.flatMap(({ terms }) => terms ?? []))?.restriction ?? 'NONE';
}
