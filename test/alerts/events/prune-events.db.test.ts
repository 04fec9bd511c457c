import {
  appendEvents,
  encodeEventCursor,
  EVENT_READERS,
  floorPosition,
  FROM_OLDEST,
  lastPosition,
  pruneEvents,
  readEvents,
  requireKept,
  sequenceEvents,
  type EventReader,
} from '../../../src/alerts';
import { createTenant, Database, type Transaction } from '../../../src/database';
import { isEncoursError, newId, silentLogger } from '../../../src/kernel';
import { useDatabase } from '../../support/postgres';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, poolSize: 8, logger: silentLogger });
});

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
let tenants = 0;

interface Log {
  tenantId: string;
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Writes one event on each of these days, in this order. */
  write(...days: number[]): Promise<void>;
  prune(before: number, readers?: readonly EventReader[]): Promise<number>;
  /** The days of the events that follow a position. */
  after(position: number): Promise<number[]>;
}

async function aLog(): Promise<Log> {
  if (hub === undefined) throw new Error('not connected');
  const db = hub;
  const { tenantId } = await createTenant(db, { slug: `kept-${++tenants}` });
  const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.tenant(tenantId, work);
  return {
    tenantId,
    run,
    write: async (...days) => {
      for (const each of days) await run((tx) => writeOn(tx, day(each)));
      await run(sequenceEvents);
    },
    prune: async (before, readers = []) => {
      const { pruned } = await run((tx) =>
        pruneEvents(tx, { before: day(before), at: day(31), readers }),
      );
      return pruned;
    },
    after: async (position) => {
      const { events } = await run((tx) => readEvents(tx, { after: position, first: 1_000 }));
      return events.map(({ at }) => at.getUTCDate());
    },
  };
}

function writeOn(tx: Transaction, at: Date): Promise<void> {
  const data = { grade: 'C', previousGrade: 'B' } as const;
  const draft = { type: 'GRADE_CHANGED', customerId: null, subjectId: newId(), data } as const;
  return appendEvents(tx, [draft], at);
}

it('forgets what is older, from the beginning on, and moves the floor with it', async () => {
  const log = await aLog();
  await log.write(1, 2, 3, 4, 5);
  expect(await log.prune(4)).toBe(3);
  expect(await log.run(floorPosition)).toBe(3);
  expect(await log.after(FROM_OLDEST)).toEqual([4, 5]);
  expect(await log.prune(4)).toBe(0);
});

it('a cursor before the floor is refused, and the one at the floor misses nothing', async () => {
  const log = await aLog();
  await log.write(1, 2, 3, 4, 5);
  await log.prune(4);
  expect(await log.after(3)).toEqual([4, 5]);
  const tooOld = {
    ...{ code: 'CURSOR_TOO_OLD', family: 'CONFIG', place: { field: 'after' } },
    remedy: expect.stringContaining(encodeEventCursor(log.tenantId, 3)) as string,
  };
  for (const position of [0, 1, 2]) {
    await expect(log.after(position)).rejects.toMatchObject(tooOld);
    await expect(log.run((tx) => requireKept(tx, position))).rejects.toMatchObject(tooOld);
  }
});

it('keeps the newest event, however old, so that positions go on from it', async () => {
  const log = await aLog();
  await log.write(1, 2);
  expect(await log.prune(30)).toBe(1);
  await log.write(3);
  expect(await log.run(lastPosition)).toBe(3);
  expect(await log.after(2)).toEqual([3]);
});

it('keeps what follows an event that is young enough, so that no hole comes about', async () => {
  const log = await aLog();
  await log.write(1, 20, 2, 21);
  expect(await log.prune(10)).toBe(1);
  expect(await log.after(FROM_OLDEST)).toEqual([20, 2, 21]);
});

it('keeps what the slowest reader is still to be given', async () => {
  const log = await aLog();
  await log.write(1, 2, 3, 4, 5);
  const at =
    (position: number | null): EventReader =>
    () =>
      Promise.resolve(position);
  expect(await log.prune(30, [at(3), at(null), at(1)])).toBe(1);
  expect(await log.prune(30, [at(0)])).toBe(0);
  expect(await log.prune(30, [at(null)])).toBe(3);
});

it('never takes an event that has no place yet', async () => {
  const log = await aLog();
  await log.write(1, 2);
  await log.run((tx) => writeOn(tx, day(1)));
  await log.prune(30);
  await log.run(sequenceEvents);
  expect(await log.after(2)).toEqual([1]);
});

it('pruned by two at once, and read meanwhile, nobody misses an event unawares', async () => {
  const log = await aLog();
  await log.write(...Array.from({ length: 20 }, (_, n) => n + 1));
  const read = async (): Promise<number[] | 'REFUSED'> =>
    log.after(5).catch((error: unknown) => {
      if (!isEncoursError(error, 'CONFIG') || error.code !== 'CURSOR_TOO_OLD') throw error;
      return 'REFUSED' as const;
    });
  const [one, other, ...answers] = await Promise.all([
    log.prune(15),
    log.prune(12),
    ...Array.from({ length: 6 }, read),
  ]);
  expect(one + other).toBe(14);
  const whole = Array.from({ length: 15 }, (_, n) => n + 6);
  for (const answer of answers) expect(['REFUSED', whole]).toContainEqual(answer);
});

it('an empty log, and one of another tenant, are left alone', async () => {
  const [log, other] = [await aLog(), await aLog()];
  await other.write(1, 2, 3);
  expect(await log.prune(30, EVENT_READERS)).toBe(0);
  expect(await other.after(0)).toEqual([1, 2, 3]);
});
