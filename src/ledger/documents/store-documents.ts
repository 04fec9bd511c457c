import type { AccountingDocumentRecord } from '../../connector-kit';
import type { Transaction } from '../../database';
import {
  latestByKey,
  originRow,
  TOLD_COLUMNS,
  typedColumns,
  type AccountingSource,
  type RecordOrigin,
  type ToldRecord,
} from '../../unify';

/**
 * Keeps documents as their source says them now, with what they are set against. The same again writes nothing, older
 * than known is passed over. Answers the customers whose claims it concerns, also those of documents on the other side.
 */
export async function storeDocuments(
  tx: Transaction,
  source: AccountingSource,
  told: readonly ToldRecord<AccountingDocumentRecord>[],
): Promise<string[]> {
  if (told.length === 0) return [];
  const latest = latestByKey(told);
  const rows = latest.map(({ record, origin }) => ({
    ...documentRow(record),
    ...originRow(origin),
  }));
  const place = [tx.tenantId, source.connectionId];
  const put = await tx.query<{ id: string }>(PUT, [...place, JSON.stringify(rows)]);
  const allocations = latest.flatMap(({ record }) => allocationRows(record));
  const keys = latest.map(({ record, origin }) => ({
    key: record.sourceKey,
    fetched_at: origin.fetchedAt.toISOString(),
  }));
  const sides = await tx.query<{ id: string }>(PUT_ALLOCATIONS, [
    ...place,
    JSON.stringify(allocations),
    JSON.stringify(keys),
  ]);
  return [...put, ...sides].map(({ id }) => id);
}

/** What a payload told before and does not name any more is gone. Answers whose claims it concerns. */
export async function forgetUntold(
  tx: Transaction,
  source: AccountingSource,
  told: { payloads: readonly RecordOrigin[]; documentKeys: readonly string[] },
): Promise<string[]> {
  if (told.payloads.length === 0) return [];
  const rows = await tx.query<{ id: string }>(FORGET_UNTOLD, [
    tx.tenantId,
    source.connectionId,
    told.payloads.map(({ stream }) => stream),
    told.payloads.map(({ payloadKey }) => payloadKey),
    [...told.documentKeys],
    source.at,
  ]);
  return rows.map(({ id }) => id);
}

/**
 * Documents the source says it has no more; one that was told later than that is there again, and one that another payload
 * of the stream tells by now is there still. Answers whose claims it concerns.
 */
export async function forgetDocuments(
  tx: Transaction,
  source: AccountingSource,
  gone: readonly { key: string; origin: RecordOrigin }[],
): Promise<string[]> {
  if (gone.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    `UPDATE accounting_document d SET gone_at = $5
     FROM unnest($3::text[], $4::timestamptz[], $6::text[], $7::text[]) AS g (key, told_at, stream, payload_key)
     WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = g.key AND d.gone_at IS NULL
       AND d.fetched_at <= g.told_at AND (d.stream IS DISTINCT FROM g.stream OR d.payload_key = g.payload_key)
     RETURNING d.customer_id AS id`,
    [
      ...[tx.tenantId, source.connectionId],
      ...[gone.map(({ key }) => key), gone.map(({ origin }) => origin.fetchedAt), source.at],
      ...[gone.map(({ origin }) => origin.stream), gone.map(({ origin }) => origin.payloadKey)],
    ],
  );
  return rows.map(({ id }) => id);
}

/**
 * What a file told when it was read before, or, of a file that is the whole list, what any file told, and it does not tell
 * now is gone. `told` is a temporary table of keys. Answers whose claims it concerns.
 */
export async function forgetUntoldOfFile(
  tx: Transaction,
  source: AccountingSource,
  file: { sourceFileId: string; isWhole: boolean; told: string },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE accounting_document d SET gone_at = $5
     WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.gone_at IS NULL AND d.source_file_id IS NOT NULL
       AND ($4::boolean OR d.source_file_id = $3)
       AND NOT EXISTS (SELECT FROM ${file.told} t WHERE t.key = d.document_key)
     RETURNING d.customer_id AS id`,
    [tx.tenantId, source.connectionId, file.sourceFileId, file.isWhole, source.at],
  );
  return rows.map(({ id }) => id);
}

/** Documents of parties that somebody else owes for now. Answers who owed them and who does. */
export async function moveDocuments(
  tx: Transaction,
  source: AccountingSource,
  partyKeys: readonly string[],
): Promise<string[]> {
  if (partyKeys.length === 0) return [];
  const rows = await tx.query<{ id: string }>(MOVE, [
    tx.tenantId,
    source.connectionId,
    [...partyKeys],
  ]);
  return rows.map(({ id }) => id);
}

const COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['kind', 'text'],
  ['party_key', 'text'],
  ['number', 'text'],
  ['label', 'text'],
  ['issued_on', 'date'],
  ['due_on', 'date'],
  ['currency', 'text'],
  ['amount_minor', 'bigint'],
  ['open_minor', 'bigint'],
  ['open_on', 'date'],
  ['instalments', 'jsonb'],
  ['state', 'text'],
  ['is_disputed', 'boolean'],
  ['is_doubtful', 'boolean'],
  ['is_assigned', 'boolean'],
  ['quoted_references', 'text[]'],
  ['preceding_number', 'text'],
];

function documentRow(record: AccountingDocumentRecord): Record<string, unknown> {
  const instalments = record.instalments.map(({ dueOn, amountMinor }) => ({
    dueOn,
    amountMinor: amountMinor.toString(),
  }));
  return {
    document_key: record.sourceKey,
    kind: record.kind,
    party_key: record.partyKey,
    number: record.number,
    label: record.label,
    issued_on: record.issuedOn,
    due_on: record.dueOn,
    currency: record.currency,
    amount_minor: record.amountMinor.toString(),
    open_minor: record.openMinor?.toString() ?? null,
    open_on: record.openOn,
    instalments,
    state: record.state,
    is_disputed: record.isDisputed,
    is_doubtful: record.isDoubtful,
    is_assigned: record.isAssigned,
    quoted_references: record.references,
    preceding_number: record.precedingNumber,
  };
}

/** Parts that go to the same document are numbered in the order they are told in. */
function allocationRows(record: AccountingDocumentRecord): Record<string, unknown>[] {
  const counts = new Map<string, number>();
  return record.allocations.map(({ toKey, amountMinor, on }) => {
    const seq = (counts.get(toKey) ?? 0) + 1;
    counts.set(toKey, seq);
    return {
      from_key: record.sourceKey,
      to_key: toKey,
      seq,
      amount_minor: amountMinor.toString(),
      allocated_on: on,
    };
  });
}

const SAID = COLUMNS.map(([name]) => name);
const KEPT = [...SAID, 'stream', 'payload_key', 'source_file_id'];
const of = (row: string, names: readonly string[]): string =>
  names.map((name) => `${row}.${name}`).join(', ');

const PUT = `
  WITH r AS MATERIALIZED (
    SELECT coalesce(p.customer_id, stable_id($2::text, 'customer', r.party_key)) AS customer_id, r.*
    FROM jsonb_to_recordset($3::jsonb) AS r (document_key text, ${typedColumns([...COLUMNS, ...TOLD_COLUMNS])})
    LEFT JOIN party p ON p.tenant_id = $1 AND p.connection_id = $2::uuid AND p.party_key = r.party_key
  ), was AS MATERIALIZED (
    SELECT o.document_key, o.customer_id FROM r
    JOIN accounting_document o ON o.tenant_id = $1 AND o.connection_id = $2::uuid AND o.document_key = r.document_key
  ), put AS (
    INSERT INTO accounting_document AS o (tenant_id, connection_id, document_key, customer_id, fetched_at, ${KEPT.join(', ')})
    SELECT $1, $2::uuid, r.document_key, r.customer_id, r.fetched_at, ${of('r', KEPT)} FROM r ORDER BY r.document_key
    ON CONFLICT (tenant_id, connection_id, document_key) DO UPDATE SET customer_id = EXCLUDED.customer_id,
      fetched_at = EXCLUDED.fetched_at, gone_at = NULL, ${KEPT.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE o.fetched_at <= EXCLUDED.fetched_at AND (o.gone_at IS NOT NULL
      OR (o.stream, o.payload_key) IS DISTINCT FROM (EXCLUDED.stream, EXCLUDED.payload_key)
      OR (o.customer_id, ${of('o', SAID)}) IS DISTINCT FROM (EXCLUDED.customer_id, ${of('EXCLUDED', SAID)}))
    RETURNING o.document_key, o.customer_id
  )
  SELECT customer_id AS id FROM put
  UNION SELECT w.customer_id FROM was w JOIN put USING (document_key)`;

/**
 * What a document is set against is told as a whole with it. That alone may have changed: then the document is as new as
 * what says so.
 */
const PUT_ALLOCATIONS = `
  WITH fresh AS MATERIALIZED (
    SELECT k.key, k.fetched_at FROM jsonb_to_recordset($4::jsonb) AS k (key text, fetched_at timestamptz)
    JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = k.key
    WHERE d.fetched_at <= k.fetched_at
  ), a AS MATERIALIZED (
    SELECT a.* FROM jsonb_to_recordset($3::jsonb)
      AS a (from_key text, to_key text, seq integer, amount_minor bigint, allocated_on date)
    JOIN fresh ON fresh.key = a.from_key
  ), gone AS (
    DELETE FROM document_allocation o USING fresh
    WHERE o.tenant_id = $1 AND o.connection_id = $2 AND o.from_key = fresh.key
      AND NOT EXISTS (SELECT FROM a WHERE (a.from_key, a.to_key, a.seq) = (o.from_key, o.to_key, o.seq))
    RETURNING o.from_key, o.to_key
  ), put AS (
    INSERT INTO document_allocation AS o (tenant_id, connection_id, from_key, to_key, seq, amount_minor, allocated_on)
    SELECT $1, $2, from_key, to_key, seq, amount_minor, allocated_on FROM a
    ON CONFLICT (tenant_id, connection_id, from_key, to_key, seq) DO UPDATE
      SET amount_minor = EXCLUDED.amount_minor, allocated_on = EXCLUDED.allocated_on
      WHERE (o.amount_minor, o.allocated_on) IS DISTINCT FROM (EXCLUDED.amount_minor, EXCLUDED.allocated_on)
    RETURNING o.from_key, o.to_key
  ), changed AS (
    SELECT from_key, to_key FROM gone UNION SELECT from_key, to_key FROM put
  ), noted AS (
    UPDATE accounting_document d SET fetched_at = fresh.fetched_at FROM fresh
    WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = fresh.key AND d.fetched_at < fresh.fetched_at
      AND d.document_key IN (SELECT from_key FROM changed)
  )
  SELECT DISTINCT d.customer_id AS id FROM accounting_document d
  WHERE d.tenant_id = $1 AND d.connection_id = $2
    AND d.document_key IN (SELECT from_key FROM changed UNION SELECT to_key FROM changed)`;

const FORGET_UNTOLD = `
  UPDATE accounting_document o SET gone_at = $6
  FROM unnest($3::text[], $4::text[]) AS t (stream, payload_key)
  WHERE o.tenant_id = $1 AND o.connection_id = $2 AND o.stream = t.stream AND o.payload_key = t.payload_key
    AND o.gone_at IS NULL AND o.document_key <> ALL ($5::text[])
  RETURNING o.customer_id AS id`;

const MOVE = `
  WITH moved AS MATERIALIZED (
    SELECT d.document_key, d.customer_id AS was, p.customer_id FROM accounting_document d
    JOIN party p USING (tenant_id, connection_id, party_key)
    WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.party_key = ANY ($3::text[]) AND d.customer_id <> p.customer_id
  ), put AS (
    UPDATE accounting_document d SET customer_id = m.customer_id FROM moved m
    WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = m.document_key
  )
  SELECT was AS id FROM moved UNION SELECT customer_id FROM moved`;
