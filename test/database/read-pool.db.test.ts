import { createTenant, type Database } from '../../src/database';
import { connectApp } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';

let app: Database;
const tenants: string[] = [];
afterAll(() => app.close());
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  for (const slug of ['one', 'two']) tenants.push((await createTenant(app, { slug })).tenantId);
});

const read = <Row>(
  statement: { name?: string; text: string; values?: unknown[] },
  { tenantId = tenants[0] ?? '', timeout = 5_000 } = {},
): Promise<Row> =>
  app.readOnce<Row>(tenantId, { values: [], ...statement }, { statementTimeoutMs: timeout });

const OWN = { text: `SELECT current_tenant() AS tenant, current_user AS role` };

async function expectWhole(): Promise<void> {
  const rows = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      read<{ tenant: string; role: string }>(OWN, { tenantId: tenants[index % 2] ?? '' }),
    ),
  );
  rows.forEach((row, index) =>
    expect(row).toEqual({ tenant: tenants[index % 2], role: 'encours_app' }),
  );
}

describe('reads of one statement', () => {
  test('see their tenant, however many there are at once', expectWhole);

  test.each([
    ['does not parse', { text: 'SELECT FROM nothing at all' }],
    ['fails while running', { text: 'SELECT 1 / $1::int AS x', values: [0] }],
    ['takes a value that is none', { text: 'SELECT $1::uuid AS x', values: ['x'] }],
    ['takes a text that Postgres cannot hold', { text: 'SELECT $1::text AS x', values: ['\0'] }],
    ['fails under a name', { name: 'failing', text: 'SELECT 1 / $1::int AS x', values: [0] }],
    ['writes', { text: `UPDATE tenant SET name = 'x' RETURNING 1 AS x` }],
    ['answers no row', { text: 'SELECT WHERE false' }],
  ])('go on after one that %s', async (_, statement) => {
    for (let time = 0; time < 12; time += 1) await expect(read(statement)).rejects.toThrow();
    await expectWhole();
  });

  test('a named statement that failed works when it can', async () => {
    const statement = { name: 'divide', text: 'SELECT 12 / $1::int AS x' };
    await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => read({ ...statement, values: [index % 3] })),
    );
    for (let time = 0; time < 12; time += 1) {
      expect(await read({ ...statement, values: [4] })).toEqual({ x: 3 });
    }
  });

  test('one that takes too long is ended, and no other', async () => {
    const slow = { text: 'SELECT pg_sleep(20) IS NULL AS x' };
    await expect(
      Promise.all(Array.from({ length: 6 }, () => read(slow, { timeout: 100 }))),
    ).rejects.toMatchObject({ code: expect.any(String) as string });
    await expectWhole();
  });

  test('nothing of a tenant is left on a connection', async () => {
    await expectWhole();
    const { rows } = {
      rows: [await read<{ x: string }>({ text: `SELECT current_setting('app.tenant_id') AS x` })],
    };
    expect(rows[0]?.x).toBe(tenants[0]);
    const presented = await app.presentedKey<object>('0'.repeat(64));
    expect(presented).toBeNull();
    await expectWhole();
  });

  test('a connection that is ended fails what it was asked, and nothing after', async () => {
    const sleeping = Array.from({ length: 6 }, () =>
      read({ text: 'SELECT pg_sleep(20) IS NULL AS x' }, { timeout: 30_000 }),
    );
    const ended = Promise.allSettled(sleeping);
    for (let alive = 1; alive > 0;) {
      const rows = await database().query(
        `SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity
         WHERE query LIKE 'SELECT pg_sleep(20)%' AND datname = current_database()`,
      );
      const settled = await Promise.race([
        ended.then(() => true),
        new Promise((go) => setTimeout(go, 50, false)),
      ]);
      alive = settled === true && rows.length > 0 ? 0 : 1;
    }
    for (const { status } of await ended) expect(status).toBe('rejected');
    await expectWhole();
  });
});
