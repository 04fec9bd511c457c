import { configError, conflictError, domainError, newId } from '../../kernel';
import type { Database, Transaction } from '../../database';
import { lastPosition } from '../event-log';
import { nextDigestAt } from './digest-times';
import { emailAddress } from './email-address';
import type { RecipientStatus, RecipientWishes } from './email-types';
import { forgetKeptBack } from './kept-back';
import { isUnsubscribeToken, tokenHash, type KeptToken } from './unsubscribe-token';

/** More people than look after credit anywhere: something makes them in a loop. */
export const RECIPIENTS_MAX = 200;

/** The id of a recipient to be made: its token is sealed under it. */
export function newRecipientId(): string {
  return newId();
}

export interface RecipientDraft {
  readonly recipientId: string;
  readonly wishes: RecipientWishes;
  readonly token: KeptToken;
  readonly by: string;
  readonly at: Date;
}

/** Told from now on. Throws EMAIL_INVALID, UNKNOWN_TIME_ZONE, EMAIL_RECIPIENT_EXISTS and EMAIL_RECIPIENT_LIMIT_REACHED. */
export async function insertRecipient(tx: Transaction, draft: RecipientDraft): Promise<void> {
  const { recipientId, token, by, at } = draft;
  const wishes = checked(draft.wishes);
  await lockRecipients(tx);
  const [{ count = '0' } = {}] = await tx.query<{ count?: string }>(
    'SELECT count(*) FROM email_recipient WHERE tenant_id = $1',
    [tx.tenantId],
  );
  if (Number(count) >= RECIPIENTS_MAX) {
    const what = `there are ${RECIPIENTS_MAX} recipients already`;
    throw domainError('EMAIL_RECIPIENT_LIMIT_REACHED', what, {
      remedy: 'delete those that nobody reads, or write to a list that your mail server keeps',
    });
  }
  await requireFree(tx, wishes.address, recipientId);
  const position = await lastPosition(tx);
  await tx.execute(
    `INSERT INTO email_recipient (tenant_id, email_recipient_id, address, locale, time_zone, immediate_severities, digest,
       digest_hour, digest_weekday, sends_empty, rules, severities, customer_ids, role, next_digest_at, token_hash,
       sealed_token, secret_key_id, position, digest_position, created_by, created_at, updated_at, status, status_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, $20, $21, $21,
       'ACTIVE', $21)`,
    [
      ...[tx.tenantId, recipientId, ...columnsOf(wishes), nextDigestAt(wishes, at)],
      ...[token.hash, token.sealed, token.keyId, position, by, at],
    ],
  );
}

/**
 * Changes what a recipient wants. What begins to be wanted begins now. Throws as `insertRecipient`, and NOT_FOUND.
 */
export async function updateRecipient(
  tx: Transaction,
  recipientId: string,
  { wishes: given, at }: { wishes: RecipientWishes; at: Date },
): Promise<void> {
  const wishes = checked(given);
  await lockRecipients(tx);
  await requireFree(tx, wishes.address, recipientId);
  const changed = await tx.execute(UPDATE, [
    ...[tx.tenantId, recipientId, ...columnsOf(wishes), nextDigestAt(wishes, at)],
    ...[await lastPosition(tx), at],
  ]);
  if (changed === 0) throw unknownRecipient();
  await tx.execute(
    `UPDATE email_delivery d SET status = 'SKIPPED', error_code = 'MAIL_NOT_WANTED', next_attempt_at = NULL
     FROM email_recipient r WHERE d.tenant_id = $1 AND d.email_recipient_id = $2 AND d.status = 'PENDING'
       AND r.tenant_id = $1 AND r.email_recipient_id = $2
       AND CASE d.kind WHEN 'IMMEDIATE' THEN cardinality(r.immediate_severities) = 0 ELSE d.kind <> r.digest END`,
    [tx.tenantId, recipientId],
  );
}

/** A digest whose times stay keeps the instant it is due at, which may be now. Another address has refused nothing. */
const UPDATE = `
  UPDATE email_recipient SET address = $3, locale = $4, time_zone = $5, immediate_severities = $6, digest = $7,
    digest_hour = $8, digest_weekday = $9, sends_empty = $10, rules = $11, severities = $12, customer_ids = $13, role = $14,
    next_digest_at = CASE WHEN (time_zone, digest, digest_hour, digest_weekday) = ($5, $7, $8, $9) THEN next_digest_at
      ELSE $15::timestamptz END,
    refusals = CASE WHEN address = $3 THEN refusals ELSE 0 END,
    position = CASE WHEN cardinality(immediate_severities) = 0 THEN greatest(position, $16) ELSE position END,
    digest_position = CASE WHEN digest = 'NONE' THEN greatest(digest_position, $16) ELSE digest_position END,
    updated_at = $17
  WHERE tenant_id = $1 AND email_recipient_id = $2`;

/** Forgets a recipient with the log of its mails. Throws NOT_FOUND. */
export async function deleteRecipient(tx: Transaction, recipientId: string): Promise<void> {
  const deleted = await tx.execute(
    'DELETE FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2',
    [tx.tenantId, recipientId],
  );
  if (deleted === 0) throw unknownRecipient();
}

/**
 * Writes again to a recipient that was disabled, beginning with what it missed, or that some of it is no longer kept; to
 * one that had unsubscribed, with what happens from now on. Throws NOT_FOUND and EMAIL_RECIPIENT_ACTIVE.
 */
export async function resumeRecipient(
  tx: Transaction,
  recipientId: string,
  at: Date,
): Promise<void> {
  const [row] = await tx.query<
    Pick<RecipientWishes, 'timeZone' | 'digest' | 'digestHour' | 'digestWeekday'> & {
      status: RecipientStatus;
    }
  >(
    `SELECT status, time_zone AS "timeZone", digest, digest_hour AS "digestHour", digest_weekday AS "digestWeekday"
     FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2 FOR UPDATE`,
    [tx.tenantId, recipientId],
  );
  if (row === undefined) throw unknownRecipient();
  if (row.status === 'ACTIVE') {
    throw conflictError('EMAIL_RECIPIENT_ACTIVE', 'mails are sent to this recipient', {
      remedy: 'nothing; send a test to see that they arrive',
    });
  }
  const start = row.status === 'UNSUBSCRIBED' ? await lastPosition(tx) : 0;
  await tx.execute(
    `UPDATE email_recipient SET status = 'ACTIVE', status_at = $3, disabled_because = NULL, refusals = 0, updated_at = $3,
       position = greatest(position, $4), digest_position = greatest(digest_position, $4), next_digest_at = $5
     WHERE tenant_id = $1 AND email_recipient_id = $2`,
    [tx.tenantId, recipientId, at, start, nextDigestAt(row, at)],
  );
  await tx.execute(
    `UPDATE email_delivery SET next_attempt_at = $3 WHERE tenant_id = $1 AND email_recipient_id = $2 AND status = 'PENDING'`,
    [tx.tenantId, recipientId, at],
  );
}

/** Whose token was presented; null for one that is nobody's. */
export async function findUnsubscription(
  database: Database,
  token: string,
): Promise<{ tenantId: string; recipientId: string; address: string; locale: 'en' | 'fr' } | null> {
  if (!isUnsubscribeToken(token)) return null;
  return database.system(async (tx) => {
    const hash = tokenHash(token);
    await tx.query(`SELECT set_config('app.presented_unsubscription_hash', $1, true)`, [hash]);
    const [row] = await tx.query<{
      tenantId: string;
      recipientId: string;
      address: string;
      locale: 'en' | 'fr';
    }>(
      `SELECT tenant_id AS "tenantId", email_recipient_id AS "recipientId", address, locale FROM email_recipient
       WHERE token_hash = $1`,
      [hash],
    );
    return row ?? null;
  });
}

/** The recipient wants nothing more. Doing it again changes nothing. */
export async function unsubscribe(tx: Transaction, recipientId: string, at: Date): Promise<void> {
  await tx.execute(
    `UPDATE email_recipient SET status = 'UNSUBSCRIBED', status_at = $3, disabled_because = NULL, updated_at = $3
     WHERE tenant_id = $1 AND email_recipient_id = $2 AND status <> 'UNSUBSCRIBED'`,
    [tx.tenantId, recipientId, at],
  );
  await tx.execute(
    `UPDATE email_delivery SET status = 'SKIPPED', error_code = 'MAIL_NOT_WANTED', next_attempt_at = NULL
     WHERE tenant_id = $1 AND email_recipient_id = $2 AND status = 'PENDING'`,
    [tx.tenantId, recipientId],
  );
  await forgetKeptBack(tx, recipientId);
}

export function unknownRecipient(): Error {
  return domainError('NOT_FOUND', 'there is no recipient with this id', {
    remedy: 'Use an id this API answered to the same key.',
    place: { field: 'id' },
  });
}

function checked(wishes: RecipientWishes): RecipientWishes {
  const address = emailAddress(wishes.address);
  try {
    new Intl.DateTimeFormat('en', { timeZone: wishes.timeZone });
  } catch (error) {
    const zone = JSON.stringify(wishes.timeZone.slice(0, 80));
    throw configError('UNKNOWN_TIME_ZONE', `${zone} is not an IANA time zone`, {
      ...{
        place: { field: 'input.timeZone' },
        remedy: 'use a name like Europe/Paris',
        cause: error,
      },
    });
  }
  const { digestHour, digestWeekday } = wishes;
  if (!isWithin(digestHour, 0, 23) || !isWithin(digestWeekday, 1, 7)) {
    throw configError('BAD_DIGEST_TIME', 'a digest is due at hour 0 to 23 of weekday 1 to 7', {
      place: { field: isWithin(digestHour, 0, 23) ? 'input.digestWeekday' : 'input.digestHour' },
      remedy: 'give a full hour such as 8, and of a weekly digest a day such as 1 for Monday',
    });
  }
  return { ...wishes, address };
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** One after the other, so that the bound and the address hold for two at once. */
async function lockRecipients(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('emails:' || $1::text, 0))`, [
    tx.tenantId,
  ]);
}

async function requireFree(tx: Transaction, address: string, recipientId: string): Promise<void> {
  const [other] = await tx.query(
    `SELECT 1 FROM email_recipient WHERE tenant_id = $1 AND lower(address) = lower($2) AND email_recipient_id <> $3`,
    [tx.tenantId, address, recipientId],
  );
  if (other === undefined) return;
  throw conflictError('EMAIL_RECIPIENT_EXISTS', 'this address is a recipient already', {
    place: { field: 'input.address' },
    remedy: 'change what it is told, or resume it',
  });
}

function columnsOf(wishes: RecipientWishes): unknown[] {
  const { filter } = wishes;
  return [
    ...[wishes.address, wishes.locale, wishes.timeZone, [...wishes.immediateSeverities]],
    ...[wishes.digest, wishes.digestHour, wishes.digestWeekday, wishes.sendsEmpty],
    ...[filter.rules, filter.severities, filter.customerIds, wishes.role],
  ];
}
