import type { AgedBalanceLineRecord, DocumentEventRecord } from '../../connector-kit';
import type { Transaction } from '../../database';
import {
  latestByKey,
  originRow,
  TOLD_COLUMNS,
  typedColumns,
  type AccountingSource,
  type ToldRecord,
} from '../../unify';

/** Whose claims something is to be known of, each in its own connection. */
export interface ConcernedCustomer {
  connectionId: string;
  customerId: string;
}

/**
 * Appends what happened to documents; what was told before stays as it is. A message may be of a document that another
 * connection tells of, or nobody yet. Answers the customers with a document or a line of that number.
 */
export async function storeDocumentEvents(
  tx: Transaction,
  source: AccountingSource,
  told: readonly ToldRecord<DocumentEventRecord>[],
): Promise<ConcernedCustomer[]> {
  if (told.length === 0) return [];
  const rows = latestByKey(told).map(({ record, origin }) => ({
    ...eventRow(record),
    ...originRow(origin),
  }));
  const put = await tx.query<{ number: string }>(PUT_EVENTS, [
    tx.tenantId,
    source.connectionId,
    JSON.stringify(rows),
    source.at,
  ]);
  if (put.length === 0) return [];
  const numbers = [...new Set(put.map(({ number }) => number))].filter((number) => number !== '');
  return tx.query<ConcernedCustomer>(CONCERNED, [tx.tenantId, numbers]);
}

/** Keeps an aged balance, as a whole per day: a later one of the same day takes its place. */
export async function storeAgedBalance(
  tx: Transaction,
  source: AccountingSource,
  told: readonly ToldRecord<AgedBalanceLineRecord>[],
): Promise<void> {
  if (told.length === 0) return;
  const rows = latestByKey(told).map(({ record, origin }) => ({
    ...agedRow(record),
    source_file_id: origin.sourceFileId,
  }));
  const place = [tx.tenantId, source.connectionId, JSON.stringify(rows)];
  await tx.execute(REPLACE_AGED, place);
  await tx.execute(PUT_AGED, [...place, source.at]);
}

function eventRow(record: DocumentEventRecord): Record<string, unknown> {
  return {
    event_key: record.sourceKey,
    document_number: record.documentNumber,
    document_issued_on: record.documentIssuedOn,
    status: record.status,
    code: record.code,
    reason_code: record.reasonCode,
    reason: record.reason,
    amount_minor: record.amountMinor?.toString() ?? null,
    currency: record.currency,
    at: record.at,
  };
}

function agedRow(record: AgedBalanceLineRecord): Record<string, unknown> {
  return {
    as_of: record.asOf,
    line_key: record.sourceKey,
    party_code: record.partyCode,
    party_name: record.partyName,
    currency: record.currency,
    total_minor: record.totalMinor.toString(),
    buckets: record.buckets.map((bucket) => ({
      ...bucket,
      amountMinor: bucket.amountMinor.toString(),
    })),
  };
}

const EVENT_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['event_key', 'text'],
  ['document_number', 'text'],
  ['document_issued_on', 'date'],
  ['status', 'text'],
  ['code', 'text'],
  ['reason_code', 'text'],
  ['reason', 'text'],
  ['amount_minor', 'bigint'],
  ['currency', 'text'],
  ['at', 'timestamptz'],
];
const EVENT_NAMES = [
  ...EVENT_COLUMNS.map(([name]) => name),
  'stream',
  'payload_key',
  'source_file_id',
];

const PUT_EVENTS = `
  INSERT INTO document_event (tenant_id, connection_id, ${EVENT_NAMES.join(', ')}, recorded_at)
  SELECT $1, $2, ${EVENT_NAMES.map((name) => `r.${name}`).join(', ')}, $4
  FROM jsonb_to_recordset($3::jsonb) AS r (${typedColumns([...EVENT_COLUMNS, ...TOLD_COLUMNS])})
  ORDER BY r.event_key
  ON CONFLICT (tenant_id, connection_id, event_key) DO NOTHING
  RETURNING number_key AS number`;

const CONCERNED = `
  SELECT connection_id AS "connectionId", customer_id AS "customerId" FROM accounting_document
  WHERE tenant_id = $1 AND number_key = ANY ($2::text[])
  UNION
  SELECT connection_id, customer_id FROM receivable
  WHERE tenant_id = $1 AND open_number_key = ANY ($2::text[]) AND open_minor <> 0 AND document_key IS NULL`;

const AGED_COLUMNS = `as_of date, line_key text, party_code text, party_name text, currency text, total_minor bigint,
  buckets jsonb, source_file_id uuid`;

const REPLACE_AGED = `
  DELETE FROM aged_balance_line o
  USING (SELECT DISTINCT as_of, source_file_id FROM jsonb_to_recordset($3::jsonb) AS r (${AGED_COLUMNS})) r
  WHERE o.tenant_id = $1 AND o.connection_id = $2 AND o.as_of = r.as_of
    AND o.source_file_id IS DISTINCT FROM r.source_file_id`;

const PUT_AGED = `
  INSERT INTO aged_balance_line AS o (tenant_id, connection_id, as_of, line_key, party_code, party_name, currency,
    total_minor, buckets, source_file_id, recorded_at)
  SELECT $1, $2, r.as_of, r.line_key, r.party_code, r.party_name, r.currency, r.total_minor, r.buckets, r.source_file_id, $4
  FROM jsonb_to_recordset($3::jsonb) AS r (${AGED_COLUMNS})
  ON CONFLICT (tenant_id, connection_id, as_of, line_key) DO UPDATE SET party_code = EXCLUDED.party_code,
    party_name = EXCLUDED.party_name, currency = EXCLUDED.currency, total_minor = EXCLUDED.total_minor,
    buckets = EXCLUDED.buckets, recorded_at = EXCLUDED.recorded_at
  WHERE (o.party_code, o.party_name, o.currency, o.total_minor, o.buckets)
    IS DISTINCT FROM (EXCLUDED.party_code, EXCLUDED.party_name, EXCLUDED.currency, EXCLUDED.total_minor, EXCLUDED.buckets)`;
