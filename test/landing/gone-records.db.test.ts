import { isTombstone, mapLanded, openContext, type Json, type Page } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { FixedClock, silentLogger } from '../../src/kernel';
import { ensureConnection, landStream, type Connection } from '../../src/landing';
import { useDatabase } from '../support/postgres';
import { failureOf, fakeProvider, pagesOf, type FakeProvider } from './landing';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, logger: silentLogger });
});

let tenants = 0;

async function connected(): Promise<Books> {
  if (hub === undefined) throw new Error('not connected');
  const { tenantId } = await createTenant(hub, { slug: `gone-${++tenants}` });
  const connection = await hub.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
  );
  return new Books(hub, { tenantId, connection });
}

/** A stream whose next pages a test writes; each run gives one. */
class Books {
  readonly clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  private readonly fake: FakeProvider = fakeProvider();

  constructor(
    private readonly hub: Database,
    private readonly own: { tenantId: string; connection: Connection },
  ) {}

  /** Lands one page a minute later. */
  async land(text: string, more: Partial<Page> = {}): Promise<string> {
    this.clock.advanceMs(60_000);
    const [page] = pagesOf(text);
    if (page === undefined) throw new Error('a page');
    const { connector, stream } = this.fake;
    this.fake.pages = [{ ...page, checkpoint: {}, ...more }];
    const { signal } = new AbortController();
    const reading = openContext(connector, { config: {}, logger: silentLogger, signal });
    const context = { database: this.hub, clock: this.clock, logger: silentLogger, signal };
    return failureOf(landStream(context, { ...this.own, connector, stream, reading }));
  }

  get now(): string {
    return this.clock.now().toISOString();
  }

  /** "a=1", and "a†1" for what is gone. */
  async current(): Promise<string[]> {
    const rows = await database().query<{ key: string; payload: Json }>(
      `SELECT source_key AS key, payload FROM raw_record WHERE tenant_id = $1 AND is_current ORDER BY 1`,
      [this.own.tenantId],
    );
    return rows.map(({ key, payload }) => {
      const mark = isTombstone(payload) ? '†' : '=';
      return `${key}${mark}${valueOf(isTombstone(payload) ? (payload['was'] ?? null) : payload)}`;
    });
  }
}

function valueOf(payload: Json): string {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return isObject && typeof payload['value'] === 'string' ? payload['value'] : '';
}

it('buries what a whole reading did not meet, and keeps what an incremental page met meanwhile', async () => {
  const books = await connected();
  await books.land('a=1 b=1 c=1 d=1');
  books.clock.advanceMs(86_400_000);
  const begunAt = books.now;
  await books.land('a=1');
  await books.land('c=2');
  await books.land('', { seen: ['d', 'unknown'], goneBefore: begunAt });
  expect(await books.current()).toEqual(['a=1', 'b†1', 'c=2', 'd=1']);
});

it('buries nothing twice, and again what came back and went', async () => {
  const books = await connected();
  await books.land('a=1 b=1');
  books.clock.advanceMs(60_000);
  await books.land('a=1', { goneBefore: books.now });
  const afterOnce = await books.current();
  const begunAt = books.now;
  await books.land('a=1', { goneBefore: begunAt });
  expect(await books.current()).toEqual(afterOnce);
  await books.land('b=1');
  expect(await books.current()).toEqual(['a=1', 'b=1']);
  books.clock.advanceMs(60_000);
  await books.land('a=1', { goneBefore: books.now });
  expect(await books.current()).toEqual(['a=1', 'b†1']);
});

it('buries the keys a source says are deleted, and passes over those nobody knows', async () => {
  const books = await connected();
  await books.land('a=1 b=1');
  await books.land('', { gone: ['b', 'never-heard-of'] });
  expect(await books.current()).toEqual(['a=1', 'b†1']);
});

it('gives back what was thought to be gone when its key is seen again', async () => {
  const books = await connected();
  await books.land('a=1 b=1', {});
  await books.land('', { gone: ['b'] });
  await books.land('', { seen: ['b'] });
  expect(await books.current()).toEqual(['a=1', 'b=1']);
});

it('does not empty the books of a source that suddenly shows nothing', async () => {
  const books = await connected();
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}=1`).join(' ');
  await books.land(keys);
  books.clock.advanceMs(60_000);
  const failure = await books.land('', { goneBefore: books.now });
  expect(failure).toBe('CONTRACT RECONCILE_FOUND_NOTHING');
  expect((await books.current()).every((each) => each.includes('='))).toBe(true);
  expect(await books.land('k0=1', { goneBefore: books.now })).not.toContain('RECONCILE');
  expect((await books.current()).filter((each) => each.includes('†'))).toHaveLength(11);
});

it('takes a page landed by a process whose clock is behind for seen', async () => {
  const books = await connected();
  await books.land('a=1 b=1');
  const begunAt = books.now;
  await books.land('a=1');
  // Another process goes on, half an hour behind.
  books.clock.advanceMs(-30 * 60_000);
  await books.land('b=1', { goneBefore: begunAt });
  expect(await books.current()).toEqual(['a=1', 'b=1']);
});

it('keeps to its own stream, connection and tenant', async () => {
  const [ours, theirs] = [await connected(), await connected()];
  await ours.land('a=1');
  await theirs.land('a=1 b=1');
  theirs.clock.advanceMs(60_000);
  await theirs.land('b=1', { goneBefore: theirs.now });
  expect(await ours.current()).toEqual(['a=1']);
  expect(await theirs.current()).toEqual(['a†1', 'b=1']);
});

it('maps a marker to what its payload told, and to nothing when nobody could read it', () => {
  const stream = fakeProvider(() => [
    {
      type: 'gone',
      sourceKey: 'invoice:1',
      what: 'accountingDocument',
    },
  ]).stream;
  expect(mapLanded(stream, { value: 1 })).toHaveLength(1);
  expect(mapLanded(stream, { 'encours:gone': true, was: { value: 1 } })).toEqual([]);
});
