/**
 * What a provider is to watch for a connection, and what it said it does. Companies that it watches for somebody else
 * (another system, somebody by hand) have no row here and are left alone.
 */
import type { Transaction } from '../database';

/**
 * WANTED: to be told to the provider. WATCHED: it said yes. REFUSED: it said no. LEAVING: it is to let go. LEFT: it said
 * it did; kept until its list says so too.
 */
export const WATCH_STATUSES = ['WANTED', 'WATCHED', 'REFUSED', 'LEAVING', 'LEFT'] as const;
export type WatchStatus = (typeof WATCH_STATUSES)[number];

/** Companies whose answers are recorded, or whose rows are compared, at once. */
const BATCH = 5_000;
/** A company that was refused is asked about again after this long. */
const ASK_AGAIN_AFTER_DAYS = 30;

export interface Portfolio {
  connectionId: string;
  at: Date;
}

/** Notes the difference between what is wanted and what is known; a company refused long ago is wanted again. */
export async function planWatching(
  tx: Transaction,
  { connectionId, at }: Portfolio,
  wanted: readonly string[],
): Promise<void> {
  const base = [tx.tenantId, connectionId, at, [...wanted]];
  // Rows in one order, so that two planners wait for each other instead of deadlocking.
  await tx.execute(
    `INSERT INTO watched_company AS w (tenant_id, connection_id, siren, status, since)
     SELECT $1, $2, siren, 'WANTED', $3 FROM unnest($4::text[]) AS i (siren) ORDER BY siren
     ON CONFLICT (tenant_id, connection_id, siren) DO UPDATE SET status = 'WANTED', since = EXCLUDED.since, reason = NULL
     WHERE w.status IN ('LEAVING', 'LEFT')
       OR (w.status = 'REFUSED' AND w.since <= $3::timestamptz - interval '${ASK_AGAIN_AFTER_DAYS} days')`,
    base,
  );
  // Also one that was only wanted: the provider may have said yes to a process that was killed before it could note it.
  await tx.execute(
    `UPDATE watched_company SET status = 'LEAVING', since = $3, reason = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND status IN ('WANTED', 'WATCHED') AND siren <> ALL ($4::text[])`,
    base,
  );
  await tx.execute(
    `DELETE FROM watched_company
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'REFUSED' AND siren <> ALL ($3::text[])`,
    [tx.tenantId, connectionId, [...wanted]],
  );
}

/** The next companies of a status behind `after`, in order. */
export async function nextToTell(
  tx: Transaction,
  connectionId: string,
  next: { status: 'WANTED' | 'LEAVING'; after: string; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT siren FROM watched_company
     WHERE tenant_id = $1 AND connection_id = $2 AND status = $3 AND siren > $4 ORDER BY siren LIMIT $5`,
    [tx.tenantId, connectionId, next.status, next.after, next.limit],
  );
  return rows.map(({ siren }) => siren);
}

export interface WatchAnswer {
  asked: readonly string[];
  refused: readonly { siren: string; reason: string }[];
}

/** Notes what the provider answered to "watch these"; what is no longer wanted by now keeps its newer status. */
export async function noteWatched(
  tx: Transaction,
  { connectionId, at }: Portfolio,
  { asked, refused }: WatchAnswer,
): Promise<void> {
  await tx.execute(
    `UPDATE watched_company w SET status = CASE WHEN r.siren IS NULL THEN 'WATCHED' ELSE 'REFUSED' END,
       since = $3, checked_at = $3, reason = r.reason
     FROM unnest($4::text[]) AS a (siren) LEFT JOIN unnest($5::text[], $6::text[]) AS r (siren, reason) USING (siren)
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.siren = a.siren AND w.status = 'WANTED'`,
    [tx.tenantId, connectionId, at, [...asked], ...refusals(refused)],
  );
}

/** Notes what it answered to "let these go": those that left are forgotten, or kept as LEFT until its list says so too. */
export async function noteLeft(
  tx: Transaction,
  { connectionId, at }: Portfolio,
  { asked, refused, isListed }: WatchAnswer & { isListed: boolean },
): Promise<void> {
  const base = [tx.tenantId, connectionId, at, [...asked], ...refusals(refused)];
  await tx.execute(
    `UPDATE watched_company w SET status = CASE WHEN r.siren IS NULL THEN 'LEFT' ELSE 'LEAVING' END,
       checked_at = $3, reason = r.reason
     FROM unnest($4::text[]) AS a (siren) LEFT JOIN unnest($5::text[], $6::text[]) AS r (siren, reason) USING (siren)
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.siren = a.siren AND w.status = 'LEAVING'`,
    base,
  );
  if (isListed) return;
  await tx.execute(
    `DELETE FROM watched_company WHERE tenant_id = $1 AND connection_id = $2 AND status = 'LEFT' AND siren = ANY ($3::text[])`,
    [tx.tenantId, connectionId, [...asked]],
  );
}

/**
 * Compares all that the provider says it watches with what we know: what it lost is wanted again, what it kept although
 * it had let go is to leave again, and what it watches for others stays out of it.
 */
export async function reconcileWatched(
  tx: Transaction,
  { connectionId, at }: Portfolio,
  listed: ReadonlySet<string>,
): Promise<{ lost: number; kept: number }> {
  await tx.query('CREATE TEMPORARY TABLE listed_company (siren text PRIMARY KEY) ON COMMIT DROP');
  const all = [...listed];
  for (let start = 0; start < all.length; start += BATCH) {
    await tx.execute('INSERT INTO listed_company SELECT unnest($1::text[])', [
      all.slice(start, start + BATCH),
    ]);
  }
  const base = [tx.tenantId, connectionId, at];
  const isListed = 'EXISTS (SELECT 1 FROM listed_company l WHERE l.siren = w.siren)';
  const lost = await tx.execute(
    `UPDATE watched_company w SET status = 'WANTED', since = $3, checked_at = $3
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.status = 'WATCHED' AND NOT ${isListed}`,
    base,
  );
  await tx.execute(
    `UPDATE watched_company w SET status = 'WATCHED', since = $3, checked_at = $3, reason = NULL
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.status IN ('WANTED', 'REFUSED') AND ${isListed}`,
    base,
  );
  const kept = await tx.execute(
    `UPDATE watched_company w SET status = 'LEAVING', since = $3, checked_at = $3
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.status = 'LEFT' AND ${isListed}`,
    base,
  );
  await tx.execute(
    `DELETE FROM watched_company w
     WHERE w.tenant_id = $1 AND w.connection_id = $2 AND w.status IN ('LEFT', 'LEAVING') AND NOT ${isListed}`,
    base.slice(0, 2),
  );
  await tx.execute(
    'UPDATE connection SET portfolio_checked_at = $3 WHERE tenant_id = $1 AND connection_id = $2',
    base,
  );
  return { lost, kept };
}

/** When the provider's list was last compared with ours; null: never. */
export async function portfolioCheckedAt(
  tx: Transaction,
  connectionId: string,
): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }>(
    'SELECT portfolio_checked_at AS at FROM connection WHERE tenant_id = $1 AND connection_id = $2',
    [tx.tenantId, connectionId],
  );
  return row?.at ?? null;
}

function refusals(
  refused: readonly { siren: string; reason: string }[],
): [sirens: string[], reasons: string[]] {
  const reasons = new Map(refused.map(({ siren, reason }) => [siren, reason]));
  return [[...reasons.keys()], [...reasons.values()]];
}
