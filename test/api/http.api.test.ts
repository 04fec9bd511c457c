import { request } from 'node:http';
import type { Api } from '../../src/api';
import { createApiKey, revokeApiKey, type Database } from '../../src/database';
import { createLogger, globalId, stableId } from '../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let log = '';
// Hooks run in the order they are defined: ours closes what useDatabase() looks for.
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'http', customers: 12 });
  await describeCustomer(database(), seller, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 10_000,
  });
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => (log += line) });
  api = await startApi(app, { logger });
});

const codes = (answer: {
  errors?: { extensions: Record<string, unknown> }[] | undefined;
}): unknown[] => (answer.errors ?? []).map((error) => error.extensions['code']);

describe('identity', () => {
  test('a link without a key is refused the same way', async () => {
    const answer = await raw('/graphql?query={viewer{cost}}', {});
    expect(answer).toMatchObject({
      status: 401,
      body: expect.stringContaining('UNAUTHENTICATED') as string,
    });
  });

  test('without a key everything is refused with 401 and the way to get one', async () => {
    const answer = await ask(api, null, '{ viewer { cost } }');
    expect(answer).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.errors?.[0]?.extensions['remedy']).toContain('Bearer');
  });

  test.each(['enc_unknown-unknown-unknown', 'x', 'a b'])('the key %j is refused', async (key) => {
    expect(await ask(api, key, '{ viewer { cost } }')).toMatchObject({ status: 401 });
  });

  test('an expired and a revoked key are refused like an unknown one', async () => {
    const keys = await app.tenant(seller.tenantId, async (tx) => {
      const expired = await createApiKey(tx, {
        role: 'ADMIN',
        label: 'x',
        expiresAt: new Date(Date.now() - 1),
      });
      const revoked = await createApiKey(tx, { role: 'ADMIN', label: 'to revoke' });
      const [row] = await tx.query<{ id: string }>(
        `SELECT api_key_id AS id FROM api_key WHERE label = 'to revoke'`,
      );
      expect(await revokeApiKey(tx, row?.id ?? '')).toBe(true);
      return [expired, revoked];
    });
    for (const key of keys) {
      const answer = await ask(api, key, '{ viewer { cost } }');
      expect(answer.errors?.[0]?.message).toBe('the API key is unknown or has expired');
    }
  });

  test('keys are stored hashed', async () => {
    const rows = await database().query<{ row: string }>(
      'SELECT api_key::text AS row FROM api_key',
    );
    expect(
      rows.filter(({ row }) => Object.values(seller.keys).some((key) => row.includes(key))),
    ).toEqual([]);
  });

  test('the viewer learns who it is', async () => {
    const { viewer } = await data<{ viewer: object }>(
      api,
      seller.keys.ANALYST,
      '{ viewer { tenant { slug booksCurrency timeZone } roles keyLabel totals { customers outstanding { amount currency } } } }',
    );
    expect(viewer).toMatchObject({
      tenant: { slug: 'http', booksCurrency: 'EUR', timeZone: 'Europe/Paris' },
      roles: ['ANALYST'],
      totals: { customers: 12, outstanding: { amount: '23010.00', currency: 'EUR' } },
    });
  });
});

describe('roles', () => {
  const id = (type: string): string => globalId(type, stableId('nothing'));
  const mutations: [string, string, string[]][] = [
    [
      'acknowledgeRiskAlert',
      `acknowledgeRiskAlert(id: "${id('RiskAlert')}") { __typename ... on Refusal { code } }`,
      ['CREDIT_MANAGER'],
    ],
    [
      'resolveRiskAlert',
      `resolveRiskAlert(id: "${id('RiskAlert')}") { __typename ... on Refusal { code } }`,
      ['CREDIT_MANAGER'],
    ],
    [
      'confirmMatch',
      `confirmMatch(customerId: "${id('Customer')}", siren: "552100554") { __typename ... on Refusal { code } }`,
      ['CREDIT_MANAGER'],
    ],
    [
      'rejectMatch',
      `rejectMatch(customerId: "${id('Customer')}", siren: "552100554") { __typename ... on Refusal { code } }`,
      ['CREDIT_MANAGER'],
    ],
    [
      'setCreditLimit',
      `setCreditLimit(input: {customerId: "${id('Customer')}", limit: {amount: "1", currency: "EUR"}}) { __typename ... on Refusal { code } }`,
      ['CREDIT_MANAGER'],
    ],
    [
      'approveCreditLimit',
      `approveCreditLimit(id: "${id('CreditLimit')}") { __typename ... on Refusal { code } }`,
      ['APPROVER'],
    ],
    [
      'rejectCreditLimit',
      `rejectCreditLimit(id: "${id('CreditLimit')}", reason: "no") { __typename ... on Refusal { code } }`,
      ['APPROVER'],
    ],
    [
      'testConnection',
      `testConnection(id: "${id('Connection')}") { __typename ... on Refusal { code } }`,
      ['INTEGRATOR'],
    ],
  ];
  test.each(mutations)('%s is for its roles and ADMIN', async (name, mutation, roles) => {
    for (const [role, key] of Object.entries(seller.keys)) {
      const answer = await ask(api, key, `mutation { ${mutation} }`);
      if (role === 'ADMIN' || roles.includes(role)) {
        expect(answer.data).toEqual({ [name]: { __typename: 'Refusal', code: 'NOT_FOUND' } });
      } else {
        expect(codes(answer)).toEqual(['FORBIDDEN']);
      }
    }
  });
});

describe('errors', () => {
  const admin = (query: string, variables = {}) => ask(api, seller.keys.ADMIN, query, variables);

  test.each([
    ['a bad id', '{ node(id: "rubbish") { id } }', 'INVALID_ID'],
    [
      'an id of another type',
      `{ customer(id: "${globalId('RiskAlert', stableId('x'))}") { id } }`,
      'INVALID_ID',
    ],
    [
      'an id of a type that is none',
      `{ node(id: "${globalId('toString', stableId('x'))}") { id } }`,
      'INVALID_ID',
    ],
    ['too large a page', '{ customers(first: 10001) { nodes { id } } }', 'BAD_PAGE_SIZE'],
    ['both ends', '{ customers(first: 1, last: 1) { nodes { id } } }', 'BAD_PAGE_SIZE'],
    ['a bad cursor', '{ customers(after: "abc") { nodes { id } } }', 'INVALID_CURSOR'],
    [
      'a cursor of the event log from nowhere',
      '{ events(after: "abc") { hasMore } }',
      'INVALID_CURSOR',
    ],
    ['a day that is none', '{ agedBalance(asOf: "2026-02-30") { asOf } }', 'INVALID_DATE'],
    [
      'an instant that is none',
      '{ receivables(knownAt: "yesterday") { totalCount } }',
      'INVALID_DATE',
    ],
    ['a bad SIREN', '{ company(siren: "123456789") { id } }', 'INVALID_SIREN'],
    ['bad buckets', '{ agedBalance(bucketDays: [30, 10]) { asOf } }', 'BAD_BUCKETS'],
    ['an unknown field', '{ customers { nope } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', '{ customers(', 'GRAPHQL_PARSE_FAILED'],
    ['a subscription over HTTP', 'subscription { events { id } }', 'SUBSCRIPTION_OVER_HTTP'],
    [
      'too much',
      '{ customers(first: 10000) { nodes { receivables(first: 10000) { nodes { id } } } } }',
      'QUERY_TOO_COSTLY',
    ],
  ])('%s is %s', async (_, query, code) => {
    const answer = await admin(query);
    expect(codes(answer)).toEqual([code]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/stack|node_modules/);
  });

  test.each([
    ['Date', '2026-13-01', 'INVALID_DATE', 'query ($v: Date) { agedBalance(asOf: $v) { asOf } }'],
    ['Siren', '123456789', 'INVALID_SIREN', 'query ($v: Siren!) { company(siren: $v) { id } }'],
  ])('a variable of type %s that is none has its code too', async (_, value, code, query) => {
    const answer = await admin(query, { v: value });
    expect([answer.status, ...codes(answer)]).toEqual([400, code]);
  });

  test('a fault of ours shows an id, and the log has it with the reason', async () => {
    const answer = await admin('mutation { rescore { customers } }');
    const errorId = answer.errors?.[0]?.extensions['errorId'];
    expect(codes(answer)).toEqual(['INTERNAL']);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(log).toContain(String(errorId));
    expect(log).toContain('hunter2');
  });

  test('a refusal by a rule is a result with a code', async () => {
    const customerId = globalId('Customer', seller.customerId('C001'));
    const answer = await admin(
      `mutation ($c: ID!) { confirmMatch(customerId: $c, siren: "552 100 554") { ... on Refusal { code message } } }`,
      { c: customerId },
    );
    expect(answer.data).toEqual({
      confirmMatch: { code: 'MATCH_POOLED', message: 'a shared account is no company' },
    });
  });
});

/** One raw request, as curl sends it. */
function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
) {
  return new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const url = new URL(path, api.url);
    const sent = request(
      url,
      { method: options.method ?? 'GET', headers: options.headers },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body,
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

describe('GraphQL over HTTP', () => {
  const authorization = (): Record<string, string> => ({
    authorization: `Bearer ${seller.keys.VIEWER}`,
  });
  const get = (query: string, headers: Record<string, string> = {}) =>
    raw(`/graphql?${new URLSearchParams({ query }).toString()}`, {
      headers: { ...authorization(), ...headers },
    });

  test('a query is answered over GET, with its variables', async () => {
    const params = new URLSearchParams({
      query: 'query Q($a: String!) { customerByAccount(account: $a) { account } }',
      variables: '{"a": "C002"}',
      operationName: 'Q',
    });
    const answer = await raw(`/graphql?${params.toString()}`, {
      headers: { ...authorization(), accept: 'application/graphql-response+json' },
    });
    expect(answer).toMatchObject({
      status: 200,
      type: expect.stringContaining('application/graphql-response+json') as string,
    });
    expect(answer.body).toContain('C002');
  });

  test('a mutation over GET is refused with 405', async () => {
    expect(await get('mutation { rescore { customers } }')).toMatchObject({ status: 405 });
  });

  test('application/json answers 400 to what does not parse, in UTF-8', async () => {
    const answer = await raw('/graphql', {
      method: 'POST',
      headers: {
        ...authorization(),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: '{"query": "{"}',
    });
    expect(answer).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
  });

  test.each([
    ['a body that is no JSON', '{"query":', 400],
    ['a body without a query', '{}', 400],
    ['a query that is no string', '{"query": {}}', 400],
    ['variables that are no map', '{"query": "{ viewer { cost } }", "variables": []}', 400],
  ])('%s is refused', async (_, body, status) => {
    const answer = await raw('/graphql', {
      method: 'POST',
      headers: { ...authorization(), 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('node_modules');
  });

  test.each([
    '{ customers(filter: {search: "a\\u0000"}) { totalCount } }',
    '{ customerByAccount(account: "\\u0000") { name } }',
    '{ receivables(filter: {numbers: ["\\u0000"]}) { nodes { source { line } } } viewer { cost } }',
  ])('a text that no text can hold is refused: %s', async (query) => {
    const answer = await raw('/graphql', {
      method: 'POST',
      headers: { ...authorization(), 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: expect.stringContaining('TEXT_UNUSABLE') as string,
    });
  });

  test('a report known in the first century is empty', async () => {
    const body = JSON.stringify({
      query: '{ agedBalance(knownAt: "0099-06-01T00:00:00Z") { asOf rows { rowCurrency } } }',
    });
    const answer = await raw('/graphql', {
      method: 'POST',
      headers: { ...authorization(), 'content-type': 'application/json' },
      body,
    });
    expect(answer.body).toContain('"agedBalance":{"asOf":"0099-06-01","rows":[]}');
  });

  test('another method and another content type are refused', async () => {
    expect(
      (await raw('/graphql', { method: 'PUT', headers: authorization() })).status,
    ).toBeGreaterThanOrEqual(400);
    const form = await raw('/graphql', {
      method: 'POST',
      headers: { ...authorization(), 'content-type': 'text/plain' },
      body: '{"query": "{ viewer { cost } }"}',
    });
    expect(form.status).toBeGreaterThanOrEqual(400);
  });

  test('partial data is answered with 200 and its errors', async () => {
    const answer = await ask(api, seller.keys.VIEWER, '{ viewer { cost } node(id: "x") { id } }');
    expect([answer.status, answer.data]).toEqual([200, { viewer: { cost: 1 }, node: null }]);
    expect(answer.errors).toMatchObject([{ path: ['node'], extensions: { code: 'INVALID_ID' } }]);
    expect(answer.extensions?.cost?.requested).toBe(1);
  });
});

test('health, metrics and the explorer are served without a key, and name no other host', async () => {
  expect(await raw('/livez', {})).toMatchObject({ status: 200 });
  const ready = await raw('/readyz', {});
  expect([ready.status, ready.body.includes('"ok":false')]).toEqual([200, false]);
  const metrics = await raw('/metrics', {});
  expect(metrics.body).toContain('encours_graphql_operation_duration_seconds_bucket');
  expect(metrics.body).not.toContain('http"');
  const page = await raw('/', {});
  expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') as string });
  const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => link.includes('//'))).toEqual([]);
  for (const link of links.filter((each) => each.startsWith('/'))) {
    expect((await raw(link, {})).status).toBe(200);
  }
  expect(await raw('/nothing', {})).toMatchObject({ status: 404 });
});

test('a port somebody else has is said so, with what to do', async () => {
  const port = Number(new URL(api.url).port);
  await expect(startApi(app, { port })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    remedy: expect.stringContaining('PORT=') as string,
  });
});
