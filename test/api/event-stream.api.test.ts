import { setTimeout as sleep } from 'node:timers/promises';
import { CloudEvent } from 'cloudevents';
import type { Api } from '../../src/api';
import { createApiKey, revokeApiKey, type Database } from '../../src/database';
import { globalId, systemClock } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { raiseAlert, startApi } from './api-harness';
import { readEventStream, type EventReader } from './event-stream-client';

let app: Database;
let api: Api;
const open: EventReader[] = [];
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app, {
    clock: systemClock,
    streams: { heartbeatMs: 100, recheckMs: 200, stalledMs: 500, streamsPerKey: 3 },
  });
});
afterEach(() => {
  for (const reader of open.splice(0)) reader.close();
});

let sellers = 0;
const newSeller = (): Promise<Seller> => {
  sellers += 1;
  return createSeller(app, database(), { slug: `stream-${sellers}`, customers: 3 });
};
const raise = (seller: Seller, account = 'C001', severity = 'HIGH'): Promise<string> =>
  app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId(account), severity));

async function read(
  seller: Seller,
  path = '',
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const authorization = `Bearer ${seller.keys.VIEWER}`;
  const reader = await readEventStream(api, path, { authorization, ...headers });
  open.push(reader);
  return reader;
}

const subjects = (reader: EventReader): unknown[] =>
  reader.messages.map(({ data }) => data['subject']);
const alertId = (id: string): string => globalId('RiskAlert', id);

test('a stream replays behind a cursor and goes live, each event a CloudEvent with its cursor as id', async () => {
  const seller = await newSeller();
  const first = await raise(seller);
  const reader = await read(seller, '?after=0');
  await reader.messagesOf(1);
  const second = await raise(seller);
  const [event] = await reader.messagesOf(2);
  expect(subjects(reader)).toEqual([first, second].map(alertId));
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  expect(reader.headers['content-encoding']).toBeUndefined();
  expect(reader.body()).toMatch(/^retry: \d+\n\n/);
  expect(event).toMatchObject({ event: 'encours.risk-alert.raised.v1', id: event?.data['cursor'] });
  expect(new CloudEvent(event?.data ?? {}).validate()).toBe(true);
});

test('who comes back with Last-Event-ID goes on behind it, whatever the address says', async () => {
  const seller = await newSeller();
  const written = [await raise(seller), await raise(seller), await raise(seller)];
  const before = await read(seller, '?after=0');
  const [first] = await before.messagesOf(3);
  const again = await read(seller, '?after=0', { 'last-event-id': first?.id ?? '' });
  await again.messagesOf(2);
  expect(subjects(again)).toEqual(written.slice(1).map(alertId));
});

test('without a cursor a stream begins now, and heartbeats move its place past what is not for it', async () => {
  const seller = await newSeller();
  await raise(seller);
  const reader = await read(seller, '?severities=CRITICAL');
  await reader.until(() => reader.comments() > 0);
  const start = reader.lastId();
  await raise(seller, 'C001', 'LOW');
  await reader.until(() => reader.lastId() !== start);
  expect(reader.messages).toEqual([]);
  const wanted = await raise(seller, 'C001', 'CRITICAL');
  await reader.messagesOf(1);
  expect(subjects(reader)).toEqual([alertId(wanted)]);
  const resumed = await read(seller, '', { 'last-event-id': start });
  await resumed.messagesOf(2);
});

test('types, rules, severities and customers filter as in GraphQL', async () => {
  const seller = await newSeller();
  await raise(seller, 'C001', 'LOW');
  const wanted = await raise(seller, 'C002', 'HIGH');
  await raise(seller, 'C003', 'HIGH');
  const customer = globalId('Customer', seller.customerId('C002'));
  for (const path of [
    `?after=0&customerIds=${customer}`,
    `?after=0&customerIds=${customer}&types=RISK_ALERT_RAISED&rules=LIMIT_EXCEEDED`,
    `?after=0&minSeverity=MEDIUM&customerIds=${customer},${customer}&status=OPEN`,
  ]) {
    const reader = await read(seller, path);
    await reader.messagesOf(1);
    await reader.until(() => reader.comments() > 1);
    expect(subjects(reader)).toEqual([alertId(wanted)]);
    reader.close();
  }
  const other = await read(seller, '?after=0&types=GRADE_CHANGED');
  await other.until(() => other.comments() > 1);
  expect(other.messages).toEqual([]);
});

test('what is wrong is answered before the stream begins, with its code', async () => {
  const [seller, other] = [await newSeller(), await newSeller()];
  await raise(other);
  const foreign = await read(other, '?after=0');
  const [event] = await foreign.messagesOf(1);
  const ask = async (
    path: string,
    init: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<unknown> => {
    const headers = { authorization: `Bearer ${seller.keys.VIEWER}`, ...init.headers };
    const response = await fetch(`${api.url}/events${path}`, { ...init, headers });
    const text = await response.text();
    const body = text === '' ? null : (JSON.parse(text) as { errors: [{ extensions: object }] });
    return [response.status, body?.errors[0].extensions];
  };
  const refused = (status: number, code: string): unknown => [
    status,
    expect.objectContaining({ code }),
  ];
  expect(await ask(`?after=${event?.id}`)).toEqual(refused(400, 'INVALID_CURSOR'));
  expect(await ask('?after=rubbish')).toEqual(refused(400, 'INVALID_CURSOR'));
  expect(await ask('?types=NOTHING')).toEqual(refused(400, 'BAD_FILTER'));
  expect(await ask('?rules=NOTHING')).toEqual(refused(400, 'BAD_FILTER'));
  expect(await ask('?customerIds=x')).toEqual(refused(400, 'INVALID_ID'));
  expect(await ask('?typo=1')).toEqual(refused(400, 'UNKNOWN_PARAMETER'));
  expect(await ask('?limit=5')).toEqual(refused(400, 'BAD_FILTER'));
  expect(await ask('', { headers: { authorization: '' } })).toEqual(
    refused(401, 'UNAUTHENTICATED'),
  );
  expect(await ask('', { headers: { accept: 'text/html' } })).toEqual(
    refused(406, 'NOT_ACCEPTABLE'),
  );
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await ask('', { method })).toEqual(refused(405, 'METHOD_NOT_ALLOWED'));
  }
  expect(await ask('', { method: 'HEAD' })).toEqual([405, undefined]);
});

test('a batch is pulled page by page until there is no more', async () => {
  const seller = await newSeller();
  const written: string[] = [];
  for (let n = 0; n < 5; n += 1) written.push(await raise(seller));
  const pulled: unknown[] = [];
  let path = '/events?limit=2';
  for (let pages = 1; ; pages += 1) {
    const response = await fetch(`${api.url}${path}`, {
      headers: {
        authorization: `Bearer ${seller.keys.VIEWER}`,
        accept: 'application/cloudevents-batch+json',
      },
    });
    const batch = (await response.json()) as { subject: string }[];
    expect(response.headers.get('content-type')).toContain('application/cloudevents-batch+json');
    for (const event of batch) expect(new CloudEvent(event).validate()).toBe(true);
    pulled.push(...batch.map((event) => event.subject));
    path = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
    expect(path).toContain(response.headers.get('encours-next-cursor'));
    expect(pages).toBeLessThan(10);
    if (response.headers.get('encours-has-more') === 'false') break;
  }
  expect(pulled).toEqual(written.map(alertId));
});

test('a stream ends with a coded message when its key expires or is revoked', async () => {
  const seller = await newSeller();
  const make = (label: string, expiresAt?: Date): Promise<string> =>
    app.tenant(seller.tenantId, (tx) =>
      createApiKey(tx, { role: 'VIEWER', label, ...(expiresAt ? { expiresAt } : {}) }),
    );
  const short = await make('short', new Date(Date.now() + 2_000));
  const revoked = await make('revoked');
  const readers = [];
  for (const key of [short, revoked]) {
    readers.push(await read(seller, '', { authorization: `Bearer ${key}` }));
  }
  await app.tenant(seller.tenantId, async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `SELECT api_key_id AS id FROM api_key WHERE label = 'revoked'`,
    );
    await revokeApiKey(tx, row?.id ?? '');
  });
  for (const reader of readers) {
    const [message] = await reader.messagesOf(1);
    expect(message).toMatchObject({ event: 'error', data: { code: 'UNAUTHENTICATED' } });
    await reader.until(reader.isEnded);
  }
});

test('a key opens so many streams and no more; one that ends makes room', async () => {
  const seller = await newSeller();
  const readers = [await read(seller), await read(seller), await read(seller)];
  const refused = await read(seller);
  await refused.until(() => refused.isEnded());
  expect([refused.status, refused.body()]).toEqual([
    429,
    expect.stringContaining('TOO_MANY_STREAMS'),
  ]);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  readers[0]?.close();
  for (let waited = 0; waited < 5_000; waited += 50) {
    const again = await read(seller);
    if (again.status === 200) return;
    await sleep(50);
  }
  throw new Error('no room was made');
});

test('asking too often is refused until the minute is over', async () => {
  const strict = await startApi(app, { streams: { requestsPerMinute: 2 } });
  const seller = await newSeller();
  const headers = {
    authorization: `Bearer ${seller.keys.VIEWER}`,
    accept: 'application/cloudevents-batch+json',
  };
  const statuses: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    statuses.push((await fetch(`${strict.url}/events`, { headers })).status);
  }
  await strict.close();
  expect(statuses).toEqual([200, 200, 429]);
});

test('a reader that takes nothing is cut off, and reads the rest behind its last id', async () => {
  const seller = await newSeller();
  const reader = await read(seller, '?after=0');
  await raise(seller);
  const [first] = await reader.messagesOf(1);
  reader.pause();
  const { heavy } = await app.tenant(seller.tenantId, async (tx) => {
    await tx.execute(
      `INSERT INTO event (tenant_id, event_id, type, at, data, schema_version)
       SELECT $1, gen_random_uuid(), 'GRADE_CHANGED', now(), jsonb_build_object('text', repeat('x', 60000)), 0
       FROM generate_series(1, 400)`,
      [tx.tenantId],
    );
    await tx.query('SELECT pg_notify($1, $2)', ['encours_event', tx.tenantId]);
    return { heavy: 400 };
  });
  const closed = async (): Promise<string> => (await fetch(`${api.url}/metrics`)).text();
  const metric = 'encours_streams_closed_total{kind="sse",code="SLOW_CONSUMER"} 1';
  for (let waited = 0; waited < 20_000; waited += 200) {
    if ((await closed()).includes(metric)) break;
    await sleep(200);
  }
  expect(await closed()).toContain(metric);
  const resumed = await read(seller, '', { 'last-event-id': first?.id ?? '' });
  await resumed.messagesOf(heavy);
});

test('a server that closes ends its streams, which go on elsewhere', async () => {
  const seller = await newSeller();
  const going = await startApi(app, { clock: systemClock });
  const authorization = `Bearer ${seller.keys.VIEWER}`;
  const reader = await readEventStream(going, '?after=0', { authorization });
  await raise(seller);
  const [event] = await reader.messagesOf(1);
  await going.close();
  await reader.until(reader.isEnded);
  const missed = await raise(seller);
  const resumed = await read(seller, '', { 'last-event-id': event?.id ?? '' });
  await resumed.messagesOf(1);
  expect(subjects(resumed)).toEqual([alertId(missed)]);
});
