import { conflictError, domainError, type LocalDate } from '../kernel';
import { dayAt, type Transaction } from '../database';
import { tellAlerts, type AlertNews } from './tell-alerts';

export interface AlertRuling {
  riskAlertId: string;
  by: string;
  comment: string | null;
  at: Date;
}

/** A quarter: what can wait for longer is resolved, or muted with a reason. */
export const SNOOZE_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

/** Somebody has seen it and is on it. Throws RISK_ALERT_NOT_FOUND, RISK_ALERT_RESOLVED. */
export async function acknowledgeRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockUnresolved(tx, ruling.riskAlertId);
  if (alert.status === 'ACKNOWLEDGED') return;
  await tx.execute(
    `UPDATE risk_alert SET status = 'ACKNOWLEDGED', acknowledged_by = $3, acknowledged_at = $4,
       comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.by, ruling.at, ruling.comment],
  );
  await tellAlerts(tx, [newsOf(ruling, 'ACKNOWLEDGED')], ruling.at);
}

/** Somebody has dealt with it; resolving it again changes nothing. Throws RISK_ALERT_NOT_FOUND. */
export async function resolveRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  if (alert.status === 'RESOLVED') return;
  await tx.execute(
    `UPDATE risk_alert SET status = 'RESOLVED', resolved_by = $3, resolved_at = $4, snoozed_until = NULL,
       comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.by, ruling.at, ruling.comment],
  );
  await tellAlerts(tx, [newsOf(ruling, 'RESOLVED')], ruling.at);
}

/**
 * It was closed by mistake, and what it warns of lasts; reopening an open one changes nothing. Throws RISK_ALERT_NOT_FOUND,
 * and RISK_ALERT_OVER for one whose condition has ended: should it begin again, another alert is raised.
 */
export async function reopenRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  if (alert.status !== 'RESOLVED') return;
  if (alert.isOver) {
    throw conflictError('RISK_ALERT_OVER', 'what this alert warned of is over', {
      place: { field: 'id' },
      remedy: 'nothing: should it begin again, another alert is raised',
    });
  }
  await tx.execute(
    `UPDATE risk_alert SET status = 'OPEN', acknowledged_by = NULL, acknowledged_at = NULL, resolved_by = NULL,
       resolved_at = NULL, comment = coalesce($3, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.comment],
  );
  await tellAlerts(tx, [newsOf(ruling, 'REOPENED')], ruling.at);
}

/** Somebody noted something, on a resolved alert too. Throws RISK_ALERT_NOT_FOUND. */
export async function commentRiskAlert(
  tx: Transaction,
  ruling: AlertRuling & { comment: string },
): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  // Sent again because the answer was lost: it stands already.
  if (alert.comment === ruling.comment) return;
  await tx.execute(
    'UPDATE risk_alert SET comment = $3 WHERE tenant_id = $1 AND risk_alert_id = $2',
    [tx.tenantId, ruling.riskAlertId, ruling.comment],
  );
  await tellAlerts(tx, [newsOf(ruling, 'COMMENTED')], ruling.at);
}

/**
 * Takes it off the work list until then, or until it gets worse; snoozed until the same instant it stays as it is. Throws
 * RISK_ALERT_NOT_FOUND, RISK_ALERT_RESOLVED and SNOOZE_INVALID for an instant that has passed, is too far or lies behind
 * the last day to act.
 */
export async function snoozeRiskAlert(
  tx: Transaction,
  ruling: AlertRuling & { until: Date },
): Promise<void> {
  const { until, at, riskAlertId } = ruling;
  const alert = await lockUnresolved(tx, riskAlertId);
  if (alert.snoozedUntil?.getTime() === until.getTime()) return;
  requireSoon(until, at);
  await requireInTime(tx, until, alert.deadlineOn);
  await tx.execute(
    `UPDATE risk_alert SET snoozed_until = $3, comment = coalesce($4, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, riskAlertId, until, ruling.comment],
  );
  await tellAlerts(tx, [{ ...newsOf(ruling, 'SNOOZED'), snoozedUntil: until }], at);
}

/** Puts it back on the work list before its time; one that is not snoozed stays as it is. Throws RISK_ALERT_NOT_FOUND. */
export async function wakeRiskAlert(tx: Transaction, ruling: AlertRuling): Promise<void> {
  const alert = await lockAlert(tx, ruling.riskAlertId);
  if (alert.snoozedUntil === null) return;
  await tx.execute(
    `UPDATE risk_alert SET snoozed_until = NULL, comment = coalesce($3, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, ruling.riskAlertId, ruling.comment],
  );
  await tellAlerts(tx, [newsOf(ruling, 'WOKEN')], ruling.at);
}

/** Says who looks after it; null: nobody any more. Throws RISK_ALERT_NOT_FOUND, RISK_ALERT_RESOLVED. */
export async function assignRiskAlert(
  tx: Transaction,
  ruling: AlertRuling & { to: string | null },
): Promise<void> {
  const { to, riskAlertId } = ruling;
  const alert = await lockUnresolved(tx, riskAlertId);
  if (alert.assignedTo === to) return;
  await tx.execute(
    `UPDATE risk_alert SET assigned_to = $3, comment = coalesce($4, comment)
     WHERE tenant_id = $1 AND risk_alert_id = $2`,
    [tx.tenantId, riskAlertId, to, ruling.comment],
  );
  await tellAlerts(tx, [{ ...newsOf(ruling, 'ASSIGNED'), assignedTo: to }], ruling.at);
}

function newsOf({ riskAlertId, by, comment }: AlertRuling, change: AlertNews['change']): AlertNews {
  return { alertId: riskAlertId, change, by, comment };
}

function requireSoon(until: Date, at: Date): void {
  const days = (until.getTime() - at.getTime()) / DAY_MS;
  if (days > 0 && days <= SNOOZE_DAYS_MAX) return;
  throw snoozeInvalid(
    days > 0 ? `nothing is snoozed for more than ${SNOOZE_DAYS_MAX} days` : 'that has passed',
    `give an instant from now on and within ${SNOOZE_DAYS_MAX} days`,
  );
}

/** Rights are lost on that day: nobody is to sleep over it. */
async function requireInTime(
  tx: Transaction,
  until: Date,
  deadlineOn: LocalDate | null,
): Promise<void> {
  if (deadlineOn === null || (await dayAt(tx, until)) < deadlineOn) return;
  throw snoozeInvalid(
    `the last day to act is ${deadlineOn}`,
    'let it wake before that day, or resolve it when you have acted',
  );
}

function snoozeInvalid(reason: string, remedy: string): Error {
  return domainError('SNOOZE_INVALID', reason, { place: { field: 'until' }, remedy });
}

interface LockedAlert {
  status: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED';
  isOver: boolean;
  snoozedUntil: Date | null;
  assignedTo: string | null;
  comment: string | null;
  deadlineOn: LocalDate | null;
}

async function lockUnresolved(tx: Transaction, riskAlertId: string): Promise<LockedAlert> {
  const alert = await lockAlert(tx, riskAlertId);
  if (alert.status !== 'RESOLVED') return alert;
  throw conflictError('RISK_ALERT_RESOLVED', 'this alert is already resolved', {
    remedy: 'nothing: somebody has dealt with it, or what it warned of is over',
  });
}

async function lockAlert(tx: Transaction, riskAlertId: string): Promise<LockedAlert> {
  const [alert] = await tx.query<LockedAlert>(
    `SELECT status, over_at IS NOT NULL AS "isOver", snoozed_until AS "snoozedUntil", assigned_to AS "assignedTo",
       comment, deadline_on AS "deadlineOn"
     FROM risk_alert WHERE tenant_id = $1 AND risk_alert_id = $2 FOR UPDATE`,
    [tx.tenantId, riskAlertId],
  );
  if (alert === undefined)
    throw domainError('RISK_ALERT_NOT_FOUND', 'there is no alert with this id', {
      remedy: 'use an id that riskAlerts answered to the same tenant',
    });
  return alert;
}
