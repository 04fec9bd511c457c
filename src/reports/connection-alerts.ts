import type {
  ConnectionAlertRule,
  ConnectionAlertStatus,
  ConnectionResolution,
  ConnectionTextKey,
  Severity,
} from '../alerts';
import type { Transaction } from '../database';
import type { TextParams } from '../kernel';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface ConnectionAlertRow {
  connectionAlertId: string;
  connectionId: string;
  rule: ConnectionAlertRule;
  severity: Severity;
  status: ConnectionAlertStatus;
  raisedAt: Date;
  textKey: ConnectionTextKey;
  params: TextParams;
  acknowledgedBy: string | null;
  acknowledgedAt: Date | null;
  /** When its condition was seen to have ended; null while it lasts. */
  overAt: Date | null;
  overBecause: ConnectionResolution | null;
  resolvedBy: string | null;
  resolvedAt: Date | null;
  comment: string | null;
}

export interface ConnectionAlertFilter {
  status?: readonly ConnectionAlertStatus[] | null;
  rules?: readonly ConnectionAlertRule[] | null;
  severities?: readonly Severity[] | null;
  connectionIds?: readonly string[] | null;
}

const COLUMNS = `a.connection_alert_id AS "connectionAlertId", a.connection_id AS "connectionId", a.rule, a.severity,
  a.status, a.raised_at AS "raisedAt", a.text_key AS "textKey", a.params, a.acknowledged_by AS "acknowledgedBy",
  a.acknowledged_at AS "acknowledgedAt", a.over_at AS "overAt", a.over_because AS "overBecause",
  a.resolved_by AS "resolvedBy", a.resolved_at AS "resolvedAt", a.comment`;

/** One page of alerts about connections, the latest first. */
export async function listConnectionAlerts(
  tx: Transaction,
  filter: ConnectionAlertFilter,
  page: PageRequest,
): Promise<Page<ConnectionAlertRow>> {
  return readPage(tx, alertSource(tx, filter), page);
}

export async function countConnectionAlerts(
  tx: Transaction,
  filter: ConnectionAlertFilter,
): Promise<number> {
  return countList(tx, alertSource(tx, filter));
}

/** Alerts about connections by id; unknown ids are left out. */
export async function connectionAlertsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<ConnectionAlertRow[]> {
  return tx.query<ConnectionAlertRow>(
    `SELECT ${COLUMNS} FROM connection_alert a
     WHERE a.tenant_id = $1 AND a.connection_alert_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** The alerts of each connection that are not resolved, the latest first: one per rule at most. */
export async function openAlertsOfConnections(
  tx: Transaction,
  connectionIds: readonly string[],
): Promise<Map<string, ConnectionAlertRow[]>> {
  const rows = await tx.query<ConnectionAlertRow>(
    `SELECT ${COLUMNS} FROM connection_alert a
     WHERE a.tenant_id = $1 AND a.connection_id = ANY ($2::uuid[]) AND a.over_at IS NULL AND a.status <> 'RESOLVED'
     ORDER BY a.raised_at DESC, a.connection_alert_id`,
    [tx.tenantId, [...connectionIds]],
  );
  return new Map(
    connectionIds.map((id) => [id, rows.filter(({ connectionId }) => connectionId === id)]),
  );
}

function alertSource(tx: Transaction, filter: ConnectionAlertFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  return {
    list: 'connectionAlerts',
    keys: [
      { sql: 'a.raised_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'a.connection_alert_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: COLUMNS,
    from: 'connection_alert a',
    where: [
      'a.tenant_id = $1',
      ...inList('a.status', filter.status, { params, type: 'text[]' }),
      ...inList('a.rule', filter.rules, { params, type: 'text[]' }),
      ...inList('a.severity', filter.severities, { params, type: 'text[]' }),
      ...inList('a.connection_id', filter.connectionIds, { params, type: 'uuid[]' }),
    ],
    params,
  };
}
