/**
 * How records of a kind are stored: as a set that a payload tells as a whole, or as a series in which another day is
 * another row. Both are one statement, change nothing when told the same again, and answer what they changed.
 */
import type { Json } from '../connector-kit';
import { stableId } from '../kernel';
import type { Transaction } from '../database';
import type { ChangedRow } from './company-changes';
import { ORIGIN_COLUMNS, type Origin, type ToldPayload } from './record-source';

/** A table with the columns of what a record says, by name and type. */
export interface RecordTable {
  table: string;
  columns: readonly (readonly [name: string, type: string])[];
}

export type RecordRow = Origin & { record_key: string } & { [column: string]: Json };

/**
 * Stores rows that payloads tell as a whole: what a payload told before and does not name any more is deleted. The
 * payloads are named apart, since one that names nothing has no rows.
 */
export async function storeSet(
  tx: Transaction,
  table: RecordTable,
  told: { rows: readonly RecordRow[]; payloads: readonly ToldPayload[] },
): Promise<ChangedRow[]> {
  if (told.rows.length === 0 && told.payloads.length === 0) return [];
  const payloads = told.payloads.map(({ connectionId, stream, sourceKey }) => ({
    connection_id: connectionId,
    stream,
    payload_key: sourceKey,
  }));
  return tx.query<ChangedRow>(setSql(table), [
    tx.tenantId,
    JSON.stringify(told.rows),
    JSON.stringify(payloads),
    companiesOf(tx, told.rows),
  ]);
}

/** A table of values, each of a day. */
export interface SeriesTable extends RecordTable {
  /** Values of one series follow each other: a score on a scale, a limit of a kind. */
  series: string;
  /** What makes a value another one. */
  tells: readonly string[];
}

/**
 * Stores values of a day beside those of other days. A value without a day of its own is of the day it was first seen,
 * and a new one only when it is another than the last. Answers the values that took the place of an earlier one.
 */
export async function storeSeries(
  tx: Transaction,
  table: SeriesTable,
  told: { rows: readonly RecordRow[]; asOf: string },
): Promise<(ChangedRow & { field: string })[]> {
  if (told.rows.length === 0) return [];
  return tx.query<ChangedRow & { field: string }>(seriesSql(table), [
    tx.tenantId,
    JSON.stringify(told.rows),
    told.asOf,
    companiesOf(tx, told.rows),
  ]);
}

/** Ids beside the rows: the planner does not know how few companies a set of rows speaks of. */
function companiesOf(tx: Transaction, rows: readonly RecordRow[]): string[] {
  return [...new Set(rows.map(({ siren }) => stableId(tx.tenantId, siren)))];
}

const KEY = ['company_id', 'connection_id', 'record_key'];

/** A change is told under the stricter terms of what is (p) and what was (w), so that neither leaks. */
const STRICTER = `CASE WHEN w.use_restriction = 'NO_REDISTRIBUTION' OR p.use_restriction = 'NONE'
    THEN coalesce(w.use_restriction, p.use_restriction) ELSE p.use_restriction END`;

function setSql({ table, columns }: RecordTable): string {
  const names = columns.map(([name]) => name);
  const kept = [...names, 'stream', 'payload_key', 'use_restriction', 'expires_on'];
  return `
  WITH r AS MATERIALIZED (
    SELECT DISTINCT ON (${KEY.join(', ')}) stable_id($1::text, r.siren) AS company_id, r.*
    FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, record_key text, ${typed(columns)})
    ORDER BY ${KEY.join(', ')}, r.fetched_at DESC
  ), was AS MATERIALIZED (
    SELECT o.* FROM ${table} o WHERE o.tenant_id = $1::uuid AND o.company_id = ANY ($4::uuid[])
      AND (o.company_id, o.connection_id) IN (SELECT company_id, connection_id FROM r)
  ), gone AS (
    DELETE FROM ${table} o
    USING jsonb_to_recordset($3::jsonb) AS t (connection_id uuid, stream text, payload_key text)
    WHERE o.tenant_id = $1::uuid AND o.connection_id = t.connection_id AND o.stream = t.stream
      AND o.payload_key = t.payload_key AND NOT EXISTS (SELECT FROM r WHERE r.company_id = o.company_id
        AND r.connection_id = o.connection_id AND r.record_key = o.source_key)
    RETURNING o.*
  ), put AS (
    INSERT INTO ${table} AS o (tenant_id, company_id, connection_id, connector_id, source_key, fetched_at, ${kept.join(', ')})
    SELECT $1::uuid, r.company_id, r.connection_id, r.connector_id, r.record_key, r.fetched_at, ${prefixed('r', kept)}
    FROM r
    ON CONFLICT (tenant_id, company_id, connection_id, source_key) DO UPDATE SET fetched_at = EXCLUDED.fetched_at,
      ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE coalesce(o.fetched_at, '-infinity') <= EXCLUDED.fetched_at
      AND (${prefixed('o', kept)}) IS DISTINCT FROM (${prefixed('EXCLUDED', kept)})
    RETURNING o.*
  )
  SELECT p.company_id AS "companyId", p.connection_id AS "connectionId", p.connector_id AS "connectorId",
    p.source_key AS "sourceKey", ${STRICTER} AS restriction, ${asJson('w', columns)} AS before,
    ${asJson('p', columns)} AS after,
    EXISTS (SELECT FROM was k WHERE k.company_id = p.company_id AND k.connection_id = p.connection_id)
      OR EXISTS (SELECT FROM raw_record e WHERE e.tenant_id = $1::uuid AND e.connection_id = p.connection_id
        AND e.stream = p.stream AND e.source_key = p.payload_key AND NOT e.is_current) AS "isKnownSource"
  FROM put p LEFT JOIN was w USING (tenant_id, company_id, connection_id, source_key)
  UNION ALL
  SELECT g.company_id, g.connection_id, g.connector_id, g.source_key, g.use_restriction, ${asJson('g', columns)}, NULL, true
  FROM gone g`;
}

function seriesSql({ table, columns, series, tells }: SeriesTable): string {
  const names = columns.map(([name]) => name);
  const kept = [...names, 'use_restriction', 'expires_on'];
  const values = names.filter((name) => name !== 'computed_on');
  return `
  WITH r AS MATERIALIZED (
    SELECT DISTINCT ON (${KEY.join(', ')}, seen_on) stable_id($1::text, r.siren) AS company_id,
      coalesce(r.computed_on, $3::date) AS seen_on, r.*
    FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, record_key text, ${typed(columns)})
    ORDER BY ${KEY.join(', ')}, seen_on, r.fetched_at DESC
  ), was AS MATERIALIZED (
    SELECT o.* FROM ${table} o WHERE o.tenant_id = $1::uuid AND o.company_id = ANY ($4::uuid[])
      AND (o.company_id, o.connection_id) IN (SELECT company_id, connection_id FROM r)
  ), news AS (
    SELECT r.* FROM r LEFT JOIN LATERAL (
      SELECT w.* FROM was w WHERE w.company_id = r.company_id AND w.connection_id = r.connection_id
        AND w.source_key = r.record_key ORDER BY w.seen_on DESC LIMIT 1) w ON true
    WHERE r.computed_on IS NOT NULL OR w.company_id IS NULL OR w.seen_on = r.seen_on
      OR (${prefixed('w', values)}) IS DISTINCT FROM (${prefixed('r', values)})
  ), put AS (
    INSERT INTO ${table} AS o (tenant_id, company_id, connection_id, connector_id, source_key, seen_on, fetched_at,
      ${kept.join(', ')})
    SELECT $1::uuid, r.company_id, r.connection_id, r.connector_id, r.record_key, r.seen_on, r.fetched_at,
      ${prefixed('r', kept)}
    FROM news r
    ON CONFLICT (tenant_id, company_id, connection_id, source_key, seen_on) DO UPDATE SET
      fetched_at = EXCLUDED.fetched_at, ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE coalesce(o.fetched_at, '-infinity') <= EXCLUDED.fetched_at
      AND (${prefixed('o', kept)}) IS DISTINCT FROM (${prefixed('EXCLUDED', kept)})
    RETURNING o.*
  ), latest AS (
    SELECT DISTINCT ON (company_id, connection_id, ${series}) * FROM put
    ORDER BY company_id, connection_id, ${series}, seen_on DESC, source_key
  )
  SELECT p.company_id AS "companyId", p.connection_id AS "connectionId", p.connector_id AS "connectorId",
    p.source_key AS "sourceKey", p.${series} AS field,
    ${STRICTER} AS restriction,
    ${asJson('w', columns)} AS before, ${asJson('p', columns)} AS after, true AS "isKnownSource"
  FROM latest p CROSS JOIN LATERAL (
    SELECT w.* FROM was w WHERE w.company_id = p.company_id AND w.connection_id = p.connection_id
      AND w.${series} = p.${series} ORDER BY w.seen_on DESC, w.source_key LIMIT 1) w
  WHERE p.seen_on >= w.seen_on AND (${prefixed('p', tells)}) IS DISTINCT FROM (${prefixed('w', tells)})`;
}

function typed(columns: RecordTable['columns']): string {
  return columns.map(([name, type]) => `${name} ${type}`).join(', ');
}

function prefixed(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

/** NULL for a row that is not there; what a JSON number would round is a string. */
export function asJson(alias: string, columns: RecordTable['columns']): string {
  const members = columns.map(([name, type]) => {
    const isExact = type === 'bigint' || type === 'numeric';
    return `'${camelCase(name)}', ${alias}.${name}${isExact ? '::text' : ''}`;
  });
  return `CASE WHEN ${alias}.company_id IS NOT NULL THEN jsonb_build_object(${members.join(', ')}) END`;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
