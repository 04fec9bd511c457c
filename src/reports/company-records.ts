import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { LegalEventKind, ScoreMeasure, UseRestriction } from '../connector-kit';
import { FACT_PRECEDENCE } from '../unify';
import { Params, type Page, type PageRequest } from './keyset';
import { groupRows, readParentPages, type ListSource } from './list-source';

/** What a provider says, with the terms it came under. */
export interface LicensedRow {
  useRestriction: UseRestriction;
  connectorId: string;
}

export interface OfficerRow extends LicensedRow {
  companyId: string;
  name: string | null;
  role: string;
  isLegalPerson: boolean;
  officerSiren: string | null;
  sinceOn: LocalDate | null;
  connectionId: string;
  sourceKey: string;
}

export interface StatementRow extends LicensedRow {
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
  /** Ratio name to exact decimal, as the source published it. */
  ratios: Record<string, string>;
  connectorId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface LegalEventRow extends LicensedRow {
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

export interface ProviderScoreRow extends LicensedRow {
  companyId: string;
  scale: string;
  value: string | null;
  absentBecause: string | null;
  higherIsSafer: boolean;
  measures: ScoreMeasure;
  horizonMonths: number | null;
  computedOn: LocalDate | null;
  /** The day it is of: when it was computed, else first seen. */
  seenOn: LocalDate;
  connectorId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface FactRow extends LicensedRow {
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

/** What is past its retention is not read any more, though it may not have been deleted yet. */
const live = (alias: string): string => `coalesce(${alias}.expires_on > (SELECT bi.today()), true)`;

/** Officers of each company as every source names them, the most believed source first; by role, then key. */
export async function officersOf(tx: Transaction, ids: readonly string[]): ByCompany<OfficerRow> {
  return byCompany(
    tx,
    ids,
    `SELECT o.company_id AS "companyId", o.name, o.role, o.is_legal_person AS "isLegalPerson",
       o.officer_siren AS "officerSiren", o.since_on AS "sinceOn", o.connection_id AS "connectionId",
       o.source_key AS "sourceKey", c.connector_id AS "connectorId", o.use_restriction AS "useRestriction"
     FROM officer o JOIN connection c USING (tenant_id, connection_id)
     WHERE o.tenant_id = $1 AND o.company_id = ANY ($2::uuid[]) AND ${live('o')}
     ORDER BY o.company_id, o.use_restriction <> 'NONE', coalesce(array_position(${PRECEDENCE}, c.connector_id), 1000),
       o.connection_id, o.role, o.source_key`,
  );
}

/** Statements of each company, the latest first; of each year and scope all that sources tell of it, the fullest first. */
export async function statementsOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<StatementRow> {
  return byCompany(
    tx,
    ids,
    `SELECT financial_statement_id AS "financialStatementId", company_id AS "companyId",
       closed_on AS "closedOn", months, scope, confidentiality, currency, filed_on AS "filedOn", items, ratios,
       connector_id AS "connectorId", connection_id AS "connectionId", source_key AS "sourceKey",
       fetched_at AS "fetchedAt", use_restriction AS "useRestriction"
     FROM financial_statement s WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND ${live('s')}
     ORDER BY company_id, closed_on DESC, scope, (SELECT count(*) FROM jsonb_object_keys(items)) DESC,
       financial_statement_id`,
  );
}

/** Scores of each company, raw: the latest of each connection and scale first, then what it was before. */
export async function providerScoresOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<ProviderScoreRow> {
  return byCompany(
    tx,
    ids,
    `SELECT company_id AS "companyId", scale, value, absent_because AS "absentBecause",
       higher_is_safer AS "higherIsSafer", measures, horizon_months AS "horizonMonths", computed_on AS "computedOn",
       seen_on AS "seenOn", connector_id AS "connectorId",
       connection_id AS "connectionId", source_key AS "sourceKey", fetched_at AS "fetchedAt",
       use_restriction AS "useRestriction"
     FROM provider_score p WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND ${live('p')}
     ORDER BY company_id, connector_id, connection_id, scale, seen_on DESC, source_key`,
  );
}

/** Everything each connection says of each company's fields, the chosen value of a field first. */
export async function factsOf(tx: Transaction, ids: readonly string[]): ByCompany<FactRow> {
  return byCompany(
    tx,
    ids,
    `SELECT company_id AS "companyId", field, value, connector_id AS "connectorId",
       connection_id AS "connectionId", stream, source_key AS "sourceKey", observed_on AS "observedOn",
       fetched_at AS "fetchedAt", is_chosen AS "isChosen", use_restriction AS "useRestriction"
     FROM company_fact f WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND ${live('f')}
     ORDER BY company_id, field, is_chosen DESC, connection_id`,
  );
}

/** The same page of each company's legal notices, newest first, as far as a reader of these restrictions may see. */
export async function legalEventsOf(
  tx: Transaction,
  companyIds: readonly string[],
  { page, readable }: { page: PageRequest; readable: readonly UseRestriction[] },
): Promise<Map<string, Page<LegalEventRow>>> {
  return readParentPages(tx, legalEventSource(tx, readable), {
    parentIds: companyIds,
    parentColumn: 'e.company_id',
    page,
  });
}

/** How many notices such a reader may see of each company, by company id; those without any are left out. */
export async function countLegalEvents(
  tx: Transaction,
  companyIds: readonly string[],
  readable: readonly UseRestriction[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; total: string }>(
    `SELECT company_id AS id, count(*) AS total FROM legal_event e
     WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND use_restriction = ANY ($3::text[]) AND ${live('e')}
     GROUP BY company_id`,
    [tx.tenantId, [...companyIds], [...readable]],
  );
  return new Map(rows.map((row) => [row.id, Number(row.total)]));
}

/** Under which terms each company's notices are that such a reader may not see, a row each. */
export async function withheldLegalEvents(
  tx: Transaction,
  companyIds: readonly string[],
  readable: readonly UseRestriction[],
): Promise<Map<string, LicensedRow[]>> {
  const rows = await tx.query<LicensedRow & { companyId: string }>(
    `SELECT company_id AS "companyId", use_restriction AS "useRestriction", connector_id AS "connectorId"
     FROM legal_event e WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND use_restriction <> ALL ($3::text[])
       AND ${live('e')}`,
    [tx.tenantId, [...companyIds], [...readable]],
  );
  return groupRows(rows, (row) => row.companyId);
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
     WHERE e.tenant_id = $1 AND ${live('e')} ORDER BY e.connection_id`,
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
     WHERE e.tenant_id = $1 AND e.legal_event_id = ANY ($2::uuid[]) AND ${live('e')}`,
    [tx.tenantId, [...ids]],
  );
}

const EVENT_COLUMNS = `e.legal_event_id AS "legalEventId", e.company_id AS "companyId", e.kind,
  e.published_on AS "publishedOn", e.decided_on AS "decidedOn", e.court, e.title, e.detail, e.url,
  e.related_key AS "relatedKey", e.relation, e.connector_id AS "connectorId",
  e.connection_id AS "connectionId", e.source_key AS "sourceKey", e.fetched_at AS "fetchedAt",
  e.use_restriction AS "useRestriction"`;

function legalEventSource(tx: Transaction, readable: readonly UseRestriction[]): ListSource {
  const params = new Params();
  return {
    list: 'legalEvents',
    keys: [
      { sql: 'e.published_on', type: 'date', direction: 'DESC' },
      { sql: 'e.legal_event_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: EVENT_COLUMNS,
    from: 'legal_event e',
    where: [
      `e.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      `e.use_restriction = ANY (${params.add([...readable], 'text[]')})`,
      live('e'),
    ],
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
