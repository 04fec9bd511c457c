import { drawFault, type FaultPlan } from '../../../src/connector-kit/simulator/faults';
import { sampleWorld, SAMPLE_SIRENS } from '../../../src/connector-kit/simulator/sample-world';
import {
  startSimulators,
  type RunningSimulators,
} from '../../../src/connector-kit/simulator/server';
import { defineSimulator, jsonResponse } from '../../../src/connector-kit/simulator/simulator';
import { isSiren } from '../../../src/kernel';

const example = defineSimulator({
  connectorId: 'example',
  auth: ({ headers }) => (headers['key'] === 'bad' ? jsonResponse('no', 401) : null),
  quota: (_request, served) => (served >= 3 ? jsonResponse('too many', 402) : null),
  routes: [
    { method: 'GET', path: '/c/:id', handle: ({ params }) => jsonResponse(params['id'] ?? '') },
    {
      method: 'POST',
      path: /^\/y\/(?<year>\d{4})$/,
      handle: ({ params, body }) => jsonResponse({ ...params, body }),
    },
    {
      method: 'GET',
      path: '/broken',
      handle: () => {
        throw new Error('a mistake of ours');
      },
    },
  ],
});
const other = defineSimulator({ ...example, connectorId: 'other', quota: () => null });

let running: RunningSimulators;
beforeEach(async () => {
  running = await startSimulators({ simulators: [example, other], world: sampleWorld() });
});
afterEach(() => running.stop());

const call = (path: string, init?: RequestInit, id = 'other'): Promise<Response> =>
  fetch(`${running.baseUrl(id)}${path}`, init);

it('routes by method and path, with the values in the path', async () => {
  expect(await (await call('/c/a%20b')).text()).toBe('a b');
  const posted = await call('/y/2026', { method: 'POST', body: '{"a":1}' });
  expect(await posted.json()).toEqual({ year: '2026', body: { a: 1 } });
  expect((await call('/y/2026')).status).toBe(404);
  expect((await call('/y/20261', { method: 'POST' })).status).toBe(404);
});

it('names no charset, as the real services do not', async () => {
  expect((await call('/c/1')).headers.get('content-type')).toBe('application/json');
});

it('refuses by key, and by quota once it is used up', async () => {
  expect((await call('/c/1', { headers: { key: 'bad' } }, 'example')).status).toBe(401);
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push((await call('/c/1', {}, 'example')).status);
  expect(statuses).toEqual([200, 200, 402, 402]);
});

it('logs what was asked, and how it was answered', async () => {
  await call('/c/1?x=1&x=2');
  await call('/nowhere');
  const log = running.log('other').map(({ path, query, status }) => [path, query, status]);
  expect(log).toEqual([
    ['/c/1', 'x=1&x=2', 200],
    ['/nowhere', '', 404],
  ]);
});

it('goes down and comes back, one provider at a time', async () => {
  running.setOnline('other', false);
  await expect(call('/c/1')).rejects.toThrow();
  expect((await call('/c/1', {}, 'example')).status).toBe(200);
  running.setOnline('other', true);
  expect((await call('/c/1')).status).toBe(200);
});

it('has the faults of its script in order, then none', async () => {
  const wait = { seconds: 3, as: 'seconds' } as const;
  running.setFaults('other', {
    script: [
      { kind: 'status', status: 429, retryAfter: wait },
      { kind: 'status', status: 429, retryAfter: { seconds: 60, as: 'http-date' } },
      { kind: 'reset' },
      { kind: 'truncated-json' },
    ],
  });
  expect((await call('/c/1')).headers.get('retry-after')).toBe('3');
  const date = Date.parse((await call('/c/1')).headers.get('retry-after') ?? '');
  expect(Math.abs(date - Date.now() - 60_000)).toBeLessThan(3000);
  await expect(call('/c/1')).rejects.toThrow();
  expect(await (await call('/c/12345678')).text()).toBe('1234');
  expect((await call('/c/1')).status).toBe(200);
});

it('tells a mistake in a simulator from an answer of the provider', async () => {
  const answer = await call('/broken');
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain('a mistake of ours');
});

it('stops with requests hanging and connections kept alive', async () => {
  running.setFaults('other', { always: { kind: 'hang' } });
  const hanging = call('/c/1').catch(() => 'cut');
  await call('/c/1', {}, 'example');
  await running.stop();
  expect(await hanging).toBe('cut');
});

it('says so when its port is taken', async () => {
  const again = startSimulators({ simulators: [], world: sampleWorld(), port: running.port });
  await expect(again).rejects.toMatchObject({ code: 'SIMULATOR_PORT_TAKEN', family: 'CONFIG' });
});

describe('faults by chance', () => {
  const plan: FaultPlan = {
    seed: 7,
    rateLimited: { share: 0.2, retryAfter: { seconds: 1, as: 'seconds' } },
    reset: { share: 0.1 },
  };
  const draws = (seed: number): string[] =>
    Array.from({ length: 2000 }, (_, index) => {
      const draw = { connectorId: 'x', request: `GET /c/${index}`, repetition: 0 };
      return drawFault({ ...plan, seed }, draw).kind;
    });

  it('come in their shares', () => {
    const kinds = draws(7);
    const share = (kind: string): number => kinds.filter((each) => each === kind).length / 2000;
    expect(share('status')).toBeCloseTo(0.2, 1);
    expect(share('reset')).toBeCloseTo(0.1, 1);
  });

  it('are the same under the same seed, whatever the order, and others under another', () => {
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });
});

it('has a world of valid companies', () => {
  const companies = sampleWorld().companies();
  expect(companies.map(({ siren }) => siren)).toEqual(SAMPLE_SIRENS);
  expect(companies.every(({ siren }) => isSiren(siren))).toBe(true);
  expect(new Set(companies.flatMap(({ notices }) => notices.map(({ id }) => id))).size).toBe(
    companies.flatMap(({ notices }) => notices).length,
  );
  expect(sampleWorld().search('ateliers rhone')[0]?.name).toBe('ATELIERS DU RHÔNE');
});
