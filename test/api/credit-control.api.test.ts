import type { Api } from '../../src/api';
import { readEvents, sequenceEvents } from '../../src/alerts';
import type { ApiRole, Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { connectApp, createSeller, describeCustomer, NOW, SIREN } from '../reports/seller-fixture';
import type { Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let stranger: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'control', customers: 4 });
  stranger = await createSeller(app, database(), { slug: 'stranger', customers: 1 });
  // C001 stands for 295.00: 325.00 open less a credit of 30.00.
  await describeCustomer(database(), seller, {
    ...{ account: 'C001', siren: SIREN.first, limitMinor: 100_000 },
  });
  api = await startApi(app);
});

const FIELDS = `... on CreditReservation { id status isCounting amount { amount currency } reference countsUntil
    exceptionGrantIds customer { account } }
  ... on CreditRefused { code message remedy limit { amount } exposure { amount } headroom { amount } shortfall { amount } }
  ... on Refusal { code message remedy field }`;
const RESERVE = `mutation ($input: ReserveCreditInput!) { result: reserveCredit(input: $input) { __typename ${FIELDS} } }`;
const COMMIT = `mutation ($id: ID!, $invoice: String) { result: commitReservation(id: $id, invoiceNumber: $invoice) {
  __typename ${FIELDS} } }`;
const RELEASE = `mutation ($id: ID!) { result: releaseReservation(id: $id) { __typename ${FIELDS} } }`;
const CHECK = `query ($id: ID!, $amount: MoneyInput!) { result: checkCredit(customerId: $id, amount: $amount) { __typename
  ... on CreditAvailable { exposure { amount } headroom { amount } }
  ... on CreditRefused { code shortfall { amount } } ... on Refusal { code } } }`;
const EXPOSURE = `query ($id: ID!) { customer(id: $id) { exposure { openReceivables { amount } unallocatedCredits { amount }
  reserved { amount } total { amount } headroom { amount } } } }`;

interface Result {
  result: Record<string, unknown> & { id: string };
}
const run = async (query: string, variables: object, role: ApiRole = 'INTEGRATOR') =>
  (await data<Result>(api, seller.keys[role], query, { ...variables })).result;
const customerId = () => globalId('Customer', seller.customerId('C001'));
const euros = (amount: string) => ({ amount, currency: 'EUR' });
let keys = 0;
const order = (amount: string, changes: object = {}) => ({
  input: {
    ...{ customerId: customerId(), amount: euros(amount), idempotencyKey: `key ${++keys}` },
    ...{ reference: `ORDER-${keys}`, expiresInSeconds: 600, ...changes },
  },
});

it('walks an order from the check to the invoice, and exposure with it', async () => {
  expect(await run(CHECK, { id: customerId(), amount: euros('100.00') })).toEqual({
    ...{ __typename: 'CreditAvailable', exposure: { amount: '395.00' } },
    headroom: { amount: '605.00' },
  });
  const request = order('100.00', { reference: 'FIRST' });
  const made = await run(RESERVE, request);
  expect(made).toMatchObject({
    ...{ __typename: 'CreditReservation', status: 'RESERVED', isCounting: true },
    ...{ amount: euros('100.00'), reference: 'FIRST', customer: { account: 'C001' } },
  });
  expect((await run(RESERVE, request)).id).toBe(made.id);
  expect(await data(api, seller.keys.VIEWER, EXPOSURE, { id: customerId() })).toEqual({
    customer: {
      exposure: {
        ...{ openReceivables: { amount: '325.00' }, unallocatedCredits: { amount: '30.00' } },
        ...{ reserved: { amount: '100.00' }, total: { amount: '395.00' } },
        headroom: { amount: '605.00' },
      },
    },
  });
  expect(await run(COMMIT, { id: made.id, invoice: 'F-1' })).toMatchObject({ status: 'COMMITTED' });
  expect(await run(COMMIT, { id: made.id })).toMatchObject({ status: 'COMMITTED' });
  expect(await run(COMMIT, { id: made.id, invoice: 'F-2' })).toMatchObject({
    ...{ __typename: 'Refusal', code: 'RESERVATION_COMMITTED' },
  });
  const listed = await data<{
    customer: { reservations: { totalCount: number } };
    creditReservations: { nodes: { id: string }[] };
  }>(
    api,
    seller.keys.VIEWER,
    `query ($id: ID!) { customer(id: $id) { reservations(filter: {status: [COMMITTED]}) { totalCount nodes { id } } }
      creditReservations(filter: {references: ["FIRST"]}) { totalCount nodes { id invoiceNumber } } }`,
    { id: customerId() },
  );
  expect(listed).toMatchObject({
    customer: { reservations: { totalCount: 1, nodes: [{ id: made.id }] } },
    creditReservations: { totalCount: 1, nodes: [{ id: made.id, invoiceNumber: 'F-1' }] },
  });
  const node = 'query ($id: ID!) { node(id: $id) { id ... on CreditReservation { status } } }';
  expect(await data(api, seller.keys.VIEWER, node, { id: made.id })).toMatchObject({
    node: { id: made.id, status: 'COMMITTED' },
  });
  expect(await data(api, stranger.keys.VIEWER, node, { id: made.id })).toEqual({ node: null });
  expect(await run(RELEASE, { id: made.id })).toMatchObject({ status: 'RELEASED' });
  expect(await run(RELEASE, { id: made.id })).toMatchObject({ status: 'RELEASED' });
});

it('says what is left and what to do when an order does not fit', async () => {
  expect(await run(RESERVE, order('705.01'))).toEqual({
    ...{ __typename: 'CreditRefused', code: 'CREDIT_LIMIT_EXCEEDED', limit: { amount: '1000.00' } },
    ...{ exposure: { amount: '295.00' }, headroom: { amount: '705.00' } },
    ...{
      shortfall: { amount: '0.01' },
      remedy: expect.stringContaining('grantException') as string,
    },
    message: '705.01 EUR is 0.01 EUR more than the 705.00 EUR left of the limit of 1000.00 EUR',
  });
  const dollars = order('1.00', { amount: { amount: '1.00', currency: 'USD' } });
  expect(await run(RESERVE, dollars)).toMatchObject({ code: 'CREDIT_CURRENCY' });
  const other = { customerId: globalId('Customer', seller.customerId('C002')) };
  expect(await run(RESERVE, order('1.00', other))).toMatchObject({
    ...{ code: 'CREDIT_LIMIT_MISSING', limit: null, headroom: null },
  });
  const unknown = { customerId: globalId('Customer', stranger.customerId('C001')) };
  expect(await run(RESERVE, order('1.00', unknown))).toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
});

it('refuses what no order says: amounts, keys and ends that make no sense', async () => {
  const customer = seller.customerId('C001');
  for (const [changes, code, field] of [
    [{ amount: euros('0') }, 'INVALID_AMOUNT', 'input.amount.amount'],
    [{ amount: euros('-1') }, 'INVALID_AMOUNT', 'input.amount.amount'],
    [{ amount: euros('10000000000000.01') }, 'INVALID_AMOUNT', 'input.amount.amount'],
    [{ amount: euros('0.001') }, 'INVALID_AMOUNT', 'input.amount.amount'],
    [{ idempotencyKey: ' ' }, 'IDEMPOTENCY_KEY_INVALID', 'input.idempotencyKey'],
    [{ idempotencyKey: 'x'.repeat(201) }, 'IDEMPOTENCY_KEY_INVALID', 'input.idempotencyKey'],
    [{ reference: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.reference'],
    [{ expiresAt: NOW }, 'EXPIRY_AMBIGUOUS', 'input'],
    [{ customerId: globalId('Company', customer) }, 'INVALID_ID', 'input.customerId'],
  ] as const) {
    const refused = { __typename: 'Refusal', code, field };
    expect(await run(RESERVE, order('1.00', changes))).toMatchObject(refused);
  }
  const endless = order('1.00', { amount: euros('99999999999999999999') });
  const answer = await ask(api, seller.keys.INTEGRATOR, RESERVE, endless);
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_AMOUNT' });
  const reused = order('1.00');
  const first = await run(RESERVE, reused);
  expect(await run(RESERVE, { input: { ...reused.input, amount: euros('2.00') } })).toMatchObject({
    __typename: 'Refusal',
    code: 'RESERVATION_KEY_REUSED',
  });
  await run(RELEASE, { id: first.id });
});

const HOLD = `mutation ($input: PlaceSupplyHoldInput!) { result: placeSupplyHold(input: $input) { __typename
  ... on SupplyHold { id reasonCode scope isActive placedBy releaseSteps } ... on Refusal { code } } }`;
const LIFT = `mutation ($id: ID!, $reason: String!) { result: liftSupplyHold(id: $id, reason: $reason) { __typename
  ... on SupplyHold { isActive liftedBy liftReason } ... on Refusal { code } } }`;
const GRANT = `mutation ($input: GrantExceptionInput!) { result: grantException(input: $input) { __typename
  ... on ExceptionGrant { id kind isUsable repeatCount ceiling { amount } grantedBy } ... on Refusal { code } } }`;
const exception = (changes: object = {}) => ({
  input: {
    ...{ customerId: customerId(), kind: 'LIMIT_EXCEEDED', reason: 'a fair', ceiling: euros('50') },
    ...{ expiresAt: new Date(NOW.getTime() + 86_400_000), requestedBy: 'paul', ...changes },
  },
});

it('holds supply until somebody lifts the hold, and tells both', async () => {
  const input = {
    ...{ customerId: customerId(), reasonCode: 'BROKEN_PROMISE', reason: 'twice' },
    releaseSteps: ['pay half', 'sign a plan'],
  };
  const hold = await run(HOLD, { input }, 'CREDIT_MANAGER');
  expect(hold).toMatchObject({ scope: 'NEW_ORDERS', isActive: true, placedBy: 'CREDIT_MANAGER' });
  expect((await run(HOLD, { input }, 'CREDIT_MANAGER')).id).toBe(hold.id);
  expect(await run(RESERVE, order('1.00'))).toMatchObject({ code: 'SUPPLY_ON_HOLD' });
  expect(await run(CHECK, { id: customerId(), amount: euros('1') })).toMatchObject({
    code: 'SUPPLY_ON_HOLD',
  });
  const seen = await data(
    api,
    seller.keys.VIEWER,
    `query ($id: ID!, $hold: ID!) { customer(id: $id) { supplyHold { id reason } } node(id: $hold) { id }
      supplyHolds(filter: {isActive: true}) { totalCount nodes { id customer { account } } } }`,
    { id: customerId(), hold: hold.id },
  );
  expect(seen).toMatchObject({
    ...{ customer: { supplyHold: { id: hold.id, reason: 'twice' } }, node: { id: hold.id } },
    supplyHolds: { totalCount: 1, nodes: [{ id: hold.id, customer: { account: 'C001' } }] },
  });
  const lift = { id: hold.id, reason: 'paid half, signed' };
  expect(await run(LIFT, { id: hold.id, reason: ' ' }, 'CREDIT_MANAGER')).toMatchObject({
    code: 'HOLD_REASON_REQUIRED',
  });
  expect(await run(LIFT, lift, 'CREDIT_MANAGER')).toMatchObject({ isActive: false });
  expect(await run(LIFT, lift, 'CREDIT_MANAGER')).toMatchObject({ isActive: false });
  const { events } = await app.tenant(seller.tenantId, async (tx) => {
    await sequenceEvents(tx);
    return readEvents(tx, { after: 0, first: 100 });
  });
  expect(events.map(({ type }) => type).filter((type) => type.startsWith('SUPPLY'))).toEqual([
    ...['SUPPLY_HOLD_PLACED', 'SUPPLY_HOLD_LIFTED'],
  ]);
});

it('uses an exception once and counts how often one was made', async () => {
  const granted = await run(GRANT, exception(), 'APPROVER');
  expect(granted).toMatchObject({ isUsable: true, repeatCount: 1, ceiling: { amount: '50.00' } });
  expect(await run(GRANT, exception({ requestedBy: 'approver' }), 'APPROVER')).toMatchObject({
    code: 'EXCEPTION_OWN_REQUEST',
  });
  const made = await run(RESERVE, order('755.00'));
  expect(made).toMatchObject({ exceptionGrantIds: [granted.id] });
  // The clock stands still here, so that either may be told as the first of the two.
  const again = await run(GRANT, exception(), 'APPROVER');
  expect([1, 2]).toContain(again['repeatCount']);
  const register = await data(
    api,
    seller.keys.VIEWER,
    `{ exceptionGrants(filter: {isUsable: false}) { totalCount nodes { id usedBy isUsable } }
      repeated: exceptionGrants(filter: {repeatedAtLeast: 2}) { totalCount } }`,
  );
  expect(register).toEqual({
    exceptionGrants: {
      totalCount: 1,
      nodes: [{ id: granted.id, usedBy: made.id, isUsable: false }],
    },
    repeated: { totalCount: 1 },
  });
});

it('says that a limit is exceeded once no exception allows it any more', async () => {
  const OVER = `{ riskAlerts(filter: { rules: [LIMIT_EXCEEDED], status: [OPEN] }) { totalCount } }`;
  const over = () => data(api, seller.keys.VIEWER, OVER);
  expect(await over()).toEqual({ riskAlerts: { totalCount: 0 } });
  await database().query(
    `UPDATE exception_grant SET expires_at = granted_at WHERE used_at IS NOT NULL`,
  );
  const [last] = await database().query<{ id: string }>(
    `SELECT exception_grant_id AS id FROM exception_grant WHERE used_at IS NULL`,
  );
  const revoke = `mutation ($id: ID!) { result: revokeException(id: $id, reason: "off") { __typename } }`;
  await run(revoke, { id: globalId('ExceptionGrant', last?.id ?? '') }, 'APPROVER');
  expect(await over()).toEqual({ riskAlerts: { totalCount: 1 } });
  await run(GRANT, exception(), 'APPROVER');
  expect(await over()).toEqual({ riskAlerts: { totalCount: 0 } });
});

it('lets only those reserve, hold and bend whose part it is', async () => {
  const hold = { customerId: customerId(), reasonCode: 'OTHER', reason: 'x' };
  const everybody: ApiRole[] = ['VIEWER', 'ANALYST', 'INTEGRATOR', 'CREDIT_MANAGER', 'APPROVER'];
  for (const [query, variables, roles] of [
    [RESERVE, order('999999.00'), ['INTEGRATOR', 'CREDIT_MANAGER']],
    [
      COMMIT,
      { id: globalId('CreditReservation', seller.tenantId) },
      ['INTEGRATOR', 'CREDIT_MANAGER'],
    ],
    [
      RELEASE,
      { id: globalId('CreditReservation', seller.tenantId) },
      ['INTEGRATOR', 'CREDIT_MANAGER'],
    ],
    [HOLD, { input: { ...hold, reason: '' } }, ['CREDIT_MANAGER']],
    [GRANT, exception({ reason: '' }), ['APPROVER']],
  ] as const) {
    for (const role of everybody) {
      const { errors } = await ask(api, seller.keys[role], query, { ...variables });
      const isAllowed = (roles as readonly ApiRole[]).includes(role);
      expect([role, errors?.[0]?.extensions['code']]).toEqual([
        role,
        isAllowed ? undefined : 'FORBIDDEN',
      ]);
    }
  }
});

it('leaves by the exports of the read model, of one seller only', async () => {
  const lines = async (list: string, of: Seller): Promise<Record<string, unknown>[]> => {
    const response = await fetch(`${api.url}/export/${list.replace(/(\?|$)/, '.jsonl$1')}`, {
      headers: { authorization: `Bearer ${of.keys.ANALYST}` },
    });
    expect(response.status).toBe(200);
    const text = await response.text();
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const made = await data<{
    creditReservations: { nodes: { reference: string; status: string }[] };
  }>(api, seller.keys.ANALYST, '{ creditReservations { nodes { reference status } } }');
  const told = (await lines('credit-reservations', seller)).map(({ reference, status }) => ({
    ...{ reference, status },
  }));
  expect(new Set(told)).toEqual(new Set(made.creditReservations.nodes));
  expect(told.length).toBeGreaterThan(2);
  expect(await lines('credit-reservations?status=RELEASED', seller)).not.toEqual([]);
  expect(await lines('supply-holds?isActive=true', seller)).toEqual([]);
  expect(await lines('exception-grants?kinds=LIMIT_EXCEEDED', seller)).toHaveLength(3);
  for (const list of ['credit-reservations', 'supply-holds', 'exception-grants']) {
    expect(await lines(list, stranger)).toEqual([]);
  }
  const [customer] = (await lines('customers', seller)).filter(({ account }) => account === 'C001');
  const { customer: asked } = await data<{
    customer: { exposure: Record<'reserved' | 'total' | 'headroom', { amount: string }> };
  }>(api, seller.keys.ANALYST, EXPOSURE, { id: customerId() });
  expect(customer).toMatchObject({
    reserved: asked.exposure.reserved.amount,
    exposure: asked.exposure.total.amount,
    headroom: asked.exposure.headroom.amount,
  });
});
