import { newId } from '../kernel';
import type { Transaction } from '../database';
import {
  EVENT_SPECS,
  requireKept,
  type EventDraft,
  type EventType,
  type LoggedEvent,
} from './events';

export type { EventDraft, EventType, LoggedEvent } from './events';

/** The channel on which committed writers wake readers up; the payload is the tenant's id and carries nothing else. */
export const EVENT_CHANNEL = 'encours_event';

/** Writes events in the caller's transaction, so that they exist exactly when the change they tell of does. */
export async function appendEvents(
  tx: Transaction,
  drafts: readonly EventDraft[],
  at: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  await tx.executePrepared(APPEND, [
    tx.tenantId,
    at,
    drafts.map(() => newId()),
    drafts.map((draft) => draft.type),
    drafts.map((draft) => draft.customerId),
    drafts.map((draft) => draft.subjectId),
    drafts.map((draft) => EVENT_SPECS[draft.type].version),
    drafts.map((draft) => JSON.stringify(draft.data)).join('\n'),
  ]);
  await tx.query('SELECT pg_notify($1, $2)', [EVENT_CHANNEL, tx.tenantId]);
}

/** Data comes as lines, which JSON text never breaks: an array of texts would have each of them quoted and unquoted. */
const APPEND = `
  INSERT INTO event (tenant_id, event_id, type, at, customer_id, subject_id, data, schema_version)
  SELECT $1, d.event_id, d.type, $2, d.customer_id, d.subject_id, d.data::jsonb, d.version
  FROM ROWS FROM (
    unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::integer[]), string_to_table($8, E'\\n')
  ) WITH ORDINALITY AS d (event_id, type, customer_id, subject_id, version, data, n)
  ORDER BY d.n`;

/** Events given a position at once; more wait for the next call, so that no transaction grows with a backlog. */
export const SEQUENCE_BATCH = 5_000;

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
  await tx.query(LOCK_SQL, [tx.tenantId]);
  return tx.execute(SEQUENCE_SQL, [tx.tenantId]);
}

/**
 * One transaction's share of `sequenceEvents`, to be run behind LOCK_SQL in a statement, and so a snapshot, of its own.
 * The rows are found once and updated where they were found: of a tenant that is new, statistics know nothing, and a join
 * by id was planned as if there were a single row, five thousand times over.
 */
export const SEQUENCE_SQL = `
  WITH pending AS MATERIALIZED (
    SELECT place, row_number() OVER (ORDER BY written_seq) AS n FROM (
      SELECT ctid AS place, written_seq FROM event
      WHERE tenant_id = $1 AND position IS NULL ORDER BY written_seq LIMIT ${SEQUENCE_BATCH}) batch
  )
  UPDATE event SET position = pending.n + (
    SELECT coalesce(max(position), 0) FROM event WHERE tenant_id = $1 AND position IS NOT NULL)
  FROM pending WHERE event.tenant_id = $1 AND event.ctid = pending.place`;

export const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('event:' || $1::text, 0))`;

export interface EventQuery {
  /** Events after this position; FROM_OLDEST for all that are kept. */
  after: number;
  first: number;
  types?: readonly EventType[];
}

/** Sequenced events in order; asks for one more than `first` to know whether there are more. Throws CURSOR_TOO_OLD. */
export async function readEvents(
  tx: Transaction,
  query: EventQuery,
): Promise<{ events: LoggedEvent[]; hasMore: boolean }> {
  const { after, first, types } = query;
  const place = [tx.tenantId, after, first + 1];
  const rows = await (types === undefined
    ? tx.query<EventRow>(OF_ALL_TYPES, place)
    : tx.query<EventRow>(OF_TYPES, [...place, [...new Set(types)]]));
  // Behind the reading, so that what is pruned meanwhile is noticed.
  await requireKept(tx, after);
  return {
    events: rows.slice(0, first).map(toLoggedEvent),
    hasMore: rows.length > first,
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

export const EVENT_COLUMNS =
  'position, event_id, type, at, customer_id, subject_id, data, schema_version';

const OF_ALL_TYPES = `
  SELECT ${EVENT_COLUMNS} FROM event WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT $3`;

/** Each type is looked up for itself: behind a cursor far back, the next event of a rare one is far ahead. */
const OF_TYPES = `
  SELECT e.* FROM unnest($4::text[]) AS wanted (type) CROSS JOIN LATERAL (
    SELECT ${EVENT_COLUMNS} FROM event
    WHERE tenant_id = $1 AND type = wanted.type AND position > $2 ORDER BY position LIMIT $3
  ) e ORDER BY e.position LIMIT $3`;

export interface EventRow {
  position: string;
  event_id: string;
  type: EventType;
  at: Date;
  customer_id: string | null;
  subject_id: string | null;
  data: Record<string, unknown>;
  schema_version: number;
}

export function toLoggedEvent(row: EventRow): LoggedEvent {
  return {
    position: Number(row.position),
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    at: row.at,
    customerId: row.customer_id,
    subjectId: row.subject_id,
    data: row.data,
  };
}
