import type { Transaction } from '../../database';
import { tellAlerts } from '../tell-alerts';
import { coverByMutes } from './cover-by-mutes';

/** Alerts of one transaction. */
const BATCH = 500;

/**
 * Does what time does to alerts, a batch of each: wakes those whose snooze has ended, and tells what mutes that have ended
 * kept back and what still lasts, each once however many workers do it. Call it until it is done.
 */
export async function wakeAlerts(
  tx: Transaction,
  at: Date,
): Promise<{ woken: number; told: number; isDone: boolean }> {
  const woken = await wakeSnoozed(tx, at);
  const uncovered = await uncoverExpired(tx, at);
  const told = await tellUnmuted(tx, at);
  return { woken, told, isDone: Math.max(woken, uncovered, told) < BATCH };
}

/** Notes of mutes that they have expired. In a transaction of its own: who ends a mute locks it before its alerts. */
export async function endExpiredMutes(tx: Transaction, at: Date): Promise<number> {
  return tx.execute(
    `UPDATE alert_mute SET ended_at = expires_at
     WHERE tenant_id = $1 AND alert_mute_id IN (
       SELECT alert_mute_id FROM alert_mute WHERE tenant_id = $1 AND ended_at IS NULL AND expires_at <= $2
       ORDER BY alert_mute_id FOR UPDATE SKIP LOCKED)`,
    [tx.tenantId, at],
  );
}

async function wakeSnoozed(tx: Transaction, at: Date): Promise<number> {
  const woken = await tx.query<{ alertId: string }>(
    `UPDATE risk_alert SET snoozed_until = NULL
     WHERE tenant_id = $1 AND risk_alert_id IN (
       SELECT risk_alert_id FROM risk_alert WHERE tenant_id = $1 AND snoozed_until <= $2
       ORDER BY snoozed_until LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
     RETURNING risk_alert_id AS "alertId"`,
    [tx.tenantId, at],
  );
  const news = woken.map(({ alertId }) => ({ alertId, change: 'WOKEN' as const }));
  await tellAlerts(tx, news, at);
  return woken.length;
}

async function uncoverExpired(tx: Transaction, at: Date): Promise<number> {
  const expired = await tx.query<{ id: string }>(
    `SELECT risk_alert_id AS id FROM risk_alert WHERE tenant_id = $1 AND muted_until <= $2
     ORDER BY muted_until LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    [tx.tenantId, at],
  );
  await coverByMutes(
    tx,
    expired.map(({ id }) => id),
    at,
  );
  return expired.length;
}

/** Tells what no mute keeps back any more, a batch of it; what was resolved meanwhile is not told. */
export async function tellUnmuted(tx: Transaction, at: Date): Promise<number> {
  const kept = await tx.query<{ alertId: string; untold: 'RAISED' | 'ESCALATED' }>(
    `SELECT risk_alert_id AS "alertId", untold FROM risk_alert
     WHERE tenant_id = $1 AND untold IS NOT NULL AND muted_until IS NULL AND status <> 'RESOLVED'
     ORDER BY risk_alert_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    [tx.tenantId],
  );
  await tellAlerts(
    tx,
    kept.map(({ alertId, untold }) => ({ alertId, change: untold, isTellingLate: true })),
    at,
  );
  return kept.length;
}
