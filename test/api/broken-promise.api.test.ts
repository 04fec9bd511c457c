import type { Api } from '../../src/api';
import type { ApiRole, Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
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
  seller = await createSeller(app, database(), { slug: 'promised', customers: 3 });
  stranger = await createSeller(app, database(), { slug: 'stranger', customers: 1 });
  api = await startApi(app);
});

const REPORT = `mutation ($input: ReportBrokenPromiseInput!) { result: reportBrokenPromise(input: $input) { __typename
  ... on BrokenPromise { id promisedOn amount { amount currency } reference note reportedBy customer { account } }
  ... on Refusal { code message remedy field } } }`;
const ALERTS = `query ($id: ID!) { riskAlerts(filter: { customerId: $id, rules: [PROMISE_BROKEN] }) {
  nodes { severity status title } } customer(id: $id) { brokenPromises { promisedOn } } }`;

interface Alerts {
  riskAlerts: { nodes: { severity: string; status: string; title: string }[] };
  customer: { brokenPromises: { promisedOn: string }[] };
}
interface Result {
  result: Record<string, unknown> & { id: string; code?: string; field?: string };
}
const customer = (account: string) => globalId('Customer', seller.customerId(account));
const report = async (changes: object, role: ApiRole = 'INTEGRATOR') => {
  const input = {
    ...{ customerId: customer('C001'), promisedOn: '2026-06-25', idempotencyKey: 'call 1' },
    ...changes,
  };
  return (await data<Result>(api, seller.keys[role], REPORT, { input })).result;
};
const alertsOf = (account: string) =>
  data<Alerts>(api, seller.keys.VIEWER, ALERTS, { id: customer(account) });
const euros = (amount: string) => ({ amount: { amount, currency: 'EUR' } });

it('keeps a promise once and tells it at once, louder the second time', async () => {
  const call = { ...euros('150.00'), reference: ' F-77 ', note: 'asked for a week' };
  const first = await report(call);
  expect(first).toMatchObject({
    ...{ __typename: 'BrokenPromise', promisedOn: '2026-06-25', ...euros('150.00') },
    ...{ reference: 'F-77', note: 'asked for a week', customer: { account: 'C001' } },
  });
  expect((await report(call)).id).toBe(first.id);
  const told = await alertsOf('C001');
  expect(told.riskAlerts.nodes).toMatchObject([{ severity: 'MEDIUM', status: 'OPEN' }]);
  expect(told.riskAlerts.nodes[0]?.title).toContain('€150.00');
  await report({ idempotencyKey: 'call 2', promisedOn: '2026-06-29' }, 'CREDIT_MANAGER');
  const again = await alertsOf('C001');
  expect(again.riskAlerts.nodes.map(({ severity }) => severity).sort()).toEqual(['HIGH', 'MEDIUM']);
  expect(again.customer.brokenPromises).toEqual([
    { promisedOn: '2026-06-29' },
    { promisedOn: '2026-06-25' },
  ]);
});

it('is one report however many send it at once', async () => {
  const same = { customerId: customer('C002'), ...euros('10.00'), idempotencyKey: 'storm' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => report(same)));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect((await alertsOf('C002')).riskAlerts.nodes).toHaveLength(1);
});

it('tells nothing of a promise long past, and keeps it', async () => {
  const old = { customerId: customer('C003'), ...euros('1.00'), promisedOn: '2026-05-30' };
  expect(await report({ ...old, idempotencyKey: 'old' })).toMatchObject({
    promisedOn: '2026-05-30',
  });
  const { riskAlerts, customer: of } = await alertsOf('C003');
  expect([riskAlerts.nodes, of.brokenPromises]).toEqual([[], [{ promisedOn: '2026-05-30' }]]);
});

it.each([
  [
    'a day that has not passed',
    { promisedOn: '2026-06-30' },
    'PROMISE_NOT_DUE',
    'input.promisedOn',
  ],
  ['nothing', euros('0'), 'INVALID_AMOUNT', 'input.amount.amount'],
  ['more than there is', euros('99999999999999'), 'INVALID_AMOUNT', 'input.amount.amount'],
  [
    'another currency',
    { amount: { amount: '1', currency: 'USD' } },
    'PROMISE_CURRENCY',
    'input.amount.currency',
  ],
  [
    'a used key for another promise',
    { ...euros('151.00') },
    'IDEMPOTENCY_KEY_REUSED',
    'input.idempotencyKey',
  ],
  ['no key', { idempotencyKey: ' ' }, 'IDEMPOTENCY_KEY_INVALID', 'input.idempotencyKey'],
  ['words without end', { note: 'x'.repeat(2_001) }, 'TEXT_TOO_LONG', 'input.note'],
])('refuses %s and says what to do', async (_, changes, code, field) => {
  const key = code === 'IDEMPOTENCY_KEY_REUSED' ? 'call 1' : 'refused';
  expect(await report({ idempotencyKey: key, ...changes })).toMatchObject({
    ...{ __typename: 'Refusal', code, field, remedy: expect.stringMatching(/\w/) as string },
  });
});

it('finds nothing of another tenant, and is not for everybody', async () => {
  const theirs = globalId('Customer', stranger.customerId('C001'));
  expect(await report({ customerId: theirs, idempotencyKey: 'theirs' })).toMatchObject({
    code: 'CUSTOMER_NOT_FOUND',
  });
  const { id } = await report({ ...euros('5.00'), idempotencyKey: 'node' });
  const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  expect(await data(api, seller.keys.VIEWER, node, { id })).toEqual({
    node: { __typename: 'BrokenPromise', id },
  });
  expect(await data(api, stranger.keys.ADMIN, node, { id })).toEqual({ node: null });
  const input = { customerId: customer('C001'), promisedOn: '2026-06-25', idempotencyKey: 'x' };
  const refused = await ask(api, seller.keys.VIEWER, REPORT, { input });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
