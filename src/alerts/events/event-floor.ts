import { configError, type EncoursError } from '../../kernel';
import type { Transaction } from '../../database';
import { encodeEventCursor, FROM_OLDEST, START_CURSOR } from './event-cursor';

/** Events up to this position were pruned; 0 when none were. */
export async function floorPosition(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ floor: string }>(FLOOR_SQL, [tx.tenantId]);
  return Number(row?.floor ?? 0);
}

export const FLOOR_SQL = 'SELECT floor_position AS floor FROM event_log WHERE tenant_id = $1';

/**
 * Keeps the floor where it is until the transaction ends, for who places a reader by it: what was kept when it was asked
 * for would otherwise be pruned before anybody sees that it is needed. Many may hold it; pruning waits for them.
 */
export async function holdFloor(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${FLOOR_LOCK})`, [tx.tenantId]);
}

/** Waits for all who hold the floor, and keeps others from it: for who moves it. */
export async function lockFloor(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${FLOOR_LOCK})`, [tx.tenantId]);
}

const FLOOR_LOCK = `hashtextextended('event floor:' || $1::text, 0)`;

/**
 * Whether everything behind a position is still there to be read; FROM_OLDEST asks for no more than there is. Asked in the
 * transaction that reads, and behind the reading: what is pruned meanwhile is then noticed. Throws CURSOR_TOO_OLD.
 */
export async function requireKept(tx: Transaction, position: number): Promise<void> {
  if (position === FROM_OLDEST) return;
  const floor = await floorPosition(tx);
  if (position < floor) throw cursorTooOld(tx.tenantId, floor);
}

/** For readers that have read the floor with their events. */
export function cursorTooOld(tenantId: string, floor: number): EncoursError {
  const oldest = encodeEventCursor(tenantId, floor);
  return configError(
    'CURSOR_TOO_OLD',
    'events that follow this cursor are no longer kept: what happened in between is not in the log any more',
    {
      place: { field: 'after' },
      remedy:
        `Load what stands now first (riskAlerts and what else you keep), then go on from ${START_CURSOR}, which begins ` +
        `with the oldest event that is kept, or from ${oldest}, the oldest cursor that still works.`,
    },
  );
}
