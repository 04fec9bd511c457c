import type { CompanyRecord, Json, UseRestriction } from '../connector-kit';
import { stricterUse } from '../connector-kit';
import { stableId } from '../kernel';
import type { Transaction } from '../database';
import type { CompanyChange } from './company-changes';
import { origin, ORIGIN_COLUMNS, type Sourced } from './record-source';

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

/** Stores what each connection says of each field; what a connection does not say any more is not known from it. */
export async function storeFacts(
  tx: Transaction,
  records: readonly Sourced<CompanyRecord>[],
): Promise<void> {
  if (records.length === 0) return;
  const told = records.map(({ record, source }) => ({
    siren: record.siren,
    source,
    facts: Object.entries(FACT_FIELDS)
      .filter(([, key]) => record[key] !== null && !(key === 'status' && record[key] === 'UNKNOWN'))
      .map(([field, key]) => ({
        ...origin(record.siren, source),
        field,
        value: jsonValue(record[key]),
        observed_on: record.observedOn,
      })),
  }));
  await forgetWithdrawn(tx, told);
  await tx.execute(
    `INSERT INTO company_fact AS f (tenant_id, company_id, field, connection_id, connector_id, stream, source_key, value,
       observed_on, fetched_at, is_chosen, use_restriction, expires_on)
     SELECT DISTINCT ON (company_id, field, connection_id) $1::uuid, stable_id($1::text, r.siren) AS company_id, r.field,
       r.connection_id, r.connector_id, r.stream, r.payload_key, r.value, r.observed_on, r.fetched_at, false,
       r.use_restriction, r.expires_on
     FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, field text, value jsonb, observed_on date)
     ORDER BY company_id, field, connection_id, r.fetched_at DESC
     ON CONFLICT (tenant_id, company_id, field, connection_id) DO UPDATE SET value = EXCLUDED.value,
       stream = EXCLUDED.stream, source_key = EXCLUDED.source_key, observed_on = EXCLUDED.observed_on,
       fetched_at = EXCLUDED.fetched_at, use_restriction = EXCLUDED.use_restriction, expires_on = EXCLUDED.expires_on
     WHERE f.fetched_at <= EXCLUDED.fetched_at
       AND (f.value, f.observed_on, f.use_restriction, f.expires_on) IS DISTINCT FROM
         (EXCLUDED.value, EXCLUDED.observed_on, EXCLUDED.use_restriction, EXCLUDED.expires_on)`,
    [tx.tenantId, JSON.stringify(told.flatMap(({ facts }) => facts))],
  );
}

async function forgetWithdrawn(
  tx: Transaction,
  told: readonly {
    siren: string;
    source: { connectionId: string };
    facts: readonly { field: string }[];
  }[],
): Promise<void> {
  const rows = told.map(({ siren, source, facts }) => ({
    company_id: stableId(tx.tenantId, siren),
    connection_id: source.connectionId,
    fields: facts.map(({ field }) => field),
  }));
  await tx.execute(
    `DELETE FROM company_fact f
     USING jsonb_to_recordset($2::jsonb) AS r (company_id uuid, connection_id uuid, fields jsonb)
     WHERE f.tenant_id = $1::uuid AND f.company_id = ANY ($3::uuid[]) AND f.company_id = r.company_id
       AND f.connection_id = r.connection_id AND NOT r.fields ? f.field`,
    // Their ids beside the rows: the planner does not know how few companies a set of rows speaks of.
    [tx.tenantId, JSON.stringify(rows), rows.map((row) => row.company_id)],
  );
}

export interface ChosenFact {
  companyId: string;
  field: string;
  value: Json;
  connectionId: string;
  connectorId: string;
  stream: string;
  sourceKey: string;
  restriction: UseRestriction;
}

/** What is shown of companies, and who has spoken of them. */
export interface ShownFacts {
  chosen: Map<string, ChosenFact>;
  /** What each connection says itself, shown or not. */
  said: Map<string, ChosenFact>;
  /** Company and connection of every fact. */
  sources: Set<string>;
}

/** Reads what is shown of companies now, to be compared with what is shown once their records are stored. */
export async function readShownFacts(
  tx: Transaction,
  sirens: readonly string[],
): Promise<ShownFacts> {
  const companies = sirens.map((siren) => stableId(tx.tenantId, siren));
  const rows = await tx.query<ChosenFact & { isChosen: boolean }>(
    `SELECT company_id AS "companyId", field, value, connection_id AS "connectionId", connector_id AS "connectorId",
       stream, source_key AS "sourceKey", use_restriction AS restriction, is_chosen AS "isChosen"
     FROM company_fact WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])`,
    [tx.tenantId, companies],
  );
  const chosen = rows.filter((row) => row.isChosen);
  return {
    chosen: new Map(chosen.map((row) => [`${row.companyId} ${row.field}`, row])),
    said: new Map(rows.map((row) => [saidKey(row), row])),
    sources: new Set(rows.map(sourceOf)),
  };
}

/**
 * Fields that show another value than before. A value from a connection that had not spoken of the company before is
 * another source, not another company.
 */
export function factChanges(before: ShownFacts, after: ShownFacts): CompanyChange[] {
  const keys = new Set([...before.chosen.keys(), ...after.chosen.keys()]);
  return [...keys].sort().flatMap((key): CompanyChange[] => {
    const was = before.chosen.get(key);
    const is = after.chosen.get(key);
    const told = is ?? was;
    if (told === undefined || JSON.stringify(was?.value) === JSON.stringify(is?.value)) return [];
    if (is !== undefined && !before.sources.has(sourceOf(is))) return [];
    const { companyId, field, connectionId, connectorId, sourceKey } = told;
    const values = { before: was?.value ?? null, after: is?.value ?? null };
    const restriction = stricterUse(was?.restriction ?? 'NONE', is?.restriction ?? 'NONE');
    const source = { connectionId, connectorId, sourceKey, restriction };
    return [{ companyId, facet: 'FACT', field, ...values, ...source }];
  });
}

/** Of what a connection says of a field. */
export function saidKey(said: Pick<ChosenFact, 'companyId' | 'field' | 'connectionId'>): string {
  const { companyId, field, connectionId } = said;
  return `${companyId} ${field} ${connectionId}`;
}

function sourceOf({ companyId, connectionId }: ChosenFact): string {
  return `${companyId} ${connectionId}`;
}

function jsonValue(value: CompanyRecord[keyof CompanyRecord]): Json {
  return typeof value === 'bigint' ? value.toString() : value;
}
