/**
 * Keeps what a provider watches for a connection in step with the tenant's customers. What is left to tell it stands in
 * the database, so that a process killed anywhere leaves nothing behind that the next one does not take up: the provider
 * may then be told twice, which it must take for once.
 */
import { contractError, conflictError, type Clock, type Logger } from '../kernel';
import type { Monitoring, ReadContext, RefusedSubject } from '../connector-kit';
import type { Database } from '../database';
import {
  nextToTell,
  noteLeft,
  noteWatched,
  planWatching,
  portfolioCheckedAt,
  reconcileWatched,
} from '../landing';
import { portfolioSirens } from '../unify';

export interface WatchContext {
  database: Database;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

export interface WatchSource {
  tenantId: string;
  connectionId: string;
  monitoring: Monitoring<object>;
  reading: ReadContext<object>;
}

export interface WatchCounts {
  watched: number;
  left: number;
  refused: number;
  /** Companies the provider had lost, found when its list was compared with ours. */
  lost: number;
  isReconciled: boolean;
}

/** The provider's own list is read, and compared with ours, this often. */
const RECONCILE_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;
/** More than any portfolio: a list that goes on behind this does not end. */
const LISTED_MAX = 1_000_000;
const LIST_PAGES_MAX = 100_000;

/**
 * Tells the provider who came and who left, and once a week compares its list with ours. Throws SYNC_ALREADY_RUNNING
 * while another process does it for this connection, and whatever the provider's calls throw; what was told until then
 * is noted.
 */
export async function watchCompanies(
  context: WatchContext,
  source: WatchSource,
): Promise<WatchCounts> {
  return context.database.tenant(source.tenantId, async (tx) => {
    // Held by a transaction that does nothing else, so that it ends with the process, however that ends.
    const [lock] = await tx.query<{ isOurs: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('portfolio:' || $1, 0)) AS "isOurs"`,
      [source.connectionId],
    );
    if (lock?.isOurs === true) return watchAlone(context, source);
    throw conflictError('SYNC_ALREADY_RUNNING', 'the portfolio is being kept by another run', {
      remedy: 'wait until that run has ended',
    });
  });
}

async function watchAlone(context: WatchContext, source: WatchSource): Promise<WatchCounts> {
  const { database, clock, signal } = context;
  const { tenantId, connectionId } = source;
  const counts: WatchCounts = { watched: 0, left: 0, refused: 0, lost: 0, isReconciled: false };
  await database.tenant(tenantId, async (tx) => {
    const wanted = await portfolioSirens(tx);
    await planWatching(tx, { connectionId, at: clock.now() }, wanted);
  });
  signal.throwIfAborted();
  if (await isReconcileDue(context, source)) {
    counts.lost = await reconcile(context, source);
    counts.isReconciled = true;
  }
  // Those who leave first: portfolios are often limited.
  await tellAll(context, source, { status: 'LEAVING', counts });
  await tellAll(context, source, { status: 'WANTED', counts });
  return counts;
}

/** Batch after batch, in the order of SIRENs: each company is told once in a run, whatever is answered. */
async function tellAll(
  context: WatchContext,
  source: WatchSource,
  telling: { status: 'WANTED' | 'LEAVING'; counts: WatchCounts },
): Promise<void> {
  const { database } = context;
  const { tenantId, connectionId, monitoring } = source;
  const { status } = telling;
  const limit = Math.max(1, monitoring.batchMax);
  for (let after = ''; ;) {
    context.signal.throwIfAborted();
    const asked = await database.tenant(tenantId, (tx) =>
      nextToTell(tx, connectionId, { status, after, limit }),
    );
    const last = asked.at(-1);
    if (last === undefined) return;
    await tell(context, source, { ...telling, asked });
    after = last;
  }
}

async function tell(
  context: WatchContext,
  source: WatchSource,
  telling: { status: 'WANTED' | 'LEAVING'; counts: WatchCounts; asked: readonly string[] },
): Promise<void> {
  const { database, clock } = context;
  const { tenantId, connectionId, monitoring, reading } = source;
  const { asked, counts } = telling;
  const isJoin = telling.status === 'WANTED';
  const refused = isJoin
    ? await monitoring.watch(reading, asked)
    : await monitoring.unwatch(reading, asked);
  requireAsked(asked, refused);
  await database.tenant(tenantId, async (tx) => {
    const portfolio = { connectionId, at: clock.now() };
    const isListed = monitoring.watched !== undefined;
    if (isJoin) await noteWatched(tx, portfolio, { asked, refused });
    else await noteLeft(tx, portfolio, { asked, refused, isListed });
  });
  counts.refused += refused.length;
  counts[isJoin ? 'watched' : 'left'] += asked.length - refused.length;
}

/** A refusal of a company nobody asked about means that the answer is another's, or that SIRENs were mixed up. */
function requireAsked(asked: readonly string[], refused: readonly RefusedSubject[]): void {
  const stranger = refused.find(({ siren }) => !asked.includes(siren));
  if (stranger === undefined) return;
  throw contractError(
    'ANSWER_FOR_ANOTHER_COMPANY',
    `the provider refused to watch ${stranger.siren}, which was not asked of it`,
  );
}

async function isReconcileDue(context: WatchContext, source: WatchSource): Promise<boolean> {
  if (source.monitoring.watched === undefined) return false;
  const last = await context.database.tenant(source.tenantId, (tx) =>
    portfolioCheckedAt(tx, source.connectionId),
  );
  if (last === null) return true;
  return context.clock.now().getTime() - last.getTime() >= RECONCILE_AFTER_DAYS * DAY_MS;
}

/** Answers how many companies the provider had lost. */
async function reconcile(context: WatchContext, source: WatchSource): Promise<number> {
  const { database, clock, logger, signal } = context;
  const { tenantId, connectionId, monitoring, reading } = source;
  const listed = new Set<string>();
  let pages = 0;
  for await (const sirens of monitoring.watched?.(reading) ?? []) {
    signal.throwIfAborted();
    for (const siren of sirens) listed.add(siren);
    if (++pages > LIST_PAGES_MAX || listed.size > LISTED_MAX) {
      throw contractError('LIST_WITHOUT_END', 'the list of watched companies does not end');
    }
  }
  const { lost, kept } = await database.tenant(tenantId, (tx) =>
    reconcileWatched(tx, { connectionId, at: clock.now() }, listed),
  );
  if (lost > 0) logger.warn('the provider had lost watched companies', { connectionId, lost });
  if (kept > 0) logger.warn('the provider still watches what it let go', { connectionId, kept });
  return lost;
}
