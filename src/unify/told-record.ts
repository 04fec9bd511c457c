import type { UnifiedRecord } from '../connector-kit';

/** Where an accounting record came from: a landed payload of a stream, or a file. */
export interface RecordOrigin {
  stream: string | null;
  payloadKey: string | null;
  sourceFileId: string | null;
  /** When the source gave it: of two that say the same thing, the later counts. */
  fetchedAt: Date;
}

/** A record with where it came from. */
export interface ToldRecord<R extends UnifiedRecord = UnifiedRecord> {
  record: R;
  origin: RecordOrigin;
}

/** The connection that tells, and the instant of the storing. */
export interface AccountingSource {
  connectionId: string;
  connector: { id: string; name: string };
  at: Date;
}

/** The origin columns of a row. */
export interface OriginRow {
  stream: string | null;
  payload_key: string | null;
  source_file_id: string | null;
  fetched_at: string;
}

/** The same as columns of a recordset. */
export const TOLD_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['stream', 'text'],
  ['payload_key', 'text'],
  ['source_file_id', 'uuid'],
  ['fetched_at', 'timestamptz'],
];

/** Where a row came from, as its table keeps it. */
export function originRow(origin: RecordOrigin): OriginRow {
  return {
    stream: origin.stream,
    payload_key: origin.payloadKey,
    source_file_id: origin.sourceFileId,
    fetched_at: origin.fetchedAt.toISOString(),
  };
}

/** Of records with one key the latest, and of one moment the last. */
export function latestByKey<R extends UnifiedRecord & { sourceKey: string }>(
  told: readonly ToldRecord<R>[],
): ToldRecord<R>[] {
  const latest = new Map<string, ToldRecord<R>>();
  for (const each of told) {
    const known = latest.get(each.record.sourceKey);
    if (known !== undefined && known.origin.fetchedAt > each.origin.fetchedAt) continue;
    latest.set(each.record.sourceKey, each);
  }
  return [...latest.values()];
}

/** The names and types of columns as a recordset declares them. */
export function typedColumns(columns: readonly (readonly [name: string, type: string])[]): string {
  return columns.map(([name, type]) => `${name} ${type}`).join(', ');
}
