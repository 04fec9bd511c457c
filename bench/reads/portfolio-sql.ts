/** Who is in the benchmark's books: customers, companies, assessments, limits and alerts, each in one statement. */

/**
 * draw(n, salt) is the same number in [0, 1) for the same arguments on every machine, which random() is not in any
 * order of rows; key(parts) is stable_id() spelled so that a million calls are inlined.
 */
export const FUNCTIONS = `
CREATE FUNCTION pg_temp.draw(n bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT (hashint8extended(n, salt) & 4503599627370495)::float8 / 4503599627370496 $$;
CREATE FUNCTION pg_temp.key(scope uuid, kind text, n text) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT md5(scope::text || E'\\x1f' || kind || E'\\x1f' || n)::uuid $$;
CREATE FUNCTION pg_temp.account(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT '411' || lpad(n::text, 6, '0') $$;
DO $$ BEGIN
  ASSERT pg_temp.key('00000000-0000-4000-8000-000000000001', 'customer', '1')
    = stable_id('00000000-0000-4000-8000-000000000001', 'customer', '1');
END $$;
`;

const WORDS = `ARRAY['Ateliers', 'Transports', 'Boulangerie', 'Menuiserie', 'Garage', 'Électricité', 'Maçonnerie', 'Imprimerie',
  'Vignobles', 'Charpentes', 'Plomberie', 'Laboratoires', 'Papeterie', 'Serrurerie', 'Négoce', 'Conserverie', 'Fonderie',
  'Textiles', 'Pépinières', 'Carrelages', 'Logistique', 'Traiteur', 'Optique', 'Verrerie']`;
const NAMES = `ARRAY['Martin', 'Bernard', 'Dubois', 'Thomas', 'Robert', 'Richard', 'Petit', 'Durand', 'Leroy', 'Moreau', 'Simon',
  'Laurent', 'Lefèvre', 'Michel', 'Garcia', 'David', 'Bertrand', 'Roux', 'Vincent', 'Fournier', 'Morel', 'Girard',
  'André', 'Mercier', 'Dupont', 'Lambert', 'Bonnet', 'François', 'Martinez', 'Legrand', 'Garnier', 'Faure']`;
const TOWNS = `ARRAY['Nantes', 'Lyon', 'Lille', 'Rennes', 'Dijon', 'Tours', 'Metz', 'Reims', 'Pau', 'Annecy', 'Brest', 'Nîmes']`;

/** $1 connection, $2 how many customers. */
const MEMBERS = `
CREATE TEMP TABLE member AS
SELECT n, pg_temp.key($1, 'customer', pg_temp.account(n)) AS customer_id, pg_temp.account(n) AS account,
  (${WORDS})[1 + floor(pg_temp.draw(n, 11) * 24)::int] || ' ' || (${NAMES})[1 + floor(pg_temp.draw(n, 12) * 32)::int]
    || ' ' || (${TOWNS})[1 + floor(pg_temp.draw(n, 13) * 12)::int] || ' ' || n AS name,
  CASE WHEN pg_temp.draw(n, 14) < 0.7 THEN siren.digits END AS siren,
  floor(pg_temp.draw(n, 15) * 1e6)::int AS pick
FROM generate_series(1, $2::bigint) AS n, LATERAL (
  SELECT stem || (10 - (sum(CASE WHEN place % 2 = 0 THEN (digit * 2) % 10 + digit * 2 / 10 ELSE digit END) % 10)) % 10 AS digits
  FROM (SELECT (30000000 + n)::text AS stem) s, LATERAL unnest(string_to_array(stem, NULL)) WITH ORDINALITY AS d (text, place),
    LATERAL (SELECT d.text::int AS digit) v
  GROUP BY stem
) siren`;

const COMPANIES = `
INSERT INTO company (tenant_id, company_id, siren, name, legal_form_code, legal_form_label, activity_code, created_on, status,
  employees_min, employees_max, vat_number, capital_minor, address_line, postcode, city, country_code, updated_at)
SELECT $1::uuid, stable_id($1::text, siren), siren, upper(name), '5710', 'SAS, société par actions simplifiée', '46.69B',
  CURRENT_DATE - 1000 - pick % 9000, 'ACTIVE', 10, 19, 'FR' || lpad(((12 + 3 * (siren::int % 97)) % 97)::text, 2, '0') || siren,
  100 * (1000 + pick), (1 + pick % 90) || ' rue de la République', lpad((1000 + pick % 94000)::text, 5, '0'),
  (${TOWNS})[1 + pick % 12], 'FR', now()
FROM member WHERE siren IS NOT NULL`;

const CUSTOMERS = `
INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, company_id,
  match_status, match_confidence, match_method, match_decided_by, match_decided_at, match_searched_name, created_at)
SELECT $1::uuid, customer_id, $2, account, name, upper(name), 'EUR', false, stable_id($1::text, siren),
  CASE WHEN siren IS NULL THEN 'NO_CANDIDATE' ELSE 'AUTOMATIC' END, CASE WHEN siren IS NOT NULL THEN 0.98 END,
  CASE WHEN siren IS NOT NULL THEN 'NAME_AND_PLACE' END, CASE WHEN siren IS NOT NULL THEN 'encours' END,
  CASE WHEN siren IS NOT NULL THEN now() END, upper(name), now()
FROM member`;

/** Each customer has one as it stands and one that was replaced. */
const ASSESSMENTS = `
INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score, probability_of_default,
  confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, not_scored_because, told_at, grade_state)
SELECT $1, pg_temp.key(m.customer_id, 'assessment', version::text), m.customer_id, version = 2, e.grade, e.score, e.pd,
  e.confidence, e.model_version, at, at::date, e.inputs_hash, e.inputs, e.decision, e.not_scored_because, at, e.grade_state
FROM member m CROSS JOIN generate_series(1, 2) AS version
CROSS JOIN LATERAL (SELECT now() - interval '3 days' - (2 - version) * interval '40 days' - m.pick % 30 * interval '1 hour' AS at) t
JOIN example e ON e.n = 1 + (m.pick + 7 * (2 - version)) % (SELECT count(*) FROM example)`;

const LIMITS = `
INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from, effective_to,
  review_on, decided_by, decided_at, binding_term, next_term, terms, reason_codes, policy_version, told_at)
SELECT $1, pg_temp.key(m.customer_id, 'limit', version::text), m.customer_id, (e."limit" ->> 'limit_minor')::bigint, 'EUR',
  CASE WHEN version = 2 THEN 'ACTIVE' ELSE 'SUPERSEDED' END, at::date, CASE WHEN version = 1 THEN CURRENT_DATE - 4 END,
  (e."limit" ->> 'review_on')::date, CASE WHEN e."limit" -> 'reason_codes' ? 'ABOVE_AUTOMATIC_AMOUNT' THEN 'Credit manager' ELSE 'policy' END,
  at, e."limit" ->> 'binding_term', e."limit" ->> 'next_term', e."limit" -> 'terms',
  ARRAY(SELECT jsonb_array_elements_text(e."limit" -> 'reason_codes')), e."limit" ->> 'policy_version', at
FROM member m CROSS JOIN generate_series(1, 2) AS version
CROSS JOIN LATERAL (SELECT now() - interval '3 days' - (2 - version) * interval '40 days' - m.pick % 30 * interval '1 hour' AS at) t
JOIN example e ON e.n = 1 + (m.pick + 7 * (2 - version)) % (SELECT count(*) FROM example)
WHERE e."limit" IS NOT NULL AND m.pick % 20 <> 0`;

/** A third of the customers have two to nine alerts. */
const ALERTS = `
INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, before, after,
  text_key, params, evidence, deadline_on, acknowledged_by, acknowledged_at, resolved_by, resolved_at)
SELECT $1::uuid, stable_id($1::text, 'alert', dedup_key), customer_id, rule, severity, status, dedup_key, at,
  CASE WHEN rule = 'GRADE_DROP' THEN '{"grade": "B"}'::jsonb END,
  jsonb_build_object('exposureMinor', minor::text, 'limitMinor', (minor / 2)::text, 'overMinor', (minor - minor / 2)::text, 'currency', 'EUR'),
  rule, jsonb_build_object('customer', name, 'from', 'B', 'to', 'D', 'days', 41, 'number', 'FA' || minor,
    'exposure', jsonb_build_object('amountMinor', minor::text, 'currency', 'EUR'),
    'limit', jsonb_build_object('amountMinor', (minor / 2)::text, 'currency', 'EUR'),
    'over', jsonb_build_object('amountMinor', (minor - minor / 2)::text, 'currency', 'EUR'),
    'amount', jsonb_build_object('amountMinor', minor::text, 'currency', 'EUR'),
    'overdue', jsonb_build_object('amountMinor', minor::text, 'currency', 'EUR'),
    'on', jsonb_build_object('date', at::date), 'dueOn', jsonb_build_object('date', at::date - 41),
    'changedOn', jsonb_build_object('date', at::date)),
  jsonb_build_array(jsonb_build_object('kind', 'ledger', 'sourceKey', 'line-' || minor)), NULL,
  CASE WHEN status = 'ACKNOWLEDGED' THEN 'Credit manager' END, CASE WHEN status = 'ACKNOWLEDGED' THEN at + interval '2 hours' END,
  CASE WHEN status = 'RESOLVED' THEN 'encours' END, CASE WHEN status = 'RESOLVED' THEN at + interval '9 days' END
FROM (
  SELECT m.customer_id, m.name, (10000 + pg_temp.draw(m.n * 16 + k, 21) * 1e6)::bigint AS minor,
    (ARRAY['LIMIT_EXCEEDED', 'GRADE_DROP', 'SERIOUSLY_LATE', 'RETURNED_PAYMENT'])[1 + k % 4] AS rule,
    (ARRAY['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[1 + floor(pg_temp.draw(m.n * 16 + k, 22) * 4)::int] AS severity,
    (ARRAY['OPEN', 'ACKNOWLEDGED', 'RESOLVED', 'RESOLVED'])[1 + k % 4] AS status,
    'alert ' || m.customer_id || ' ' || k AS dedup_key,
    date_trunc('milliseconds', now() - interval '10 days' - pg_temp.draw(m.n * 16 + k, 23) * interval '500 days') AS at
  FROM member m CROSS JOIN LATERAL generate_series(1, 2 + m.pick % 8) AS k
  WHERE m.n % 3 = 0
) a`;

/** $1: JSON array of decided examples. */
const EXAMPLES = `
CREATE TEMP TABLE example AS
SELECT row_number() OVER () AS n, e.*
FROM jsonb_to_recordset($1::jsonb) AS e (grade text, score int, pd float8, confidence text, model_version text,
  inputs_hash text, inputs jsonb, decision jsonb, grade_state jsonb, not_scored_because text, "limit" jsonb)`;

export interface LoadStep {
  label: string;
  sql: string;
  values: unknown[];
}

/** Customers and their companies, and nothing decided about them. */
export function memberSteps(owner: {
  tenantId: string;
  connectionId: string;
  customers: number;
}): LoadStep[] {
  const { tenantId, connectionId, customers } = owner;
  return [
    { label: 'members', sql: MEMBERS, values: [connectionId, customers] },
    { label: 'companies', sql: COMPANIES, values: [tenantId] },
    { label: 'customers', sql: CUSTOMERS, values: [tenantId, connectionId] },
  ];
}

/** Everybody in the books, in an order in which nothing is referred to before it is there. */
export function portfolioSteps(owner: {
  tenantId: string;
  connectionId: string;
  customers: number;
  examples: readonly object[];
}): LoadStep[] {
  const { tenantId } = owner;
  return [
    { label: 'examples', sql: EXAMPLES, values: [JSON.stringify(owner.examples)] },
    ...memberSteps(owner),
    { label: 'assessments', sql: ASSESSMENTS, values: [tenantId] },
    { label: 'limits', sql: LIMITS, values: [tenantId] },
    { label: 'alerts', sql: ALERTS, values: [tenantId] },
  ];
}
