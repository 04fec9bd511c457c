/** What a source still has, and what it does not have any more. */
import { assert, contractError } from '../kernel';
import { isTombstone, payloadBefore, tombstoneOf, type Json, type RawItem } from '../connector-kit';
import type { Transaction } from '../database';
import { landItems, storableText } from './raw-record';

export interface StreamRun {
  connectionId: string;
  syncRunId: string;
  stream: string;
  at: Date;
}

/** Records whose payloads are handled at once. */
const BATCH = 500;
/** Fewer than these may all go at once: a company that is just beginning. */
const ALL_GONE_MAX = 10;

/**
 * Notes that keys exist at the source, though their payload was not sent. One that was thought to be gone is what it was
 * before, and is mapped again. Answers how many are known here.
 */
export async function seeKeys(
  tx: Transaction,
  run: StreamRun,
  keys: readonly string[],
): Promise<number> {
  const place = [tx.tenantId, run.connectionId, run.stream, keys.map(storableText)];
  const known = await tx.query<{ sourceKey: string; buried: Json }>(
    `UPDATE raw_record SET last_seen_at = greatest(last_seen_at, $5)
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND source_key = ANY ($4::text[]) AND is_current
     RETURNING source_key AS "sourceKey", CASE WHEN payload ? 'encours:gone' THEN payload END AS buried`,
    [...place, run.at],
  );
  const revived = known.flatMap(({ sourceKey, buried }): RawItem[] =>
    isTombstone(buried) ? [{ sourceKey, payload: payloadBefore(buried) }] : [],
  );
  if (revived.length > 0) await landItems(tx, run, revived);
  return known.length;
}

/** Puts a marker in the place of what the source says is deleted; unknown keys are passed over. Answers how many were. */
export async function buryKeys(
  tx: Transaction,
  run: StreamRun,
  keys: readonly string[],
): Promise<number> {
  if (keys.length === 0) return 0;
  const doomed = await tx.query<RawItem>(
    `SELECT source_key AS "sourceKey", payload FROM raw_record
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND source_key = ANY ($4::text[]) AND is_current
       AND NOT payload ? 'encours:gone'`,
    [tx.tenantId, run.connectionId, run.stream, keys.map(storableText)],
  );
  return bury(tx, run, doomed);
}

/**
 * Puts a marker in the place of everything of the stream that was not seen since an instant. Throws CONTRACT
 * RECONCILE_FOUND_NOTHING when that would be everything: a source that shows nothing at all is not one that has deleted it all.
 */
export async function buryUnseen(
  tx: Transaction,
  run: StreamRun,
  goneBefore: string,
): Promise<number> {
  const before = new Date(goneBefore);
  assert(!Number.isNaN(before.getTime()), `goneBefore of ${run.stream} is no instant`);
  await refuseAllGone(tx, run, before);
  const place = [tx.tenantId, run.connectionId, run.stream];
  let buried = 0;
  for (;;) {
    const doomed = await tx.query<RawItem>(
      `SELECT source_key AS "sourceKey", payload FROM raw_record
       WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND is_current AND last_seen_at < $4
         AND NOT payload ? 'encours:gone'
       LIMIT ${BATCH}`,
      [...place, before],
    );
    buried += await bury(tx, run, doomed);
    if (doomed.length < BATCH) return buried;
  }
}

async function bury(tx: Transaction, run: StreamRun, doomed: readonly RawItem[]): Promise<number> {
  if (doomed.length === 0) return 0;
  const markers = doomed.map(({ sourceKey, payload }) => ({
    sourceKey,
    payload: tombstoneOf(payload),
  }));
  await landItems(tx, run, markers);
  return doomed.length;
}

async function refuseAllGone(tx: Transaction, run: StreamRun, before: Date): Promise<void> {
  const [count] = await tx.query<{ kept: number; missing: number }>(
    `SELECT (count(*) FILTER (WHERE last_seen_at >= $4))::int AS kept,
       (count(*) FILTER (WHERE last_seen_at < $4))::int AS missing
     FROM raw_record
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND is_current AND NOT payload ? 'encours:gone'`,
    [tx.tenantId, run.connectionId, run.stream, before],
  );
  if (count === undefined || count.kept > 0 || count.missing < ALL_GONE_MAX) return;
  throw contractError(
    'RECONCILE_FOUND_NOTHING',
    `the source shows nothing of ${run.stream} any more, where it had ${count.missing}`,
    {
      place: { field: run.stream },
      remedy:
        'See whether the credentials may still read it and whether they open the same company. What is stored stays as it is; if the books are really empty, disconnect.',
    },
  );
}
