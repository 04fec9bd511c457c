import type { Transaction } from '../../database';
import { toLoggedEvent, type EventRow } from '../event-log';
import type { LoggedEvent } from '../events';
import type { AttemptedDelivery } from './retry-schedule';

/** A delivery to attempt now. */
export interface DueDelivery extends AttemptedDelivery {
  readonly deliveryId: string;
  readonly lane: string;
  /** Null: the log holds it no more. */
  readonly event: LoggedEvent | null;
}

export interface DueQuestion {
  readonly webhookId: string;
  /** Lanes that are being sent already. */
  readonly busyLanes: readonly string[];
  readonly now: Date;
  readonly limit: number;
}

/** Of one lane at a time, so that a long one leaves room for the others. */
const LANE_MAX = 100;

/**
 * What can be sent to a webhook now, in order within each lane. A lane is led by its oldest delivery: while that one
 * waits for its next attempt, those behind it wait with it.
 */
export async function dueDeliveries(
  tx: Transaction,
  { webhookId, busyLanes, now, limit }: DueQuestion,
): Promise<DueDelivery[]> {
  const rows = await tx.query<DueRow>(DUE, [tx.tenantId, webhookId, now, [...busyLanes], limit]);
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    lane: row.lane,
    attempts: row.attempts,
    firstAttemptedAt: row.first_attempted_at,
    event: row.event_id === null ? null : toLoggedEvent(row as EventRow),
  }));
}

type DueRow = Omit<EventRow, 'event_id'> & {
  event_id: string | null;
  delivery_id: string;
  lane: string;
  attempts: number;
  first_attempted_at: Date | null;
};

/**
 * Events are looked up where the order of their positions leads to them. By id, all of a tenant's events were read for each
 * delivery as long as statistics did not know the tenant: every index that begins with it then looks as good as the right one.
 */
const DUE = `
  WITH waiting AS (
    SELECT webhook_delivery_id, delivery_seq, lane, attempts, first_attempted_at, event_id, position,
      row_number() OVER lane_order AS n, first_value(next_attempt_at) OVER lane_order AS lane_due_at
    FROM webhook_delivery
    WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING'
    WINDOW lane_order AS (PARTITION BY lane ORDER BY delivery_seq)
  ), due AS MATERIALIZED (
    SELECT * FROM waiting WHERE lane_due_at <= $3 AND n <= ${LANE_MAX} AND NOT lane = ANY ($4::uuid[])
    ORDER BY delivery_seq LIMIT $5
  )
  SELECT d.webhook_delivery_id AS delivery_id, d.lane, d.attempts, d.first_attempted_at, e.position, e.event_id, e.type,
    e.schema_version, e.at, e.customer_id, e.subject_id, e.data
  FROM due d LEFT JOIN LATERAL (
    SELECT * FROM event WHERE tenant_id = $1 AND position >= d.position ORDER BY position LIMIT 1
  ) e ON e.event_id = d.event_id
  ORDER BY d.delivery_seq`;
