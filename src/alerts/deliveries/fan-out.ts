import type { Transaction } from '../../database';
import { floorPosition, holdFloor } from '../events';
import { PENDING_MAX } from './lease-webhooks';
import { disableWebhook } from './record-attempts';

/** Events looked at in one transaction. */
const PAGE = 2_000;

/**
 * Makes deliveries of the next events behind the webhook's position that its filter wants, and moves the position with
 * them: killed or run twice, an event has one delivery. Makes none while much is waiting. Answers how many events it went
 * past; null when nothing is to be sent any more: the webhook is not the worker's or not active, or was disabled here, as
 * some of what it is owed is no longer kept and nothing may be passed over in silence.
 */
export async function fanOut(
  tx: Transaction,
  { webhookId, worker }: { webhookId: string; worker: string },
  at: Date,
): Promise<number | null> {
  const place = [tx.tenantId, webhookId];
  const [held] = await tx.query<{ position: string; waiting: string }>(
    `SELECT w.position, (SELECT count(*) FROM (SELECT 1 FROM webhook_delivery d WHERE d.tenant_id = $1 AND d.webhook_id = $2
         AND d.status = 'PENDING' LIMIT ${PENDING_MAX}) pending) AS waiting
     FROM webhook w WHERE w.tenant_id = $1 AND w.webhook_id = $2 AND w.status = 'ACTIVE' AND w.leased_by = $3
     FOR NO KEY UPDATE`,
    [...place, worker],
  );
  if (held === undefined) return null;
  if (Number(held.waiting) >= PENDING_MAX) return 0;
  await holdFloor(tx);
  if (Number(held.position) < (await floorPosition(tx))) {
    await disableWebhook(tx, webhookId, { reason: 'EVENTS_PRUNED', at });
    return null;
  }
  const [passed] = await tx.query<{ events: string }>(FAN_OUT, [...place, at]);
  return Number(passed?.events ?? 0);
}

/** Of an event without a rule or severity, a filter of rules or severities wants nothing. */
const FAN_OUT = `
  WITH w AS MATERIALIZED (
    SELECT * FROM webhook WHERE tenant_id = $1 AND webhook_id = $2
  ), page AS MATERIALIZED (
    SELECT e.position, e.event_id, e.type, e.customer_id, e.data ->> 'rule' AS rule, e.data ->> 'severity' AS severity
    FROM event e WHERE e.tenant_id = $1 AND e.position > (SELECT position FROM w)
    ORDER BY e.position LIMIT ${PAGE}
  ), made AS (
    INSERT INTO webhook_delivery (tenant_id, webhook_delivery_id, webhook_id, event_id, event_type, position, lane,
      generation, status, next_attempt_at, created_at)
    SELECT $1, stable_id(w.webhook_id::text, w.generation::text, p.event_id::text), w.webhook_id, p.event_id, p.type,
      p.position, CASE w.delivery_order WHEN 'STRICT' THEN w.webhook_id WHEN 'NONE' THEN p.event_id
        ELSE coalesce(p.customer_id, w.webhook_id) END,
      w.generation, 'PENDING', $3, $3
    FROM page p, w
    WHERE (w.event_types IS NULL OR p.type = ANY (w.event_types))
      AND (w.rules IS NULL OR p.rule = ANY (w.rules))
      AND (w.severities IS NULL OR p.severity = ANY (w.severities))
      AND (w.customer_ids IS NULL OR p.customer_id = ANY (w.customer_ids))
    ORDER BY p.position
    ON CONFLICT DO NOTHING
  ), moved AS (
    UPDATE webhook SET position = (SELECT max(position) FROM page)
    WHERE tenant_id = $1 AND webhook_id = $2 AND EXISTS (SELECT 1 FROM page)
  )
  SELECT count(*) AS events FROM page`;
