import type {
  CompanyRecord,
  FinancialStatementRecord,
  LegalEventRecord,
  OfficerRecord,
  ProviderScoreRecord,
  RecordType,
  UnifiedRecord,
} from '../connector-kit';
import { stableId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { chooseFacts } from './choose-facts';
import { ensureCompanies } from './match-customers';
import { refreshLegalState } from './refresh-legal-state';

/** Where a record came from: what provenance answers. */
export interface RecordSource {
  connectionId: string;
  connectorId: string;
  stream: string;
  sourceKey: string;
  fetchedAt: Date;
}

type Sourced<R extends UnifiedRecord> = { record: R; source: RecordSource };

/**
 * Stores company records in sets; the same records again change nothing. `types` are those the stream can give: of these,
 * what a company's record comes without is not so any more. Answers the companies they are about.
 */
export async function storeCompanyRecords(
  tx: Transaction,
  records: readonly { record: UnifiedRecord; source: RecordSource }[],
  when: { at: Date; asOf: LocalDate; types: readonly RecordType[] },
): Promise<string[]> {
  const sirens = new Set<string>();
  for (const { record } of records) if ('siren' in record) sirens.add(record.siren);
  await ensureCompanies(tx, [...sirens], when.at);
  await lockCompanies(tx, [...sirens]);
  await storeFacts(tx, only(records, 'company'));
  if (when.types.includes('officer')) {
    await storeOfficers(tx, only(records, 'officer'), only(records, 'company'));
  }
  await storeStatements(tx, only(records, 'financialStatement'));
  await storeLegalEvents(tx, only(records, 'legalEvent'));
  await storeProviderScores(tx, only(records, 'providerScore'));
  await chooseFacts(tx, [...sirens], when.at);
  await refreshLegalState(tx, [...sirens], when);
  return [...sirens].map((siren) => stableId(tx.tenantId, siren));
}

/** What a company is comes from all its sources' records together: who stores one must see what the others stored. */
async function lockCompanies(tx: Transaction, sirens: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM company WHERE tenant_id = $1 AND siren = ANY ($2) ORDER BY company_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...sirens]],
  );
}

function only<T extends UnifiedRecord['type']>(
  records: readonly { record: UnifiedRecord; source: RecordSource }[],
  type: T,
): Sourced<Extract<UnifiedRecord, { type: T }>>[] {
  return records.filter((item) => item.record.type === type) as Sourced<
    Extract<UnifiedRecord, { type: T }>
  >[];
}

/** Record field to company column: each becomes a fact with its own provenance. */
const FACT_FIELDS = {
  name: 'name',
  trade_name: 'tradeName',
  legal_form_code: 'legalFormCode',
  legal_form_label: 'legalFormLabel',
  activity_code: 'activityCode',
  created_on: 'createdOn',
  ceased_on: 'ceasedOn',
  status: 'status',
  employees_min: 'employeesMin',
  employees_max: 'employeesMax',
  vat_number: 'vatNumber',
  capital_minor: 'capitalMinor',
  address_line: 'addressLine',
  postcode: 'postcode',
  city: 'city',
  country_code: 'countryCode',
  is_diffusible: 'isDiffusible',
} as const satisfies Record<string, keyof CompanyRecord>;

async function storeFacts(tx: Transaction, records: Sourced<CompanyRecord>[]): Promise<void> {
  const facts = records.flatMap(({ record, source }) =>
    Object.entries(FACT_FIELDS)
      .filter(([, key]) => record[key] !== null && !(key === 'status' && record[key] === 'UNKNOWN'))
      .map(([field, key]) => ({
        ...origin(record.siren, source),
        field,
        value: jsonValue(record[key]),
        observed_on: record.observedOn,
      })),
  );
  await forgetWithdrawnFacts(tx, records, facts);
  await tx.execute(
    `INSERT INTO company_fact AS f (tenant_id, company_id, field, connection_id, connector_id, stream, source_key, value,
       observed_on, fetched_at, is_chosen)
     SELECT DISTINCT ON (company_id, field, connection_id) $1::uuid, stable_id($1::text, r.siren) AS company_id, r.field,
       r.connection_id, r.connector_id, r.stream, r.source_key, r.value, r.observed_on, r.fetched_at, false
     FROM jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, connector_id text, stream text,
       source_key text, fetched_at timestamptz, field text, value jsonb, observed_on date)
     ORDER BY company_id, field, connection_id, r.fetched_at DESC
     ON CONFLICT (tenant_id, company_id, field, connection_id) DO UPDATE SET value = EXCLUDED.value,
       stream = EXCLUDED.stream, source_key = EXCLUDED.source_key, observed_on = EXCLUDED.observed_on,
       fetched_at = EXCLUDED.fetched_at
     WHERE f.fetched_at <= EXCLUDED.fetched_at AND (f.value, f.observed_on) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.observed_on)`,
    [tx.tenantId, JSON.stringify(facts)],
  );
}

/** A field the same source no longer states is no longer known from it. */
async function forgetWithdrawnFacts(
  tx: Transaction,
  records: Sourced<CompanyRecord>[],
  facts: readonly { siren?: string; field: string; connection_id?: string }[],
): Promise<void> {
  const told = records.map(({ record, source }) => ({
    siren: record.siren,
    connection_id: source.connectionId,
    fields: facts
      .filter((fact) => fact.siren === record.siren && fact.connection_id === source.connectionId)
      .map((fact) => fact.field),
  }));
  await tx.execute(
    `DELETE FROM company_fact f
     USING jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, fields jsonb)
     WHERE f.tenant_id = $1::uuid AND f.company_id = stable_id($1::text, r.siren)
       AND f.connection_id = r.connection_id AND NOT r.fields ? f.field`,
    [tx.tenantId, JSON.stringify(told)],
  );
}

/** A source's officers of a company are replaced as a whole: who is no longer named has left. */
async function storeOfficers(
  tx: Transaction,
  records: Sourced<OfficerRecord>[],
  companies: Sourced<CompanyRecord>[],
): Promise<void> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    officer_key: record.sourceKey,
    name: record.name,
    role: record.role,
    is_legal_person: record.isLegalPerson,
    officer_siren: record.officerSiren,
    birth_month: record.birthMonth,
    since_on: record.since,
  }));
  const told = [...records, ...companies].map(({ record, source }) => origin(record.siren, source));
  if (told.length === 0) return;
  await tx.execute(
    `WITH r AS (
       SELECT DISTINCT ON (company_id, connection_id, officer_key) stable_id($1::text, siren) AS company_id, *
       FROM jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, officer_key text, name text, role text,
         is_legal_person boolean, officer_siren text, birth_month text, since_on date)
     ), gone AS (
       DELETE FROM officer o USING (
         SELECT DISTINCT stable_id($1::text, siren) AS company_id, connection_id
         FROM jsonb_to_recordset($3::jsonb) AS t (siren text, connection_id uuid)) s
       WHERE o.tenant_id = $1::uuid AND o.company_id = s.company_id AND o.connection_id = s.connection_id
         AND NOT EXISTS (SELECT FROM r WHERE r.company_id = o.company_id AND r.connection_id = o.connection_id
           AND r.officer_key = o.source_key)
     )
     INSERT INTO officer AS o (tenant_id, company_id, connection_id, source_key, name, role, is_legal_person,
       officer_siren, birth_month, since_on)
     SELECT $1::uuid, company_id, connection_id, officer_key, name, role, is_legal_person, officer_siren, birth_month,
       since_on FROM r
     ON CONFLICT (tenant_id, company_id, connection_id, source_key) DO UPDATE SET name = EXCLUDED.name,
       role = EXCLUDED.role, is_legal_person = EXCLUDED.is_legal_person, officer_siren = EXCLUDED.officer_siren,
       birth_month = EXCLUDED.birth_month, since_on = EXCLUDED.since_on
     WHERE (o.name, o.role, o.is_legal_person, o.officer_siren, o.birth_month, o.since_on) IS DISTINCT FROM
       (EXCLUDED.name, EXCLUDED.role, EXCLUDED.is_legal_person, EXCLUDED.officer_siren, EXCLUDED.birth_month,
        EXCLUDED.since_on)`,
    [tx.tenantId, JSON.stringify(rows), JSON.stringify(told)],
  );
}

async function storeStatements(
  tx: Transaction,
  records: Sourced<FinancialStatementRecord>[],
): Promise<void> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    statement_key: record.sourceKey,
    closed_on: record.closedOn,
    months: record.months,
    scope: record.scope,
    confidentiality: record.confidentiality,
    currency: record.currency,
    filed_on: record.filedOn,
    items: Object.fromEntries(
      Object.entries(record.items).map(([item, minor]) => [item, String(minor)]),
    ),
  }));
  if (rows.length === 0) return;
  await tx.execute(
    `INSERT INTO financial_statement AS s (tenant_id, financial_statement_id, company_id, connection_id, connector_id,
       source_key, closed_on, months, scope, confidentiality, currency, filed_on, items, fetched_at)
     SELECT DISTINCT ON (id) $1::uuid, stable_id(r.connection_id::text, r.siren, 'statement', r.statement_key) AS id,
       stable_id($1::text, r.siren), r.connection_id, r.connector_id, r.statement_key, r.closed_on, r.months, r.scope,
       r.confidentiality, r.currency, r.filed_on, r.items, r.fetched_at
     FROM jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, connector_id text, fetched_at timestamptz,
       statement_key text, closed_on date, months int, scope text, confidentiality text, currency text, filed_on date,
       items jsonb)
     ORDER BY id, r.fetched_at DESC
     ON CONFLICT (tenant_id, financial_statement_id) DO UPDATE SET months = EXCLUDED.months, scope = EXCLUDED.scope,
       confidentiality = EXCLUDED.confidentiality, filed_on = EXCLUDED.filed_on, items = EXCLUDED.items,
       fetched_at = EXCLUDED.fetched_at
     WHERE (s.months, s.scope, s.confidentiality, s.filed_on, s.items) IS DISTINCT FROM
       (EXCLUDED.months, EXCLUDED.scope, EXCLUDED.confidentiality, EXCLUDED.filed_on, EXCLUDED.items)`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}

/** One notice told by two providers is one event: the official gazette's own wording wins. */
async function storeLegalEvents(
  tx: Transaction,
  records: Sourced<LegalEventRecord>[],
): Promise<void> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    event_key: record.sourceKey,
    kind: record.kind,
    published_on: record.publishedOn,
    decided_on: record.decidedOn,
    court: record.court,
    title: record.title,
    detail: record.detail,
    url: record.url,
    related_key: record.relatedKey,
    relation: record.relation,
    accounts_closed_on: record.accountsClosedOn,
    accounts_confidential: record.accountsConfidential,
  }));
  if (rows.length === 0) return;
  await tx.execute(
    `INSERT INTO legal_event AS e (tenant_id, legal_event_id, company_id, connection_id, connector_id, source_key, kind,
       published_on, decided_on, court, title, detail, url, related_key, relation, accounts_closed_on,
       accounts_confidential, fetched_at)
     SELECT DISTINCT ON (id) $1::uuid, stable_id($1::text, r.siren, 'notice', r.event_key) AS id,
       stable_id($1::text, r.siren), r.connection_id, r.connector_id, r.event_key, r.kind, r.published_on, r.decided_on,
       r.court, r.title, r.detail, r.url, r.related_key, r.relation, r.accounts_closed_on, r.accounts_confidential,
       r.fetched_at
     FROM jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, connector_id text, fetched_at timestamptz,
       event_key text, kind text, published_on date, decided_on date, court text, title text, detail text, url text,
       related_key text, relation text, accounts_closed_on date, accounts_confidential boolean)
     ORDER BY id, (r.connector_id = 'bodacc') DESC, r.fetched_at DESC
     ON CONFLICT (tenant_id, legal_event_id) DO UPDATE SET connection_id = EXCLUDED.connection_id,
       connector_id = EXCLUDED.connector_id, kind = EXCLUDED.kind, published_on = EXCLUDED.published_on,
       decided_on = EXCLUDED.decided_on, court = EXCLUDED.court, title = EXCLUDED.title, detail = EXCLUDED.detail,
       url = EXCLUDED.url, related_key = EXCLUDED.related_key, relation = EXCLUDED.relation,
       accounts_closed_on = EXCLUDED.accounts_closed_on, accounts_confidential = EXCLUDED.accounts_confidential
     WHERE (EXCLUDED.connector_id = 'bodacc' OR e.connector_id = EXCLUDED.connector_id)
       AND (e.connector_id, e.kind, e.published_on, e.decided_on, e.court, e.title, e.detail, e.url, e.related_key,
           e.relation, e.accounts_closed_on, e.accounts_confidential) IS DISTINCT FROM
         (EXCLUDED.connector_id, EXCLUDED.kind, EXCLUDED.published_on, EXCLUDED.decided_on, EXCLUDED.court,
           EXCLUDED.title, EXCLUDED.detail, EXCLUDED.url, EXCLUDED.related_key, EXCLUDED.relation,
           EXCLUDED.accounts_closed_on, EXCLUDED.accounts_confidential)`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}

async function storeProviderScores(
  tx: Transaction,
  records: Sourced<ProviderScoreRecord>[],
): Promise<void> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    score_key: record.sourceKey,
    scale: record.scale,
    value: record.value,
    absent_because: record.absentBecause,
    higher_is_safer: record.higherIsSafer,
    computed_on: record.computedOn,
  }));
  if (rows.length === 0) return;
  await tx.execute(
    `INSERT INTO provider_score AS p (tenant_id, company_id, connection_id, connector_id, source_key, scale, value,
       absent_because, higher_is_safer, computed_on, fetched_at)
     SELECT DISTINCT ON (company_id, r.connection_id, r.score_key) $1::uuid, stable_id($1::text, r.siren) AS company_id,
       r.connection_id, r.connector_id, r.score_key, r.scale, r.value, r.absent_because, r.higher_is_safer,
       r.computed_on, r.fetched_at
     FROM jsonb_to_recordset($2::jsonb) AS r (siren text, connection_id uuid, connector_id text, fetched_at timestamptz,
       score_key text, scale text, value text, absent_because text, higher_is_safer boolean, computed_on date)
     ORDER BY company_id, r.connection_id, r.score_key, r.fetched_at DESC
     ON CONFLICT (tenant_id, company_id, connection_id, source_key) DO UPDATE SET value = EXCLUDED.value,
       absent_because = EXCLUDED.absent_because, computed_on = EXCLUDED.computed_on, fetched_at = EXCLUDED.fetched_at
     WHERE (p.value, p.absent_because, p.computed_on) IS DISTINCT FROM
       (EXCLUDED.value, EXCLUDED.absent_because, EXCLUDED.computed_on)`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}

function origin(siren: string, source: RecordSource): Record<string, string> {
  return {
    siren,
    connection_id: source.connectionId,
    connector_id: source.connectorId,
    stream: source.stream,
    source_key: source.sourceKey,
    fetched_at: source.fetchedAt.toISOString(),
  };
}

function jsonValue(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
