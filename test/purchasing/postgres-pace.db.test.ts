import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import {
  endMaintenance,
  listMaintenance,
  maintenanceOf,
  PostgresPace,
  startMaintenance,
} from '../../src/purchasing';
import { failureOf } from '../landing/landing';
import { useDatabase } from '../support/postgres';
import { startBuyer } from './start-buyer';

jest.setTimeout(60_000);

let connected: Database | undefined;
afterAll(() => connected?.close());
const database = useDatabase();
beforeAll(async () => {
  connected = await Database.connect({ url: database().url, logger: silentLogger });
});

function hub(): Database {
  if (connected === undefined) throw new Error('not connected');
  return connected;
}

const { signal } = new AbortController();

it.each([
  [10, 15],
  [100, 120],
])(
  'lets two processes with one credential start %i times a second between them',
  async (rate, each) => {
    const args = [database().url, 'turns', `paid:both-${rate}`, String(rate), String(each)];
    const processes = [startBuyer(...args), startBuyer(...args)];
    await Promise.all(processes.map(({ isReady }) => isReady));
    const from = Date.now();
    for (const { child } of processes) child.stdin?.write('go\n');
    await Promise.all(processes.map(({ ended }) => ended));
    const starts = processes.flatMap((process) => process.lines().map(Number));
    expect(starts).toHaveLength(2 * each);
    // The first turn is no earlier than "go", and the last as many spacings behind it as there were turns between them.
    expect(Math.max(...starts) - from).toBeGreaterThanOrEqual(((2 * each - 1) * 1000) / rate);
    // Both had their share at the same time.
    const [one = [], two = []] = processes.map((process) => process.lines().map(Number));
    expect(Math.min(...one)).toBeLessThan(Math.max(...two));
  },
);

it('holds everybody with the credential for as long as the provider has asked one of them to wait', async () => {
  const [one, other] = [0, 1].map(
    () => new PostgresPace({ database: hub(), logger: silentLogger }),
  );
  if (one === undefined || other === undefined) throw new Error('two');
  const pace = { requestsPerSecond: 15, concurrency: 2 };
  (await one.acquire('paid:pause', pace, signal))();
  one.pause('paid:pause', 600);
  await one.settled();
  const from = Date.now();
  await Promise.all(
    [one, other].map(async (keeper) => (await keeper.acquire('paid:pause', pace, signal))()),
  );
  expect(Date.now() - from).toBeGreaterThanOrEqual(550);
  const free = Date.now();
  (await other.acquire('paid:not-paused', pace, signal))();
  expect(Date.now() - free).toBeLessThan(500);
});

it('limits what is in flight, and lets the next start when one ends', async () => {
  const keeper = new PostgresPace({ database: hub(), logger: silentLogger });
  const pace = { requestsPerSecond: 500, concurrency: 2 };
  const held = [
    await keeper.acquire('paid:c', pace, signal),
    await keeper.acquire('paid:c', pace, signal),
  ];
  let isStarted = false;
  const third = keeper.acquire('paid:c', pace, signal).then((release) => {
    isStarted = true;
    release();
  });
  await sleep(150);
  expect(isStarted).toBe(false);
  held[0]?.();
  await third;
  held[1]?.();
});

it('gives the place back when the wait is stopped', async () => {
  const keeper = new PostgresPace({ database: hub(), logger: silentLogger });
  const pace = { requestsPerSecond: 0.5, concurrency: 1 };
  (await keeper.acquire('paid:stop', pace, signal))();
  const stop = new AbortController();
  const waiting = failureOf(keeper.acquire('paid:stop', pace, stop.signal));
  await sleep(50);
  stop.abort();
  expect(await waiting).toBe('TRANSIENT ABORTED');
  const other = new AbortController();
  const next = failureOf(keeper.acquire('paid:stop', pace, other.signal));
  other.abort();
  expect(await next).toBe('TRANSIENT ABORTED');
});

describe('maintenance', () => {
  it('lets nothing through to the provider, and everything to the others', async () => {
    const keeper = new PostgresPace({ database: hub(), logger: silentLogger });
    const pace = { requestsPerSecond: 5, concurrency: 1 };
    const now = new Date();
    const reason = 'moved to another data centre';
    const endsAt = new Date(now.getTime() + 3_600_000);
    await startMaintenance(hub(), { connectorId: 'moved', startsAt: now, endsAt, reason });
    const refused: unknown = await keeper
      .acquire('moved:x', pace, signal)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ family: 'TRANSIENT', code: 'PROVIDER_IN_MAINTENANCE' });
    const { retryAfterMs } = refused as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(3_500_000);
    (await keeper.acquire('other:x', pace, signal))();
    expect(await maintenanceOf(hub(), 'moved', new Date())).toMatchObject({ reason, endsAt });
    await endMaintenance(hub(), 'moved');
    expect(await listMaintenance(hub(), now)).toEqual([]);
    (await keeper.acquire('moved:x', pace, signal))();
  });

  it('that is announced begins when it was said to', async () => {
    const keeper = new PostgresPace({ database: hub(), logger: silentLogger });
    const startsAt = new Date(Date.now() + 3_600_000);
    await startMaintenance(hub(), { connectorId: 'soon', startsAt, endsAt: null, reason: 'works' });
    (await keeper.acquire('soon:x', { requestsPerSecond: 5, concurrency: 1 }, signal))();
    expect(await maintenanceOf(hub(), 'soon', new Date())).toBeNull();
    expect(await listMaintenance(hub(), new Date())).toMatchObject([{ connectorId: 'soon' }]);
  });

  it('is switched by the function alone: the app cannot touch paces and switches', async () => {
    for (const statement of [
      'SELECT * FROM provider_pace',
      `INSERT INTO provider_maintenance VALUES ('x', now(), null, 'x')`,
      'DELETE FROM provider_maintenance',
    ])
      await expect(hub().system((tx) => tx.query(statement))).rejects.toThrow(/permission denied/);
  });
});
