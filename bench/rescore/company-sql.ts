/** What registries and bureaux say of the companies of the benchmark's books. $1 is the tenant, $2 the connection. */
import type { LoadStep } from '../reads/portfolio-sql';

/** Two years of accounts of each company, from sound to hopeless by the company's own draw. */
const STATEMENTS = `
INSERT INTO financial_statement (tenant_id, financial_statement_id, company_id, connection_id, connector_id, source_key,
  closed_on, months, scope, confidentiality, currency, filed_on, items, fetched_at)
SELECT $1::uuid, stable_id($1::text, siren, year::text), stable_id($1::text, siren), $2, 'inpi', siren || ':' || closed_on,
  closed_on, 12, 'COMPANY', CASE WHEN pick % 10 = 0 THEN 'INCOME_STATEMENT' ELSE 'PUBLIC' END, 'EUR', closed_on + 180,
  jsonb_strip_nulls(jsonb_build_object(
    'totalAssets', m(6000000), 'currentAssets', m(3800000), 'fixedAssets', m(2200000), 'intangibleAssets', m(200000),
    'tradeReceivables', m(1700000), 'cash', m(600000 - 500000 * trouble), 'inventories', m(900000),
    'equity', m(1900000 - 1700000 * trouble), 'shareCapital', m(300000), 'retainedEarnings', m(1400000 - 1600000 * trouble),
    'provisions', m(100000), 'totalDebt', m(3200000 + 1700000 * trouble), 'tradePayables', m(1100000 + 400000 * trouble),
    'currentLiabilities', m(2200000 + 900000 * trouble), 'turnover', m(8400000), 'valueAdded', m(2600000),
    'ebitda', m(620000 - 700000 * trouble), 'operatingIncome', m(330000 - 600000 * trouble), 'depreciation', m(180000),
    'financialCharges', m(60000 + 120000 * trouble), 'profitBeforeTax', m(300000 - 700000 * trouble),
    'netIncome', m(220000 - 600000 * trouble), 'personnelCost', m(2000000))), now()
FROM member CROSS JOIN generate_series(1, 2) AS year
CROSS JOIN LATERAL (SELECT (date_trunc('year', CURRENT_DATE) - (year - 1) * interval '1 year')::date - 1 AS closed_on,
  least(1, pg_temp.draw(n, 31) + 0.05 * (2 - year)) AS trouble, 0.05 + pg_temp.draw(n, 32) ^ 3 AS size) d
CROSS JOIN LATERAL (SELECT 1) one
WHERE siren IS NOT NULL`.replaceAll(
  /m\((\d+)([^()]*)\)/g,
  (_, amount: string, rest: string) => `((${amount}${rest}) * size * 100)::bigint::text`,
);

/** A filing of accounts for everybody, and for one in a hundred the opening of proceedings. */
const EVENTS = `
INSERT INTO legal_event (tenant_id, legal_event_id, company_id, connection_id, connector_id, source_key, kind, published_on,
  court, title, accounts_closed_on, accounts_confidential, fetched_at)
SELECT $1::uuid, stable_id($1::text, siren, kind), stable_id($1::text, siren), $2, 'bodacc', siren || ':' || kind, kind,
  published_on, 'TRIBUNAL DE COMMERCE DE NANTES', title, closed_on, CASE WHEN closed_on IS NOT NULL THEN false END, now()
FROM member CROSS JOIN LATERAL (
  SELECT 'ACCOUNTS_FILED' AS kind, CURRENT_DATE - 120 AS published_on, 'Dépôt des comptes' AS title,
    (date_trunc('year', CURRENT_DATE))::date - 1 AS closed_on
  UNION ALL
  SELECT 'RECEIVERSHIP_OPENED', CURRENT_DATE - pick % 400, 'Jugement d''ouverture d''une procédure de redressement judiciaire',
    NULL WHERE pick % 100 = 0
) e
WHERE siren IS NOT NULL`;

const PROCEEDINGS = `
UPDATE company m SET insolvency = 'RECEIVERSHIP', insolvency_event_key = e.source_key, insolvency_on = e.published_on
FROM legal_event e WHERE m.tenant_id = $1 AND e.tenant_id = $1 AND e.company_id = m.company_id AND e.kind = 'RECEIVERSHIP_OPENED'
  AND $2::uuid IS NOT NULL`;

/** A bureau's score of three companies in ten. */
const SCORES = `
INSERT INTO provider_score (tenant_id, company_id, connection_id, connector_id, source_key, scale, value, higher_is_safer,
  computed_on, fetched_at, measures, seen_on)
SELECT $1::uuid, stable_id($1::text, siren), $2, 'pappers', siren || ':score', 'PAPPERS_FINANCIAL_20',
  (floor(pg_temp.draw(n, 33) * 200) / 10)::text, true, CURRENT_DATE - pick % 200, now(), 'FAILURE', CURRENT_DATE - pick % 200
FROM member WHERE siren IS NOT NULL AND pick % 10 < 3`;

/** In an order in which nothing is referred to before it is there. */
export function companySteps(tenantId: string, connectionId: string): LoadStep[] {
  const values = [tenantId, connectionId];
  return [
    { label: 'accounts', sql: STATEMENTS, values },
    { label: 'legal events', sql: EVENTS, values },
    { label: 'proceedings', sql: PROCEEDINGS, values },
    { label: 'scores', sql: SCORES, values },
  ];
}
