import { localDateAt } from '../../kernel';
import type { Transaction } from '../../database';
import { lastPosition } from '../event-log';
import { nextDigestAt } from './digest-times';
import type { DigestTimes } from './email-types';

/** Alerts that one mail tells of; more go into the next. */
export const ALERTS_MAX = 200;
/** Events looked at for one recipient in one transaction. */
const PAGE = 5_000;
/** From one mail sent at once to the next to the same recipient. */
const PAUSE_MS = 60_000;
/** What is raised together comes together: the first is waited with for the others. */
const GATHER_MS = 20_000;
/** A page of events that nobody wants makes place for the next; so many in one look. */
const PAGES_MAX = 20;

/** Whether there is anybody to write to. */
export async function hasActiveRecipients(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT 1 FROM email_recipient WHERE tenant_id = $1 AND status = 'ACTIVE' LIMIT 1`,
    [tx.tenantId],
  );
  return row !== undefined;
}

/**
 * Makes the mails that are due: of alerts behind the position of each recipient, and of digests whose hour has come. The
 * position moves with the mail, so that killed or run twice, by two at once, an alert is in one mail. A recipient whose
 * last mail waits gets no other: what follows waits in the log, and a digest that waits gives way to one that covers its
 * time, too.
 */
export async function makeEmails(tx: Transaction, at: Date): Promise<void> {
  const last = await lastPosition(tx);
  const due = await tx.query<DueRecipient>(DUE, [
    ...[tx.tenantId, at, new Date(at.getTime() - PAUSE_MS), last],
  ]);
  for (const recipient of due) {
    if (recipient.wantsImmediate) await makeImmediate(tx, { recipient, at });
    if (recipient.digestDueAt !== null) await makeDigest(tx, { recipient, at, last });
  }
}

interface DueRecipient extends DigestTimes {
  recipientId: string;
  wantsImmediate: boolean;
  digestDueAt: Date | null;
  digestPosition: string;
}

const DUE = `
  SELECT r.email_recipient_id AS "recipientId", r.time_zone AS "timeZone", r.digest, r.digest_hour AS "digestHour",
    r.digest_weekday AS "digestWeekday", r.digest_position AS "digestPosition",
    CASE WHEN r.next_digest_at <= $2 THEN r.next_digest_at END AS "digestDueAt",
    cardinality(r.immediate_severities) > 0 AND r.position < $4 AND coalesce(r.last_immediate_at <= $3, true)
      AND NOT EXISTS (SELECT 1 FROM email_delivery d WHERE d.tenant_id = $1 AND d.email_recipient_id = r.email_recipient_id
        AND d.status = 'PENDING' AND d.kind = 'IMMEDIATE') AS "wantsImmediate"
  FROM email_recipient r
  WHERE r.tenant_id = $1 AND r.status = 'ACTIVE' AND (r.next_digest_at <= $2 OR r.position < $4)
  ORDER BY r.email_recipient_id FOR NO KEY UPDATE SKIP LOCKED`;

interface Making {
  readonly recipient: DueRecipient;
  readonly at: Date;
}

async function makeImmediate(tx: Transaction, { recipient, at }: Making): Promise<void> {
  const place = [tx.tenantId, recipient.recipientId];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const [found] = await tx.query<{
      wanted: number;
      oldest: Date | null;
      upTo: string | null;
      read: number;
    }>(GATHERED, place);
    if (found === undefined || found.upTo === null) return;
    const { wanted, oldest, upTo, read } = found;
    const isGathering = oldest !== null && oldest.getTime() > at.getTime() - GATHER_MS;
    if (isGathering && wanted < ALERTS_MAX) return;
    if (wanted > 0) {
      // Somebody else may have made one since the recipient was chosen.
      const made = await tx.execute(INSERT_IMMEDIATE, [...place, upTo, wanted, at]);
      if (made === 0) return;
      await tx.execute(
        'UPDATE email_recipient SET position = $3, last_immediate_at = $4 WHERE tenant_id = $1 AND email_recipient_id = $2',
        [...place, upTo, at],
      );
      return;
    }
    await tx.execute(
      'UPDATE email_recipient SET position = $3 WHERE tenant_id = $1 AND email_recipient_id = $2',
      [...place, upTo],
    );
    if (read < PAGE) return;
  }
}

/** Alerts raised or worse, of a severity that is told at once, that the filter of `r` wants. */
export const IS_WANTED_AT_ONCE = `(e.type = 'RISK_ALERT_RAISED' OR e.type = 'RISK_ALERT_UPDATED' AND e.data ->> 'change' = 'ESCALATED')
  AND coalesce(e.data ->> 'severity' = ANY (r.immediate_severities), false)
  AND (r.rules IS NULL OR coalesce(e.data ->> 'rule' = ANY (r.rules), false))
  AND (r.severities IS NULL OR coalesce(e.data ->> 'severity' = ANY (r.severities), false))
  AND (r.customer_ids IS NULL OR coalesce(e.customer_id = ANY (r.customer_ids), false))`;

const GATHERED = `
  WITH r AS MATERIALIZED (SELECT * FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2),
  page AS MATERIALIZED (
    SELECT e.position, e.at, ${IS_WANTED_AT_ONCE} AS is_wanted
    FROM r, event e WHERE e.tenant_id = $1 AND e.position > (SELECT position FROM r) ORDER BY e.position LIMIT ${PAGE}
  ), wanted AS (
    SELECT position, at FROM page WHERE is_wanted ORDER BY position LIMIT ${ALERTS_MAX}
  )
  SELECT count(*)::int AS wanted, min(at) AS oldest, (SELECT count(*)::int FROM page) AS read,
    CASE WHEN count(*) = ${ALERTS_MAX} THEN max(position) ELSE (SELECT max(position) FROM page) END AS "upTo"
  FROM wanted`;

const INSERT_IMMEDIATE = `
  INSERT INTO email_delivery (tenant_id, email_delivery_id, email_recipient_id, kind, from_position, to_position,
    status, alerts, next_attempt_at, created_at)
  SELECT $1, n.id, $2, 'IMMEDIATE', r.position, $3, 'PENDING', $4, $5, $5
  FROM email_recipient r, LATERAL (SELECT stable_id(r.email_recipient_id::text, 'IMMEDIATE', r.position::text) AS id) n
  WHERE r.tenant_id = $1 AND r.email_recipient_id = $2
  ON CONFLICT DO NOTHING`;

async function makeDigest(
  tx: Transaction,
  { recipient, at, last }: Making & { last: number },
): Promise<void> {
  const { recipientId, digestDueAt, timeZone, digest } = recipient;
  const place = [tx.tenantId, recipientId];
  const [waiting] = await tx.query<{ from: string; isLeased: boolean; id: string }>(WAITING, place);
  // Somebody is sending it this moment.
  if (waiting?.isLeased === true || digestDueAt === null) return;
  if (waiting !== undefined) {
    await tx.execute(
      `UPDATE email_delivery SET status = 'SKIPPED', error_code = 'MAIL_SUPERSEDED', next_attempt_at = NULL
       WHERE tenant_id = $1 AND email_delivery_id = $2`,
      [tx.tenantId, waiting.id],
    );
  }
  const made = await tx.execute(INSERT_DIGEST, [
    ...[...place, digest, waiting?.from ?? recipient.digestPosition, last],
    ...[localDateAt(at, timeZone), digestDueAt.toISOString(), at],
  ]);
  if (made === 0) return;
  await tx.execute(
    `UPDATE email_recipient SET digest_position = greatest(digest_position, $3), next_digest_at = $4
     WHERE tenant_id = $1 AND email_recipient_id = $2`,
    [...place, last, nextDigestAt(recipient, at)],
  );
}

const WAITING = `
  SELECT email_delivery_id AS id, from_position AS from, coalesce(leased_until > clock_timestamp(), false) AS "isLeased"
  FROM email_delivery WHERE tenant_id = $1 AND email_recipient_id = $2 AND status = 'PENDING' AND kind <> 'IMMEDIATE'
  FOR UPDATE`;

const INSERT_DIGEST = `
  INSERT INTO email_delivery (tenant_id, email_delivery_id, email_recipient_id, kind, from_position, to_position,
    digest_on, status, alerts, next_attempt_at, created_at)
  SELECT $1, n.id, $2::uuid, $3::text, $4, $5, $6, 'PENDING', 0, $8, $8
  FROM (SELECT stable_id($2::uuid::text, $3::text, $7::text) AS id) n
  ON CONFLICT DO NOTHING`;
