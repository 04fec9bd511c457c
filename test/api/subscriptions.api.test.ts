import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Api } from '../../src/api';
import { createApiKey, revokeApiKey, type Database } from '../../src/database';
import { globalId, systemClock } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, raiseAlert, socketClient, startApi } from './api-harness';

let app: Database;
let api: Api;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app, { clock: systemClock });
});

let sellers = 0;
const newSeller = (): Promise<Seller> => {
  sellers += 1;
  return createSeller(app, database(), { slug: `seller-${sellers}`, customers: 3 });
};

interface AlertEvent {
  cursor: string;
  change: string;
  alert: { id: string; severity: string; status: string };
}
const SUBSCRIPTION = `subscription ($after: Cursor, $filter: RiskAlertFilter) {
  riskAlerts(after: $after, filter: $filter) { cursor change alert { id severity status title customer { name } } } }`;

interface Subscriber {
  events: AlertEvent[];
  /** Resolves when there are this many. */
  until(count: number): Promise<AlertEvent[]>;
  stop(): Promise<void>;
}

function subscribe(
  seller: Seller,
  variables: Record<string, unknown> = {},
  served = api,
): Subscriber {
  const client = socketClient(served, seller.keys.VIEWER);
  const events: AlertEvent[] = [];
  const errors: unknown[] = [];
  client.subscribe<{ riskAlerts: AlertEvent }>(
    { query: SUBSCRIPTION, variables },
    {
      next: ({ data: received, errors: refused }) => {
        if (received) events.push(received.riskAlerts);
        if (refused) errors.push(...refused);
      },
      error: (error) => errors.push(error),
      complete: () => undefined,
    },
  );
  return {
    events,
    until: async (count) => {
      for (let waited = 0; events.length < count && waited < 10_000; waited += 10) await sleep(10);
      expect(errors).toEqual([]);
      expect(events.length).toBeGreaterThanOrEqual(count);
      return events;
    },
    stop: async () => client.dispose(),
  };
}

const raise = (seller: Seller, account = 'C001', severity = 'HIGH'): Promise<string> =>
  app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId(account), severity));

const alertIds = (events: readonly AlertEvent[]): string[] => events.map((event) => event.alert.id);

test('live only hears what happens from now on, with the alert and its customer', async () => {
  const seller = await newSeller();
  await raise(seller);
  const subscriber = subscribe(seller);
  await sleep(300);
  const id = await raise(seller);
  const [event] = await subscriber.until(1);
  expect(event).toMatchObject({
    change: 'RAISED',
    alert: { id: globalId('RiskAlert', id), customer: { name: 'Customer 1 C001' } },
  });
  expect(subscriber.events).toHaveLength(1);
  await subscriber.stop();
});

test('an alert reaches a live subscriber without being asked for', async () => {
  const seller = await newSeller();
  const subscriber = subscribe(seller);
  await sleep(300);
  await raise(seller);
  await subscriber.until(1);
  expect(subscriber.events).toHaveLength(1);
  await subscriber.stop();
});

test('replay goes live without gap or repeat while many write, in transactions that commit out of order', async () => {
  const seller = await newSeller();
  const written: string[] = [];
  for (let n = 0; n < 40; n += 1) written.push(await raise(seller));
  const writer = async (pauseMs: number): Promise<void> => {
    for (let n = 0; n < 60; n += 1) {
      const id = await app.tenant(seller.tenantId, async (tx) => {
        const raised = await raiseAlert(tx, seller.customerId('C001'));
        await sleep(pauseMs);
        return raised;
      });
      written.push(id);
    }
  };
  const writers = Promise.all([writer(0), writer(3), writer(15)]);
  const subscribers = Array.from({ length: 4 }, () => subscribe(seller, { after: '0' }));
  await writers;
  const received = await Promise.all(subscribers.map((subscriber) => subscriber.until(220)));
  for (const events of received) {
    expect(alertIds(events)).toHaveLength(220);
    expect(new Set(alertIds(events))).toEqual(
      new Set(written.map((id) => globalId('RiskAlert', id))),
    );
    // Every subscriber hears the same order.
    expect(alertIds(events)).toEqual(alertIds(received[0] ?? []));
  }
  await Promise.all(subscribers.map((subscriber) => subscriber.stop()));
});

test('who reconnects with the last cursor, again and again, misses and repeats nothing', async () => {
  const seller = await newSeller();
  const written: string[] = [];
  const writing = (async () => {
    for (let n = 0; n < 80; n += 1) {
      written.push(await raise(seller));
      await sleep(5);
    }
  })();
  const heard: AlertEvent[] = [];
  let after = '0';
  while (heard.length < 80) {
    const subscriber = subscribe(seller, { after });
    await subscriber.until(1);
    await sleep(20);
    await subscriber.stop();
    heard.push(...subscriber.events);
    after = heard.at(-1)?.cursor ?? after;
  }
  await writing;
  expect(alertIds(heard)).toEqual(written.map((id) => globalId('RiskAlert', id)));
});

test('the pull query and the subscription agree on ids, order and cursors', async () => {
  const seller = await newSeller();
  for (let n = 0; n < 5; n += 1) await raise(seller);
  const { events } = await data<{
    events: { events: { id: string; cursor: string }[]; hasMore: boolean };
  }>(
    api,
    seller.keys.VIEWER,
    '{ events(first: 3) { events { id cursor type data } hasMore nextCursor } }',
  );
  expect([events.events.length, events.hasMore]).toEqual([3, true]);
  const client = socketClient(api, seller.keys.VIEWER);
  const stream = client.iterate<{ events: { id: string; cursor: string } }>({
    query: 'subscription ($after: Cursor) { events(after: $after) { id cursor } }',
    variables: { after: '0' },
  });
  for (const { id, cursor } of events.events) {
    const next = (await stream.next()) as { value: { data: { events: object } } };
    expect(next.value.data.events).toEqual({ id, cursor });
  }
  await client.dispose();
});

test('the cursor of an alert is where what happens to it next begins', async () => {
  const seller = await newSeller();
  const id = globalId('RiskAlert', await raise(seller));
  const { node } = await data<{ node: { cursor: string } }>(
    api,
    seller.keys.VIEWER,
    'query ($id: ID!) { node(id: $id) { ... on RiskAlert { cursor } } }',
    { id },
  );
  const subscriber = subscribe(seller, { after: node.cursor });
  await data(
    api,
    seller.keys.CREDIT_MANAGER,
    'mutation ($id: ID!) { acknowledgeRiskAlert(id: $id, comment: "mine") { ... on RiskAlert { acknowledgedBy comment } } }',
    { id },
  );
  await data(
    api,
    seller.keys.CREDIT_MANAGER,
    'mutation ($id: ID!) { resolveRiskAlert(id: $id) { ... on RiskAlert { status } } }',
    { id },
  );
  const events = await subscriber.until(2);
  expect(events.map((event) => event.change)).toEqual(['UPDATED', 'RESOLVED']);
  await subscriber.stop();
});

test('a filter passes its alerts only, also in replay', async () => {
  const seller = await newSeller();
  await raise(seller, 'C001', 'LOW');
  const wanted = await raise(seller, 'C002', 'CRITICAL');
  await raise(seller, 'C003', 'CRITICAL');
  const customerId = globalId('Customer', seller.customerId('C002'));
  const subscriber = subscribe(seller, { after: '0', filter: { minSeverity: 'HIGH', customerId } });
  await raise(seller, 'C002', 'MEDIUM');
  const second = await raise(seller, 'C002', 'HIGH');
  const events = await subscriber.until(2);
  expect(alertIds(events)).toEqual([wanted, second].map((id) => globalId('RiskAlert', id)));
  await subscriber.stop();
});

test('what was read for one event is not shown with the next', async () => {
  const seller = await newSeller();
  const subscriber = subscribe(seller, { after: '0' });
  await raise(seller);
  await subscriber.until(1);
  await database().query(`UPDATE customer SET name = 'Renamed' WHERE tenant_id = $1`, [
    seller.tenantId,
  ]);
  await raise(seller);
  const [, second] = await subscriber.until(2);
  expect(second).toMatchObject({ alert: { customer: { name: 'Renamed' } } });
  await subscriber.stop();
});

test('a cursor that is none, another tenant’s, or in the future is refused', async () => {
  const [seller, other] = [await newSeller(), await newSeller()];
  for (let n = 0; n < 3; n += 1) await raise(other);
  const page = '{ events { nextCursor } }';
  const { events } = await data<{ events: { nextCursor: string } }>(api, other.keys.VIEWER, page);
  const future = Buffer.from('999.aaaaaaaaaa').toString('base64url');
  for (const after of ['', 'rubbish', '00', events.nextCursor, future]) {
    const client = socketClient(api, seller.keys.VIEWER);
    const stream = client.iterate({
      query: 'subscription ($a: Cursor) { events(after: $a) { id } }',
      variables: { a: after },
    });
    const first = (await stream.next()) as { value: { errors: object[] } };
    expect(first.value.errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }]);
    await client.dispose();
  }
});

test('the listener comes back after its connection is lost, and nothing is missed meanwhile', async () => {
  const seller = await newSeller();
  const subscriber = subscribe(seller);
  await sleep(300);
  await database().query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'encours-listen'`);
  const id = await raise(seller);
  await subscriber.until(1);
  expect(alertIds(subscriber.events)).toEqual([globalId('RiskAlert', id)]);
  for (let waited = 0; waited < 5_000; waited += 50) {
    const ready = await fetch(`${api.url}/readyz`);
    if (ready.status === 200) break;
    await sleep(50);
  }
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  await subscriber.stop();
});

test('a subscriber that goes away leaves nothing behind, also while it waits', async () => {
  const seller = await newSeller();
  const subscribers = Array.from({ length: 20 }, () => subscribe(seller));
  await untilGauge('encours_subscriptions_open{field="riskAlerts"}', 20);
  await Promise.all(subscribers.map((subscriber) => subscriber.stop()));
  await untilGauge('encours_subscriptions_open{field="riskAlerts"}', 0);
  await untilGauge('encours_websockets_open', 0);
});

async function untilGauge(name: string, value: number): Promise<void> {
  for (let waited = 0; (await gauge(name)) !== value && waited < 10_000; waited += 50) {
    await sleep(50);
  }
  expect(await gauge(name)).toBe(value);
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}

describe('a socket is closed', () => {
  const closing = (key: string | null, params?: object): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(
        `${api.url.replace('http', 'ws')}/graphql`,
        'graphql-transport-ws',
      );
      const payload = params ?? (key === null ? undefined : { authorization: `Bearer ${key}` });
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
      socket.on('close', (code) => resolve(code));
    });

  test('with 4403 for a missing or an unknown key', async () => {
    expect(await closing(null)).toBe(4403);
    expect(await closing('enc_nobody-has-this-key')).toBe(4403);
  });

  test('with 4401 for an operation before the key, 4406 without the protocol', async () => {
    const url = `${api.url.replace('http', 'ws')}/graphql`;
    const early = new WebSocket(url, 'graphql-transport-ws');
    const early401 = new Promise((resolve) => early.on('close', resolve));
    early.on('open', () =>
      early.send(
        JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{ viewer { cost } }' } }),
      ),
    );
    expect(await early401).toBe(4401);
    const other = new WebSocket(url);
    expect(
      await new Promise((resolve) => other.on('close', resolve).on('error', () => undefined)),
    ).toBe(4406);
  });

  test('with 4403 when its key expires', async () => {
    const seller = await newSeller();
    const key = await app.tenant(seller.tenantId, (tx) =>
      createApiKey(tx, { role: 'VIEWER', label: 'short', expiresAt: new Date(Date.now() + 700) }),
    );
    const started = Date.now();
    expect(await closing(key)).toBe(4403);
    expect(Date.now() - started).toBeGreaterThan(400);
  });

  test('and a revoked key opens no new one', async () => {
    const seller = await newSeller();
    const key = await app.tenant(seller.tenantId, async (tx) => {
      const made = await createApiKey(tx, { role: 'VIEWER', label: 'revoked soon' });
      const [row] = await tx.query<{ id: string }>(
        `SELECT api_key_id AS id FROM api_key WHERE label = 'revoked soon'`,
      );
      await revokeApiKey(tx, row?.id ?? '');
      return made;
    });
    expect(await closing(null, { apiKey: key })).toBe(4403);
  });
});

test('queries, limits and errors are the same over the socket', async () => {
  const seller = await newSeller();
  const client = socketClient(api, seller.keys.VIEWER);
  const once = async (
    query: string,
  ): Promise<{ data?: unknown; errors?: { extensions: object }[] }> => {
    const result: { value: unknown } = await client.iterate({ query }).next();
    return result.value as never;
  };
  expect(await once('{ viewer { tenant { slug } } }')).toMatchObject({
    data: { viewer: { tenant: { slug: seller.slug } } },
  });
  expect(await once('{ node(id: "x") { id } }')).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_ID' } }],
  });
  const refused = (query: string): Promise<unknown> => once(query).catch((error: unknown) => error);
  expect(
    await refused(
      '{ customers(first: 10000) { nodes { receivables(first: 10000) { nodes { id } } } } }',
    ),
  ).toMatchObject([{ extensions: { code: 'QUERY_TOO_COSTLY' } }]);
  expect(await refused('{ nope }')).toMatchObject([
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ]);
  expect(await refused('{ viewer {')).toMatchObject([
    { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
  ]);
  expect(await refused('mutation { rescore { customers } }')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  await client.dispose();
});

test('closing the server ends its sockets at once, and the cursor goes on at another', async () => {
  const seller = await newSeller();
  const first = await startApi(app, { clock: systemClock });
  const subscriber = subscribe(seller, { after: '0' }, first);
  await raise(seller);
  await subscriber.until(1);
  await first.close();
  const missed = await raise(seller);
  const resumed = subscribe(seller, { after: subscriber.events.at(-1)?.cursor });
  expect(alertIds(await resumed.until(1))).toEqual([globalId('RiskAlert', missed)]);
  await resumed.stop();
  expect((await ask(api, seller.keys.VIEWER, '{ viewer { cost } }')).status).toBe(200);
});
