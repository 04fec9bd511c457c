import type { LocalDate, TextParams } from '../kernel';
import type { Statement, Transaction } from '../database';
import type { AlertRuleCode, AlertTextKey, Severity } from '../alerts';
import type { EvidenceRef } from '../scoring';
import { claim, inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, readParentPages, type ListSource } from './list-source';

export const ALERT_STATUSES = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export interface RiskAlertRow {
  riskAlertId: string;
  customerId: string;
  rule: AlertRuleCode;
  severity: Severity;
  status: AlertStatus;
  raisedAt: Date;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** What it says, in words of any language. */
  textKey: AlertTextKey;
  params: TextParams;
  evidence: EvidenceRef[];
  deadlineOn: LocalDate | null;
  acknowledgedBy: string | null;
  acknowledgedAt: Date | null;
  resolvedBy: string | null;
  resolvedAt: Date | null;
  comment: string | null;
  snoozedUntil: Date | null;
  /** Null while no mute keeps it back. */
  mutedUntil: Date | null;
  assignedTo: string | null;
}

export interface RiskAlertFilter {
  status?: readonly AlertStatus[] | null;
  rules?: readonly AlertRuleCode[] | null;
  severities?: readonly Severity[] | null;
  customerIds?: readonly string[] | null;
  raisedSince?: Date | null;
  assignedTo?: readonly string[] | null;
  isAssigned?: boolean | null;
  isSnoozed?: boolean | null;
  isMuted?: boolean | null;
  /** Not resolved, not snoozed, not muted: somebody should act on it now. */
  isActionable?: boolean | null;
}

const COLUMNS = `a.risk_alert_id AS "riskAlertId", a.customer_id AS "customerId", a.rule, a.severity, a.status,
  a.raised_at AS "raisedAt", a.before, a.after, a.text_key AS "textKey", a.params, a.evidence, a.deadline_on AS "deadlineOn",
  a.acknowledged_by AS "acknowledgedBy", a.acknowledged_at AS "acknowledgedAt", a.resolved_by AS "resolvedBy",
  a.resolved_at AS "resolvedAt", a.comment, a.snoozed_until AS "snoozedUntil", a.muted_until AS "mutedUntil",
  a.assigned_to AS "assignedTo"`;

/** One page of alerts, newest first. */
export async function listRiskAlerts(
  tx: Transaction,
  filter: RiskAlertFilter,
  page: PageRequest,
): Promise<Page<RiskAlertRow>> {
  return readPage(tx, riskAlertSource(filter, Params.ofTenant(tx.tenantId)), page);
}

/** How many match; of one customer when it is named. */
export async function countRiskAlerts(
  tx: Transaction,
  filter: RiskAlertFilter & { ofCustomerId?: string },
): Promise<number> {
  const { ofCustomerId, ...rest } = filter;
  const source = riskAlertSource(rest, Params.ofTenant(tx.tenantId));
  if (ofCustomerId === undefined) return countList(tx, source);
  const own = `a.customer_id = ${source.params.add(ofCustomerId, 'uuid')}`;
  return countList(tx, { ...source, where: [...source.where, own] });
}

/** The same page of each customer's alerts, newest first. */
export async function riskAlertsOfCustomers(
  tx: Transaction,
  query: { of: readonly string[]; filter: RiskAlertFilter },
  page: PageRequest,
): Promise<Map<string, Page<RiskAlertRow>>> {
  const source = riskAlertSource(query.filter, Params.ofTenant(tx.tenantId));
  return readParentPages(tx, source, {
    parentIds: query.of,
    parentColumn: 'a.customer_id',
    page,
  });
}

/** Alerts by id; unknown ids are left out. */
export async function riskAlertsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<RiskAlertRow[]> {
  return tx.query<RiskAlertRow>(
    `SELECT ${COLUMNS} FROM risk_alert a
     WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/**
 * The alerts that the `most` events behind a position speak of, as a statement to be sent together with the one that reads
 * the events; its rows are RiskAlertRows.
 */
export function alertsOfEvents(tenantId: string, after: number, most: number): Statement {
  return {
    name: 'alerts_of_events',
    // An array, so that the events are read once whatever statistics know of the tenant.
    text: `SELECT ${COLUMNS} FROM risk_alert a WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY (ARRAY (
       SELECT DISTINCT subject_id FROM (
         SELECT type, subject_id FROM event WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT $3) told
       WHERE type IN ('RISK_ALERT_RAISED', 'RISK_ALERT_UPDATED', 'RISK_ALERT_RESOLVED')))`,
    values: [tenantId, after, most],
  };
}

/** Position in the event log of each alert's latest event; alerts whose events have none yet are left out. */
export async function alertPositions(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; position: string }>(
    `SELECT subject_id AS id, max(position) AS position FROM event
     WHERE tenant_id = $1 AND subject_id = ANY ($2::uuid[]) AND position IS NOT NULL
       AND type IN ('RISK_ALERT_RAISED', 'RISK_ALERT_UPDATED', 'RISK_ALERT_RESOLVED')
     GROUP BY subject_id`,
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map((row) => [row.id, Number(row.position)]));
}

/** The list as SQL over alerts named `a`; the first parameter must be the tenant. */
export function riskAlertSource(filter: RiskAlertFilter, params: Params): ListSource {
  const since = filter.raisedSince ?? null;
  return {
    list: 'riskAlerts',
    keys: [
      { sql: 'a.raised_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'a.risk_alert_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: COLUMNS,
    from: 'risk_alert a',
    where: [
      'a.tenant_id = $1::uuid',
      ...inList('a.status', filter.status, { params, type: 'text[]' }),
      ...inList('a.rule', filter.rules, { params, type: 'text[]' }),
      ...inList('a.severity', filter.severities, { params, type: 'text[]' }),
      ...inList('a.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...inList('a.assigned_to', filter.assignedTo, { params, type: 'text[]' }),
      ...(since === null ? [] : [`a.raised_at >= ${params.add(since, 'timestamptz')}`]),
      ...claim(filter.isAssigned, () => 'a.assigned_to IS NOT NULL'),
      ...claim(filter.isSnoozed, () => 'a.snoozed_until IS NOT NULL'),
      ...claim(filter.isMuted, () => 'a.muted_until IS NOT NULL'),
      ...claim(filter.isActionable, () => ACTIONABLE),
    ],
    params,
  };
}

const ACTIONABLE = `(a.status <> 'RESOLVED' AND a.snoozed_until IS NULL AND a.muted_until IS NULL)`;
