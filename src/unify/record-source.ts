import type { RecordType, UnifiedRecord, UseRestriction } from '../connector-kit';
import type { LocalDate } from '../kernel';

/** Where a record came from, and on which terms: what provenance answers. */
export interface RecordSource {
  connectionId: string;
  connectorId: string;
  stream: string;
  /** Key of the landed payload the record is in. */
  sourceKey: string;
  fetchedAt: Date;
  /** What the licence it came under allows; NONE when absent. */
  useRestriction?: UseRestriction;
  /** The first day it must not be used any more unless it is seen again; absent and null: it may be kept. */
  expiresOn?: LocalDate | null;
}

/** A landed payload: what it told before and does not tell any more is not so any more. */
export type ToldPayload = Pick<RecordSource, 'connectionId' | 'stream' | 'sourceKey'>;

export type Sourced<R extends UnifiedRecord> = { record: R; source: RecordSource };
export type SourcedRecord = Sourced<UnifiedRecord>;

/** The instant and day of the storing, and the types of records its stream can give. */
export interface StoringTime {
  at: Date;
  asOf: LocalDate;
  types: readonly RecordType[];
}

/** What every row keeps of its source. */
export interface Origin {
  siren: string;
  connection_id: string;
  connector_id: string;
  stream: string;
  payload_key: string;
  fetched_at: string;
  use_restriction: UseRestriction;
  expires_on: LocalDate | null;
}

/** The same as the columns of a recordset. */
export const ORIGIN_COLUMNS = `siren text, connection_id uuid, connector_id text, stream text, payload_key text,
  fetched_at timestamptz, use_restriction text, expires_on date`;

/** The origin columns of a record's row. */
export function origin(siren: string, source: RecordSource): Origin {
  return {
    siren,
    connection_id: source.connectionId,
    connector_id: source.connectorId,
    stream: source.stream,
    payload_key: source.sourceKey,
    fetched_at: source.fetchedAt.toISOString(),
    use_restriction: source.useRestriction ?? 'NONE',
    expires_on: source.expiresOn ?? null,
  };
}

/** The records of one type. */
export function only<T extends RecordType>(
  records: readonly SourcedRecord[],
  type: T,
): Sourced<Extract<UnifiedRecord, { type: T }>>[] {
  return records.filter((item) => item.record.type === type) as Sourced<
    Extract<UnifiedRecord, { type: T }>
  >[];
}
