import { FixedClock } from '../../../src/kernel';
import {
  defineSimulator,
  jsonResponse,
  sampleWorld,
  startSimulators,
  type RunningSimulators,
} from '../../../src/connector-kit/simulator';

const XML = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><nom>Caf\xe9</nom>', 'latin1');
const shop = defineSimulator({
  connectorId: 'shop',
  routes: [
    {
      method: 'GET',
      path: '/report/:siren',
      handle: ({ params }) => ({
        ...jsonResponse({ siren: params['siren'] ?? '', score: 12, seat: { town: 'LYON' } }),
        charge: { call: 'report', subject: params['siren'] ?? '', units: 1 },
      }),
    },
    {
      method: 'GET',
      path: '/xml',
      handle: () => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: XML }),
    },
    { method: 'POST', path: '/echo', handle: ({ body }) => jsonResponse({ got: body }) },
  ],
});

const clock = new FixedClock(new Date('2026-03-01T08:00:00Z'));
let running: RunningSimulators;
beforeEach(async () => {
  running = await startSimulators({ simulators: [shop], world: sampleWorld(), clock });
});
afterEach(() => running.stop());

const call = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`${running.baseUrl('shop')}${path}`, init);
const control = async (path: string, body?: unknown, method?: string): Promise<unknown> => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const url = `${running.controlUrl('shop')}${path}`;
  return (await fetch(url, method === undefined ? init : { ...init, method })).json();
};
const body = async (path: string): Promise<unknown> => (await call(path)).json();

it('shows its log and its bill to other processes, and counts neither as requests', async () => {
  await call('/report/732829320');
  await call('/nowhere');
  expect(await control('/log')).toMatchObject([{ path: '/report/732829320' }, { status: 404 }]);
  expect(await control('/bill')).toEqual([
    { call: 'report', subject: '732829320', units: 1, atMs: clock.now().getTime() },
  ]);
  expect(await control('/log')).toHaveLength(2);
  await control('/log', undefined, 'DELETE');
  expect(await control('/log')).toEqual([]);
  expect(await control('/bill')).toHaveLength(1);
});

it('lets another process set faults and switch it off', async () => {
  await control('/faults', { serverError: { share: 1, status: 502 } });
  expect((await call('/xml')).status).toBe(502);
  await control('/faults', {});
  expect((await call('/xml')).status).toBe(200);
  await control('/online', { online: false });
  await expect(call('/xml')).rejects.toThrow();
  await control('/online', { online: true });
  expect((await call('/xml')).status).toBe(200);
});

it('bills nothing that it did not answer', async () => {
  running.setFaults('shop', { script: [{ kind: 'reset' }, { kind: 'status', status: 500 }] });
  await call('/report/1').catch(() => null);
  await call('/report/1');
  expect(running.bill('shop')).toEqual([]);
});

it.each([
  ['/faults', { nonsense: 1 }, 'nonsense'],
  ['/faults', { hang: { share: 2 } }, 'hang.share'],
  ['/faults', { hang: { share: 0.6 }, reset: { share: 0.6 } }, 'share'],
  ['/faults', { rateLimited: { share: 1, retryAfter: { as: 'weeks' } } }, 'retryAfter.as'],
  ['/faults', { quota: { requests: 1, status: 200 } }, 'quota.status'],
  ['/online', { online: 'yes' }, 'online'],
  ['/unheard', {}, 'known are'],
])('refuses %s %j and says what is wrong', async (path, sent, word) => {
  expect(JSON.stringify(await control(path, sent))).toContain(word);
  expect((await call('/xml')).status).toBe(200);
});

it('tells which simulators there are when asked for another', async () => {
  const url = running.controlUrl('shop').replace('shop', 'bank');
  expect(await (await fetch(`${url}/log`)).json()).toMatchObject({ known: ['shop'] });
});

it('moves its clock for whoever asks', async () => {
  const wait = { seconds: 60, as: 'http-date' } as const;
  running.setFaults('shop', { always: { kind: 'status', status: 429, retryAfter: wait } });
  expect((await call('/xml')).headers.get('retry-after')).toBe('Sun, 01 Mar 2026 08:01:00 GMT');
  await fetch(running.controlUrl('shop').replace(/shop$/, 'clock'), {
    method: 'POST',
    body: '{"advanceMs":3600000}',
  });
  expect((await call('/xml')).headers.get('retry-after')).toBe('Sun, 01 Mar 2026 09:01:00 GMT');
});

it('refuses once its quota is used up, counted from the day it was set', async () => {
  await call('/xml');
  running.setFaults('shop', { quota: { requests: 2, status: 402 } });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push((await call('/xml')).status);
  expect(statuses).toEqual([200, 200, 402, 402]);
});

it('sends bytes as they are and reads bodies of any encoding', async () => {
  expect(Buffer.from(await (await call('/xml')).arrayBuffer()).equals(XML)).toBe(true);
  const post = async (sent: string | Buffer): Promise<unknown> =>
    (await call('/echo', { method: 'POST', body: sent })).json();
  expect(await post(Buffer.from('nom=Caf\xe9', 'latin1'))).toEqual({ got: 'nom=Café' });
  expect(await post('<a>é</a>')).toEqual({ got: '<a>é</a>' });
});

it('answers with a page for people, as a proxy would', async () => {
  running.setFaults('shop', { script: [{ kind: 'html' }] });
  const answer = await call('/report/1');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
});

it('drifts: one field has another type or name, the same under the same seed', async () => {
  const before = await body('/report/1');
  const drift = async (seed: number, path?: string): Promise<unknown> => {
    const fault = { kind: 'drift', seed, ...(path === undefined ? {} : { path }) } as const;
    running.setFaults('shop', { script: [fault] });
    return body('/report/1');
  };
  expect(await drift(0, 'score')).toEqual({ ...(before as object), score: '~12' });
  expect(await drift(1, 'seat.town')).toEqual({
    ...(before as object),
    seat: { town_v2: 'LYON' },
  });
  expect(await drift(2, 'no.such.field')).toEqual(before);
  expect(await drift(5)).toEqual(await drift(5));
  expect(await drift(5)).not.toEqual(before);
});

it('lets another process have things happen in the books, at the time of its clock', async () => {
  await control('/books', { operations: 3, seed: 9 });
  const done = (await control('/books', { operations: 2, seed: 10 })) as { do: string }[];
  expect(done.map(({ do: what }) => typeof what)).toEqual(['string', 'string']);
  for (const wrong of [{}, { operations: -1 }, { operations: 1e9 }, { operations: 1, seed: 'x' }]) {
    expect(await control('/books', wrong)).toHaveProperty('error');
  }
});
