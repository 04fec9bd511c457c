import { contractError, EncoursError, type Clock } from '../../kernel';
import { mapLanded, type Connector, type Stream, type UnifiedRecord } from '../../connector-kit';
import { isValueRefused, sqlStateOf, type Database, type Transaction } from '../../database';
import {
  adoptMapper,
  markMapped,
  quarantineRecords,
  readUnmapped,
  type RawRecord,
} from '../../landing';
import type { MatchChange } from '../../unify';
import {
  ACCOUNTING_TYPES,
  lockLedger,
  storeAccountingRecords,
  type StoredAccounting,
} from './store-accounting-records';

export interface ApplyStreamContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
  /** Told which customers became a company, in the transaction that decides it. */
  onMatched?: (tx: Transaction, matches: readonly MatchChange[]) => Promise<void>;
}

interface StreamToApply {
  tenantId: string;
  connectionId: string;
  connector: Connector;
  stream: Stream<object>;
}

export interface AppliedStream {
  mapped: number;
  quarantined: number;
}

/** Whether what a stream gives is kept in the ledger: parties, documents, and what becomes of them. */
export function isAccountingStream(stream: Pick<Stream<never>, 'records'>): boolean {
  return stream.records.some((type) => ACCOUNTING_TYPES.includes(type));
}

const BATCH = 500;
/** Statistics are gathered when so many have come, and each time they have doubled: below it a poor plan costs little. */
const KNOWN_FROM = 100;
const FILLED = ['party', 'customer', 'accounting_document', 'document_allocation'];

/**
 * Makes a stream's landed payloads count, batch by batch, until none is left: those that do not map are quarantined.
 * Whose claims change is marked, for `rebuildMarked`. Killed between two batches, the next run goes on.
 */
export async function applyStream(
  context: ApplyStreamContext,
  source: StreamToApply,
): Promise<AppliedStream> {
  const total: AppliedStream = { mapped: 0, quarantined: 0 };
  const { connectionId, connector, stream } = source;
  const version = { connectionId, stream: stream.name, version: connector.version };
  await context.database.tenant(source.tenantId, (tx) =>
    adoptMapper(tx, { ...version, at: context.clock.now() }),
  );
  let knownAt = KNOWN_FROM;
  for (;;) {
    context.signal.throwIfAborted();
    const batch = await context.database.tenant(source.tenantId, (tx) =>
      applyBatch(tx, context, source),
    );
    if (batch === null) return total;
    total.mapped += batch.mapped;
    total.quarantined += batch.quarantined;
    if (total.mapped < knownAt) continue;
    // What is computed next asks for documents that the statistics may know nothing of yet.
    await context.database.refreshStatistics(FILLED);
    knownAt = 2 * total.mapped;
  }
}

interface MappedItem {
  raw: RawRecord;
  records: UnifiedRecord[];
}

interface FailedItem {
  raw: RawRecord;
  error: EncoursError;
}

async function applyBatch(
  tx: Transaction,
  context: ApplyStreamContext,
  source: StreamToApply,
): Promise<AppliedStream | null> {
  const { connectionId, stream } = source;
  await lockLedger(tx, connectionId);
  const raw = await readUnmapped(tx, { connectionId, stream: stream.name }, BATCH);
  if (raw.length === 0) return null;
  const { mapped, failed } = mapItems(stream, raw);
  failed.push(...(await storeItems(tx, context, { source, items: mapped })));
  const at = context.clock.now();
  await quarantineRecords(
    tx,
    { connectionId, syncRunId: NO_RUN, at },
    failed.map(({ raw: item, error }) => ({
      ...{ stream: stream.name, sourceKey: item.sourceKey, line: null },
      ...{ path: error.place.path ?? null, code: error.code, reason: error.message },
      payload: JSON.stringify(item.payload),
    })),
  );
  await markMapped(tx, { connectionId, stream: stream.name, at }, raw);
  return { mapped: raw.length - failed.length, quarantined: failed.length };
}

function mapItems(
  stream: Stream<object>,
  raw: readonly RawRecord[],
): { mapped: MappedItem[]; failed: FailedItem[] } {
  const mapped: MappedItem[] = [];
  const failed: FailedItem[] = [];
  for (const item of raw) {
    try {
      const records = mapLanded(stream, item.payload);
      requireTypes(records);
      mapped.push({ raw: item, records });
    } catch (error) {
      if (!(error instanceof EncoursError)) throw error;
      failed.push({ raw: item, error });
    }
  }
  return { mapped, failed };
}

function requireTypes(records: readonly UnifiedRecord[]): void {
  const other = records.find(({ type }) => !ACCOUNTING_TYPES.includes(type));
  if (other === undefined) return;
  throw contractError('RECORD_NOT_EXPECTED', `an accounting stream gave a ${other.type} record`);
}

/** In sets; one by one only to find the record with a value the database cannot hold. */
async function storeItems(
  tx: Transaction,
  context: ApplyStreamContext,
  of: { source: StreamToApply; items: readonly MappedItem[] },
): Promise<FailedItem[]> {
  const { source, items } = of;
  if (items.length === 0) return [];
  await tx.query('SAVEPOINT accounting_items');
  try {
    const stored = await storeAll(tx, context, of);
    if (stored.matches.length > 0) await context.onMatched?.(tx, stored.matches);
    await tx.query('RELEASE SAVEPOINT accounting_items');
    return [];
  } catch (error) {
    if (!isValueRefused(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT accounting_items');
    const [only] = items;
    if (items.length === 1 && only !== undefined) return [{ raw: only.raw, error: refused(error) }];
  }
  const failed: FailedItem[] = [];
  for (const item of items) {
    failed.push(...(await storeItems(tx, context, { source, items: [item] })));
  }
  return failed;
}

function storeAll(
  tx: Transaction,
  { clock }: ApplyStreamContext,
  { source, items }: { source: StreamToApply; items: readonly MappedItem[] },
): Promise<StoredAccounting> {
  const { connectionId, connector, stream } = source;
  return storeAccountingRecords(
    tx,
    { connectionId, connector, clock },
    items.map(({ raw, records }) => ({
      origin: { stream: stream.name, payloadKey: raw.sourceKey, fetchedAt: raw.seenAt },
      records,
    })),
  );
}

/** The server's message quotes the value, which not everybody may read. */
export function refused(error: unknown): EncoursError {
  return contractError(
    'RECORD_NOT_STORABLE',
    `a value of the record cannot be stored (SQLSTATE ${sqlStateOf(error)})`,
    { cause: error, remedy: 'compare the payload in quarantine with the tables' },
  );
}

/** Mapping happens after its sync run has ended and may be done again by a newer mapper. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';
