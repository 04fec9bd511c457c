import type { Transaction } from '../../database';
import { lockFloor } from './event-floor';

/** Events deleted in one transaction. */
const PRUNE_BATCH = 5_000;

/**
 * A delivery that keeps its place in the log itself: up to which position it needs none of it any more, null when it needs
 * nothing at all.
 */
export type EventReader = (tx: Transaction) => Promise<number | null>;

/**
 * Deletes the oldest events of a log that are older than `before`, a batch at most, and moves the floor with them. What a
 * reader is still to be given stays, and so does the newest event, from which positions go on. Two at once wait for each
 * other; killed, nothing is half done.
 */
export async function pruneEvents(
  tx: Transaction,
  { before, at, readers }: { before: Date; at: Date; readers: readonly EventReader[] },
): Promise<{ pruned: number; isDone: boolean }> {
  await lockFloor(tx);
  const floor = await beginPruning(tx, at);
  const bound = await oldestNeeded(tx, readers);
  const [last] = await tx.query<{ position: string | null }>(OLD_SQL, [
    ...[tx.tenantId, floor, bound, before],
  ]);
  const position = last?.position ?? null;
  if (position === null) return { pruned: 0, isDone: true };
  const pruned = await tx.execute(
    'DELETE FROM event WHERE tenant_id = $1 AND position > $2 AND position <= $3',
    [tx.tenantId, floor, position],
  );
  await tx.execute('UPDATE event_log SET floor_position = $2 WHERE tenant_id = $1', [
    ...[tx.tenantId, position],
  ]);
  return { pruned, isDone: pruned < PRUNE_BATCH };
}

async function beginPruning(tx: Transaction, at: Date): Promise<string> {
  const [row] = await tx.query<{ floor: string }>(
    `INSERT INTO event_log (tenant_id, floor_position, pruned_at) VALUES ($1, 0, $2)
     ON CONFLICT (tenant_id) DO UPDATE SET pruned_at = $2 RETURNING floor_position AS floor`,
    [tx.tenantId, at],
  );
  return row?.floor ?? '0';
}

/** The least of what each reader can do without; null when all of them can do without everything. */
async function oldestNeeded(
  tx: Transaction,
  readers: readonly EventReader[],
): Promise<number | null> {
  let least: number | null = null;
  for (const reader of readers) {
    const position = await reader(tx);
    if (position !== null && (least === null || position < least)) least = position;
  }
  return least;
}

/** Up to the first that is young enough: what is deleted is always the beginning of the log. */
const OLD_SQL = `
  WITH batch AS (
    SELECT position, at FROM event
    WHERE tenant_id = $1 AND position > $2 AND position <= coalesce($3::bigint, position)
      AND position < (SELECT max(position) FROM event WHERE tenant_id = $1 AND position IS NOT NULL)
    ORDER BY position LIMIT ${PRUNE_BATCH}
  )
  SELECT max(position) AS position FROM batch
  WHERE position < coalesce((SELECT min(position) FROM batch WHERE at >= $4), position + 1)`;
