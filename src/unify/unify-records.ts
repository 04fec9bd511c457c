import { contractError, EncoursError, errorMessage, type Clock, type Logger } from '../kernel';
import type { Connector, Stream, UnifiedRecord } from '../connector-kit';
import { dayAt, isValueRefused, openRecording, type Database, type Transaction } from '../database';
import { markMapped, quarantineRecords, readUnmapped, type RawRecord } from '../landing';
import { storeCompanyRecords, type RecordSource } from './store-company-records';
import { storeExchangeRates } from './store-exchange-rates';

export interface UnifyContext {
  database: Database;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

export interface UnifiedCounts {
  mapped: number;
  quarantined: number;
  companyIds: string[];
}

const BATCH = 200;

/** Maps a stream's landed records to company facts and rates, batch by batch, until none is left. Answers which companies it touched. */
export async function unifyStream(
  context: UnifyContext,
  source: {
    tenantId: string;
    connectionId: string;
    connector: Connector;
    stream: Stream<object>;
    syncRunId?: string;
  },
): Promise<UnifiedCounts> {
  const total: UnifiedCounts = { mapped: 0, quarantined: 0, companyIds: [] };
  for (;;) {
    context.signal.throwIfAborted();
    const batch = await context.database.tenant(source.tenantId, (tx) =>
      unifyBatch(tx, context, source),
    );
    if (batch === null) return total;
    total.mapped += batch.mapped;
    total.quarantined += batch.quarantined;
    total.companyIds.push(...batch.companyIds);
  }
}

async function unifyBatch(
  tx: Transaction,
  context: UnifyContext,
  source: { connectionId: string; connector: Connector; stream: Stream<object> },
): Promise<UnifiedCounts | null> {
  const { connectionId, connector, stream } = source;
  // Rates are what reports show as of an instant; companies' facts are shown as they are now.
  const isReported = stream.records.includes('exchangeRate');
  const at = isReported ? await openRecording(tx, context.clock) : context.clock.now();
  const raw = await readUnmapped(tx, { connectionId, stream: stream.name }, BATCH);
  if (raw.length === 0) return null;
  const mapped: MappedItem[] = [];
  const failed: { raw: RawRecord; error: EncoursError }[] = [];
  for (const item of raw) {
    const origin: RecordSource = {
      connectionId,
      connectorId: connector.id,
      stream: stream.name,
      sourceKey: item.sourceKey,
      fetchedAt: item.seenAt,
    };
    try {
      const records = stream.map(item.payload).map((record) => ({ record, source: origin }));
      mapped.push({ raw: item, records });
    } catch (error) {
      if (!(error instanceof EncoursError)) throw error;
      failed.push({ raw: item, error });
    }
  }
  const when = { at, asOf: await dayAt(tx, at), types: stream.records };
  const stored = await storeItems(tx, mapped, when);
  failed.push(...stored.failed);
  const { companyIds } = stored;
  await quarantineRecords(
    tx,
    { connectionId, syncRunId: NO_RUN, at },
    failed.map(({ raw: item, error }) => ({
      stream: stream.name,
      sourceKey: item.sourceKey,
      line: null,
      path: error.place.path ?? null,
      code: error.code,
      reason: error.message,
      payload: JSON.stringify(item.payload),
    })),
  );
  await markMapped(tx, { connectionId, stream: stream.name, at }, raw);
  return { mapped: raw.length - failed.length, quarantined: failed.length, companyIds };
}

interface MappedItem {
  raw: RawRecord;
  records: { record: UnifiedRecord; source: RecordSource }[];
}

interface StoredItems {
  companyIds: string[];
  failed: { raw: RawRecord; error: EncoursError }[];
}

/** Stores a batch in sets; one by one only to find the record with a value the database cannot hold. */
async function storeItems(
  tx: Transaction,
  items: readonly MappedItem[],
  when: Parameters<typeof storeCompanyRecords>[2],
): Promise<StoredItems> {
  await tx.query('SAVEPOINT items');
  try {
    const records = items.flatMap((item) => item.records);
    const companyIds = await storeCompanyRecords(tx, records, when);
    await storeExchangeRates(tx, records, when.at);
    await tx.query('RELEASE SAVEPOINT items');
    return { companyIds, failed: [] };
  } catch (error) {
    if (!isValueRefused(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT items');
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      const refused = contractError(
        'RECORD_NOT_STORABLE',
        `a value of the record cannot be stored: ${errorMessage(error)}`,
        { cause: error },
      );
      return { companyIds: [], failed: [{ raw: only.raw, error: refused }] };
    }
  }
  const total: StoredItems = { companyIds: [], failed: [] };
  for (const item of items) {
    const stored = await storeItems(tx, [item], when);
    total.companyIds.push(...stored.companyIds);
    total.failed.push(...stored.failed);
  }
  return total;
}

/** Mapping happens after its sync run has ended and may be done again by a newer mapper. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';
