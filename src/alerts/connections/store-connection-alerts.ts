import { globalId, newId } from '../../kernel';
import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import { appendEvents } from '../event-log';
import type { ConnectionAlertRule, EventDraft } from '../events';
import type { ConnectionDecision } from './decide-connection-alerts';

type Told = 'CONNECTION_ALERT_RAISED' | 'CONNECTION_ALERT_UPDATED' | 'CONNECTION_ALERT_RESOLVED';

/** Writes what was decided and tells it; what another look has written meanwhile is left out of both. */
export async function storeConnectionAlerts(
  tx: Transaction,
  decision: ConnectionDecision,
  at: Date,
): Promise<{ raised: number; resolved: number }> {
  const ended = await endConnectionAlerts(tx, decision.resolve, at);
  const raised = await insertConnectionAlerts(tx, decision.raise, at);
  const worse = await escalateConnectionAlerts(tx, decision.escalate);
  await tellConnectionAlerts(tx, { type: 'CONNECTION_ALERT_RESOLVED', ids: ended, at });
  await tellConnectionAlerts(tx, { type: 'CONNECTION_ALERT_RAISED', ids: raised, at });
  await tellConnectionAlerts(tx, { type: 'CONNECTION_ALERT_UPDATED', ids: worse, at });
  return { raised: raised.length, resolved: ended.length };
}

async function insertConnectionAlerts(
  tx: Transaction,
  drafts: ConnectionDecision['raise'],
  at: Date,
): Promise<string[]> {
  if (drafts.length === 0) return [];
  const rows = drafts.map(({ connectionId, rule, severity, textKey, textParams }) => ({
    ...{ id: newId(), connection_id: connectionId, rule, severity },
    ...{ text_key: textKey, params: textParams },
  }));
  const inserted = await tx.query<{ id: string }>(
    `INSERT INTO connection_alert (tenant_id, connection_alert_id, connection_id, rule, severity, status, raised_at,
       text_key, params)
     SELECT $1, r.id, r.connection_id, r.rule, r.severity, 'OPEN', $3, r.text_key, r.params
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, connection_id uuid, rule text, severity text, text_key text,
       params jsonb)
     ON CONFLICT DO NOTHING RETURNING connection_alert_id AS id`,
    [tx.tenantId, JSON.stringify(rows), at],
  );
  return inserted.map(({ id }) => id);
}

/** Whoever acknowledged or closed one did so when it mattered less: it is open again. */
async function escalateConnectionAlerts(
  tx: Transaction,
  escalations: ConnectionDecision['escalate'],
): Promise<string[]> {
  if (escalations.length === 0) return [];
  const rows = escalations.map(({ connectionAlertId, draft }) => ({
    ...{ id: connectionAlertId, severity: draft.severity },
    ...{ text_key: draft.textKey, params: draft.textParams },
  }));
  const escalated = await tx.query<{ id: string }>(
    `UPDATE connection_alert a SET severity = r.severity, status = 'OPEN', text_key = r.text_key, params = r.params,
       acknowledged_by = NULL, acknowledged_at = NULL, resolved_by = NULL, resolved_at = NULL
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, severity text, text_key text, params jsonb)
     WHERE a.tenant_id = $1 AND a.connection_alert_id = r.id AND a.over_at IS NULL AND a.severity <> r.severity
     RETURNING a.connection_alert_id AS id`,
    [tx.tenantId, JSON.stringify(rows)],
  );
  return escalated.map(({ id }) => id);
}

/** Answers those that nobody had closed before. */
async function endConnectionAlerts(
  tx: Transaction,
  ends: ConnectionDecision['resolve'],
  at: Date,
): Promise<string[]> {
  if (ends.length === 0) return [];
  const ids = ends.map(({ connectionAlertId }) => connectionAlertId);
  // A statement of its own: somebody may be resolving one of them, and then it is told already.
  await tx.query(
    `SELECT 1 FROM connection_alert WHERE tenant_id = $1 AND connection_alert_id = ANY ($2::uuid[])
     ORDER BY connection_alert_id FOR UPDATE`,
    [tx.tenantId, ids],
  );
  const ended = await tx.query<{ id: string; wasOpen: boolean }>(
    `UPDATE connection_alert a SET over_at = $3, over_because = r.because, status = 'RESOLVED',
       resolved_at = coalesce(a.resolved_at, $3), resolved_by = coalesce(a.resolved_by, 'encours')
     FROM unnest($2::uuid[], $4::text[]) AS r (id, because), connection_alert old
     WHERE a.tenant_id = $1 AND a.connection_alert_id = r.id AND a.over_at IS NULL
       AND old.tenant_id = $1 AND old.connection_alert_id = r.id
     RETURNING a.connection_alert_id AS id, old.status <> 'RESOLVED' AS "wasOpen"`,
    [tx.tenantId, ids, at, ends.map(({ because }) => because)],
  );
  return ended.flatMap(({ id, wasOpen }) => (wasOpen ? [id] : []));
}

/** Tells what happened to alerts about connections, as they stand now, in the transaction that changed them. */
export async function tellConnectionAlerts(
  tx: Transaction,
  told: { type: Told; ids: readonly string[]; at: Date },
): Promise<void> {
  if (told.ids.length === 0) return;
  const rows = await tx.query<{
    id: string;
    connectionId: string;
    connectorId: string;
    rule: ConnectionAlertRule;
    severity: Severity;
  }>(
    `SELECT a.connection_alert_id AS id, a.connection_id AS "connectionId", c.connector_id AS "connectorId", a.rule,
       a.severity
     FROM connection_alert a JOIN connection c ON c.tenant_id = $1 AND c.connection_id = a.connection_id
     WHERE a.tenant_id = $1 AND a.connection_alert_id = ANY ($2::uuid[]) ORDER BY a.connection_alert_id`,
    [tx.tenantId, [...told.ids]],
  );
  const drafts = rows.map(({ id, connectionId, connectorId, rule, severity }): EventDraft => ({
    ...{ type: told.type, customerId: null, subjectId: id },
    data: { connectionId: globalId('Connection', connectionId), connectorId, rule, severity },
  }));
  await appendEvents(tx, drafts, told.at);
}
