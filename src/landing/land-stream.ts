import {
  conflictError,
  isEncoursError,
  transientError,
  type Clock,
  type EncoursError,
  type Logger,
} from '../kernel';
import {
  readsSubjects,
  type Checkpoint,
  type Connector,
  type Json,
  type Page,
  type ReadContext,
  type RecordType,
  type Stream,
} from '../connector-kit';
import type { Database, Transaction } from '../database';
import { consumeAnswers } from '../purchasing';
import { pauseConnection, type Connection } from './connections';
import { buryKeys, buryUnseen, seeKeys } from './gone-records';
import { keepSeen } from './keep-seen';
import { quarantineRecords, type QuarantineDraft } from './quarantine';
import { landItems } from './raw-record';
import { lockSubjects, recordReadings } from './subject-readings';
import { finishSyncRun, recordProgress, startSyncRun, type SyncCounts } from './sync-run';

export interface StreamSource {
  tenantId: string;
  connection: Connection;
  connector: Connector;
  stream: Stream<object>;
  /** What the stream reads in: configuration, client, subjects. */
  reading: ReadContext<object>;
  /** A run that was opened for this read already; absent, one is opened. */
  syncRunId?: string;
  /** Types of the records a payload of a stream of subjects gives: noted with the reading. */
  typesOf?(payload: Json): readonly RecordType[];
}

export interface LandingContext {
  database: Database;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  onProgress?: (landed: number) => void;
  /** Told, in the transaction that does it, that refused credentials have just paused the connection. */
  onPaused?: (tx: Transaction, error: EncoursError) => Promise<void>;
}

/** More pages than this in one run means a provider that never ends. */
const PAGES_MAX = 100_000;

/**
 * Reads a stream from its checkpoint to its end. Each page is landed together with the checkpoint behind it, so a run
 * killed anywhere continues after its last landed page. One run per feed at a time: a second one is refused with
 * SYNC_ALREADY_RUNNING. A stream of subjects has no checkpoint to keep: what was read is noted company by company, any
 * number of runs may read at once, and no transaction is open while they wait for a provider.
 */
export async function landStream(
  context: LandingContext,
  source: StreamSource,
): Promise<SyncCounts> {
  const { connection, stream, tenantId } = source;
  if (readsSubjects(stream)) return landAlone(context, source);
  return context.database.tenant(tenantId, async (tx) => {
    // Held by a transaction that does nothing else, so that it ends with the process, however that ends.
    const [lock] = await tx.query<{ isOurs: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('stream:' || $1 || ':' || $2, 0)) AS "isOurs"`,
      [connection.connectionId, stream.name],
    );
    if (lock?.isOurs === true) return landAlone(context, source);
    throw conflictError('SYNC_ALREADY_RUNNING', `${stream.name} is being read by another run`, {
      remedy: 'wait until that run has ended',
    });
  });
}

async function landAlone(context: LandingContext, source: StreamSource): Promise<SyncCounts> {
  const { database, clock } = context;
  const { tenantId, connection, stream } = source;
  const { syncRunId, known } = await database.tenant(tenantId, async (tx) => ({
    syncRunId:
      source.syncRunId ??
      (await startSyncRun(tx, connection.connectionId, { stream: stream.name, at: clock.now() })),
    known: await readCheckpoint(tx, connection.connectionId, stream.name),
  }));
  try {
    const counts = await landPages(context, source, { syncRunId, known });
    await database.tenant(tenantId, (tx) => finishSyncRun(tx, syncRunId, { at: clock.now() }));
    return counts;
  } catch (error) {
    await database.tenant(tenantId, async (tx) => {
      await finishSyncRun(tx, syncRunId, { at: clock.now(), error });
      if (isEncoursError(error, 'AUTH')) {
        const because = { code: error.code, reason: error.message };
        if (await pauseConnection(tx, connection, because)) await context.onPaused?.(tx, error);
      }
    });
    throw error;
  }
}

async function landPages(
  context: LandingContext,
  source: StreamSource,
  run: { syncRunId: string; known: KnownCheckpoint | null },
): Promise<SyncCounts> {
  const { reading, stream } = source;
  const { clock, signal } = context;
  const total: SyncCounts = { landed: 0, unchanged: 0, quarantined: 0 };
  let pages = 0;
  const begunAt = clock.now();
  // What a page saw is compared with an instant of an earlier page, which a process with another clock may have landed.
  let at = run.known?.updatedAt ?? begunAt;
  for await (const page of stream.read(reading, run.known?.state ?? null)) {
    signal.throwIfAborted();
    if (++pages > PAGES_MAX) {
      throw transientError(
        'SYNC_TOO_LONG',
        `${stream.name} gave more than ${PAGES_MAX} pages in one run`,
        { remedy: 'Nothing to do: what came is kept, and the next run goes on from there.' },
      );
    }
    at = latest(at, clock.now());
    const landing = { page, syncRunId: run.syncRunId, begunAt, at };
    const counts = await context.database.tenant(source.tenantId, (tx) =>
      landPage(tx, source, landing),
    );
    total.landed += counts.landed;
    total.unchanged += counts.unchanged;
    total.quarantined += counts.quarantined;
    context.onProgress?.(total.landed + total.unchanged);
  }
  return total;
}

async function landPage(
  tx: Transaction,
  source: StreamSource,
  landing: { page: Page; syncRunId: string; begunAt: Date; at: Date },
): Promise<SyncCounts> {
  const { page, syncRunId, begunAt, at } = landing;
  const connectionId = source.connection.connectionId;
  const stream = source.stream.name;
  const run = { connectionId, syncRunId, stream, at };
  const isOfSubjects = readsSubjects(source.stream);
  if (isOfSubjects)
    await lockSubjects(
      tx,
      run,
      (page.read ?? []).map(({ siren }) => siren),
    );
  const { landed, unchanged } = await landPayloads(tx, source, { page, run });
  const malformed = (page.malformed ?? []).map((item): QuarantineDraft => ({
    stream,
    sourceKey: null,
    line: null,
    path: item.path,
    code: item.code,
    reason: item.reason,
    payload: JSON.stringify(item.payload),
  }));
  await quarantineRecords(tx, run, malformed);
  if (isOfSubjects) await noteReadings(tx, source, { page, begunAt, at });
  else await writeCheckpoint(tx, connectionId, { stream, state: page.checkpoint, at });
  if (source.connector.prices !== undefined) {
    const used = (page.read ?? []).filter(({ isPending }) => isPending !== true);
    const subjects = isOfSubjects ? used.map(({ siren }) => siren) : null;
    await consumeAnswers(tx, { connectionId, stream, subjects, at });
  }
  const counts = { landed, unchanged, quarantined: malformed.length };
  await recordProgress(tx, syncRunId, { ...counts, at });
  return counts;
}

/** What the page gives, what it only names, and what it says, or shows, to be gone. */
async function landPayloads(
  tx: Transaction,
  source: StreamSource,
  { page, run }: { page: Page; run: Parameters<typeof landItems>[1] },
): Promise<Pick<SyncCounts, 'landed' | 'unchanged'>> {
  const { connectionId, stream } = run;
  const counts = await landItems(tx, run, page.items);
  const { seen = [], gone = [], goneBefore } = page;
  if (seen.length > 0) counts.unchanged += await seeKeys(tx, run, seen);
  const kept = { connectionId, connector: source.connector, stream };
  const given = page.items.map((item) => item.sourceKey);
  await keepSeen(tx, kept, [...given, ...seen]);
  counts.landed += await buryKeys(tx, run, gone);
  if (goneBefore !== undefined) counts.landed += await buryUnseen(tx, run, goneBefore);
  return counts;
}

async function noteReadings(
  tx: Transaction,
  source: StreamSource,
  { page, begunAt, at }: { page: Page; begunAt: Date; at: Date },
): Promise<void> {
  const { connection, stream } = source;
  const told = page.items.flatMap(({ payload }) => [...(source.typesOf?.(payload) ?? [])]);
  // A page speaks of one company as a rule; of several, it does not say which of them told what.
  const read = (page.read ?? []).map((subject) => ({
    ...subject,
    told: page.read?.length === 1 && subject.outcome === 'FOUND' ? told : [],
  }));
  const place = { connectionId: connection.connectionId, stream: stream.name, begunAt, at };
  if (read.length > 0) await recordReadings(tx, place, read);
}

interface KnownCheckpoint {
  state: Checkpoint;
  updatedAt: Date;
}

async function readCheckpoint(
  tx: Transaction,
  connectionId: string,
  stream: string,
): Promise<KnownCheckpoint | null> {
  const [row] = await tx.query<KnownCheckpoint>(
    `SELECT state, updated_at AS "updatedAt" FROM checkpoint
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3`,
    [tx.tenantId, connectionId, stream],
  );
  return row ?? null;
}

function latest(one: Date, other: Date): Date {
  return one < other ? other : one;
}

async function writeCheckpoint(
  tx: Transaction,
  connectionId: string,
  mark: { stream: string; state: Checkpoint; at: Date },
): Promise<void> {
  await tx.execute(
    `INSERT INTO checkpoint (tenant_id, connection_id, stream, state, updated_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, connection_id, stream) DO UPDATE SET state = EXCLUDED.state, updated_at = EXCLUDED.updated_at`,
    [tx.tenantId, connectionId, mark.stream, JSON.stringify(mark.state), mark.at],
  );
}
