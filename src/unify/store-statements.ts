import type { FinancialStatementRecord, Json } from '../connector-kit';
import type { Transaction } from '../database';
import { isSame, type ChangedRow, type CompanyChange } from './company-changes';
import { origin, ORIGIN_COLUMNS, type Sourced } from './record-source';

/** Stores annual accounts. News is a year later than those its connection had told of, and a year told otherwise than before. */
export async function storeStatements(
  tx: Transaction,
  records: readonly Sourced<FinancialStatementRecord>[],
): Promise<CompanyChange[]> {
  if (records.length === 0) return [];
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    statement_key: record.sourceKey,
    closed_on: record.closedOn,
    months: record.months,
    scope: record.scope,
    confidentiality: record.confidentiality,
    currency: record.currency,
    filed_on: record.filedOn,
    items: textOf(record.items),
    ratios: record.ratios ?? {},
  }));
  const changed = await tx.query<ChangedRow>(STORE, [tx.tenantId, JSON.stringify(rows)]);
  return changed
    .filter((row) => row.isKnownSource && !isSame(row))
    .map(({ companyId, connectionId, connectorId, sourceKey, restriction, before, after }) => {
      const field = dayOf(after?.['closedOn']);
      const facet = 'STATEMENT' as const;
      const told = { companyId, facet, field, before, after };
      return { ...told, connectionId, connectorId, sourceKey, restriction };
    });
}

function dayOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function textOf(items: FinancialStatementRecord['items']): Record<string, Json> {
  return Object.fromEntries(Object.entries(items).map(([item, minor]) => [item, String(minor)]));
}

const SAYS = ['months', 'scope', 'confidentiality', 'filed_on', 'items', 'ratios'];
const KEPT = [...SAYS, 'use_restriction', 'expires_on'];
const of = (alias: string, names: readonly string[]): string =>
  names.map((name) => `${alias}.${name}`).join(', ');
const asJson = (alias: string): string =>
  `CASE WHEN ${alias}.company_id IS NOT NULL THEN jsonb_build_object('closedOn', ${alias}.closed_on, 'months',
    ${alias}.months, 'scope', ${alias}.scope, 'confidentiality', ${alias}.confidentiality, 'currency', ${alias}.currency,
    'filedOn', ${alias}.filed_on, 'items', ${alias}.items, 'ratios', ${alias}.ratios) END`;

const STORE = `
  WITH r AS MATERIALIZED (
    SELECT DISTINCT ON (id) stable_id(r.connection_id::text, r.siren, 'statement', r.statement_key) AS id,
      stable_id($1::text, r.siren) AS company_id, r.*
    FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, statement_key text, closed_on date, months int,
      scope text, confidentiality text, currency text, filed_on date, items jsonb, ratios jsonb)
    ORDER BY id, r.fetched_at DESC
  ), was AS MATERIALIZED (
    SELECT o.* FROM financial_statement o WHERE o.tenant_id = $1::uuid
      AND (o.company_id, o.connection_id) IN (SELECT company_id, connection_id FROM r)
  ), put AS (
    INSERT INTO financial_statement AS s (tenant_id, financial_statement_id, company_id, connection_id, connector_id,
      source_key, closed_on, currency, fetched_at, ${KEPT.join(', ')})
    SELECT $1::uuid, r.id, r.company_id, r.connection_id, r.connector_id, r.statement_key, r.closed_on, r.currency,
      r.fetched_at, ${of('r', KEPT)} FROM r
    ON CONFLICT (tenant_id, financial_statement_id) DO UPDATE SET fetched_at = EXCLUDED.fetched_at,
      ${KEPT.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE (${of('s', KEPT)}) IS DISTINCT FROM (${of('EXCLUDED', KEPT)})
    RETURNING s.*
  )
  SELECT p.company_id AS "companyId", p.connection_id AS "connectionId", p.connector_id AS "connectorId",
    p.source_key AS "sourceKey", CASE WHEN w.use_restriction = 'NO_REDISTRIBUTION' OR p.use_restriction = 'NONE'
      THEN coalesce(w.use_restriction, p.use_restriction) ELSE p.use_restriction END AS restriction,
    ${asJson('w')} AS before, ${asJson('p')} AS after,
    EXISTS (SELECT FROM was k WHERE k.company_id = p.company_id AND k.connection_id = p.connection_id
      AND (k.financial_statement_id = p.financial_statement_id OR k.closed_on < p.closed_on))
    AND NOT EXISTS (SELECT FROM was k WHERE w.company_id IS NULL AND k.company_id = p.company_id
      AND k.connection_id = p.connection_id AND k.closed_on >= p.closed_on) AS "isKnownSource"
  FROM put p LEFT JOIN was w USING (tenant_id, financial_statement_id)
  ORDER BY p.company_id, p.closed_on, p.source_key`;
