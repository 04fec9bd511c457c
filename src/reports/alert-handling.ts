import type { AlertChangeCode, AlertRuleCode, Severity } from '../alerts';
import type { Transaction } from '../database';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

/** Something that was done to an alert. */
export interface RiskAlertStepRow {
  riskAlertId: string;
  change: AlertChangeCode;
  at: Date;
  /** Null: the hub. */
  by: string | null;
  severity: Severity;
  comment: string | null;
  snoozedUntil: Date | null;
  assignedTo: string | null;
}

/** Most steps of one alert that are listed: the latest. */
export const ALERT_STEPS_MAX = 100;

/** What was done to each alert, in order. */
export async function stepsOfAlerts(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, RiskAlertStepRow[]>> {
  const rows = await tx.query<RiskAlertStepRow>(
    `SELECT s.* FROM unnest($2::uuid[]) AS w (risk_alert_id) CROSS JOIN LATERAL (
       SELECT risk_alert_id AS "riskAlertId", change, at, by, severity, comment, snoozed_until AS "snoozedUntil",
         assigned_to AS "assignedTo", written_seq AS seq
       FROM risk_alert_step WHERE tenant_id = $1 AND risk_alert_id = w.risk_alert_id
       ORDER BY written_seq DESC LIMIT ${ALERT_STEPS_MAX}) s
     ORDER BY s.seq`,
    [tx.tenantId, [...ids]],
  );
  const byAlert = new Map<string, RiskAlertStepRow[]>();
  for (const row of rows) {
    const steps = byAlert.get(row.riskAlertId);
    if (steps === undefined) byAlert.set(row.riskAlertId, [row]);
    else steps.push(row);
  }
  return byAlert;
}

export interface AlertMuteRow {
  alertMuteId: string;
  /** Null: every rule. */
  rule: AlertRuleCode | null;
  /** Null: every customer. */
  customerId: string | null;
  includesCritical: boolean;
  reason: string;
  mutedBy: string;
  mutedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
}

export interface AlertMuteFilter {
  rules?: readonly AlertRuleCode[] | null;
  customerIds?: readonly string[] | null;
  /** Only those in force at the instant. */
  inForceAt?: Date | null;
}

const MUTE_COLUMNS = `m.alert_mute_id AS "alertMuteId", m.rule, m.customer_id AS "customerId",
  m.includes_critical AS "includesCritical", m.reason, m.muted_by AS "mutedBy", m.muted_at AS "mutedAt",
  m.expires_at AS "expiresAt", m.ended_at AS "endedAt", m.ended_by AS "endedBy"`;

/** One page of mutes, the latest first. */
export async function listAlertMutes(
  tx: Transaction,
  filter: AlertMuteFilter,
  page: PageRequest,
): Promise<Page<AlertMuteRow>> {
  return readPage(tx, muteSource(tx, filter), page);
}

export async function countAlertMutes(tx: Transaction, filter: AlertMuteFilter): Promise<number> {
  return countList(tx, muteSource(tx, filter));
}

/** Mutes by id; unknown ids are left out. */
export async function alertMutesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<AlertMuteRow[]> {
  return tx.query<AlertMuteRow>(
    `SELECT ${MUTE_COLUMNS} FROM alert_mute m WHERE m.tenant_id = $1 AND m.alert_mute_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function muteSource(tx: Transaction, filter: AlertMuteFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const inForceAt = filter.inForceAt ?? null;
  const now = inForceAt === null ? '' : params.add(inForceAt, 'timestamptz');
  return {
    list: 'alertMutes',
    keys: [
      { sql: 'm.muted_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'm.alert_mute_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: MUTE_COLUMNS,
    from: 'alert_mute m',
    where: [
      'm.tenant_id = $1',
      ...inList('m.rule', filter.rules, { params, type: 'text[]' }),
      ...inList('m.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...(now === '' ? [] : [`m.ended_at IS NULL AND m.expires_at > ${now}`]),
    ],
    params,
  };
}
