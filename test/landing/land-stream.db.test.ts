import { setTimeout as sleep } from 'node:timers/promises';
import { createTenant, Database } from '../../src/database';
import {
  authError,
  contractError,
  FixedClock,
  silentLogger,
  transientError,
} from '../../src/kernel';
import {
  ensureConnection,
  getConnection,
  landStream,
  markMapped,
  readUnmapped,
  type Connection,
} from '../../src/landing';
import { openContext, type Json } from '../../src/connector-kit';
import { useDatabase } from '../support/postgres';
import { failureOf, fakeProvider, malformed, pagesOf, type FakeProvider } from './landing';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, logger: silentLogger });
});

let tenants = 0;

/** A tenant connected to a provider of its own. */
async function connected(fake: FakeProvider): Promise<Landing> {
  if (hub === undefined) throw new Error('not connected');
  const { tenantId } = await createTenant(hub, { slug: `landing-${++tenants}` });
  const connection = await hub.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
  );
  return new Landing(hub, fake, { tenantId, connection });
}

class Landing {
  readonly clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));

  constructor(
    private readonly hub: Database,
    private readonly fake: FakeProvider,
    private readonly own: { tenantId: string; connection: Connection },
  ) {}

  run(signal = new AbortController().signal): ReturnType<typeof landStream> {
    const { connector, stream } = this.fake;
    this.clock.advanceMs(60_000);
    const reading = openContext(connector, { config: {}, logger: silentLogger, signal });
    return landStream(
      { database: this.hub, clock: this.clock, logger: silentLogger, signal },
      { ...this.own, connector, stream, reading },
    );
  }

  /** Current payloads, "key=value". */
  async current(): Promise<string[]> {
    return (await this.rows(`is_current`)).map(({ key, value }) => `${key}=${value}`);
  }

  rows(where = 'true'): Promise<{ key: string; value: string }[]> {
    return database().query(
      `SELECT source_key AS key, payload ->> 'value' AS value FROM raw_record
       WHERE tenant_id = $1 AND ${where} ORDER BY 1, 2`,
      [this.own.tenantId],
    );
  }

  one<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
    return database().query<Row>(sql, [this.own.tenantId]);
  }

  connection(): Promise<Connection> {
    const { tenantId, connection } = this.own;
    return this.hub.tenant(tenantId, (tx) => getConnection(tx, connection.connectionId));
  }

  /** Maps what is left to map and answers it. */
  async map(): Promise<string[]> {
    const { tenantId, connection } = this.own;
    const source = { connectionId: connection.connectionId, stream: 'companies' };
    return this.hub.tenant(tenantId, async (tx) => {
      const raw = await readUnmapped(tx, source, 100);
      await markMapped(tx, { ...source, at: this.clock.now() }, raw);
      return raw.map(({ sourceKey, payload }) => `${sourceKey}=${valueOf(payload)}`);
    });
  }
}

function valueOf(payload: Json): string {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return isObject ? JSON.stringify(payload['value']).replaceAll('"', '') : '';
}

describe('landing a stream', () => {
  it('keeps each page with the checkpoint behind it, and goes on from there after a failure', async () => {
    const pages = pagesOf('a=1 b=1', 'c=1', 'd=1 e=1');
    for (const before of [0, 1, 2, 3]) {
      const fake = fakeProvider();
      const landing = await connected(fake);
      fake.pages = pages;
      fake.failure = { before, error: transientError('PROVIDER_UNAVAILABLE', 'down') };
      expect(await failureOf(landing.run())).toBe('TRANSIENT PROVIDER_UNAVAILABLE');
      const landed = pages
        .slice(0, before)
        .flatMap(({ items }) => items.map((one) => one.sourceKey));
      expect((await landing.rows()).map(({ key }) => key)).toEqual(landed);
      fake.failure = null;
      await landing.run();
      expect(await landing.current()).toEqual(['a=1', 'b=1', 'c=1', 'd=1', 'e=1']);
      expect(fake.startedFrom).toEqual([null, before === 0 ? null : { page: before }]);
      expect(await landing.one('SELECT state FROM checkpoint WHERE tenant_id = $1')).toEqual([
        { state: { page: 3 } },
      ]);
    }
  });

  it('keeps neither page nor checkpoint of a page that cannot be stored', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    fake.pages = pagesOf('a=1', 'b=1');
    const [, second] = fake.pages;
    // A checkpoint that JSON cannot hold fails after the page's items were written.
    if (second !== undefined) second.checkpoint = { page: 2n as unknown as number };
    await expect(landing.run()).rejects.toThrow();
    expect(await landing.current()).toEqual(['a=1']);
    expect(await landing.one('SELECT state FROM checkpoint WHERE tenant_id = $1')).toEqual([
      { state: { page: 1 } },
    ]);
  });

  it('counts what is new and what is not', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    fake.pages = pagesOf('a=1 b=1 a=2', '');
    expect(await landing.run()).toEqual({ landed: 2, unchanged: 0, quarantined: 0 });
    await landing.map();
    fake.pages = [...fake.pages, ...pagesOf('', '', 'b=1 c=1').slice(2)];
    expect(await landing.run()).toEqual({ landed: 1, unchanged: 1, quarantined: 0 });
    const runs = await landing.one(
      'SELECT status, landed, unchanged FROM sync_run WHERE tenant_id = $1 ORDER BY started_at',
    );
    expect(runs).toEqual([
      { status: 'SUCCEEDED', landed: 2, unchanged: 0 },
      { status: 'SUCCEEDED', landed: 1, unchanged: 1 },
    ]);
  });

  it('makes a changed payload the current one, to be mapped again, also when it changes back', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    const mapped: string[][] = [];
    for (const [index, value] of ['A', 'A', 'B', 'A'].entries()) {
      fake.pages = pagesOf(...Array.from({ length: index }, () => ''), `k=${value}`);
      await landing.run();
      expect(await landing.current()).toEqual([`k=${value}`]);
      mapped.push(await landing.map());
    }
    expect(mapped).toEqual([['k=A'], [], ['k=B'], ['k=A']]);
    expect(await landing.rows()).toHaveLength(2);
  });

  it('takes a payload whose keys only stand in another order for the same', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    fake.pages = pagesOf('k=1');
    await landing.run();
    fake.pages = [
      ...pagesOf(''),
      { items: [{ sourceKey: 'k', payload: { value: '1', key: 'k' } }], checkpoint: { page: 2 } },
    ];
    await landing.run();
    expect(await landing.rows()).toHaveLength(1);
  });

  it('keeps text that the database cannot hold, without what it cannot hold', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    const items = [
      { sourceKey: 'nul\0', payload: { value: 'a\0b', 'ke\0y': 1 } },
      { sourceKey: 'half', payload: { value: 'x\ud83dy', escaped: '\\u0000' } },
    ];
    fake.pages = [{ items, checkpoint: { page: 1 } }];
    expect(await landing.run()).toMatchObject({ landed: 2 });
    expect(await landing.rows()).toEqual([
      { key: 'half', value: 'x\ufffdy' },
      { key: 'nul\ufffd', value: 'a\ufffdb' },
    ]);
    expect(
      await landing.one(`SELECT payload ->> 'escaped' AS kept FROM raw_record
      WHERE tenant_id = $1 AND source_key = 'half'`),
    ).toEqual([{ kept: '\\u0000' }]);
  });

  it('quarantines what has no key once, however often it is met, and apart from others like it', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    const bad = malformed('results[0].siren', { name: 'SANS SIREN' });
    const other = malformed('results[0].siren', { name: 'AUTRE SANS SIREN' });
    const [first, second] = pagesOf('a=1', 'b=1');
    if (first === undefined || second === undefined) throw new Error('two pages');
    fake.pages = [
      { ...first, malformed: [bad] },
      { ...second, malformed: [other, other] },
    ];
    expect(await landing.run()).toMatchObject({ landed: 2, quarantined: 3 });
    await landing.one('DELETE FROM checkpoint WHERE tenant_id = $1');
    await landing.run();
    expect(
      await landing.one(`SELECT payload::jsonb ->> 'name' AS name, code, path FROM quarantined_record
        WHERE tenant_id = $1 ORDER BY 1`),
    ).toEqual([
      { name: 'AUTRE SANS SIREN', code: 'FIELD_MISSING', path: 'results[0].siren' },
      { name: 'SANS SIREN', code: 'FIELD_MISSING', path: 'results[0].siren' },
    ]);
  });

  test.each([
    ['pauses the connection when its credentials are refused', authError, 'PAUSED'],
    ['goes on with the connection when the provider broke its format', contractError, 'ACTIVE'],
    ['goes on with the connection when the provider is down', transientError, 'ACTIVE'],
  ])('%s', async (_, makeError, status) => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    fake.failure = { before: 0, error: makeError('PROVIDER_SAYS_NO', 'no') };
    await failureOf(landing.run());
    expect(await landing.connection()).toMatchObject({
      status,
      statusCode: status === 'PAUSED' ? 'PROVIDER_SAYS_NO' : null,
    });
    expect(
      await landing.one('SELECT status, error_code FROM sync_run WHERE tenant_id = $1'),
    ).toEqual([{ status: 'FAILED', error_code: 'PROVIDER_SAYS_NO' }]);
  });

  it('refuses a second run of a stream while one is reading it', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    fake.pages = pagesOf('a=1', 'b=1');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const read = fake.stream.read.bind(fake.stream);
    fake.stream.read = async function* (context, checkpoint) {
      for await (const page of read(context, checkpoint)) {
        yield page;
        await held;
      }
    };
    const first = landing.run();
    while ((await landing.rows()).length === 0) await sleep(10);
    expect(await failureOf(landing.run())).toBe('CONFLICT SYNC_ALREADY_RUNNING');
    release();
    expect(await first).toMatchObject({ landed: 2 });
    expect(await landing.run()).toMatchObject({ landed: 0 });
  });

  it('marks a run that was killed long ago as aborted when the next begins', async () => {
    const fake = fakeProvider();
    const landing = await connected(fake);
    await landing.run();
    await landing.one(
      `UPDATE sync_run SET status = 'RUNNING', finished_at = NULL WHERE tenant_id = $1`,
    );
    landing.clock.advanceMs(11 * 60_000);
    await landing.run();
    expect(
      await landing.one('SELECT status FROM sync_run WHERE tenant_id = $1 ORDER BY started_at'),
    ).toEqual([{ status: 'ABORTED' }, { status: 'SUCCEEDED' }]);
  });
});
