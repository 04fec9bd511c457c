/** What providers said and what was bought from them, through every door: as bi-parity.api.test.ts. */
import { completeSiren } from '../../src/kernel';
import { useDoors, type Amount, type Cells } from './parity-doors';

const SIRENS = [1, 2, 3].map((n) => completeSiren(String(51_000_000 + n)));
const doors = useDoors(PROVIDED(SIRENS));
const [FIRST = '', SECOND = ''] = SIRENS;

const CALL =
  'connector_id stream call siren units unit_price cost is_counted status http_status booked_at reason';
const CALLS = `query ($filter: ProviderCallFilter) { providerSpend(from: "2026-01-01", to: "2026-12-31") {
  calls(filter: $filter, first: 100) { nodes { connectorId stream call siren units unitPrice { amount } cost { amount }
    isCounted status httpStatus at reason } } } }`;

interface CallNode {
  connectorId: string;
  stream: string | null;
  call: string;
  siren: string | null;
  units: string;
  unitPrice: Amount | null;
  cost: Amount | null;
  isCounted: boolean;
  status: string;
  httpStatus: number | null;
  at: string;
  reason: string | null;
}

const callCells = (node: CallNode): Cells => [
  ...[node.connectorId, node.stream, node.call, node.siren, node.units],
  ...[node.unitPrice?.amount ?? null, node.cost?.amount ?? null, String(node.isCounted)],
  ...[node.status, node.httpStatus?.toString() ?? null, node.at, node.reason],
];

/** SQL writes an instant with its own words. */
const atInstants = (names: string, rows: readonly Cells[]): Cells[] => {
  const places = names.split(' ').map((name) => name.endsWith('_at'));
  return rows.map((row) =>
    row.map((cell, at) =>
      places[at] === true && cell !== null ? new Date(cell).toISOString() : cell,
    ),
  );
};

test.each([
  [{}, {}, 'true'],
  [{ status: ['SETTLED'] }, { status: 'SETTLED' }, `status = 'SETTLED'`],
  [
    { sirens: [FIRST], connectors: ['bureau'] },
    { sirens: FIRST, connectors: 'bureau' },
    `siren = '${FIRST}' AND connector_id = 'bureau'`,
  ],
  [{ calls: ['nothing of the kind'] }, { calls: 'nothing of the kind' }, 'false'],
])('paid calls, with amounts that are not known left empty: %j', async (filter, query, where) => {
  const answer = await doors().ask<{ providerSpend: { calls: { nodes: CallNode[] } } }>(CALLS, {
    filter,
  });
  const fromApi = answer.providerSpend.calls.nodes.map(callCells);
  expect(await doors().exported('provider-calls', query, CALL)).toEqual(fromApi);
  const order = 'ORDER BY booked_at DESC, provider_call_id DESC';
  const rows = await doors().selected(CALL, `FROM provider_calls WHERE ${where} ${order}`, []);
  expect(atInstants(CALL, rows)).toEqual(fromApi);
  if (where === 'true') expect(fromApi).toHaveLength(6);
});

const COMPANY = `query ($siren: Siren!) { company(siren: $siren) {
  establishments(first: 50) { nodes { siret isHeadOffice status } }
  identifiers { scheme value isValid } recommendedLimits { kind amount { amount } seenOn }
  covers { policyNumber status amount { amount } } } }`;

interface CompanyAnswer {
  company: {
    establishments: { nodes: { siret: string; isHeadOffice: boolean; status: string }[] };
    identifiers: { scheme: string; value: string; isValid: boolean | null }[];
    recommendedLimits: { kind: string; amount: Amount | null; seenOn: string }[];
    covers: { policyNumber: string; status: string; amount: Amount | null }[];
  };
}

const LISTS = [
  ['establishments', 'establishments', 'siret is_head_office status', {}],
  ['company-identifiers', 'company_identifiers', 'scheme value is_valid', {}],
  ['recommended-limits', 'recommended_limits', 'kind amount seen_on', {}],
  ['insurance-covers', 'insurance_covers', 'policy_number status amount', { current: 'true' }],
] as const;

const told = ({ company }: CompanyAnswer): Record<string, Cells[]> => ({
  establishments: company.establishments.nodes.map((one) => [
    ...[one.siret, String(one.isHeadOffice), one.status],
  ]),
  'company-identifiers': company.identifiers.map((one) => [
    ...[one.scheme, one.value, one.isValid === null ? null : String(one.isValid)],
  ]),
  'recommended-limits': company.recommendedLimits.map((one) => [
    ...[one.kind, one.amount?.amount ?? null, one.seenOn],
  ]),
  'insurance-covers': company.covers.map((one) => [
    ...[one.policyNumber, one.status, one.amount?.amount ?? null],
  ]),
});

const sorted = (rows: readonly Cells[] | undefined): Cells[] =>
  [...(rows ?? [])].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

test.each(LISTS)('%s of a company, and of all of them', async (list, view, names, more) => {
  for (const siren of [FIRST, SECOND]) {
    const fromApi = sorted(told(await doors().ask<CompanyAnswer>(COMPANY, { siren }))[list]);
    const query = { sirens: siren, ...more };
    expect(sorted(await doors().exported(list, query, names))).toEqual(fromApi);
    const current = 'current' in more ? 'AND superseded_at IS NULL' : '';
    const rows = await doors().selected(names, `FROM ${view} WHERE siren = $1 ${current}`, [siren]);
    expect(sorted(rows)).toEqual(fromApi);
    expect(fromApi.length).toBeGreaterThan(0);
  }
  const all = await doors().exported(list, {}, names);
  expect(sorted(await doors().selected(names, `FROM ${view}`, []))).toEqual(sorted(all));
});

test('what is not to be passed on leaves through none of the files and views', async () => {
  const [hidden] = SIRENS.slice(2);
  for (const [list, view, names] of LISTS) {
    expect(await doors().exported(list, { sirens: hidden ?? '' }, names)).toEqual([]);
    expect(await doors().selected(names, `FROM ${view} WHERE siren = $1`, [hidden])).toEqual([]);
  }
});

/** Statements that give a tenant ($1) companies with all a provider may say, the last of them under an embargo. */
function PROVIDED(sirens: readonly string[]): string[] {
  const list = sirens.map((siren) => `'${siren}'`).join(', ');
  const of = `unnest(ARRAY[${list}]) WITH ORDINALITY AS s (siren, n)`;
  const id = `stable_id($1::text, s.siren)`;
  const connection = `stable_id($1::text, 'bureau')`;
  const source = `${id}, ${connection}, 'bureau'`;
  const terms = `CASE WHEN s.n = 3 THEN 'NO_REDISTRIBUTION' ELSE 'NONE' END`;
  return [
    `INSERT INTO connection (tenant_id, connection_id, connector_id, name)
     VALUES ($1::uuid, ${connection}, 'bureau', 'Bureau')`,
    `INSERT INTO company (tenant_id, company_id, siren, name, status, is_diffusible, updated_at)
     SELECT $1::uuid, ${id}, s.siren, 'Company ' || s.n, 'ACTIVE', true, now() FROM ${of}`,
    `INSERT INTO provider_call (tenant_id, provider_call_id, connection_id, connector_id, stream, call, subject, request_key,
       method, path, month_on, units, unit_price_minor, cost_minor, counted_calls, is_repeat, status, http_status, booked_at,
       lease_until, hold_days, reason)
     SELECT $1::uuid, stable_id($1::text, s.siren, k::text), ${connection}, 'bureau', 'reports', 'report', s.siren,
       stable_id($1::text, s.siren, k::text), 'GET', '/secret/path', '2026-11-01', 1.5, CASE k WHEN 1 THEN 450 END,
       CASE k WHEN 1 THEN 675 END, 1, false, CASE k WHEN 1 THEN 'SETTLED' ELSE 'UNANSWERED' END, CASE k WHEN 1 THEN 200 END,
       '2026-11-20T10:00:00Z'::timestamptz + make_interval(hours => (s.n * 2 + k)::int), now(), 30, 'no answer'
     FROM ${of}, generate_series(1, 2) k`,
    `INSERT INTO establishment (tenant_id, company_id, connection_id, connector_id, source_key, siret, is_head_office, status,
       is_diffusible, use_restriction, fetched_at, stream, payload_key)
     SELECT $1::uuid, ${source}, s.siren || k, s.siren || lpad(k::text, 5, '0'), k = 1, 'OPEN', true, ${terms}, now(), 's', 'p'
     FROM ${of}, generate_series(1, 3) k`,
    `INSERT INTO company_identifier (tenant_id, company_id, connection_id, connector_id, source_key, scheme, value, is_valid,
       use_restriction, fetched_at, stream, payload_key)
     SELECT $1::uuid, ${source}, k, k, k || s.n, CASE k WHEN 'VAT' THEN true END, ${terms}, now(), 's', 'p'
     FROM ${of}, unnest(ARRAY['VAT', 'DUNS']) k`,
    `INSERT INTO recommended_limit (tenant_id, company_id, connection_id, connector_id, source_key, kind, amount_minor, currency,
       absent_because, seen_on, use_restriction, fetched_at)
     SELECT $1::uuid, ${source}, 'l' || k, CASE k WHEN 1 THEN 'RECOMMENDED' ELSE 'MAXIMUM' END, CASE k WHEN 1 THEN 1234567 END, 'EUR',
       CASE k WHEN 2 THEN 'not given' END, '2026-10-01'::date + k, ${terms}, now()
     FROM ${of}, generate_series(1, 2) k`,
    `INSERT INTO insurance_cover (tenant_id, company_id, connection_id, connector_id, source_key, recorded_at, superseded_at,
       valid_from, policy_number, kind, status, amount_minor, currency, conditions, use_restriction, fetched_at)
     SELECT $1::uuid, ${source}, 'C', now() - make_interval(days => k), CASE k WHEN 2 THEN now() - interval '1 day' END,
       '2026-01-01', 'P1', 'NAMED', 'GRANTED', 5000000 + k, 'EUR', '{}', ${terms}, now()
     FROM ${of}, generate_series(1, 2) k`,
  ];
}
