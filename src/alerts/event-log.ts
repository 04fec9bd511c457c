import { newId } from '../kernel';
import type { Transaction } from '../database';

/** What can happen, as subscribers are told it. Names are never reused. */
export const EVENT_TYPES = [
  'RISK_ALERT_RAISED',
  'RISK_ALERT_UPDATED',
  'RISK_ALERT_RESOLVED',
  'GRADE_CHANGED',
  'CREDIT_LIMIT_CHANGED',
  'MATCH_DECIDED',
  'SYNC_FAILED',
  'CONNECTION_PAUSED',
  'COMPANY_CHANGED',
  'LEGAL_EVENT_PUBLISHED',
  'PROVIDER_SCORE_CHANGED',
  'RECOMMENDED_LIMIT_CHANGED',
  'INSURANCE_COVER_CHANGED',
  'PAYMENT_INDEX_CHANGED',
  'SCREENING_CHANGED',
  'BUDGET_NEARLY_SPENT',
  'BUDGET_EXHAUSTED',
  'SUPPLY_HOLD_PLACED',
  'SUPPLY_HOLD_LIFTED',
  'EXCEPTION_GRANTED',
  'EXCEPTION_REVOKED',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The channel on which committed writers wake readers up; the payload is the tenant's id and carries nothing else. */
export const EVENT_CHANNEL = 'encours_event';

export interface EventDraft {
  type: EventType;
  customerId: string | null;
  /** What the event is about: the alert, assessment, limit … */
  subjectId: string | null;
  data: Record<string, unknown>;
}

export interface LoggedEvent {
  /** Order within the tenant, from 1, without gaps: the cursor. */
  position: number;
  eventId: string;
  type: EventType;
  at: Date;
  customerId: string | null;
  subjectId: string | null;
  data: Record<string, unknown>;
}

/** Writes events in the caller's transaction, so that they exist exactly when the change they tell of does. */
export async function appendEvents(
  tx: Transaction,
  drafts: readonly EventDraft[],
  at: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  await tx.execute(
    `INSERT INTO event (tenant_id, event_id, type, at, customer_id, subject_id, data)
     SELECT $1, d.event_id, d.type, $2, d.customer_id, d.subject_id, d.data
     FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::jsonb[])
       WITH ORDINALITY AS d (event_id, type, customer_id, subject_id, data, n)
     ORDER BY d.n`,
    [
      tx.tenantId,
      at,
      drafts.map(() => newId()),
      drafts.map((draft) => draft.type),
      drafts.map((draft) => draft.customerId),
      drafts.map((draft) => draft.subjectId),
      drafts.map((draft) => JSON.stringify(draft.data)),
    ],
  );
  await tx.query('SELECT pg_notify($1, $2)', [EVENT_CHANNEL, tx.tenantId]);
}

/** Events given a position at once; more wait for the next call, so that no transaction grows with a backlog. */
const SEQUENCE_BATCH = 5_000;

/**
 * Gives committed events their position, one sequencer at a time per tenant. Positions become visible in order because
 * the next sequencer waits for this transaction; an event of a long transaction simply gets a later position.
 * Must be the last thing its transaction does besides reading events. Answers how many it placed.
 */
export async function sequenceEvents(tx: Transaction): Promise<number> {
  const [pending] = await tx.query(
    'SELECT 1 FROM event WHERE tenant_id = $1 AND position IS NULL LIMIT 1',
    [tx.tenantId],
  );
  if (pending === undefined) return 0;
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('event:' || $1, 0))`, [
    tx.tenantId,
  ]);
  return tx.execute(
    `WITH last AS (
       SELECT coalesce(max(position), 0) AS position FROM event WHERE tenant_id = $1 AND position IS NOT NULL
     ), pending AS (
       SELECT event_id, row_number() OVER (ORDER BY written_seq) AS n FROM (
         SELECT event_id, written_seq FROM event
         WHERE tenant_id = $1 AND position IS NULL ORDER BY written_seq LIMIT ${SEQUENCE_BATCH}) batch
     )
     UPDATE event SET position = last.position + pending.n
     FROM pending, last WHERE event.tenant_id = $1 AND event.event_id = pending.event_id`,
    [tx.tenantId],
  );
}

export interface EventQuery {
  /** Events after this position; 0 for all. */
  after: number;
  first: number;
  types?: readonly EventType[];
}

/** Sequenced events in order; asks for one more than `first` to know whether there are more. */
export async function readEvents(
  tx: Transaction,
  query: EventQuery,
): Promise<{ events: LoggedEvent[]; hasMore: boolean }> {
  const rows = await tx.query<EventRow>(
    `SELECT position, event_id, type, at, customer_id, subject_id, data FROM event
     WHERE tenant_id = $1 AND position > $2 AND ($3::text[] IS NULL OR type = ANY ($3))
     ORDER BY position LIMIT $4`,
    [
      tx.tenantId,
      query.after,
      query.types === undefined ? null : [...query.types],
      query.first + 1,
    ],
  );
  return {
    events: rows.slice(0, query.first).map(toLoggedEvent),
    hasMore: rows.length > query.first,
  };
}

/** The position of the newest sequenced event: where "from now on" begins. */
export async function lastPosition(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ position: string }>(
    'SELECT coalesce(max(position), 0) AS position FROM event WHERE tenant_id = $1 AND position IS NOT NULL',
    [tx.tenantId],
  );
  return Number(row?.position ?? 0);
}

interface EventRow {
  position: string;
  event_id: string;
  type: EventType;
  at: Date;
  customer_id: string | null;
  subject_id: string | null;
  data: Record<string, unknown>;
}

function toLoggedEvent(row: EventRow): LoggedEvent {
  return {
    position: Number(row.position),
    eventId: row.event_id,
    type: row.type,
    at: row.at,
    customerId: row.customer_id,
    subjectId: row.subject_id,
    data: row.data,
  };
}
