import { globalId } from '../../kernel';
import type { Transaction } from '../../database';
import { appendEvents } from '../event-log';
import type { DeliveryVerdict, WebhookHealth } from './retry-schedule';
import type { DeliveryStatus, DisabledReason, SendErrorCode } from './webhook-types';

/** One attempt and what came of it. */
export interface RecordedAttempt {
  readonly deliveryId: string;
  readonly verdict: DeliveryVerdict | { readonly status: 'SKIPPED' };
  readonly at: Date;
  readonly statusCode: number | null;
  readonly errorCode: SendErrorCode | null;
  readonly durationMs: number;
  readonly excerpt: string | null;
}

export interface AttemptBatch {
  readonly webhookId: string;
  readonly attempts: readonly RecordedAttempt[];
  /** How the webhook does after them. */
  readonly health: WebhookHealth;
}

/** Keeps what came of attempts, in one statement for all. What a replay has taken out of the queue meanwhile stays out. */
export async function recordAttempts(tx: Transaction, batch: AttemptBatch): Promise<void> {
  const { webhookId, attempts, health } = batch;
  // In the order everybody else locks both, such as who replays it: the webhook, then its deliveries.
  await tx.query(
    'SELECT 1 FROM webhook WHERE tenant_id = $1 AND webhook_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, webhookId],
  );
  await tx.execute(RECORD, [
    tx.tenantId,
    JSON.stringify(attempts.map(toRow)),
    attempts.map(({ deliveryId }) => deliveryId),
  ]);
  await tx.execute(
    `UPDATE webhook SET failing_since = $3, failures = $4, last_delivered_at = greatest(last_delivered_at, $5), waits_until = $6
     WHERE tenant_id = $1 AND webhook_id = $2`,
    [
      ...[tx.tenantId, webhookId, health.failingSince, health.failures],
      ...[health.lastDeliveredAt, health.waitsUntil],
    ],
  );
}

/** The ids are given twice, so that few rows are joined also while statistics do not know the tenant. */
const RECORD = `
  UPDATE webhook_delivery d SET status = r.status, attempts = d.attempts + 1, next_attempt_at = r.next_attempt_at,
    first_attempted_at = coalesce(d.first_attempted_at, r.at), last_attempted_at = r.at, status_code = r.status_code,
    error_code = r.error_code, duration_ms = r.duration_ms, response_excerpt = r.excerpt,
    delivered_at = CASE WHEN r.status = 'DELIVERED' THEN r.at END
  FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, status text, next_attempt_at timestamptz, at timestamptz,
    status_code int, error_code text, duration_ms int, excerpt text)
  WHERE d.tenant_id = $1 AND d.webhook_delivery_id = ANY ($3::uuid[]) AND d.webhook_delivery_id = r.id
    AND d.status = 'PENDING'`;

function toRow(attempt: RecordedAttempt): Record<string, unknown> {
  const { verdict } = attempt;
  return {
    id: attempt.deliveryId,
    status: verdict.status satisfies DeliveryStatus,
    next_attempt_at: verdict.status === 'PENDING' ? verdict.nextAttemptAt : null,
    at: attempt.at,
    status_code: attempt.statusCode,
    error_code: attempt.errorCode,
    duration_ms: attempt.durationMs,
    excerpt: attempt.excerpt,
  };
}

const BECAUSE: Readonly<Record<DisabledReason, string>> = {
  FAILING: 'It has taken nothing for five days.',
  GONE: 'It answered 410: it is gone and wants nothing more.',
  EVENTS_PRUNED: 'CURSOR_TOO_OLD: events it is owed are no longer kept.',
};

/**
 * Stops sending to a webhook until somebody enables it, and tells it in the log: what it is owed stays owed. Answers
 * whether this call did it.
 */
export async function disableWebhook(
  tx: Transaction,
  webhookId: string,
  { reason, at }: { reason: DisabledReason; at: Date },
): Promise<boolean> {
  const [disabled] = await tx.query<{ url: string }>(
    `UPDATE webhook SET status = 'DISABLED', disabled_because = $3, disabled_at = $4, updated_at = $4, waits_until = NULL
     WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'ACTIVE' RETURNING url`,
    [tx.tenantId, webhookId, reason, at],
  );
  if (disabled === undefined) return false;
  await tellState(
    tx,
    { type: 'WEBHOOK_DISABLED', webhookId, url: disabled.url, reason: BECAUSE[reason] },
    at,
  );
  return true;
}

/** The address itself is not told: its path may be what keeps it secret. */
export async function tellState(
  tx: Transaction,
  change: {
    type: 'WEBHOOK_DISABLED' | 'WEBHOOK_ENABLED';
    webhookId: string;
    url: string;
    reason: string;
  },
  at: Date,
): Promise<void> {
  const { type, webhookId, url, reason } = change;
  const data = { webhookId: globalId('Webhook', webhookId), host: new URL(url).host, reason };
  await appendEvents(tx, [{ type, customerId: null, subjectId: webhookId, data }], at);
}
