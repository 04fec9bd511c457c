import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { LegalEventKind } from '../connector-kit';
import { FACT_PRECEDENCE } from '../unify';
import { Params, type Page, type PageRequest } from './keyset';
import { groupRows, readParentPages, type ListSource } from './list-source';

export interface OfficerRow {
  companyId: string;
  name: string | null;
  role: string;
  isLegalPerson: boolean;
  officerSiren: string | null;
  sinceOn: LocalDate | null;
  connectionId: string;
  sourceKey: string;
}

export interface StatementRow {
  financialStatementId: string;
  companyId: string;
  closedOn: LocalDate;
  months: number | null;
  scope: 'COMPANY' | 'CONSOLIDATED';
  confidentiality: 'PUBLIC' | 'INCOME_STATEMENT' | 'FULL';
  currency: string;
  filedOn: LocalDate | null;
  /** Item name to minor units as a decimal string. */
  items: Record<string, string>;
  connectorId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface LegalEventRow {
  legalEventId: string;
  companyId: string;
  kind: LegalEventKind;
  publishedOn: LocalDate;
  decidedOn: LocalDate | null;
  court: string | null;
  title: string;
  detail: string | null;
  url: string | null;
  relatedKey: string | null;
  relation: 'RECTIFIES' | 'CANCELS' | null;
  connectorId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface ProviderScoreRow {
  companyId: string;
  scale: string;
  value: string | null;
  absentBecause: string | null;
  higherIsSafer: boolean;
  computedOn: LocalDate | null;
  connectorId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface FactRow {
  companyId: string;
  field: string;
  value: unknown;
  connectorId: string;
  connectionId: string;
  stream: string;
  sourceKey: string;
  observedOn: LocalDate | null;
  fetchedAt: Date;
  isChosen: boolean;
}

const PRECEDENCE = `ARRAY[${FACT_PRECEDENCE.map((id) => `'${id}'`).join(', ')}]::text[]`;

type ByCompany<Row> = Promise<Map<string, Row[]>>;

/** Officers of each company as one source names them, the most believed that names any; by role, then key. */
export async function officersOf(tx: Transaction, ids: readonly string[]): ByCompany<OfficerRow> {
  return byCompany(
    tx,
    ids,
    `SELECT company_id AS "companyId", name, role, is_legal_person AS "isLegalPerson",
       officer_siren AS "officerSiren", since_on AS "sinceOn", connection_id AS "connectionId",
       source_key AS "sourceKey"
     FROM (SELECT *, rank() OVER (PARTITION BY company_id ORDER BY precedence, connection_id) AS r
       FROM (SELECT o.*, coalesce(array_position(${PRECEDENCE}, c.connector_id), 1000) AS precedence
             FROM officer o JOIN connection c USING (tenant_id, connection_id)
             WHERE o.tenant_id = $1 AND o.company_id = ANY ($2::uuid[])) every) ranked
     WHERE r = 1 ORDER BY company_id, role, source_key`,
  );
}

/** Statements of each company, the latest first; of each year and scope the fullest, when several sources tell of it. */
export async function statementsOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<StatementRow> {
  return byCompany(
    tx,
    ids,
    `SELECT DISTINCT ON (company_id, closed_on, scope) financial_statement_id AS "financialStatementId", company_id AS "companyId",
       closed_on AS "closedOn", months, scope, confidentiality, currency, filed_on AS "filedOn", items,
       connector_id AS "connectorId", connection_id AS "connectionId", source_key AS "sourceKey",
       fetched_at AS "fetchedAt"
     FROM financial_statement WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])
     ORDER BY company_id, closed_on DESC, scope, (SELECT count(*) FROM jsonb_object_keys(items)) DESC,
       financial_statement_id`,
  );
}

/** Scores that providers gave each company, raw, each on its own scale. */
export async function providerScoresOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<ProviderScoreRow> {
  return byCompany(
    tx,
    ids,
    `SELECT company_id AS "companyId", scale, value, absent_because AS "absentBecause",
       higher_is_safer AS "higherIsSafer", computed_on AS "computedOn", connector_id AS "connectorId",
       connection_id AS "connectionId", source_key AS "sourceKey", fetched_at AS "fetchedAt"
     FROM provider_score WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])
     ORDER BY company_id, connector_id, scale, computed_on DESC NULLS LAST, source_key`,
  );
}

/** Everything each connection says of each company's fields, the chosen value of a field first. */
export async function factsOf(tx: Transaction, ids: readonly string[]): ByCompany<FactRow> {
  return byCompany(
    tx,
    ids,
    `SELECT company_id AS "companyId", field, value, connector_id AS "connectorId",
       connection_id AS "connectionId", stream, source_key AS "sourceKey", observed_on AS "observedOn",
       fetched_at AS "fetchedAt", is_chosen AS "isChosen"
     FROM company_fact WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])
     ORDER BY company_id, field, is_chosen DESC, connection_id`,
  );
}

/** The same page of each company's legal notices, newest first. */
export async function legalEventsOf(
  tx: Transaction,
  companyIds: readonly string[],
  page: PageRequest,
): Promise<Map<string, Page<LegalEventRow>>> {
  return readParentPages(tx, legalEventSource(tx), {
    parentIds: companyIds,
    parentColumn: 'e.company_id',
    page,
  });
}

/** How many notices each company has, by company id; those without any are left out. */
export async function countLegalEvents(
  tx: Transaction,
  companyIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; total: string }>(
    `SELECT company_id AS id, count(*) AS total FROM legal_event
     WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) GROUP BY company_id`,
    [tx.tenantId, [...companyIds]],
  );
  return new Map(rows.map((row) => [row.id, Number(row.total)]));
}

/** Notices by company and the provider's own number, for evidence; unknown ones are left out. */
export async function legalEventsByKey(
  tx: Transaction,
  wanted: readonly { companyId: string; sourceKey: string }[],
): Promise<LegalEventRow[]> {
  return tx.query<LegalEventRow>(
    `SELECT ${EVENT_COLUMNS} FROM legal_event e
     JOIN unnest($2::uuid[], $3::text[]) AS w (company_id, source_key)
       ON w.company_id = e.company_id AND w.source_key = e.source_key
     WHERE e.tenant_id = $1 ORDER BY e.connection_id`,
    [tx.tenantId, wanted.map((item) => item.companyId), wanted.map((item) => item.sourceKey)],
  );
}

/** Notices by id; unknown ids are left out. */
export async function legalEventsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<LegalEventRow[]> {
  return tx.query<LegalEventRow>(
    `SELECT ${EVENT_COLUMNS} FROM legal_event e
     WHERE e.tenant_id = $1 AND e.legal_event_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

const EVENT_COLUMNS = `e.legal_event_id AS "legalEventId", e.company_id AS "companyId", e.kind,
  e.published_on AS "publishedOn", e.decided_on AS "decidedOn", e.court, e.title, e.detail, e.url,
  e.related_key AS "relatedKey", e.relation, e.connector_id AS "connectorId",
  e.connection_id AS "connectionId", e.source_key AS "sourceKey", e.fetched_at AS "fetchedAt"`;

function legalEventSource(tx: Transaction): ListSource {
  const params = new Params();
  return {
    list: 'legalEvents',
    keys: [
      { sql: 'e.published_on', type: 'date', direction: 'DESC' },
      { sql: 'e.legal_event_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: EVENT_COLUMNS,
    from: 'legal_event e',
    where: [`e.tenant_id = ${params.add(tx.tenantId, 'uuid')}`],
    params,
  };
}

async function byCompany<Row extends { companyId: string }>(
  tx: Transaction,
  ids: readonly string[],
  sql: string,
): ByCompany<Row> {
  const rows = await tx.query<Row>(sql, [tx.tenantId, [...ids]]);
  return groupRows(rows, (row) => row.companyId);
}
