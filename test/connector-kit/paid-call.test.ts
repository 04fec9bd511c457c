/** Requests that cost money: booked before they are sent, settled by how they ended, never sent around the booking. */
import { createHttpClient, type HttpClientOptions } from '../../src/connector-kit/http';
import type { HttpRequest } from '../../src/connector-kit/http-client';
import type {
  BegunPurchase,
  KeptAnswer,
  Purchase,
  Purchases,
} from '../../src/connector-kit/purchases';
import { RateLimiter } from '../../src/connector-kit/rate-limit';
import {
  defineSimulator,
  sampleWorld,
  startSimulators,
  type Fault,
  type RunningSimulators,
  type SimulatedResponse,
} from '../../src/connector-kit/simulator';
import { FakeTimers } from '../../src/connector-kit/timers';
import { domainError } from '../../src/kernel';

let answer: () => SimulatedResponse;
const simulator = defineSimulator({
  connectorId: 'shop',
  routes: [
    { method: 'GET', path: /^\/.*$/, handle: () => answer() },
    { method: 'POST', path: /^\/.*$/, handle: () => answer() },
  ],
});
let simulators: RunningSimulators;
beforeAll(async () => {
  simulators = await startSimulators({ simulators: [simulator], world: sampleWorld() });
});
beforeEach(() => {
  simulators.setFaults('shop', {});
  simulators.clearLog('shop');
  answer = () => ({ status: 200, body: { ok: true } });
});
afterAll(() => simulators.stop());

/** Writes down what happens in order, with how many requests the provider had seen by then. */
class Ledger implements Purchases {
  readonly told: string[] = [];
  readonly settled: { isCharged: boolean; units: number; body: string }[] = [];
  kept: KeptAnswer | null = null;
  refusal: Error | null = null;

  begin(purchase: Purchase, request: { method: string; path: string }): Promise<BegunPurchase> {
    this.told.push(`begin ${purchase.call} ${request.method} after ${log().length}`);
    if (this.refusal !== null) return Promise.reject(this.refusal);
    if (this.kept !== null) return Promise.resolve({ kind: 'kept', answer: this.kept });
    const end = (text: string): Promise<void> => {
      this.told.push(text);
      return Promise.resolve();
    };
    return Promise.resolve({
      kind: 'booked',
      booked: {
        answered: ({ body }, charge) => {
          this.settled.push({ ...charge, body: Buffer.from(body).toString() });
          return end('answered');
        },
        released: (reason) => end(`released ${reason}`),
        unanswered: (reason, how) =>
          end(`${how?.isHeld === true ? 'held' : 'unanswered'} ${reason}`),
      },
    });
  }
}

const log = () => simulators.log('shop');
const meet = (...script: Fault[]): void => simulators.setFaults('shop', { script });
const report = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  path: '/report',
  purchase: { call: 'report', subject: '732829320' },
  ...more,
});

function client(purchases: Purchases, changes: Partial<HttpClientOptions> = {}) {
  const timers = new FakeTimers(Date.now());
  return createHttpClient({
    connector: { id: 'shop', hosts: ['api.example.com'] },
    baseUrl: simulators.baseUrl('shop'),
    timeoutMs: 2000,
    pace: { requestsPerSecond: 1000, concurrency: 1 },
    retry: { attemptsMax: 3 },
    secrets: () => ['s3cret'],
    purchases,
    signal: new AbortController().signal,
    limiter: new RateLimiter({ timers }),
    limiterKey: 'k',
    timers,
    random: () => 0.5,
    ...changes,
  });
}

it('books before it sends, and settles with the answer as it came', async () => {
  const ledger = new Ledger();
  await client(ledger).request(report());
  expect(ledger.told).toEqual(['begin report GET after 0', 'answered']);
  expect(ledger.settled).toEqual([{ isCharged: true, units: 1, body: '{"ok":true}' }]);
});

it('owes nothing for an answer that says it cost nothing: there is nothing to serve again', async () => {
  const ledger = new Ledger();
  const purchase = { call: 'report', subject: '732829320', unitsOf: () => 0 };
  await client(ledger).request(report({ purchase }));
  expect(ledger.settled).toEqual([{ isCharged: false, units: 0, body: '{"ok":true}' }]);
});

it('books nothing for a request that is free', async () => {
  const ledger = new Ledger();
  await client(ledger).request({ path: '/login' });
  expect(ledger.told).toEqual([]);
});

it('serves again what was paid for, and asks the provider nothing', async () => {
  const ledger = new Ledger();
  ledger.kept = { status: 200, headers: { etag: 'x' }, body: Buffer.from('{"kept":"é"}') };
  expect(await client(ledger).request(report())).toEqual({
    status: 200,
    headers: { etag: 'x' },
    data: { kept: 'é' },
  });
  expect(log()).toEqual([]);
});

it('sends nothing when it may not be bought, and leaves its turn to the next', async () => {
  const ledger = new Ledger();
  ledger.refusal = domainError('BUDGET_EXHAUSTED', 'no money left');
  const http = client(ledger);
  await expect(http.request(report())).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  expect(log()).toEqual([]);
  // One turn at a time: a turn that was not given back would stop everything here.
  expect((await http.request({ path: '/free' })).status).toBe(200);
});

it('books every attempt, and releases those the provider refused', async () => {
  meet({ kind: 'status', status: 503 }, { kind: 'status', status: 429 });
  const ledger = new Ledger();
  await client(ledger).request(report());
  expect(ledger.told).toEqual([
    'begin report GET after 0',
    'released answered with 503',
    'begin report GET after 1',
    'released answered with 429',
    'begin report GET after 2',
    'answered',
  ]);
});

it('keeps booked what may have been billed: a reset, a silence', async () => {
  meet({ kind: 'reset' }, { kind: 'hang' });
  const ledger = new Ledger();
  await client(ledger, { timeoutMs: 100 }).request(report());
  expect(ledger.told.filter((line) => !line.startsWith('begin'))).toEqual([
    'unanswered ECONNRESET',
    'unanswered no answer in time',
    'answered',
  ]);
});

it('releases what cannot have reached the provider', async () => {
  const ledger = new Ledger();
  const nowhere = client(ledger, { baseUrl: 'http://127.0.0.1:9', retry: { attemptsMax: 1 } });
  await expect(nowhere.request(report())).rejects.toMatchObject({ family: 'TRANSIENT' });
  expect(ledger.told.at(-1)).toBe('released could not be reached (ECONNREFUSED)');
});

it('does not send a paid POST again on its own once it may have been acted on', async () => {
  meet({ kind: 'status', status: 503 });
  const ledger = new Ledger();
  await expect(client(ledger).request(report({ method: 'POST' }))).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
  });
  expect(ledger.told).toEqual(['begin report POST after 0', 'released answered with 503']);
});

it('holds an answer that cannot be read, and keeps no such answer', async () => {
  meet({ kind: 'truncated-json' });
  const ledger = new Ledger();
  await expect(client(ledger).request(report())).rejects.toMatchObject({
    code: 'PROVIDER_BAD_JSON',
  });
  expect(ledger.told.at(-1)).toMatch(/^held .*not JSON/);
  expect(ledger.settled).toEqual([]);
});

it('keeps booked what was under way when it was told to stop', async () => {
  meet({ kind: 'hang' });
  const ledger = new Ledger();
  const stop = new AbortController();
  const asked = client(ledger, { signal: stop.signal }).request(report());
  setTimeout(() => stop.abort(), 30);
  await expect(asked).rejects.toMatchObject({ code: 'ABORTED' });
  expect(ledger.told).toHaveLength(2);
  expect(ledger.told[1]).toMatch(/^unanswered/);
});

it('asks the connector what an answer cost', async () => {
  const ledger = new Ledger();
  answer = () => ({ status: 200, headers: { 'x-tokens': '2.5' }, body: { ok: true } });
  const unitsOf: Purchase['unitsOf'] = ({ headers }) => Number(headers['x-tokens']);
  const purchase = { call: 'report', subject: null, units: 4, unitsOf };
  await client(ledger).request(report({ purchase }));
  expect(ledger.settled).toMatchObject([{ isCharged: true, units: 2.5 }]);
});

it.each([
  ['throws', (): number => JSON.parse('') as number],
  ['is no number', (): number => Number.NaN],
  ['is negative', (): number => -1],
])(
  'keeps a paid answer at the most it can cost when what it says it cost %s',
  async (_what, unitsOf) => {
    const ledger = new Ledger();
    const purchase = { call: 'report', subject: null, units: 4, unitsOf };
    await client(ledger).request(report({ purchase }));
    expect(ledger.settled).toMatchObject([{ isCharged: true, units: 4, body: '{"ok":true}' }]);
  },
);

it.each([
  ['an unknown company costs nothing', undefined, { isCharged: false, units: 0 }],
  ['unless the provider bills it', (status: number) => status === 404, { isCharged: true }],
])('%s', async (_what, isCharged, settled) => {
  const ledger = new Ledger();
  answer = () => ({ status: 404, body: { error: 'unknown' } });
  const purchase: Purchase = {
    call: 'report',
    subject: '732829320',
    ...(isCharged === undefined ? {} : { isCharged }),
  };
  await client(ledger).request(report({ accept: [404], purchase }));
  expect(ledger.settled).toMatchObject([settled]);
});

it('owes a refusal that the provider bills', async () => {
  const ledger = new Ledger();
  answer = () => ({ status: 422, body: {} });
  const isCharged = (status: number): boolean => status === 422;
  const purchase = { call: 'report', subject: null, isCharged };
  await expect(client(ledger).request(report({ purchase }))).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED_REQUEST',
  });
  expect(ledger.told.at(-1)).toBe('unanswered answered with 422');
});

it('tells the ledger no secret', async () => {
  const ledger = new Ledger();
  const begun: string[] = [];
  ledger.begin = (_purchase, { path }) => {
    begun.push(path);
    return Promise.reject(domainError('BUDGET_NOT_SET', 'x'));
  };
  await client(ledger)
    .request(report({ path: '/k/s3cret/report' }))
    .catch(() => null);
  expect(begun).toEqual(['/shop/k/[redacted]/report']);
});

it('lets a failure to book be a failure, with nothing sent', async () => {
  const ledger = new Ledger();
  ledger.begin = () => Promise.reject(new Error('the database is gone'));
  await expect(client(ledger).request(report())).rejects.toThrow('the database is gone');
  expect(log()).toEqual([]);
});
