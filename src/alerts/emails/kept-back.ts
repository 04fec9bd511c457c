import type { Transaction } from '../../database';
import { IS_WANTED, isSilent } from './wanted-news';

/** What was kept back `k` of alert `a`, and recipient `r` is to be told now. */
const IS_HEARD = `k.tenant_id = $1 AND k.email_recipient_id = r.email_recipient_id AND k.email_delivery_id IS NULL
  AND a.tenant_id = $1 AND a.risk_alert_id = k.risk_alert_id AND a.status <> 'RESOLVED' AND NOT ${isSilent('$2')}
  AND a.severity = ANY (r.immediate_severities) AND ${IS_WANTED}`;

/** Whether recipient `r` is owed an alert that is heard again at $2. */
export const KEPT_AND_HEARD = `EXISTS (SELECT 1 FROM email_kept_back k, risk_alert a WHERE ${IS_HEARD})`;

/** The oldest alerts a recipient is owed that are heard again; those resolved meanwhile are owed no more. */
export async function heardAgain(
  tx: Transaction,
  { recipientId, at, most }: { recipientId: string; at: Date; most: number },
): Promise<string[]> {
  await tx.execute(
    `DELETE FROM email_kept_back k USING risk_alert a
     WHERE k.tenant_id = $1 AND k.email_recipient_id = $2 AND k.email_delivery_id IS NULL
       AND a.tenant_id = $1 AND a.risk_alert_id = k.risk_alert_id AND a.status = 'RESOLVED'`,
    [tx.tenantId, recipientId],
  );
  const rows = await tx.query<{ id: string }>(
    `SELECT k.risk_alert_id AS id FROM email_recipient r, email_kept_back k, risk_alert a
     WHERE r.tenant_id = $1 AND r.email_recipient_id = $3 AND ${IS_HEARD}
     ORDER BY k.kept_at, k.risk_alert_id LIMIT $4`,
    [tx.tenantId, at, recipientId, most],
  );
  return rows.map(({ id }) => id);
}

/** What was kept back is in this mail now. */
export async function giveToMail(
  tx: Transaction,
  given: { recipientId: string; alertIds: readonly string[]; deliveryId: string },
): Promise<void> {
  if (given.alertIds.length === 0) return;
  await tx.execute(
    `UPDATE email_kept_back SET email_delivery_id = $4
     WHERE tenant_id = $1 AND email_recipient_id = $2 AND risk_alert_id = ANY ($3::uuid[])`,
    [tx.tenantId, given.recipientId, [...given.alertIds], given.deliveryId],
  );
}

/** A mail is over: what it told is owed no more, and what it left out is. */
export async function settleKeptBack(
  tx: Transaction,
  over: { recipientId: string; deliveryId: string; keptBack: readonly string[]; at: Date },
): Promise<void> {
  await tx.execute('DELETE FROM email_kept_back WHERE tenant_id = $1 AND email_delivery_id = $2', [
    tx.tenantId,
    over.deliveryId,
  ]);
  if (over.keptBack.length === 0) return;
  await tx.execute(
    `INSERT INTO email_kept_back (tenant_id, email_recipient_id, risk_alert_id, kept_at)
     SELECT $1, $2, risk_alert_id, $4 FROM risk_alert
     WHERE tenant_id = $1 AND risk_alert_id = ANY ($3::uuid[]) ORDER BY risk_alert_id
     ON CONFLICT (tenant_id, email_recipient_id, risk_alert_id) DO NOTHING`,
    [tx.tenantId, over.recipientId, [...over.keptBack], over.at],
  );
}

/** Nothing is owed to somebody who wants no more mails. */
export async function forgetKeptBack(tx: Transaction, recipientId: string): Promise<void> {
  await tx.execute('DELETE FROM email_kept_back WHERE tenant_id = $1 AND email_recipient_id = $2', [
    tx.tenantId,
    recipientId,
  ]);
}
