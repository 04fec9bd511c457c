import { localDateAt } from '../../kernel';
import type { Transaction } from '../../database';
import { lastPosition } from '../event-log';
import { floorPosition, holdFloor } from '../events';
import { nextDigestAt } from './digest-times';
import type { DigestTimes } from './email-types';
import { giveToMail, heardAgain, KEPT_AND_HEARD } from './kept-back';
import { IS_WANTED_AT_ONCE } from './wanted-news';

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
 * time, too. A recipient whose position the log does not reach back to gets a mail that says so, whatever else there is.
 */
export async function makeEmails(tx: Transaction, at: Date): Promise<void> {
  const last = await lastPosition(tx);
  const due = await tx.query<DueRecipient>(DUE, [
    ...[tx.tenantId, at, new Date(at.getTime() - PAUSE_MS), last],
  ]);
  if (due.length === 0) return;
  await holdFloor(tx);
  const floor = await floorPosition(tx);
  for (const recipient of due) {
    if (recipient.wantsImmediate) await makeImmediate(tx, { recipient, at, floor });
    if (recipient.digestDueAt !== null) await makeDigest(tx, { recipient, at, last });
  }
}

interface DueRecipient extends DigestTimes {
  recipientId: string;
  wantsImmediate: boolean;
  digestDueAt: Date | null;
  position: string;
  digestPosition: string;
}

const DUE = `
  SELECT r.email_recipient_id AS "recipientId", r.time_zone AS "timeZone", r.digest, r.digest_hour AS "digestHour",
    r.digest_weekday AS "digestWeekday", r.position, r.digest_position AS "digestPosition",
    CASE WHEN r.next_digest_at <= $2 THEN r.next_digest_at END AS "digestDueAt",
    cardinality(r.immediate_severities) > 0 AND (r.position < $4 OR ${KEPT_AND_HEARD}) AND coalesce(r.last_immediate_at <= $3, true)
      AND NOT EXISTS (SELECT 1 FROM email_delivery d WHERE d.tenant_id = $1 AND d.email_recipient_id = r.email_recipient_id
        AND d.status = 'PENDING' AND d.kind = 'IMMEDIATE') AS "wantsImmediate"
  FROM email_recipient r
  WHERE r.tenant_id = $1 AND r.status = 'ACTIVE' AND (r.next_digest_at <= $2
    OR cardinality(r.immediate_severities) > 0 AND (r.position < $4 OR ${KEPT_AND_HEARD}))
  ORDER BY r.email_recipient_id FOR NO KEY UPDATE SKIP LOCKED`;

interface Making {
  readonly recipient: DueRecipient;
  readonly at: Date;
}

async function makeImmediate(
  tx: Transaction,
  { recipient, at, floor }: Making & { floor: number },
): Promise<void> {
  const { recipientId } = recipient;
  const place = [tx.tenantId, recipientId];
  const kept = await heardAgain(tx, { recipientId, at, most: ALERTS_MAX });
  let position = recipient.position;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const [found] = await tx.query<Gathered>(GATHERED, place);
    const { wanted = 0, oldest = null, read = 0, upTo = null } = found ?? {};
    const isGathering = oldest !== null && oldest.getTime() > at.getTime() - GATHER_MS;
    if (isGathering && wanted < ALERTS_MAX) return;
    const isBehindFloor = Number(position) < floor;
    if (wanted > 0 || kept.length > 0 || isBehindFloor) {
      const alerts = wanted + kept.length;
      const mail = await insertImmediate(tx, { recipientId, upTo: upTo ?? position, alerts, at });
      if (mail !== null) await giveToMail(tx, { recipientId, alertIds: kept, deliveryId: mail });
      return;
    }
    if (upTo === null) return;
    await tx.execute(
      'UPDATE email_recipient SET position = $3 WHERE tenant_id = $1 AND email_recipient_id = $2',
      [...place, upTo],
    );
    position = upTo;
    if (read < PAGE) return;
  }
}

interface Gathered {
  wanted: number;
  oldest: Date | null;
  upTo: string | null;
  read: number;
}

/** The mail and the step forward; answers its id, or null when somebody else has made one since the recipient was chosen. */
async function insertImmediate(
  tx: Transaction,
  mail: { recipientId: string; upTo: string; alerts: number; at: Date },
): Promise<string | null> {
  const place = [tx.tenantId, mail.recipientId];
  const [made] = await tx.query<{ id: string }>(INSERT_IMMEDIATE, [
    ...[...place, mail.upTo, mail.alerts, mail.at],
  ]);
  if (made === undefined) return null;
  await tx.execute(
    'UPDATE email_recipient SET position = $3, last_immediate_at = $4 WHERE tenant_id = $1 AND email_recipient_id = $2',
    [...place, mail.upTo, mail.at],
  );
  return made.id;
}

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
  FROM email_recipient r, LATERAL (SELECT stable_id(r.email_recipient_id::text, 'IMMEDIATE', r.position::text,
    coalesce(extract(epoch FROM r.last_immediate_at)::text, '')) AS id) n
  WHERE r.tenant_id = $1 AND r.email_recipient_id = $2
  ON CONFLICT DO NOTHING RETURNING email_delivery_id AS id`;

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
