import type {
  EmailKind,
  EmailStatus,
  MailErrorCode,
  RecipientStatus,
  RecipientWishes,
} from '../alerts';
import type { Transaction } from '../database';
import type { LocalDate } from '../kernel';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface EmailRecipientRow {
  recipientId: string;
  wishes: RecipientWishes;
  status: RecipientStatus;
  disabledBecause: string | null;
  statusAt: Date;
  nextDigestAt: Date | null;
  lastSentAt: Date | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `email_recipient_id AS "recipientId", jsonb_build_object('address', address, 'locale', locale,
    'timeZone', time_zone, 'immediateSeverities', immediate_severities, 'digest', digest, 'digestHour', digest_hour,
    'digestWeekday', digest_weekday, 'sendsEmpty', sends_empty, 'role', role, 'filter', jsonb_build_object('rules', rules,
    'severities', severities, 'customerIds', customer_ids)) AS wishes,
  status, disabled_because AS "disabledBecause", status_at AS "statusAt", next_digest_at AS "nextDigestAt",
  last_sent_at AS "lastSentAt", created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** All recipients, the oldest first: there are never many. */
export async function listEmailRecipients(tx: Transaction): Promise<EmailRecipientRow[]> {
  return tx.query<EmailRecipientRow>(
    `SELECT ${COLUMNS} FROM email_recipient WHERE tenant_id = $1 ORDER BY created_at, email_recipient_id`,
    [tx.tenantId],
  );
}

/** Recipients by id; unknown ids are left out. */
export async function emailRecipientsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<EmailRecipientRow[]> {
  return tx.query<EmailRecipientRow>(
    `SELECT ${COLUMNS} FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

export interface EmailDeliveryRow {
  deliveryId: string;
  recipientId: string;
  kind: EmailKind;
  digestOn: LocalDate | null;
  alerts: number;
  messageId: string | null;
  status: EmailStatus;
  attempts: number;
  nextAttemptAt: Date | null;
  lastAttemptedAt: Date | null;
  errorCode: MailErrorCode | null;
  reply: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

const DELIVERY_COLUMNS = `d.email_delivery_id AS "deliveryId", d.email_recipient_id AS "recipientId", d.kind,
  d.digest_on AS "digestOn", d.alerts, d.message_id AS "messageId", d.status, d.attempts,
  d.next_attempt_at AS "nextAttemptAt", d.last_attempted_at AS "lastAttemptedAt", d.error_code AS "errorCode", d.reply,
  d.created_at AS "createdAt", d.sent_at AS "sentAt"`;

export interface EmailDeliveryFilter {
  recipientIds: readonly string[] | null;
  statuses: readonly EmailStatus[] | null;
}

/** One page of mails, the latest first. */
export async function listEmailDeliveries(
  tx: Transaction,
  filter: EmailDeliveryFilter,
  page: PageRequest,
): Promise<Page<EmailDeliveryRow>> {
  return readPage(tx, deliverySource(tx, filter), page);
}

export async function countEmailDeliveries(
  tx: Transaction,
  filter: EmailDeliveryFilter,
): Promise<number> {
  return countList(tx, deliverySource(tx, filter));
}

/** Mails by id; unknown ids are left out. */
export async function emailDeliveriesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<EmailDeliveryRow[]> {
  return tx.query<EmailDeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM email_delivery d
     WHERE d.tenant_id = $1 AND d.email_delivery_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function deliverySource(tx: Transaction, filter: EmailDeliveryFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  return {
    list: 'emailDeliveries',
    keys: [{ sql: 'd.delivery_seq', type: 'bigint', direction: 'DESC' }],
    columns: DELIVERY_COLUMNS,
    from: 'email_delivery d',
    where: [
      'd.tenant_id = $1',
      ...inList('d.email_recipient_id', filter.recipientIds, { params, type: 'uuid[]' }),
      ...inList('d.status', filter.statuses, { params, type: 'text[]' }),
    ],
    params,
  };
}

/** How far e-mails lag, over all recipients of a tenant. */
export interface EmailBacklog {
  recipients: number;
  disabled: number;
  pending: number;
  failing: number;
  /** Since when the mail waits that was made first. */
  oldestSeconds: number;
  /** Why the latest attempt of a mail that waits failed; null when none did. */
  errorCode: MailErrorCode | null;
}

export async function emailBacklog(tx: Transaction, now: Date): Promise<EmailBacklog> {
  const [row] = await tx.query<EmailBacklog>(
    `WITH waiting AS (
       SELECT d.* FROM email_delivery d JOIN email_recipient r USING (tenant_id, email_recipient_id)
       WHERE d.tenant_id = $1 AND d.status = 'PENDING' AND r.status = 'ACTIVE'
     )
     SELECT count(*) FILTER (WHERE status = 'ACTIVE')::int AS recipients,
       count(*) FILTER (WHERE status = 'DISABLED')::int AS disabled,
       (SELECT count(*)::int FROM waiting) AS pending,
       (SELECT count(*)::int FROM waiting WHERE attempts > 0) AS failing,
       coalesce((SELECT greatest(0, extract(epoch FROM $2 - min(created_at)))::float8 FROM waiting), 0) AS "oldestSeconds",
       (SELECT error_code FROM waiting WHERE error_code IS NOT NULL ORDER BY last_attempted_at DESC NULLS LAST LIMIT 1)
         AS "errorCode"
     FROM email_recipient WHERE tenant_id = $1`,
    [tx.tenantId, now],
  );
  return (
    row ?? { recipients: 0, disabled: 0, pending: 0, failing: 0, oldestSeconds: 0, errorCode: null }
  );
}
