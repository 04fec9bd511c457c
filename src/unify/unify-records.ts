import { contractError, EncoursError, type Clock, type Logger } from '../kernel';
import type { Connector, RecordType, Stream } from '../connector-kit';
import {
  dayAt,
  isValueRefused,
  openRecording,
  sqlStateOf,
  type Database,
  type Transaction,
} from '../database';
import {
  adoptMapper,
  markMapped,
  quarantineRecords,
  readUnmapped,
  type RawRecord,
} from '../landing';
import type { CompanyChange, OnChanges } from './company-changes';
import type { RecordSource, SourcedRecord, StoringTime } from './record-source';
import { storeCompanyRecords } from './store-company-records';
import { storeExchangeRates } from './store-exchange-rates';
import { readUseTerms } from './use-terms';

export interface UnifyContext {
  database: Database;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  /** Told what changed, in the transaction that changes it. */
  onChanges?: OnChanges;
  /** Told, in the transaction that stores it, of which companies the provider has reported a change unheard before. */
  onNoticed?: (tx: Transaction, companyIds: readonly string[], at: Date) => Promise<void>;
}

export interface UnifiedCounts {
  mapped: number;
  quarantined: number;
  companyIds: string[];
}

const BATCH = 200;

/** What reports show as of an instant; companies' facts are shown as they are now. */
const REPORTED: readonly RecordType[] = ['exchangeRate', 'insuranceCover'];

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
  await context.database.tenant(source.tenantId, (tx) =>
    adoptMapper(tx, {
      connectionId: source.connectionId,
      stream: source.stream.name,
      version: source.connector.version,
      at: context.clock.now(),
    }),
  );
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
  const isReported = stream.records.some((type) => REPORTED.includes(type));
  const at = isReported ? await openRecording(tx, context.clock) : context.clock.now();
  const raw = await readUnmapped(tx, { connectionId, stream: stream.name }, BATCH);
  if (raw.length === 0) return null;
  const terms = await readUseTerms(tx, source);
  const mapped: MappedItem[] = [];
  const failed: { raw: RawRecord; error: EncoursError }[] = [];
  for (const item of raw) {
    const origin: RecordSource = {
      connectionId,
      connectorId: connector.id,
      stream: stream.name,
      sourceKey: item.sourceKey,
      fetchedAt: item.seenAt,
      expiresOn: terms.expiresOn(item.seenAt),
    };
    try {
      const records = stream.map(item.payload).map((record) => ({
        record,
        source: { ...origin, useRestriction: terms.restrictionOf(record.type) },
      }));
      mapped.push({ raw: item, origin, records });
    } catch (error) {
      if (!(error instanceof EncoursError)) throw error;
      failed.push({ raw: item, error });
    }
  }
  const when = { at, asOf: await dayAt(tx, at), types: stream.records };
  const stored = await storeItems(tx, mapped, when);
  failed.push(...stored.failed);
  const { companyIds, changes } = stored;
  if (changes.length > 0) await context.onChanges?.(tx, changes, at);
  if (stored.noticedIds.length > 0) await context.onNoticed?.(tx, stored.noticedIds, at);
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
  origin: RecordSource;
  records: SourcedRecord[];
}

interface StoredItems {
  companyIds: string[];
  changes: CompanyChange[];
  noticedIds: string[];
  failed: { raw: RawRecord; error: EncoursError }[];
}

/** Stores a batch in sets; one by one only to find the record with a value the database cannot hold. */
async function storeItems(
  tx: Transaction,
  items: readonly MappedItem[],
  when: StoringTime,
): Promise<StoredItems> {
  await tx.query('SAVEPOINT items');
  try {
    const records = items.flatMap((item) => item.records);
    const payloads = items.map((item) => item.origin);
    const stored = await storeCompanyRecords(tx, records, { ...when, payloads });
    await storeExchangeRates(tx, records, when.at);
    await tx.query('RELEASE SAVEPOINT items');
    return { ...stored, failed: [] };
  } catch (error) {
    if (!isValueRefused(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT items');
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      const refused = contractError(
        'RECORD_NOT_STORABLE',
        // The server's message quotes the value, which not everybody may read.
        `a value of the record cannot be stored (SQLSTATE ${sqlStateOf(error)})`,
        { cause: error, remedy: 'compare the payload in quarantine with the tables' },
      );
      return {
        companyIds: [],
        changes: [],
        noticedIds: [],
        failed: [{ raw: only.raw, error: refused }],
      };
    }
  }
  const total: StoredItems = { companyIds: [], changes: [], noticedIds: [], failed: [] };
  for (const item of items) {
    const stored = await storeItems(tx, [item], when);
    total.companyIds.push(...stored.companyIds);
    total.changes.push(...stored.changes);
    total.noticedIds.push(...stored.noticedIds);
    total.failed.push(...stored.failed);
  }
  return total;
}

/** Mapping happens after its sync run has ended and may be done again by a newer mapper. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';
