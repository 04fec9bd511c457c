import { isEncoursError } from '../../kernel';
import type { Transaction } from '../../database';
import type { SecretKeys } from '../../landing';
import { sealTokenAnew } from './unsubscribe-token';

/** Mails deleted in one transaction. */
const PRUNE_BATCH = 5_000;
/** Who has been owed a mail for so long holds back no more of the log: the mail then says that something is missing. */
const HOLDS_DAYS = 30;

/**
 * The position up to which nobody needs the log any more for a mail; null when there is nobody. Recipients who wait for a
 * mail server for more than a month, and those who are not written to, hold nothing back.
 */
export async function positionEmailsNeed(tx: Transaction): Promise<number | null> {
  const [row] = await tx.query<{ position: string | null }>(
    `SELECT min(least(CASE WHEN cardinality(r.immediate_severities) > 0 THEN r.position END,
       CASE WHEN r.digest <> 'NONE' THEN r.digest_position END, p.position)) AS position
     FROM email_recipient r, LATERAL (SELECT min(d.from_position) AS position, min(d.created_at) AS since
       FROM email_delivery d WHERE d.tenant_id = $1 AND d.email_recipient_id = r.email_recipient_id
         AND d.status = 'PENDING') p
     WHERE r.tenant_id = $1 AND r.status = 'ACTIVE'
       AND coalesce(p.since > clock_timestamp() - interval '${HOLDS_DAYS} days', true)`,
    [tx.tenantId],
  );
  const position = row?.position ?? null;
  return position === null ? null : Number(position);
}

/** Forgets mails that are over and older than that; those that wait stay. Answers how many, a batch at most. */
export async function pruneEmails(
  tx: Transaction,
  before: Date,
): Promise<{ pruned: number; isDone: boolean }> {
  const pruned = await tx.execute(
    `DELETE FROM email_delivery WHERE tenant_id = $1 AND email_delivery_id IN (
       SELECT email_delivery_id FROM email_delivery
       WHERE tenant_id = $1 AND status <> 'PENDING' AND created_at < $2
       ORDER BY created_at LIMIT ${PRUNE_BATCH} FOR UPDATE SKIP LOCKED)`,
    [tx.tenantId, before],
  );
  return { pruned, isDone: pruned < PRUNE_BATCH };
}

/** Seals the tenant's tokens under the first key. Answers how many were, and those that no key opens. */
export async function sealRecipients(
  tx: Transaction,
  keys: SecretKeys,
): Promise<{ sealed: number; unreadable: { connectionId: string; reason: string }[] }> {
  const rows = await tx.query<{ recipientId: string; sealed: string; keyId: string }>(
    `SELECT email_recipient_id AS "recipientId", sealed_token AS sealed, secret_key_id AS "keyId" FROM email_recipient
     WHERE tenant_id = $1 AND secret_key_id IS DISTINCT FROM $2 ORDER BY email_recipient_id FOR UPDATE`,
    [tx.tenantId, keys.sealingKeyId],
  );
  const counts = { sealed: 0, unreadable: [] as { connectionId: string; reason: string }[] };
  for (const { recipientId, ...kept } of rows) {
    try {
      const anew = sealTokenAnew(keys, { tenantId: tx.tenantId, recipientId }, kept);
      await tx.execute(
        `UPDATE email_recipient SET sealed_token = $3, secret_key_id = $4 WHERE tenant_id = $1 AND email_recipient_id = $2`,
        [tx.tenantId, recipientId, anew.sealed, anew.keyId],
      );
      counts.sealed += 1;
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      counts.unreadable.push({ connectionId: recipientId, reason: error.message });
    }
  }
  return counts;
}
