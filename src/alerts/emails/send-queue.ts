import { globalId, type LocalDate, type Locale } from '../../kernel';
import type { ApiRole, Transaction } from '../../database';
import { appendEvents } from '../event-log';
import type { EmailKind, MailErrorCode, MailOutcome } from './email-types';
import { REFUSALS_MAX, type MailVerdict } from './judge-mail';
import { settleKeptBack } from './kept-back';

/** A mail to send, and to whom. */
export interface ClaimedMail {
  readonly deliveryId: string;
  readonly recipientId: string;
  readonly kind: EmailKind;
  readonly from: number;
  readonly to: number;
  readonly digestOn: LocalDate | null;
  readonly messageId: string;
  readonly attempts: number;
  readonly refusals: number;
  readonly address: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly sendsEmpty: boolean;
  readonly role: ApiRole;
  readonly createdAt: Date;
  /** When a mail of the kind was last sent; null before the first. */
  readonly since: Date | null;
  readonly token: { readonly sealed: string; readonly keyId: string };
}

/** What a mail to a recipient is made with, whether it is claimed or a test. */
export const MAIL_COLUMNS = `r.email_recipient_id AS "recipientId", r.refusals, r.address, r.locale,
  r.time_zone AS "timeZone", r.sends_empty AS "sendsEmpty", r.role,
  jsonb_build_object('sealed', r.sealed_token, 'keyId', r.secret_key_id) AS token`;

/** Mails that are due, for one process to send: nobody else is given them before the lease ends. `domain` is that of message ids. */
export async function claimEmails(
  tx: Transaction,
  claim: { worker: string; leaseMs: number; at: Date; limit: number; domain: string },
): Promise<ClaimedMail[]> {
  return tx.query<ClaimedMail>(CLAIM, [
    ...[tx.tenantId, claim.worker, claim.leaseMs, claim.at, claim.limit, claim.domain],
  ]);
}

const CLAIM = `
  WITH due AS (
    SELECT d.email_delivery_id FROM email_delivery d JOIN email_recipient r USING (tenant_id, email_recipient_id)
    WHERE d.tenant_id = $1 AND d.status = 'PENDING' AND r.status = 'ACTIVE' AND d.next_attempt_at <= $4
      AND coalesce(d.leased_until < clock_timestamp(), true)
    ORDER BY d.next_attempt_at, d.delivery_seq LIMIT $5 FOR UPDATE OF d SKIP LOCKED
  )
  UPDATE email_delivery d SET leased_by = $2, leased_until = clock_timestamp() + $3 * interval '1 millisecond',
    message_id = coalesce(d.message_id, '<' || d.email_delivery_id || '@' || $6::text || '>')
  FROM due, email_recipient r
  WHERE d.tenant_id = $1 AND d.email_delivery_id = due.email_delivery_id
    AND r.tenant_id = $1 AND r.email_recipient_id = d.email_recipient_id
  RETURNING d.email_delivery_id AS "deliveryId", d.kind, d.from_position::float8 AS from, d.to_position::float8 AS to,
    d.digest_on AS "digestOn", d.message_id AS "messageId", d.attempts, d.created_at AS "createdAt", ${MAIL_COLUMNS},
    (SELECT max(b.created_at) FROM email_delivery b WHERE b.tenant_id = $1 AND b.email_recipient_id = d.email_recipient_id
       AND b.kind = d.kind AND b.to_position <= d.from_position AND b.status <> 'PENDING'
       AND b.error_code IS DISTINCT FROM 'MAIL_SUPERSEDED') AS since`;

/** One attempt and what came of it. */
export interface RecordedMail {
  readonly mail: Pick<ClaimedMail, 'deliveryId' | 'recipientId'>;
  readonly worker: string;
  readonly outcome: MailOutcome;
  readonly verdict: MailVerdict;
  /** Alerts it left out, which its recipient is owed. */
  readonly keptBack: readonly string[];
  readonly at: Date;
}

/**
 * Keeps what came of an attempt. A recipient whose address was refused too often is disabled, which the log tells; what
 * it is owed stays owed. Does nothing for a mail that is not the worker's any more.
 */
export async function recordEmail(tx: Transaction, record: RecordedMail): Promise<void> {
  const { mail, worker, outcome, verdict, keptBack, at } = record;
  const failure = outcome.isSent ? null : outcome;
  const next = verdict.status === 'PENDING' ? verdict.nextAttemptAt : null;
  // In the order everybody else locks both, such as who unsubscribes: the recipient, then its mails.
  await tx.query(
    'SELECT 1 FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, mail.recipientId],
  );
  const kept = await tx.execute(
    `UPDATE email_delivery SET status = $4, next_attempt_at = $5, attempts = attempts + 1, last_attempted_at = $6,
       error_code = $7, reply = $8, sent_at = CASE WHEN $4 = 'SENT' THEN $6::timestamptz END, leased_by = NULL,
       leased_until = NULL
     WHERE tenant_id = $1 AND email_delivery_id = $2 AND leased_by = $3 AND status = 'PENDING'`,
    [
      ...[tx.tenantId, mail.deliveryId, worker, verdict.status, next, at],
      ...[failure?.errorCode ?? null, failure?.reply ?? null],
    ],
  );
  if (kept === 0) return;
  if (verdict.status !== 'PENDING') await settleKeptBack(tx, { ...mail, keptBack, at });
  await noteHealth(tx, { recipientId: mail.recipientId, outcome, at });
}

/** Keeps how an address does: whether it takes mails, and that it is disabled when it does not. */
export async function noteHealth(
  tx: Transaction,
  { recipientId, outcome, at }: { recipientId: string; outcome: MailOutcome; at: Date },
): Promise<void> {
  const place = [tx.tenantId, recipientId];
  if (outcome.isSent) {
    await tx.execute(
      `UPDATE email_recipient SET refusals = 0, last_sent_at = $3 WHERE tenant_id = $1 AND email_recipient_id = $2`,
      [...place, at],
    );
    return;
  }
  if (outcome.errorCode !== 'MAIL_ADDRESS_REFUSED') return;
  const [row] = await tx.query<{ isDisabled: boolean }>(
    `UPDATE email_recipient r SET refusals = r.refusals + 1,
       status = CASE WHEN ${IS_TOO_MUCH} THEN 'DISABLED' ELSE r.status END,
       status_at = CASE WHEN ${IS_TOO_MUCH} THEN $3 ELSE r.status_at END,
       disabled_because = CASE WHEN ${IS_TOO_MUCH} THEN $4 ELSE r.disabled_because END
     FROM email_recipient old
     WHERE r.tenant_id = $1 AND r.email_recipient_id = $2 AND old.tenant_id = $1 AND old.email_recipient_id = $2
     RETURNING old.status = 'ACTIVE' AND r.status = 'DISABLED' AS "isDisabled"`,
    [...place, at, outcome.reply],
  );
  if (row?.isDisabled !== true) return;
  const data = {
    recipientId: globalId('EmailRecipient', recipientId),
    reason: `Its address was refused ${REFUSALS_MAX} times in a row.`,
  };
  const type = 'EMAIL_RECIPIENT_DISABLED';
  await appendEvents(tx, [{ type, customerId: null, subjectId: recipientId, data }], at);
}

const IS_TOO_MUCH = `r.status = 'ACTIVE' AND r.refusals + 1 >= ${REFUSALS_MAX}`;

/** Takes mails out of the queue that have nothing to say. */
export async function skipEmail(
  tx: Transaction,
  skipped: Pick<RecordedMail, 'mail' | 'worker' | 'keptBack' | 'at'> & { errorCode: MailErrorCode },
): Promise<void> {
  const { mail, worker, errorCode, keptBack, at } = skipped;
  const kept = await tx.execute(
    `UPDATE email_delivery SET status = 'SKIPPED', next_attempt_at = NULL, error_code = $4, last_attempted_at = $5,
       leased_by = NULL, leased_until = NULL
     WHERE tenant_id = $1 AND email_delivery_id = $2 AND leased_by = $3 AND status = 'PENDING'`,
    [tx.tenantId, mail.deliveryId, worker, errorCode, at],
  );
  if (kept > 0) await settleKeptBack(tx, { ...mail, keptBack, at });
}

/** Gives back what was claimed and not attempted. */
export async function returnEmails(
  tx: Transaction,
  returned: { deliveryIds: readonly string[]; worker: string; notBefore: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE email_delivery SET leased_by = NULL, leased_until = NULL, next_attempt_at = greatest(next_attempt_at, $4)
     WHERE tenant_id = $1 AND email_delivery_id = ANY ($2::uuid[]) AND leased_by = $3 AND status = 'PENDING'`,
    [tx.tenantId, [...returned.deliveryIds], returned.worker, returned.notBefore],
  );
}

/** Says of what waits that there is no mail server to give it to. */
export async function noteUnconfigured(tx: Transaction): Promise<void> {
  await tx.execute(
    `UPDATE email_delivery SET error_code = 'MAIL_NOT_CONFIGURED'
     WHERE tenant_id = $1 AND status = 'PENDING' AND error_code IS NULL`,
    [tx.tenantId],
  );
}
