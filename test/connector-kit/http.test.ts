import { inspect } from 'node:util';
import { createHttpClient, type HttpClientOptions } from '../../src/connector-kit/http';
import type { HttpRequest } from '../../src/connector-kit/http-client';
import { RecordedPurchases } from '../../src/connector-kit/purchases';
import { RateLimiter } from '../../src/connector-kit/rate-limit';
import { sampleWorld } from '../../src/connector-kit/simulator/sample-world';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit/simulator/server';
import {
  defineSimulator,
  type SimulatedResponse,
} from '../../src/connector-kit/simulator/simulator';
import type { Fault } from '../../src/connector-kit/simulator/faults';
import { FakeTimers } from '../../src/connector-kit/timers';
import { VERSION } from '../../src/connector-kit/user-agent';
import packageJson from '../../package.json';

const SECRET = 'k3y/with+signs';
let answer: () => SimulatedResponse = () => ({ status: 200, body: {} });
const simulator = defineSimulator({
  connectorId: 'example',
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
  simulators.setFaults('example', {});
  simulators.clearLog('example');
  answer = () => ({ status: 200, body: { ok: true } });
});
afterAll(() => simulators.stop());

function client(changes: Partial<HttpClientOptions> = {}, timers = new FakeTimers(Date.now())) {
  return createHttpClient({
    connector: { id: 'example', hosts: ['api.example.com'] },
    baseUrl: simulators.baseUrl('example'),
    timeoutMs: 2000,
    pace: { requestsPerSecond: 1000, concurrency: 2 },
    retry: { attemptsMax: 3 },
    secrets: () => [SECRET],
    purchases: new RecordedPurchases(),
    signal: new AbortController().signal,
    limiter: new RateLimiter({ timers }),
    limiterKey: 'k',
    timers,
    random: () => 1,
    ...changes,
  });
}

const get = (path = '/x', more: Partial<HttpRequest> = {}): HttpRequest => ({ path, ...more });
const meet = (...script: Fault[]): void => simulators.setFaults('example', { script });
const log = () => simulators.log('example');

it('introduces itself with a name, a version and an address', async () => {
  await client().request(get());
  expect(log()[0]?.headers['user-agent']).toMatch(/^encours\/\d+\.\d+\.\d+ \(\+https:/);
  expect(VERSION).toBe(packageJson.version);
});

it('reads bytes as UTF-8 when the provider names no charset, or a wrong one', async () => {
  const body = Buffer.from('{"t":"Procédure d\u2019ouverture"}');
  for (const type of ['application/json', 'application/json; charset=iso-8859-1']) {
    answer = () => ({ status: 200, headers: { 'content-type': type }, body });
    expect((await client().request(get())).data).toEqual({ t: 'Procédure d’ouverture' });
  }
});

it('refuses a body that is not UTF-8 rather than garble a name', async () => {
  answer = () => ({ status: 200, body: Buffer.from('{"t":"Proc\xe9dure"}', 'latin1') });
  await expect(client().request(get())).rejects.toMatchObject({ code: 'PROVIDER_BAD_JSON' });
});

it('gives text as it came when text is asked for, and says so to the provider', async () => {
  answer = () => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: "<a b='é'/>" });
  expect((await client().request({ ...get(), format: 'text' })).data).toBe("<a b='é'/>");
  expect(log()[0]?.headers['accept']).toMatch(/^text\//);
  answer = () => ({ status: 200, body: Buffer.from('Proc\xe9dure', 'latin1') });
  await expect(client().request({ ...get(), format: 'text' })).rejects.toMatchObject({
    family: 'CONTRACT',
    code: 'PROVIDER_BAD_TEXT',
  });
});

it('says what kind of body came instead of JSON, and nothing of what is in it', async () => {
  const headers = { 'content-type': 'text/html' };
  answer = () => ({ status: 200, headers, body: '<html>score 82' });
  const error: unknown = await client()
    .request(get())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ family: 'CONTRACT', code: 'PROVIDER_BAD_JSON' });
  expect(String(error)).toContain('200 with 14 bytes of text/html');
  expect(String(error)).not.toContain('82');
});

it('takes an empty body for null, and a page for people on an accepted 404 as well', async () => {
  answer = () => ({ status: 204, body: '' });
  expect((await client().request(get())).data).toBeNull();
  answer = () => ({ status: 404, body: '<h1>no</h1>' });
  expect(await client().request(get('/x', { accept: [404] }))).toMatchObject({
    status: 404,
    data: null,
  });
});

it('repeats what may be repeated, a bounded number of times', async () => {
  meet({ kind: 'status', status: 503 }, { kind: 'reset' });
  expect((await client().request(get())).status).toBe(200);
  expect(log().map(({ fault }) => fault)).toEqual(['status', 'reset', 'none']);
  simulators.setFaults('example', { always: { kind: 'status', status: 503 } });
  simulators.clearLog('example');
  await expect(client().request(get())).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(log()).toHaveLength(3);
});

it('does not repeat a POST the provider may have acted on', async () => {
  meet({ kind: 'status', status: 503 });
  const request = get('/x', { method: 'POST', body: { a: 1 } });
  await expect(client().request(request)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(log()).toHaveLength(1);
  expect(log()[0]?.body).toEqual({ a: 1 });
});

it('obeys Retry-After, for every request of the credential', async () => {
  const timers = new FakeTimers(Date.now());
  const begin = timers.nowMs();
  meet({ kind: 'status', status: 429, retryAfter: { seconds: 9, as: 'seconds' } });
  await client({}, timers).request(get());
  expect(timers.nowMs() - begin).toBeGreaterThanOrEqual(9000);
});

it('gives back a wait it will not sleep, with the time to come back', async () => {
  meet({ kind: 'status', status: 429, retryAfter: { seconds: 600, as: 'http-date' } });
  const error = await client()
    .request(get())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ family: 'TRANSIENT', code: 'PROVIDER_RATE_LIMITED' });
  const { retryAfterMs } = error as { retryAfterMs: number };
  expect(retryAfterMs).toBeGreaterThan(590_000);
});

it('gives up at its deadline even when attempts are left', async () => {
  simulators.setFaults('example', { always: { kind: 'status', status: 503 } });
  const impatient = client({ deadlineMs: 300, retry: { attemptsMax: 10, backoffBaseMs: 200 } });
  await expect(impatient.request(get())).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(log().length).toBeLessThan(4);
});

it.each<[string, Fault, string, string]>([
  ['401', { kind: 'status', status: 401 }, 'AUTH', 'PROVIDER_AUTH_REFUSED'],
  ['403', { kind: 'status', status: 403 }, 'AUTH', 'PROVIDER_AUTH_REFUSED'],
  ['404', { kind: 'status', status: 404 }, 'CONFIG', 'PROVIDER_REJECTED_REQUEST'],
  ['422', { kind: 'status', status: 422 }, 'CONFIG', 'PROVIDER_REJECTED_REQUEST'],
  ['a redirect', { kind: 'status', status: 301 }, 'CONTRACT', 'PROVIDER_REDIRECTED'],
  ['half a JSON', { kind: 'truncated-json' }, 'CONTRACT', 'PROVIDER_BAD_JSON'],
])('tells %s from other troubles at the first attempt', async (_name, fault, family, code) => {
  meet(fault);
  await expect(client().request(get())).rejects.toMatchObject({ family, code });
  expect(log()).toHaveLength(1);
});

it('gives up on a body that dribbles in too slowly', async () => {
  simulators.setFaults('example', { always: { kind: 'slow-body', ms: 500 } });
  const quick = client({ timeoutMs: 100, retry: { attemptsMax: 1 } });
  await expect(quick.request(get())).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

it('refuses an answer of more than 20 MB', async () => {
  answer = () => ({ status: 200, body: Buffer.alloc(21 * 1024 * 1024, 32) });
  await expect(client().request(get())).rejects.toMatchObject({
    code: 'PROVIDER_RESPONSE_TOO_LARGE',
  });
});

it('stops at once when told to, while it waits for an answer or for its next attempt', async () => {
  const stop = new AbortController();
  simulators.setFaults('example', { always: { kind: 'hang' } });
  const waiting = client({ signal: stop.signal }).request(get());
  setTimeout(() => stop.abort(), 30);
  await expect(waiting).rejects.toMatchObject({ family: 'TRANSIENT', code: 'ABORTED' });
});

it.each(['//evil.example/x', '/x?y=//evil.example'])(
  'stays on the configured host with the path %s',
  async (path) => {
    await client().request(get(path));
    expect(log()).toHaveLength(1);
  },
);

it.each(['@evil.example/', '/../other/x', '/%2e%2e/other', 'x'])(
  'refuses the path %s, which leaves the configured address',
  async (path) => {
    await expect(client().request(get(path))).rejects.toMatchObject({ family: 'BUG' });
    expect(log()).toHaveLength(0);
  },
);

it('refuses a base that is neither declared nor this machine', async () => {
  const stray = client({ baseUrl: 'https://other.example' });
  await expect(stray.request(get())).rejects.toMatchObject({ code: 'HOST_NOT_DECLARED' });
});

it('keeps secrets out of errors, however the provider echoes them', async () => {
  const shapes = [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET), btoa(SECRET)];
  for (const status of [200, 400, 401, 503]) {
    answer = () => ({ status, body: `got ${shapes.join(' and ')}` });
    const request = get('/x', { query: { token: SECRET }, headers: { 'api-key': SECRET } });
    const error: unknown = await client()
      .request(request)
      .catch((thrown: unknown) => thrown);
    const shown = inspect(error, { depth: null, showHidden: true });
    for (const shape of shapes) expect(shown).not.toContain(shape);
    // What came with a success is the provider's data: of that, nothing is quoted.
    expect(shown.includes('[redacted]')).toBe(status !== 200);
  }
});
