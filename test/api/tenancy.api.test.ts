import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId, stableId } from '../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, raiseAlert, socketClient, startApi } from './api-harness';

let app: Database;
let api: Api;
let ours: Seller;
let theirs: Seller;
/** A global id of everything the other tenant has. */
const foreign: Record<string, string> = {};
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  ours = await createSeller(app, database(), { slug: 'ours', customers: 3 });
  theirs = await createSeller(app, database(), { slug: 'theirs', customers: 5 });
  const ids = await describeCustomer(database(), theirs, {
    account: 'C001',
    siren: SIREN.second,
    limitMinor: 100,
  });
  const customerId = theirs.customerId('C001');
  const alertId = await app.tenant(theirs.tenantId, (tx) => raiseAlert(tx, customerId));
  const runId = stableId('run');
  await database().query(
    `INSERT INTO sync_run (tenant_id, sync_run_id, connection_id, stream, status, started_at, heartbeat_at)
     VALUES ($1, $2, $3, 'x', 'FAILED', now(), now())`,
    [theirs.tenantId, runId, theirs.connectionId],
  );
  await database().query(
    `INSERT INTO quarantined_record (tenant_id, quarantined_record_id, connection_id, sync_run_id, stream, code, reason,
       payload, quarantined_at) VALUES ($1, $2, $3, $4, 'x', 'BAD', 'bad', '{}', now())`,
    [theirs.tenantId, stableId('q'), theirs.connectionId, runId],
  );
  await database().query(
    `UPDATE customer SET match_status = 'SUGGESTED' WHERE tenant_id = $1 AND account = 'C002'`,
    [theirs.tenantId],
  );
  await controlCredit(customerId);
  Object.assign(foreign, {
    CreditReservation: globalId('CreditReservation', stableId('reservation')),
    SupplyHold: globalId('SupplyHold', stableId('hold')),
    BrokenPromise: globalId('BrokenPromise', stableId('promise')),
    ExceptionGrant: globalId('ExceptionGrant', stableId('exception')),
    ScoringRun: globalId('ScoringRun', stableId('scoring run')),
    Customer: globalId('Customer', customerId),
    Company: globalId('Company', ids.companyId),
    LegalEvent: globalId('LegalEvent', stableId(ids.companyId, 'event')),
    Receivable: globalId('Receivable', stableId(customerId, 'INVOICE', 'LATE')),
    RiskAlert: globalId('RiskAlert', alertId),
    CreditAssessment: globalId('CreditAssessment', ids.assessmentId),
    CreditLimit: globalId('CreditLimit', ids.proposalId),
    Connection: globalId('Connection', theirs.connectionId),
    SyncRun: globalId('SyncRun', runId),
    QuarantinedRecord: globalId('QuarantinedRecord', stableId('q')),
  });
  api = await startApi(app);
});

/** A reservation, a hold, an exception, a broken promise and a run of the other tenant. */
async function controlCredit(customerId: string): Promise<void> {
  const place = [theirs.tenantId, customerId];
  await database().query(
    `INSERT INTO credit_reservation (tenant_id, credit_reservation_id, customer_id, amount_minor, currency, idempotency_key,
       reserved_on, created_by, created_at, expires_at, counts_until)
     VALUES ($1, $3, $2, 7, 'EUR', 'their key', '2026-06-30', 'shop', now(), 'infinity', 'infinity')`,
    [...place, stableId('reservation')],
  );
  await database().query(
    `INSERT INTO supply_hold (tenant_id, supply_hold_id, customer_id, reason_code, reason, scope, placed_by, placed_at)
     VALUES ($1, $3, $2, 'OVERDUE', 'late', 'ALL', 'marie', now())`,
    [...place, stableId('hold')],
  );
  await database().query(
    `INSERT INTO broken_promise (tenant_id, broken_promise_id, customer_id, promised_on, currency, idempotency_key,
       reported_by, reported_at)
     VALUES ($1, $3, $2, '2026-06-01', 'EUR', 'their key', 'paul', now())`,
    [...place, stableId('promise')],
  );
  await database().query(
    `INSERT INTO exception_grant (tenant_id, exception_grant_id, customer_id, kind, reason, ceiling_minor, currency,
       is_one_shot, expires_at, requested_by, granted_by, granted_at)
     VALUES ($1, $3, $2, 'HOLD', 'fair', 7, 'EUR', true, now() + interval '1 day', 'paul', 'anne', now())`,
    [...place, stableId('exception')],
  );
  await database().query(
    `INSERT INTO scoring_run (tenant_id, scoring_run_id, kind, as_of, model_version, policy_version, status,
       customers_total, portfolio_sales_minor, worker, started_at, progressed_at, finished_at)
     VALUES ($1, $2, 'NIGHTLY', '2026-06-30', 'm', 'default-1', 'DONE', 1, 0, 'w', now(), now(), now())`,
    [theirs.tenantId, stableId('scoring run')],
  );
}

const TYPES = [
  'BrokenPromise',
  'CreditReservation',
  'SupplyHold',
  'ExceptionGrant',
  'ScoringRun',
  'Customer',
  'Company',
  'LegalEvent',
  'Receivable',
  'RiskAlert',
  'CreditAssessment',
  'CreditLimit',
  'Connection',
  'SyncRun',
  'QuarantinedRecord',
];

test.each(TYPES)('the id of a %s finds it for its tenant and nothing for another', async (type) => {
  const query = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  const id = foreign[type];
  expect(await data(api, theirs.keys.VIEWER, query, { id })).toEqual({
    node: { __typename: type, id },
  });
  expect(await data(api, ours.keys.ADMIN, query, { id })).toEqual({ node: null });
});

test('no query, filter or nested list answers anything of another tenant', async () => {
  const variables = { c: foreign['Customer'], x: foreign['Connection'], s: SIREN.second };
  const answer = await data(
    api,
    ours.keys.ADMIN,
    `query ($c: ID!, $x: ID!, $s: Siren!) {
      customer(id: $c) { id }
      past: customer(id: $c, asOf: "2026-06-01") { id }
      company(siren: $s) { id }
      customers(filter: { ids: [$c] }) { totalCount nodes { id } }
      bySiren: customers(filter: { sirens: [$s] }) { totalCount }
      receivables(filter: { customerIds: [$c] }) { totalCount nodes { id } }
      pastReceivables: receivables(asOf: "2026-06-01", filter: { customerIds: [$c] }) { totalCount nodes { id } }
      agedBalance(filter: { ids: [$c] }) { rows { ageing { outstanding { amount } } } total { outstanding { amount } } reconciliation { ledgerDifference { amount } } }
      riskAlerts(filter: { customerId: $c }) { totalCount nodes { id } }
      everyAlert: riskAlerts { totalCount }
      syncRuns(connectionId: $x) { totalCount nodes { id } }
      quarantine(connectionId: $x) { totalCount nodes { id } }
      matchSuggestions { totalCount nodes { customer { id } } }
      events { events { id } }
      creditReservations { totalCount nodes { id } }
      ofTheirs: creditReservations(filter: { customerIds: [$c] }) { totalCount nodes { id } }
      supplyHolds(filter: { customerIds: [$c] }) { totalCount nodes { id } }
      everyHold: supplyHolds { totalCount nodes { id } }
      exceptionGrants(filter: { customerIds: [$c] }) { totalCount nodes { id } }
      everyException: exceptionGrants { totalCount nodes { id } }
      creditLimitReviews(until: "2999-01-01") { totalCount nodes { dueOn } }
      creditLimitOverrides { totalCount nodes { worstDaysLate } }
      creditLimitProposals { totalCount nodes { daysWaiting } }
      groupExposures { totalCount nodes { size } }
      scoringRuns { totalCount nodes { id } }
      creditPolicies { version }
      nested: customers { nodes { receivables(filter: { customerIds: [$c] }) { totalCount nodes { id } } riskAlerts(filter: { customerId: $c }) { totalCount nodes { id } } } }
    }`,
    variables,
  );
  const zero = { totalCount: 0, nodes: [] };
  expect(answer).toEqual({
    customer: null,
    past: null,
    company: null,
    customers: zero,
    bySiren: { totalCount: 0 },
    receivables: zero,
    pastReceivables: zero,
    agedBalance: {
      rows: [],
      total: { outstanding: { amount: '0.00' } },
      reconciliation: { ledgerDifference: { amount: '0.00' } },
    },
    riskAlerts: zero,
    everyAlert: { totalCount: 0 },
    syncRuns: zero,
    quarantine: zero,
    matchSuggestions: zero,
    events: { events: [] },
    creditReservations: zero,
    ofTheirs: zero,
    supplyHolds: zero,
    everyHold: zero,
    exceptionGrants: zero,
    everyException: zero,
    creditLimitReviews: zero,
    creditLimitOverrides: zero,
    creditLimitProposals: zero,
    groupExposures: zero,
    scoringRuns: zero,
    creditPolicies: [{ version: 0 }],
    nested: { nodes: Array.from({ length: 3 }, () => ({ receivables: zero, riskAlerts: zero })) },
  });
});

test('connections are shown to their tenant only, and never with their configuration', async () => {
  const query =
    '{ connections { id name health ageSeconds latestRuns { status } connector { id } } }';
  const answer = await data(api, theirs.keys.VIEWER, query);
  expect(answer).toMatchObject({
    connections: [
      { id: foreign['Connection'], health: 'FAILING', latestRuns: [{ status: 'FAILED' }] },
    ],
  });
  expect(JSON.stringify(await data(api, ours.keys.ADMIN, query))).not.toContain(
    foreign['Connection'],
  );
  const sdl = await data(
    api,
    ours.keys.ADMIN,
    '{ __type(name: "Connection") { fields { name } } }',
  );
  expect(JSON.stringify(sdl)).not.toContain('config');
});

test.each([
  ['acknowledgeRiskAlert', 'RiskAlert', '(id: $id) { ... on Refusal { code } }'],
  ['resolveRiskAlert', 'RiskAlert', '(id: $id) { ... on Refusal { code } }'],
  ['approveCreditLimit', 'CreditLimit', '(id: $id) { ... on Refusal { code } }'],
  ['rejectCreditLimit', 'CreditLimit', '(id: $id, reason: "x") { ... on Refusal { code } }'],
  ['confirmMatch', 'Customer', '(customerId: $id, siren: "552100554") { ... on Refusal { code } }'],
  ['rejectMatch', 'Customer', '(customerId: $id, siren: "552100554") { ... on Refusal { code } }'],
  [
    'setCreditLimit',
    'Customer',
    '(input: { customerId: $id, limit: { amount: "1", currency: "EUR" } }) { ... on Refusal { code } }',
  ],
  ['testConnection', 'Connection', '(id: $id) { ... on Refusal { code } }'],
])('%s does not reach into another tenant', async (mutation, type, rest) => {
  const answer = await data(api, ours.keys.ADMIN, `mutation ($id: ID!) { ${mutation}${rest} }`, {
    id: foreign[type],
  });
  expect(answer).toEqual({ [mutation]: { code: 'NOT_FOUND' } });
});

const EURO = 'amount: { amount: "1", currency: "EUR" }';

test.each([
  [
    'reserveCredit',
    'Customer',
    `(input: { customerId: $id, ${EURO}, idempotencyKey: "their key" })`,
    'CUSTOMER_NOT_FOUND',
  ],
  ['commitReservation', 'CreditReservation', '(id: $id)', 'RESERVATION_NOT_FOUND'],
  ['releaseReservation', 'CreditReservation', '(id: $id)', 'RESERVATION_NOT_FOUND'],
  [
    'placeSupplyHold',
    'Customer',
    '(input: { customerId: $id, reasonCode: OVERDUE, reason: "x" })',
    'CUSTOMER_NOT_FOUND',
  ],
  [
    'reportBrokenPromise',
    'Customer',
    '(input: { customerId: $id, promisedOn: "2026-06-01", idempotencyKey: "their key" })',
    'CUSTOMER_NOT_FOUND',
  ],
  ['liftSupplyHold', 'SupplyHold', '(id: $id, reason: "x")', 'SUPPLY_HOLD_NOT_FOUND'],
  [
    'grantException',
    'Customer',
    `(input: { customerId: $id, kind: TERMS, reason: "x", requestedBy: "me", expiresAt: "2026-07-01T00:00:00Z" })`,
    'CUSTOMER_NOT_FOUND',
  ],
  ['revokeException', 'ExceptionGrant', '(id: $id, reason: "x")', 'EXCEPTION_NOT_FOUND'],
])('%s finds nothing of another tenant', async (mutation, type, rest, code) => {
  const text = `mutation ($id: ID!) { ${mutation}${rest} { ... on Refusal { code remedy } } }`;
  const answer = await data(api, ours.keys.ADMIN, text, { id: foreign[type] });
  expect(answer).toEqual({ [mutation]: { code, remedy: expect.stringMatching(/\w/) as unknown } });
});

test('credit of another tenant cannot be checked', async () => {
  const text = `query ($id: ID!) { checkCredit(customerId: $id, ${EURO}) { ... on Refusal { code } } }`;
  const answer = await data(api, ours.keys.ADMIN, text, { id: foreign['Customer'] });
  expect(answer).toEqual({ checkCredit: { code: 'CUSTOMER_NOT_FOUND' } });
});

test('syncConnection does not reach into another tenant', async () => {
  const answer = await ask(
    api,
    ours.keys.ADMIN,
    'mutation ($id: ID!) { syncConnection(id: $id) { id } }',
    { id: foreign['Connection'] },
  );
  expect(answer.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test('cursors of another tenant are refused', async () => {
  const page = await data<{
    customers: { pageInfo: { endCursor: string } };
    events: { nextCursor: string };
  }>(
    api,
    theirs.keys.VIEWER,
    '{ customers(first: 1) { pageInfo { endCursor } } events { nextCursor } }',
  );
  const list = await ask(
    api,
    ours.keys.ADMIN,
    'query ($c: Cursor) { customers(after: $c) { nodes { id } } }',
    { c: page.customers.pageInfo.endCursor },
  );
  const log = await ask(
    api,
    ours.keys.ADMIN,
    'query ($c: Cursor) { events(after: $c) { hasMore } }',
    { c: page.events.nextCursor },
  );
  for (const answer of [list, log])
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }]);
});

test('a subscription is told nothing of another tenant', async () => {
  const client = socketClient(api, ours.keys.VIEWER);
  const subscription = client.iterate({
    query: 'subscription { riskAlerts(after: "0") { alert { customerId } } }',
  });
  const first = subscription.next();
  await app.tenant(theirs.tenantId, (tx) => raiseAlert(tx, theirs.customerId('C002')));
  const own = ours.customerId('C001');
  await app.tenant(ours.tenantId, (tx) => raiseAlert(tx, own));
  const { value } = (await first) as { value: { data: object } };
  expect(value.data).toEqual({ riskAlerts: { alert: { customerId: globalId('Customer', own) } } });
  await client.dispose();
});
