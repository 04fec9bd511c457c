import type { Transaction } from '../../database';

/**
 * Keeps the mutes of these customers from being ended while alerts are raised under them: who ends one waits, and sees
 * what was raised. Before any alert is locked, as whoever ends a mute locks it first and its alerts then.
 */
export async function holdMutes(
  tx: Transaction,
  customerIds: readonly string[],
  at: Date,
): Promise<void> {
  await tx.query(
    `SELECT 1 FROM alert_mute
     WHERE tenant_id = $1 AND ended_at IS NULL AND expires_at > $3
       AND (customer_id IS NULL OR customer_id = ANY ($2::uuid[]))
     ORDER BY alert_mute_id FOR SHARE`,
    [tx.tenantId, [...new Set(customerIds)], at],
  );
}

/** The end of the mutes in force at $2 that cover alert `a`; NULL when none does. */
const COVERED_UNTIL = `(
  SELECT max(m.expires_at) FROM alert_mute m
  WHERE m.tenant_id = $1 AND m.ended_at IS NULL AND m.expires_at > $2
    AND (m.rule IS NULL OR m.rule = a.rule) AND (m.customer_id IS NULL OR m.customer_id = a.customer_id)
    AND (m.includes_critical OR a.severity <> 'CRITICAL'))`;

/** Lets alerts be muted, or not any more, as the mutes in force say. */
export async function coverByMutes(
  tx: Transaction,
  alertIds: readonly string[],
  at: Date,
): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.execute(
    `UPDATE risk_alert a SET muted_until = covered.until
     FROM (SELECT a.risk_alert_id, ${COVERED_UNTIL} AS until FROM risk_alert a
       WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($3::uuid[])) covered
     WHERE a.tenant_id = $1 AND a.risk_alert_id = covered.risk_alert_id AND a.muted_until IS DISTINCT FROM covered.until`,
    [tx.tenantId, at, [...alertIds]],
  );
}

/**
 * The same for alerts that this transaction raised: they are under no mute yet, and mostly there is none. Answers whether
 * there is any.
 */
export async function coverRaised(
  tx: Transaction,
  alertIds: readonly string[],
  at: Date,
): Promise<boolean> {
  const [mute] = await tx.query(
    'SELECT 1 FROM alert_mute WHERE tenant_id = $1 AND ended_at IS NULL AND expires_at > $2 LIMIT 1',
    [tx.tenantId, at],
  );
  if (mute === undefined) return false;
  await coverByMutes(tx, alertIds, at);
  return true;
}

/** Locks alerts in the one order everybody locks several in. */
export async function lockAlerts(tx: Transaction, alertIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM risk_alert WHERE tenant_id = $1 AND risk_alert_id = ANY ($2::uuid[])
     ORDER BY risk_alert_id FOR UPDATE`,
    [tx.tenantId, [...alertIds]],
  );
}
