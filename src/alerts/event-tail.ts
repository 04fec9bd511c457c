import type { Statement } from '../database';
import {
  EVENT_COLUMNS,
  LOCK_SQL,
  SEQUENCE_BATCH,
  SEQUENCE_SQL,
  toLoggedEvent,
  type EventRow,
  type LoggedEvent,
} from './event-log';

/** Rows of what `tailStatements` ask, statement by statement. */
export type TailRows = readonly (readonly unknown[])[];

export interface TailRead {
  /** What has come since, in order. */
  events: LoggedEvent[];
  /** How many events this look put in order. */
  placed: number;
  /** Whether there may be more than one look takes. */
  hasMore: boolean;
}

/**
 * Puts pending events in order and reads what follows `after`, as statements of one transaction that can be sent
 * together. Each is a snapshot of its own, so the last one sees what was placed by whoever held the lock before.
 */
export function tailStatements(tenantId: string, after: number, most: number): Statement[] {
  return [
    ...sequenceStatements(tenantId),
    {
      name: 'event_tail_read',
      text: `SELECT ${EVENT_COLUMNS} FROM event WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
      values: [tenantId, after, most],
    },
  ];
}

/** What `tailStatements` with the same `most` answered. */
export function tailRead(rows: TailRows, most: number): TailRead {
  const [, placed = [], read = []] = rows;
  return {
    events: (read as readonly EventRow[]).map(toLoggedEvent),
    placed: placed.length,
    hasMore: placed.length >= SEQUENCE_BATCH || read.length >= most,
  };
}

/** Puts pending events in order and asks where the log ends. */
export function headStatements(tenantId: string): Statement[] {
  return [
    ...sequenceStatements(tenantId),
    {
      name: 'event_head',
      text: `SELECT coalesce(max(position), 0) AS position FROM event
        WHERE tenant_id = $1 AND position IS NOT NULL`,
      values: [tenantId],
    },
  ];
}

/** What `headStatements` answered: the newest position and how many were placed. */
export function headRead(rows: TailRows): { head: number; placed: number; hasMore: boolean } {
  const [, placed = [], [row] = []] = rows;
  const { position } = row as { position: string };
  return {
    head: Number(position),
    placed: placed.length,
    hasMore: placed.length >= SEQUENCE_BATCH,
  };
}

function sequenceStatements(tenantId: string): Statement[] {
  return [
    { name: 'event_lock', text: LOCK_SQL, values: [tenantId] },
    {
      name: 'event_sequence',
      text: `${SEQUENCE_SQL} RETURNING event.position`,
      values: [tenantId],
    },
  ];
}
