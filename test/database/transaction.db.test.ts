import fc from 'fast-check';
import { createTenant, Database } from '../../src/database';
import { newId, silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
let ours = '';
let theirs = '';

beforeAll(async () => {
  hub = await Database.connect({ url: database().url, poolSize: 1, logger: silentLogger });
  ours = (await createTenant(hub, { slug: 'ours' })).tenantId;
  theirs = (await createTenant(hub, { slug: 'theirs' })).tenantId;
});

function app(): Database {
  if (hub === undefined) throw new Error('not connected');
  return hub;
}

async function back(type: string, elements: readonly unknown[]): Promise<unknown> {
  const rows = await app().tenant(ours, (tx) =>
    tx.query<{ elements: unknown }>(`SELECT $1::${type}[] AS elements`, [elements]),
  );
  return rows[0]?.elements;
}

describe('array parameters', () => {
  const element = fc.oneof(
    fc.constantFrom('NULL', 'null', 'Null', '', ' ', 'a,b', '{}', '"', '\\', 'x y', 'é', '+1'),
    fc.stringMatching(/^[\w:.+-]{1,12}$/),
    fc.string().filter((text) => !text.includes('\0')),
    fc.constant(null),
  );

  it('arrive as they were, whatever texts are in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 8 }), async (elements) => {
        expect(await back('text', elements)).toEqual(elements);
      }),
      { numRuns: 200 },
    );
  });

  it('keep the absence of a text apart from the word for it', async () => {
    expect(await back('text', [null, 'NULL', 'null', undefined])).toEqual([
      ...[null, 'NULL', 'null', null],
    ]);
  });

  it('arrive when they are ids, numbers, amounts, days and instants', async () => {
    const ids = [newId(), newId()];
    expect(await back('uuid', ids)).toEqual(ids);
    expect(await back('int', [1, -2, null])).toEqual([1, -2, null]);
    expect(await back('float8', [1e21, -0.5, 1e-9])).toEqual([1e21, -0.5, 1e-9]);
    expect(await back('bigint', [9_007_199_254_740_993n])).toEqual(['9007199254740993']);
    expect(await back('boolean', [true, false, null])).toEqual([true, false, null]);
    expect(await back('date', ['2026-02-28'])).toEqual(['2026-02-28']);
    const at = new Date('2026-02-28T12:34:56.789Z');
    expect(await back('timestamptz', [at, null])).toEqual([at, null]);
  });

  it('arrive empty', async () => {
    expect(await back('uuid', [])).toEqual([]);
  });

  it('do not let an element that is no id into a list of ids', async () => {
    await expect(back('uuid', [`${newId()},${newId()}`])).rejects.toThrow();
    await expect(back('uuid', ['}'])).rejects.toThrow();
  });
});

describe('prepared writes', () => {
  const MARK = `INSERT INTO rescore_mark (tenant_id, customer_id, reason)
    SELECT $1, id, $3 FROM unnest($2::uuid[]) AS id`;
  const mark = (tenantId: string, ids: readonly string[], reason = 'LEDGER'): Promise<number> =>
    app().tenant(tenantId, (tx) => tx.executePrepared(MARK, [tx.tenantId, ids, reason]));
  const marks = async (tenantId: string): Promise<number> => {
    const [row] = await app().tenant(tenantId, (tx) =>
      tx.query<{ n: number }>('SELECT count(*)::int AS n FROM rescore_mark'),
    );
    return row?.n ?? 0;
  };

  beforeEach(() => database().query('TRUNCATE rescore_mark'));

  it('write for the tenant of each transaction also once the connection has planned them', async () => {
    for (let run = 0; run < 10; run += 1) {
      expect(await mark(run % 2 === 0 ? ours : theirs, [newId(), newId()])).toBe(2);
    }
    expect([await marks(ours), await marks(theirs)]).toEqual([10, 10]);
  });

  it('are refused the rows of another tenant also then', async () => {
    for (let run = 0; run < 10; run += 1) await mark(ours, [newId()]);
    const others = app().tenant(ours, (tx) =>
      tx.executePrepared(MARK, [theirs, [newId()], 'LEDGER']),
    );
    await expect(others).rejects.toMatchObject({ code: '42501' });
    expect(await marks(theirs)).toBe(0);
  });

  it('work on after one of them was refused, and leave nothing of a transaction that failed', async () => {
    await expect(mark(ours, [newId()], 'NO_SUCH_REASON')).rejects.toThrow();
    const failing = app().tenant(ours, async (tx) => {
      await tx.executePrepared(MARK, [tx.tenantId, [newId()], 'LEDGER']);
      await tx.query('SELECT 1 / 0');
    });
    await expect(failing).rejects.toThrow();
    expect(await marks(ours)).toBe(0);
    expect(await mark(ours, [newId()])).toBe(1);
    expect(await mark(ours, [])).toBe(0);
  });
});
