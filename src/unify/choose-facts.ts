import type { Transaction } from '../database';

/**
 * Which connector is believed first when two disagree on a field: the State's register before those that copy it.
 * Connectors not named come after, and within a rank the fresher observation wins.
 */
export const FACT_PRECEDENCE: readonly string[] = [
  'insee-sirene',
  'recherche-entreprises',
  'inpi-rne',
  'pappers',
];

/**
 * What a company that opposed publication is known by comes from the register that says so, or not at all: another
 * source's older copy of it is not taken.
 */
const WITHHELD = `('name', 'trade_name', 'address_line')`;

/** Marks the winning fact of each field and copies the winners to company. */
export async function chooseFacts(
  tx: Transaction,
  sirens: readonly string[],
  at: Date,
): Promise<void> {
  if (sirens.length === 0) return;
  await tx.execute(MARK_CHOSEN, [tx.tenantId, [...sirens], [...FACT_PRECEDENCE]]);
  await tx.execute(COPY_CHOSEN, [tx.tenantId, [...sirens], at]);
}

const MARK_CHOSEN = `
  WITH ordered AS (
    SELECT company_id, field, connection_id, value, row_number() OVER (PARTITION BY company_id, field
      ORDER BY coalesce(array_position($3::text[], connector_id), 1000), observed_on DESC NULLS LAST,
        fetched_at DESC, connection_id) = 1 AS is_first
    FROM company_fact WHERE tenant_id = $1::uuid
      AND company_id IN (SELECT stable_id($1::text, s) FROM unnest($2::text[]) AS s)
  ), ranked AS (
    SELECT o.company_id, o.field, o.connection_id, o.is_first AND NOT EXISTS (
        SELECT FROM ordered d WHERE d.company_id = o.company_id AND d.field = 'is_diffusible' AND d.is_first
          AND d.value = 'false' AND o.field IN ${WITHHELD} AND d.connection_id <> o.connection_id) AS wins
    FROM ordered o
  )
  UPDATE company_fact f SET is_chosen = ranked.wins
  FROM ranked
  WHERE f.tenant_id = $1::uuid AND f.company_id = ranked.company_id AND f.field = ranked.field
    AND f.connection_id = ranked.connection_id AND f.is_chosen <> ranked.wins`;

const COLUMNS = [
  ['name', 'text'],
  ['trade_name', 'text'],
  ['legal_form_code', 'text'],
  ['legal_form_label', 'text'],
  ['activity_code', 'text'],
  ['created_on', 'date'],
  ['ceased_on', 'date'],
  ['employees_min', 'integer'],
  ['employees_max', 'integer'],
  ['vat_number', 'text'],
  ['capital_minor', 'bigint'],
  ['address_line', 'text'],
  ['postcode', 'text'],
  ['city', 'text'],
  ['country_code', 'text'],
] as const;

const COPY_CHOSEN = `
  UPDATE company c SET ${COLUMNS.map(([name]) => `${name} = v.${name}`).join(', ')},
    status = coalesce(v.status, 'UNKNOWN'), is_diffusible = coalesce(v.is_diffusible, true), updated_at = $3
  FROM (
    SELECT company_id, (jsonb_populate_record(NULL::company, jsonb_object_agg(field, value))).*
    FROM company_fact WHERE tenant_id = $1::uuid AND is_chosen
      AND company_id IN (SELECT stable_id($1::text, s) FROM unnest($2::text[]) AS s)
    GROUP BY company_id
  ) v (id)
  WHERE c.tenant_id = $1::uuid AND c.company_id = v.id
    AND (${COLUMNS.map(([name]) => `c.${name}`).join(', ')}, c.status, c.is_diffusible) IS DISTINCT FROM
      (${COLUMNS.map(([name]) => `v.${name}`).join(', ')}, coalesce(v.status, 'UNKNOWN'), coalesce(v.is_diffusible, true))`;
