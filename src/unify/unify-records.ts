import { EncoursError, localDateAt, type Clock, type Logger } from '../kernel';
import type { Connector, Stream, UnifiedRecord } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { markMapped, quarantineRecords, readUnmapped, type RawRecord } from '../landing';
import { storeCompanyRecords, type RecordSource } from './store-company-records';

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

/** Maps a stream's landed records to company facts, batch by batch, until none is left. Answers which companies it touched. */
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
  const at = context.clock.now();
  const raw = await readUnmapped(tx, { connectionId, stream: stream.name }, BATCH);
  if (raw.length === 0) return null;
  const mapped: { record: UnifiedRecord; source: RecordSource }[] = [];
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
      for (const record of stream.map(item.payload)) mapped.push({ record, source: origin });
    } catch (error) {
      if (!(error instanceof EncoursError)) throw error;
      failed.push({ raw: item, error });
    }
  }
  const companyIds = await storeCompanyRecords(tx, mapped, {
    at,
    asOf: localDateAt(at),
    types: stream.records,
  });
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

/** Mapping happens after its sync run has ended and may be done again by a newer mapper. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';
