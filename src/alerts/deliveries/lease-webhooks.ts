import { domainError } from '../../kernel';
import type { Transaction } from '../../database';
import type { SealedSecret, WebhookOrder } from './webhook-types';
import type { WebhookHealth } from './retry-schedule';

/** A webhook this worker alone sends to, as long as it renews its lease. */
export interface LeasedWebhook extends WebhookHealth {
  readonly webhookId: string;
  readonly url: string;
  readonly order: WebhookOrder;
  readonly secret: SealedSecret;
  readonly previousSecret: (SealedSecret & { readonly until: Date }) | null;
}

export interface Lease {
  /** Who holds it: a name no other worker has. */
  readonly worker: string;
  readonly leaseMs: number;
}

/** What is sent to a webhook at most at once, waiting or not: a dead receiver does not copy the log. */
export const PENDING_MAX = 20_000;

const COLUMNS = `w.webhook_id AS "webhookId", w.url, w.delivery_order AS "order", w.sealed_secret, w.secret_key_id,
  w.sealed_previous_secret, w.previous_secret_key_id, w.previous_secret_until,
  w.failing_since AS "failingSince", w.failures, w.last_delivered_at AS "lastDeliveredAt", w.waits_until AS "waitsUntil"`;

interface LeasedRow extends WebhookHealth {
  webhookId: string;
  url: string;
  order: WebhookOrder;
  sealed_secret: string;
  secret_key_id: string;
  sealed_previous_secret: string | null;
  previous_secret_key_id: string | null;
  previous_secret_until: Date | null;
}

/** Whether the tenant sends to anybody: most have nobody to send to. */
export async function hasActiveWebhooks(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT 1 FROM webhook WHERE tenant_id = $1 AND status = 'ACTIVE' LIMIT 1`,
    [tx.tenantId],
  );
  return row !== undefined;
}

/**
 * Takes, or renews, the lease of each active webhook that has something to be sent at `now` and that no living worker
 * has. Leases run by the clock of the database, which all workers share.
 */
export async function leaseWebhooks(
  tx: Transaction,
  { worker, leaseMs }: Lease,
  now: Date,
): Promise<LeasedWebhook[]> {
  const rows = await tx.query<LeasedRow>(
    `WITH due AS (
       SELECT webhook_id FROM webhook d WHERE d.tenant_id = $1 AND d.status = 'ACTIVE'
         AND (d.leased_until IS NULL OR d.leased_until < clock_timestamp() OR d.leased_by = $2)
         AND (d.waits_until IS NULL OR d.waits_until <= $4)
         AND (EXISTS (SELECT 1 FROM event e WHERE e.tenant_id = $1 AND e.position > d.position)
           OR EXISTS (SELECT 1 FROM webhook_delivery p WHERE p.tenant_id = $1 AND p.webhook_id = d.webhook_id
             AND p.status = 'PENDING' AND p.next_attempt_at <= $4))
       FOR NO KEY UPDATE SKIP LOCKED
     )
     UPDATE webhook w SET leased_by = $2, leased_until = clock_timestamp() + $3 * interval '1 ms'
     FROM due WHERE w.tenant_id = $1 AND w.webhook_id = due.webhook_id RETURNING ${COLUMNS}`,
    [tx.tenantId, worker, leaseMs, now],
  );
  return rows.map(toLeased);
}

/** The webhook as it stands, its lease renewed; null when it is another worker's, or not active any more. */
export async function renewLease(
  tx: Transaction,
  webhookId: string,
  { worker, leaseMs }: Lease,
): Promise<LeasedWebhook | null> {
  const [row] = await tx.query<LeasedRow>(
    `UPDATE webhook w SET leased_until = clock_timestamp() + $4 * interval '1 ms'
     WHERE w.tenant_id = $1 AND w.webhook_id = $2 AND w.leased_by = $3 AND w.status = 'ACTIVE' RETURNING ${COLUMNS}`,
    [tx.tenantId, webhookId, worker, leaseMs],
  );
  return row === undefined ? null : toLeased(row);
}

/** The webhook as a test sends to it, whoever else does. Throws NOT_FOUND. */
export async function webhookToSend(tx: Transaction, webhookId: string): Promise<LeasedWebhook> {
  const [row] = await tx.query<LeasedRow>(
    `SELECT ${COLUMNS} FROM webhook w WHERE w.tenant_id = $1 AND w.webhook_id = $2`,
    [tx.tenantId, webhookId],
  );
  if (row === undefined) throw unknownWebhook('webhook');
  return toLeased(row);
}

/** Lets go, so that whoever comes first sends on. */
export async function releaseLease(
  tx: Transaction,
  webhookId: string,
  worker: string,
): Promise<void> {
  await tx.execute(
    `UPDATE webhook SET leased_by = NULL, leased_until = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND leased_by = $3`,
    [tx.tenantId, webhookId, worker],
  );
}

/** Lets a webhook rest that cannot be served now, for no fault of its receiver. */
export async function restWebhook(tx: Transaction, webhookId: string, until: Date): Promise<void> {
  await tx.execute('UPDATE webhook SET waits_until = $3 WHERE tenant_id = $1 AND webhook_id = $2', [
    tx.tenantId,
    webhookId,
    until,
  ]);
}

function toLeased(row: LeasedRow): LeasedWebhook {
  const { webhookId, url, order, failingSince, failures, lastDeliveredAt, waitsUntil } = row;
  const { sealed_previous_secret: sealed, previous_secret_key_id: keyId } = row;
  const until = row.previous_secret_until;
  return {
    ...{ webhookId, url, order, failingSince, failures, lastDeliveredAt, waitsUntil },
    secret: { sealed: row.sealed_secret, keyId: row.secret_key_id },
    previousSecret:
      sealed === null || keyId === null || until === null ? null : { sealed, keyId, until },
  };
}

/** The error of an id that nothing of the tenant has. */
export function unknownWebhook(what: 'webhook' | 'delivery'): Error {
  return domainError('NOT_FOUND', `there is no ${what} with this id`, {
    place: { field: 'id' },
    remedy: 'Use an id this API answered to the same key.',
  });
}
