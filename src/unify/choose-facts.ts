import { stableId } from '../kernel';
import type { Transaction } from '../database';

/**
 * Which connector is believed first when two disagree on a field: the State's registers, those that copy them, then
 * bureaux and insurers. Connectors not named come after, and within a rank the fresher observation wins.
 */
export const FACT_PRECEDENCE: readonly string[] = [
  ...['insee-sirene', 'inpi-rne', 'recherche-entreprises', 'gleif', 'vies'],
  ...['pappers', 'societe-com'],
  ...['altares-dnb', 'creditsafe', 'ellisphere', 'coface', 'atradius', 'allianz-trade', 'verif'],
];

/** A source that has not said so again for longer gives way to one that has. */
export const STALE_AFTER_MONTHS = 24;

/**
 * What a company that opposed publication is known by comes from the register that says so, or not at all: another
 * source's older copy of it is not taken.
 */
const WITHHELD = `('name', 'trade_name', 'address_line')`;

/** That a person opposed publication binds everybody, so everybody may know it, whoever says so. */
const ALWAYS_OPEN = 'is_diffusible';

/**
 * Marks the winning fact of each field and copies the winners to company: to its columns what everybody may read, to
 * `restricted` what a source says under terms of its own. A fact past its retention never wins.
 */
export async function chooseFacts(
  tx: Transaction,
  sirens: readonly string[],
  at: Date,
): Promise<void> {
  if (sirens.length === 0) return;
  const companyIds = sirens.map((siren) => stableId(tx.tenantId, siren));
  await tx.execute(MARK_CHOSEN, [tx.tenantId, companyIds, [...FACT_PRECEDENCE], at]);
  await tx.execute(COPY_CHOSEN, [tx.tenantId, [...sirens], at]);
}

/** Days of retention are days of UTC. */
const IS_OVER = `coalesce(f.expires_on <= ($4::timestamptz AT TIME ZONE 'UTC')::date, false)`;

/**
 * Order of belief: said again lately, free of terms, precedence, fresher observation. A fact that is said again without a
 * change keeps its fetched_at; when it was last said is in its raw record.
 */
const MARK_CHOSEN = `
  WITH ordered AS (
    SELECT f.company_id, f.field, f.connection_id, f.value, f.is_chosen, ${IS_OVER} AS is_over,
      row_number() OVER (PARTITION BY f.company_id, f.field
        ORDER BY ${IS_OVER}, coalesce(r.last_seen_at, f.fetched_at) < $4::timestamptz - interval '${STALE_AFTER_MONTHS} months',
          f.use_restriction <> 'NONE', coalesce(array_position($3::text[], f.connector_id), 1000),
          f.observed_on DESC NULLS LAST, f.fetched_at DESC, f.connection_id) = 1 AS is_first
    FROM company_fact f
    LEFT JOIN raw_record r ON r.tenant_id = f.tenant_id AND r.connection_id = f.connection_id AND r.stream = f.stream
      AND r.source_key = f.source_key AND r.is_current
    WHERE f.tenant_id = $1::uuid AND f.company_id = ANY ($2::uuid[])
  ), told AS (
    SELECT o.*, max(CASE WHEN o.field = 'is_diffusible' AND o.is_first AND o.value = 'false' THEN o.connection_id::text END)
      OVER (PARTITION BY o.company_id) AS opposed_by
    FROM ordered o
  ), ranked AS (
    SELECT company_id, field, connection_id, is_chosen, is_first AND NOT is_over
      AND NOT (field IN ${WITHHELD} AND coalesce(opposed_by <> connection_id::text, false)) AS wins
    FROM told
  )
  UPDATE company_fact f SET is_chosen = ranked.wins
  FROM ranked
  WHERE f.tenant_id = $1::uuid AND f.company_id = ANY ($2::uuid[]) AND f.company_id = ranked.company_id
    AND f.field = ranked.field AND f.connection_id = ranked.connection_id AND ranked.is_chosen <> ranked.wins`;

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

/** What notices make of a company is kept as it is. Companies without a fact are copied too: the last one may just have gone. */
const COPY_CHOSEN = `
  UPDATE company c SET ${COLUMNS.map(([name]) => `${name} = v.${name}`).join(', ')},
    status = coalesce(v.status, 'UNKNOWN'), is_diffusible = coalesce(v.is_diffusible, true),
    restricted = v.withheld || v.legal, updated_at = $3
  FROM (
    SELECT k.company_id, p.*, f.withheld,
      (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(k.restricted)
       WHERE key IN ('insolvency', 'struck_off_on')) AS legal
    FROM company k CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_object_agg(field, value) FILTER (WHERE is_open), '{}') AS open,
        coalesce(jsonb_object_agg(field, jsonb_build_object('value', value, 'restriction', use_restriction,
          'connector', connector_id, 'expiresOn', expires_on)) FILTER (WHERE NOT is_open), '{}') AS withheld
      FROM (SELECT *, use_restriction = 'NONE' OR field = '${ALWAYS_OPEN}' AS is_open
            FROM company_fact WHERE tenant_id = $1::uuid AND company_id = k.company_id AND is_chosen) chosen
    ) f
    CROSS JOIN LATERAL jsonb_populate_record(NULL::company, f.open) p
    WHERE k.tenant_id = $1::uuid AND k.siren = ANY ($2::text[])
  ) v (id)
  WHERE c.tenant_id = $1::uuid AND c.company_id = v.id
    AND (${COLUMNS.map(([name]) => `c.${name}`).join(', ')}, c.status, c.is_diffusible, c.restricted) IS DISTINCT FROM
      (${COLUMNS.map(([name]) => `v.${name}`).join(', ')}, coalesce(v.status, 'UNKNOWN'), coalesce(v.is_diffusible, true),
        v.withheld || v.legal)`;
