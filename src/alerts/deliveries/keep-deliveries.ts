import { isEncoursError } from '../../kernel';
import type { Transaction } from '../../database';
import type { SecretKeys } from '../../landing';
import { openWebhookSecret, sealWebhookSecret } from './webhook-secret';
import type { SealedSecret } from './webhook-types';

/** Deliveries deleted in one transaction. */
const PRUNE_BATCH = 5_000;

/** Forgets deliveries that are over and older than that; those that wait stay. Answers how many, a batch at most. */
export async function pruneDeliveries(
  tx: Transaction,
  before: Date,
): Promise<{ pruned: number; isDone: boolean }> {
  const pruned = await tx.execute(
    `DELETE FROM webhook_delivery WHERE tenant_id = $1 AND webhook_delivery_id IN (
       SELECT webhook_delivery_id FROM webhook_delivery
       WHERE tenant_id = $1 AND status <> 'PENDING' AND created_at < $2
       ORDER BY created_at LIMIT ${PRUNE_BATCH} FOR UPDATE SKIP LOCKED)`,
    [tx.tenantId, before],
  );
  return { pruned, isDone: pruned < PRUNE_BATCH };
}

/**
 * The position up to which no active webhook needs the log any more; null when there is none that needs any of it. What
 * was paused or disabled holds nothing back: it is told when it is resumed.
 */
export async function positionWebhooksNeed(tx: Transaction): Promise<number | null> {
  const [row] = await tx.query<{ position: string | null }>(
    `SELECT min(least(w.position, (SELECT min(d.position) - 1 FROM webhook_delivery d
       WHERE d.tenant_id = $1 AND d.webhook_id = w.webhook_id AND d.status = 'PENDING'))) AS position
     FROM webhook w WHERE w.tenant_id = $1 AND w.status = 'ACTIVE'`,
    [tx.tenantId],
  );
  const position = row?.position ?? null;
  return position === null ? null : Number(position);
}

interface SealedRow {
  webhookId: string;
  sealed: string;
  keyId: string;
  previousSealed: string | null;
  previousKeyId: string | null;
}

/** Seals the tenant's secrets under the first key. Answers how many webhooks, and those that no key opens. */
export async function sealWebhooks(
  tx: Transaction,
  keys: SecretKeys,
): Promise<{ sealed: number; unreadable: { connectionId: string; reason: string }[] }> {
  const rows = await tx.query<SealedRow>(
    `SELECT webhook_id AS "webhookId", sealed_secret AS sealed, secret_key_id AS "keyId",
       sealed_previous_secret AS "previousSealed", previous_secret_key_id AS "previousKeyId" FROM webhook
     WHERE tenant_id = $1 AND (secret_key_id IS DISTINCT FROM $2
       OR coalesce(previous_secret_key_id, secret_key_id) IS DISTINCT FROM $2) ORDER BY webhook_id FOR UPDATE`,
    [tx.tenantId, keys.sealingKeyId],
  );
  const counts = { sealed: 0, unreadable: [] as { connectionId: string; reason: string }[] };
  for (const row of rows) {
    try {
      await sealAnew(tx, keys, row);
      counts.sealed += 1;
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      counts.unreadable.push({ connectionId: row.webhookId, reason: error.message });
    }
  }
  return counts;
}

async function sealAnew(tx: Transaction, keys: SecretKeys, row: SealedRow): Promise<void> {
  const of = { tenantId: tx.tenantId, webhookId: row.webhookId };
  const again = (secret: SealedSecret): SealedSecret =>
    sealWebhookSecret(keys, of, openWebhookSecret(keys, of, secret));
  const { previousSealed, previousKeyId } = row;
  const secret = again(row);
  const previous =
    previousSealed === null || previousKeyId === null
      ? null
      : again({ sealed: previousSealed, keyId: previousKeyId });
  await tx.execute(
    `UPDATE webhook SET sealed_secret = $3, secret_key_id = $4, sealed_previous_secret = $5, previous_secret_key_id = $6
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [
      ...[tx.tenantId, row.webhookId, secret.sealed, secret.keyId],
      ...[previous?.sealed ?? null, previous?.keyId ?? null],
    ],
  );
}

/** Keeps what came of a test: it is in the log of deliveries and nowhere else. */
export async function recordTest(
  tx: Transaction,
  test: {
    webhookId: string;
    deliveryId: string;
    eventId: string;
    at: Date;
    outcome: {
      isDelivered: boolean;
      statusCode: number | null;
      errorCode: string | null;
      durationMs: number;
      excerpt: string | null;
    };
  },
): Promise<void> {
  const { outcome } = test;
  await tx.execute(
    `INSERT INTO webhook_delivery (tenant_id, webhook_delivery_id, webhook_id, event_id, event_type, lane, generation,
       is_test, status, attempts, first_attempted_at, last_attempted_at, status_code, error_code, duration_ms,
       response_excerpt, created_at, delivered_at)
     SELECT $1, $2, $3, $4, 'WEBHOOK_TEST', $3, generation, true, $5, 1, $6, $6, $7, $8, $9, $10, $6,
       CASE WHEN $5 = 'DELIVERED' THEN $6::timestamptz END
     FROM webhook WHERE tenant_id = $1 AND webhook_id = $3`,
    [
      ...[tx.tenantId, test.deliveryId, test.webhookId, test.eventId],
      ...[outcome.isDelivered ? 'DELIVERED' : 'FAILED', test.at, outcome.statusCode],
      ...[outcome.errorCode, outcome.durationMs, outcome.excerpt],
    ],
  );
}
