import type {
  AlertRuleCode,
  DeliveryStatus,
  DisabledReason,
  EventType,
  Severity,
  WebhookOrder,
  WebhookStatus,
} from '../alerts';
import type { Transaction } from '../database';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface WebhookRow {
  webhookId: string;
  url: string;
  description: string;
  eventTypes: EventType[] | null;
  rules: AlertRuleCode[] | null;
  severities: Severity[] | null;
  customerIds: string[] | null;
  order: WebhookOrder;
  status: WebhookStatus;
  disabledBecause: DisabledReason | null;
  disabledAt: Date | null;
  position: number;
  previousSecretUntil: Date | null;
  failingSince: Date | null;
  lastDeliveredAt: Date | null;
  waitsUntil: Date | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** What waits for a webhook, and what was given up. */
export interface WebhookQueue {
  webhookId: string;
  pending: number;
  failed: number;
  /** When the event happened that waits longest; null when none waits. */
  oldestPendingAt: Date | null;
}

export interface WebhookDeliveryRow {
  deliveryId: string;
  webhookId: string;
  eventId: string;
  eventType: EventType;
  /** Null for a test. */
  position: number | null;
  isTest: boolean;
  status: DeliveryStatus;
  attempts: number;
  nextAttemptAt: Date | null;
  lastAttemptedAt: Date | null;
  statusCode: number | null;
  errorCode: string | null;
  durationMs: number | null;
  excerpt: string | null;
  createdAt: Date;
  deliveredAt: Date | null;
}

const COLUMNS = `webhook_id AS "webhookId", url, description, event_types AS "eventTypes", rules, severities,
  customer_ids AS "customerIds", delivery_order AS "order", status, disabled_because AS "disabledBecause",
  disabled_at AS "disabledAt", position::float8 AS position, previous_secret_until AS "previousSecretUntil",
  failing_since AS "failingSince", last_delivered_at AS "lastDeliveredAt", waits_until AS "waitsUntil",
  created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** All webhooks, the oldest first: there are never many. */
export async function listWebhooks(tx: Transaction): Promise<WebhookRow[]> {
  return tx.query<WebhookRow>(
    `SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 ORDER BY created_at, webhook_id`,
    [tx.tenantId],
  );
}

/** Webhooks by id; unknown ids are left out. */
export async function webhooksById(tx: Transaction, ids: readonly string[]): Promise<WebhookRow[]> {
  return tx.query<WebhookRow>(
    `SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 AND webhook_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** What waits for each webhook; what its filter wants of events behind its position is not counted yet. */
export async function queuesOfWebhooks(
  tx: Transaction,
  ids: readonly string[],
): Promise<WebhookQueue[]> {
  return tx.query<WebhookQueue>(
    `SELECT w.webhook_id AS "webhookId",
       (SELECT count(*)::int FROM webhook_delivery d WHERE d.tenant_id = $1 AND d.webhook_id = w.webhook_id
          AND d.status = 'PENDING') AS pending,
       (SELECT count(*)::int FROM webhook_delivery d WHERE d.tenant_id = $1 AND d.webhook_id = w.webhook_id
          AND d.status = 'FAILED' AND NOT d.is_test) AS failed,
       (SELECT e.at FROM webhook_delivery d JOIN event e ON e.tenant_id = $1 AND e.event_id = d.event_id
        WHERE d.tenant_id = $1 AND d.webhook_id = w.webhook_id AND d.status = 'PENDING'
        ORDER BY d.delivery_seq LIMIT 1) AS "oldestPendingAt"
     FROM webhook w WHERE w.tenant_id = $1 AND w.webhook_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

export interface DeliveryFilter {
  webhookId: string;
  statuses: readonly DeliveryStatus[] | null;
}

/** One page of what was or is to be sent to a webhook, the latest first. */
export async function listDeliveries(
  tx: Transaction,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<Page<WebhookDeliveryRow>> {
  return readPage(tx, deliverySource(tx, filter), page);
}

export async function countDeliveries(tx: Transaction, filter: DeliveryFilter): Promise<number> {
  return countList(tx, deliverySource(tx, filter));
}

/** Deliveries by id; unknown ids are left out. */
export async function deliveriesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<WebhookDeliveryRow[]> {
  return tx.query<WebhookDeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery d
     WHERE d.tenant_id = $1 AND d.webhook_delivery_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

const DELIVERY_COLUMNS = `d.webhook_delivery_id AS "deliveryId", d.webhook_id AS "webhookId", d.event_id AS "eventId",
  d.event_type AS "eventType", d.position::float8 AS position, d.is_test AS "isTest", d.status, d.attempts,
  d.next_attempt_at AS "nextAttemptAt", d.last_attempted_at AS "lastAttemptedAt", d.status_code AS "statusCode",
  d.error_code AS "errorCode", d.duration_ms AS "durationMs", d.response_excerpt AS excerpt,
  d.created_at AS "createdAt", d.delivered_at AS "deliveredAt"`;

function deliverySource(tx: Transaction, filter: DeliveryFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  return {
    list: 'webhookDeliveries',
    keys: [{ sql: 'd.delivery_seq', type: 'bigint', direction: 'DESC' }],
    columns: DELIVERY_COLUMNS,
    from: 'webhook_delivery d',
    where: [
      'd.tenant_id = $1',
      ...inList('d.webhook_id', [filter.webhookId], { params, type: 'uuid[]' }),
      ...inList('d.status', filter.statuses, { params, type: 'text[]' }),
    ],
    params,
  };
}

/** How far deliveries by webhook lag, over all webhooks of a tenant. */
export interface WebhookBacklog {
  pending: number;
  disabled: number;
  oldestSeconds: number;
}

export async function webhookBacklog(tx: Transaction, now: Date): Promise<WebhookBacklog> {
  const [row] = await tx.query<WebhookBacklog>(
    `SELECT (SELECT count(*)::int FROM webhook_delivery d JOIN webhook w USING (tenant_id, webhook_id)
         WHERE d.tenant_id = $1 AND d.status = 'PENDING' AND w.status = 'ACTIVE') AS pending,
       (SELECT count(*)::int FROM webhook WHERE tenant_id = $1 AND status = 'DISABLED') AS disabled,
       coalesce((SELECT greatest(0, extract(epoch FROM $2 - min(d.created_at)))::float8
         FROM webhook_delivery d JOIN webhook w USING (tenant_id, webhook_id)
         WHERE d.tenant_id = $1 AND d.status = 'PENDING' AND w.status = 'ACTIVE'), 0) AS "oldestSeconds"`,
    [tx.tenantId, now],
  );
  return row ?? { pending: 0, disabled: 0, oldestSeconds: 0 };
}

/** Deliveries queued within an hour, by where they stand. */
export async function deliveryCounts(
  tx: Transaction,
  now: Date,
): Promise<{ status: DeliveryStatus; count: number }[]> {
  return tx.query(
    `SELECT status, count(*)::int AS count FROM (
       SELECT status FROM webhook_delivery WHERE tenant_id = $1 AND status <> 'PENDING' AND created_at > $2
       UNION ALL SELECT d.status FROM webhook w JOIN webhook_delivery d USING (tenant_id, webhook_id)
       WHERE w.tenant_id = $1 AND d.status = 'PENDING' AND d.created_at > $2) latest GROUP BY 1`,
    [tx.tenantId, new Date(now.getTime() - HOUR_MS)],
  );
}

const HOUR_MS = 3_600_000;
