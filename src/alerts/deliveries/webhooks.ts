import { conflictError, domainError, newId } from '../../kernel';
import type { Transaction } from '../../database';
import { floorPosition, FROM_OLDEST, holdFloor, invalidEventCursor, requireKept } from '../events';
import { lastPosition } from '../event-log';
import { unknownWebhook } from './lease-webhooks';
import { tellState } from './record-attempts';
import type { SealedSecret, WebhookFilter, WebhookOrder, WebhookStatus } from './webhook-types';

/** More addresses than a seller has systems: something makes them in a loop. */
export const WEBHOOKS_MAX = 100;

export interface WebhookDraft {
  readonly webhookId: string;
  readonly url: string;
  readonly description: string;
  readonly filter: WebhookFilter;
  readonly order: WebhookOrder;
  readonly secret: SealedSecret;
  /** Where it begins; null: with what happens from now on. */
  readonly after: number | null;
  readonly by: string;
  readonly at: Date;
}

/** The id of a webhook to be made: its secret is sealed under it. */
export function newWebhookId(): string {
  return newId();
}

/** Throws WEBHOOK_LIMIT_REACHED, INVALID_CURSOR and CURSOR_TOO_OLD. */
export async function insertWebhook(tx: Transaction, draft: WebhookDraft): Promise<void> {
  const { filter } = draft;
  // One after the other, so that the bound holds for two at once.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhooks:' || $1::text, 0))`, [
    tx.tenantId,
  ]);
  const [{ count = '0' } = {}] = await tx.query<{ count?: string }>(
    'SELECT count(*) FROM webhook WHERE tenant_id = $1',
    [tx.tenantId],
  );
  if (Number(count) >= WEBHOOKS_MAX) {
    throw domainError('WEBHOOK_LIMIT_REACHED', `there are ${WEBHOOKS_MAX} webhooks already`, {
      remedy: 'delete those that nobody uses, or give one a wider filter',
    });
  }
  const position =
    draft.after === null ? await lastPosition(tx) : await positionBehind(tx, draft.after);
  await tx.execute(
    `INSERT INTO webhook (tenant_id, webhook_id, url, description, event_types, rules, severities, customer_ids,
       delivery_order, status, position, sealed_secret, secret_key_id, created_by, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ACTIVE', $10, $11, $12, $13, $14, $14)`,
    [
      ...[tx.tenantId, draft.webhookId, draft.url, draft.description],
      ...[filter.types, filter.rules, filter.severities, filter.customerIds],
      ...[draft.order, position, draft.secret.sealed, draft.secret.keyId, draft.by, draft.at],
    ],
  );
}

/** What is changed of a webhook; what is absent stays. */
export interface WebhookChanges {
  readonly url?: string;
  readonly description?: string;
  readonly filter?: Partial<WebhookFilter>;
  readonly order?: WebhookOrder;
}

const FILTER_COLUMNS = {
  types: 'event_types',
  rules: 'rules',
  severities: 'severities',
  customerIds: 'customer_ids',
} as const satisfies Record<keyof WebhookFilter, string>;

/** Changes what is given. What is queued already is sent as it was wanted then. Throws NOT_FOUND. */
export async function updateWebhook(
  tx: Transaction,
  webhookId: string,
  { changes, at }: { changes: WebhookChanges; at: Date },
): Promise<void> {
  const given: [column: string, value: unknown][] = [
    ['url', changes.url],
    ['description', changes.description],
    ['delivery_order', changes.order],
    ...Object.entries(FILTER_COLUMNS).map(([name, column]): [string, unknown] => [
      column,
      changes.filter?.[name as keyof WebhookFilter],
    ]),
  ];
  const set = given.filter(([, value]) => value !== undefined);
  const columns = set.map(([column], index) => `${column} = $${index + 4}`);
  const changed = await tx.execute(
    `UPDATE webhook SET ${['updated_at = $3', ...columns].join(', ')} WHERE tenant_id = $1 AND webhook_id = $2`,
    [tx.tenantId, webhookId, at, ...set.map(([, value]) => value)],
  );
  requireFound(changed);
}

/** Forgets a webhook with its deliveries. Throws NOT_FOUND. */
export async function deleteWebhook(tx: Transaction, webhookId: string): Promise<void> {
  requireFound(
    await tx.execute('DELETE FROM webhook WHERE tenant_id = $1 AND webhook_id = $2', [
      tx.tenantId,
      webhookId,
    ]),
  );
}

/** Signs with a new secret, and with the one before it as long as the overlap lasts. Throws NOT_FOUND. */
export async function changeWebhookSecret(
  tx: Transaction,
  webhookId: string,
  { secret, previousUntil, at }: { secret: SealedSecret; previousUntil: Date | null; at: Date },
): Promise<void> {
  const changed = await tx.execute(
    `UPDATE webhook SET updated_at = $6, sealed_secret = $3, secret_key_id = $4, previous_secret_until = $5,
       sealed_previous_secret = CASE WHEN $5::timestamptz IS NOT NULL THEN sealed_secret END,
       previous_secret_key_id = CASE WHEN $5::timestamptz IS NOT NULL THEN secret_key_id END
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [tx.tenantId, webhookId, secret.sealed, secret.keyId, previousUntil, at],
  );
  requireFound(changed);
}

/** Sends nothing more until it is resumed; what happens meanwhile waits in the log. Throws NOT_FOUND and WEBHOOK_DISABLED. */
export async function pauseWebhook(tx: Transaction, webhookId: string, at: Date): Promise<void> {
  const { status } = await lockWebhook(tx, webhookId);
  if (status === 'DISABLED') {
    throw conflictError('WEBHOOK_DISABLED', 'the webhook was disabled: nothing is sent anyway', {
      remedy: 'resume it, or delete it',
    });
  }
  await tx.execute(
    `UPDATE webhook SET status = 'PAUSED', updated_at = $3 WHERE tenant_id = $1 AND webhook_id = $2`,
    [tx.tenantId, webhookId, at],
  );
}

/**
 * Goes on where it stopped: what waits is attempted at once, then what happened since. Throws NOT_FOUND, and CURSOR_TOO_OLD
 * when some of what it is owed is no longer kept, unless `acceptsGap`: then it goes on with the oldest that is.
 */
export async function resumeWebhook(
  tx: Transaction,
  webhookId: string,
  { acceptsGap, by, at }: { acceptsGap: boolean; by: string; at: Date },
): Promise<void> {
  const { status, position, url } = await lockWebhook(tx, webhookId);
  await holdFloor(tx);
  if (!acceptsGap) await requireKept(tx, Math.min(position, await behindPending(tx, webhookId)));
  await tx.execute(
    `UPDATE webhook SET status = 'ACTIVE', disabled_because = NULL, disabled_at = NULL, failing_since = NULL,
       failures = 0, waits_until = NULL, position = greatest(position, $3), updated_at = $4
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [tx.tenantId, webhookId, await floorPosition(tx), at],
  );
  await tx.execute(
    `UPDATE webhook_delivery SET next_attempt_at = $3, attempts = 0, first_attempted_at = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING'`,
    [tx.tenantId, webhookId, at],
  );
  if (status !== 'DISABLED') return;
  await tellState(tx, { type: 'WEBHOOK_ENABLED', webhookId, url, reason: `Enabled by ${by}.` }, at);
}

/**
 * Takes a webhook back to a place in the log: everything it wants behind that is sent again, with the ids it had, then what
 * follows. What waited of that stretch is taken out of the queue, so that the order of each lane holds. Throws NOT_FOUND,
 * INVALID_CURSOR for a place that is not reached yet, and CURSOR_TOO_OLD.
 */
export async function replayWebhook(
  tx: Transaction,
  webhookId: string,
  { after, at }: { after: number; at: Date },
): Promise<{ events: number }> {
  const { position } = await lockWebhook(tx, webhookId);
  const start = await positionBehind(tx, after);
  await tx.execute(
    `UPDATE webhook SET position = $3, generation = generation + 1, updated_at = $4
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [tx.tenantId, webhookId, Math.min(start, position), at],
  );
  await tx.execute(
    `UPDATE webhook_delivery SET status = 'SKIPPED', error_code = 'WEBHOOK_REPLAYED', next_attempt_at = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING' AND position > $3`,
    [tx.tenantId, webhookId, start],
  );
  return { events: Math.max(0, (await lastPosition(tx)) - start) };
}

/**
 * Sends a delivery once more that was given up, or at once one that waits; a delivered one, too. Throws NOT_FOUND, and
 * WEBHOOK_DELIVERY_NOT_REPEATABLE for a test or one that a replay has replaced.
 */
export async function retryDelivery(
  tx: Transaction,
  deliveryId: string,
  at: Date,
): Promise<{ webhookId: string }> {
  const place = [tx.tenantId, deliveryId];
  // The webhook before its deliveries, in the order everybody locks them.
  await tx.query(
    `SELECT 1 FROM webhook WHERE tenant_id = $1 AND webhook_id = (SELECT webhook_id FROM webhook_delivery
       WHERE tenant_id = $1 AND webhook_delivery_id = $2) FOR NO KEY UPDATE`,
    place,
  );
  const [row] = await tx.query<{ webhookId: string; isTest: boolean; status: string }>(
    `SELECT webhook_id AS "webhookId", is_test AS "isTest", status FROM webhook_delivery
     WHERE tenant_id = $1 AND webhook_delivery_id = $2 FOR UPDATE`,
    place,
  );
  if (row === undefined) throw unknownWebhook('delivery');
  if (row.isTest || row.status === 'SKIPPED') {
    throw domainError('WEBHOOK_DELIVERY_NOT_REPEATABLE', 'this delivery is not sent again', {
      remedy: 'test the webhook once more, or replay it from a cursor',
    });
  }
  await tx.execute(
    `UPDATE webhook_delivery SET status = 'PENDING', next_attempt_at = $3, attempts = 0, first_attempted_at = NULL,
       delivered_at = NULL WHERE tenant_id = $1 AND webhook_delivery_id = $2`,
    [tx.tenantId, deliveryId, at],
  );
  await tx.execute(
    'UPDATE webhook SET waits_until = NULL WHERE tenant_id = $1 AND webhook_id = $2',
    [tx.tenantId, row.webhookId],
  );
  return { webhookId: row.webhookId };
}

/** The position behind which everything that waits lies. */
async function behindPending(tx: Transaction, webhookId: string): Promise<number> {
  const [row] = await tx.query<{ position: string | null }>(
    `SELECT min(position) - 1 AS position FROM webhook_delivery
     WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING'`,
    [tx.tenantId, webhookId],
  );
  return Number(row?.position ?? Number.MAX_SAFE_INTEGER);
}

/** Throws INVALID_CURSOR and CURSOR_TOO_OLD. */
async function positionBehind(tx: Transaction, after: number): Promise<number> {
  await holdFloor(tx);
  if (after === FROM_OLDEST) return floorPosition(tx);
  await requireKept(tx, after);
  if (after > (await lastPosition(tx))) throw invalidEventCursor();
  return after;
}

async function lockWebhook(
  tx: Transaction,
  webhookId: string,
): Promise<{ status: WebhookStatus; position: number; url: string }> {
  const [row] = await tx.query<{ status: WebhookStatus; position: string; url: string }>(
    'SELECT status, position, url FROM webhook WHERE tenant_id = $1 AND webhook_id = $2 FOR UPDATE',
    [tx.tenantId, webhookId],
  );
  if (row === undefined) throw unknownWebhook('webhook');
  return { ...row, position: Number(row.position) };
}

function requireFound(changed: number): void {
  if (changed === 0) throw unknownWebhook('webhook');
}
