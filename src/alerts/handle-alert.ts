import { conflictError, domainError } from '../kernel';
import type { Transaction } from '../database';
import { appendEvents } from './event-log';
import { alertEvent } from './raise-alerts';

export interface AlertRuling {
  riskAlertId: string;
  by: string;
  comment: string | null;
  at: Date;
}

/** Somebody has seen it and is on it. Throws RISK_ALERT_NOT_FOUND, RISK_ALERT_RESOLVED. */
export async function acknowledgeRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  if (alert.status === 'RESOLVED') {
    throw conflictError('RISK_ALERT_RESOLVED', 'this alert is already resolved', {
      remedy: 'nothing: somebody has dealt with it, or what it warned of is over',
    });
  }
  if (alert.status === 'ACKNOWLEDGED') return;
  await tx.execute(
    `UPDATE risk_alert SET status = 'ACKNOWLEDGED', acknowledged_by = $3, acknowledged_at = $4,
       comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.by, ruling.at, ruling.comment],
  );
  await appendEvents(tx, [alertEvent('RISK_ALERT_UPDATED', ruling.riskAlertId, alert)], ruling.at);
}

/** Somebody has dealt with it; resolving it again changes nothing. Throws RISK_ALERT_NOT_FOUND. */
export async function resolveRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  if (alert.status === 'RESOLVED') return;
  await tx.execute(
    `UPDATE risk_alert SET status = 'RESOLVED', resolved_by = $3, resolved_at = $4, comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.by, ruling.at, ruling.comment],
  );
  await appendEvents(tx, [alertEvent('RISK_ALERT_RESOLVED', ruling.riskAlertId, alert)], ruling.at);
}

async function lockAlert(
  tx: Transaction,
  riskAlertId: string,
): Promise<{ status: string; customer_id: string; rule: string; severity: string }> {
  const [alert] = await tx.query<{
    status: string;
    customer_id: string;
    rule: string;
    severity: string;
  }>(
    `SELECT status, customer_id, rule, severity FROM risk_alert
     WHERE tenant_id = $1 AND risk_alert_id = $2 FOR UPDATE`,
    [tx.tenantId, riskAlertId],
  );
  if (alert === undefined)
    throw domainError('RISK_ALERT_NOT_FOUND', 'there is no alert with this id', {
      remedy: 'use an id that riskAlerts answered to the same tenant',
    });
  return alert;
}
