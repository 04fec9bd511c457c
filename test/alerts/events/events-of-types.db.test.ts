import { appendEvents, readEvents, sequenceEvents, type EventType } from '../../../src/alerts';
import { createTenant, Database, type Transaction } from '../../../src/database';
import { newId, silentLogger } from '../../../src/kernel';
import { useDatabase } from '../../support/postgres';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, poolSize: 2, logger: silentLogger });
});

const AT = new Date('2026-01-01T00:00:00Z');
let tenants = 0;

/** A log in which every tenth event is of a rare type, and the last of another. */
async function aLog(): Promise<<T>(work: (tx: Transaction) => Promise<T>) => Promise<T>> {
  if (hub === undefined) throw new Error('not connected');
  const db = hub;
  const { tenantId } = await createTenant(db, { slug: `types-${++tenants}` });
  const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.tenant(tenantId, work);
  const places = Array.from({ length: 60 }, (_, index) => index + 1);
  await run((tx) => appendEvents(tx, places.map(eventAt), AT));
  await run(sequenceEvents);
  return run;
}

function eventAt(place: number): Parameters<typeof appendEvents>[1][number] {
  const of = { customerId: null, subjectId: newId() };
  if (place % 10 > 0) {
    return { ...of, type: 'GRADE_CHANGED', data: { grade: 'C', previousGrade: 'B' } };
  }
  const type = place === 60 ? 'WEBHOOK_DISABLED' : 'WEBHOOK_ENABLED';
  return { ...of, type, data: { webhookId: 'w', host: 'h', reason: 'r' } };
}

const positions = (
  tx: Transaction,
  query: { after: number; first: number; types: readonly EventType[] },
): Promise<unknown> =>
  readEvents(tx, query).then(({ events, hasMore }) => [
    ...events.map(({ position }) => position),
    hasMore,
  ]);

it('events of some types come in their order, page by page, each once', async () => {
  const run = await aLog();
  const types = ['WEBHOOK_DISABLED', 'WEBHOOK_ENABLED', 'WEBHOOK_ENABLED'] as const;
  const page = (after: number): Promise<unknown> =>
    run((tx) => positions(tx, { after, first: 2, types }));
  expect(await page(0)).toEqual([10, 20, true]);
  expect(await page(20)).toEqual([30, 40, true]);
  expect(await page(40)).toEqual([50, 60, false]);
  expect(await page(60)).toEqual([false]);
});

it('of a type that nothing was of, there are none, and no type is not every type', async () => {
  const run = await aLog();
  const all = { after: 0, first: 100 };
  expect(await run((tx) => positions(tx, { ...all, types: ['SYNC_FAILED'] }))).toEqual([false]);
  expect(await run((tx) => positions(tx, { ...all, types: [] }))).toEqual([false]);
});

it('what another tenant wrote is not among them', async () => {
  const [run] = [await aLog(), await aLog()];
  const types = ['WEBHOOK_DISABLED'] as const;
  expect(await run((tx) => positions(tx, { after: 0, first: 5, types }))).toEqual([60, false]);
});
