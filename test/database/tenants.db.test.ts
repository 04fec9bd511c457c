import { createApiKey, createTenant, Database, authenticateKey } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
let ours = '';
let theirs = '';
let tables: Table[] = [];

interface Table {
  name: string;
  /** Columns a row may be given. */
  columns: { name: string; type: string }[];
}

/** Tables of the installation as a whole. */
const WITHOUT_TENANT = ['job_occurrence', 'migration', 'provider_maintenance', 'provider_pace'];
/** What their own policies let through is tested below. */
const OWN_POLICY = ['tenant', 'api_key'];
const ROW_SECURITY = '42501';

const VALUES: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `md5(random()::text)`,
  'text[]': `'{}'`,
  'uuid[]': `'{}'`,
  smallint: '1',
  integer: '1',
  bigint: '1',
  real: '1',
  numeric: '1',
  'double precision': '1',
  boolean: 'false',
  date: `'2026-01-01'`,
  'timestamp with time zone': 'now()',
  jsonb: `'{}'`,
  bytea: `'\\x00'`,
};

function app(): Database {
  if (hub === undefined) throw new Error('not connected');
  return hub;
}

/** A row of plausible values for a tenant. */
function insertInto({ name, columns }: Table, tenantId: string): string {
  const values = columns.map((column) =>
    column.name === 'tenant_id' ? `'${tenantId}'` : (VALUES[column.type] ?? 'NULL'),
  );
  const names = columns.map((column) => column.name).join(', ');
  return `INSERT INTO ${name} (${names}) VALUES (${values.join(', ')})`;
}

/** SQLSTATE of what a tenant's statement fails with, or how many rows it touched. */
function outcome(tenantId: string, sql: string): Promise<string | number> {
  return app()
    .tenant(tenantId, (tx) => tx.execute(sql))
    .catch((error: unknown) => String((error as { code?: string }).code));
}

beforeAll(async () => {
  hub = await Database.connect({ url: database().url, poolSize: 1, logger: silentLogger });
  ours = (await createTenant(hub, { slug: 'ours' })).tenantId;
  theirs = (await createTenant(hub, { slug: 'theirs' })).tenantId;
  const columns = await database().query<{ table: string; name: string; type: string }>(
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
       AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = ''
     ORDER BY c.relname, a.attnum`,
  );
  const names = new Set(columns.map((column) => column.table));
  tables = [...names].map((name) => ({
    name,
    columns: columns.filter((column) => column.table === name),
  }));
});

function tenantTables(): Table[] {
  return tables.filter(({ columns }) => columns.some(({ name }) => name === 'tenant_id'));
}

describe('the tables', () => {
  it('all belong to a tenant, but for a named few', () => {
    const owned = new Set(tenantTables().map(({ name }) => name));
    const free = tables.map(({ name }) => name).filter((name) => !owned.has(name));
    expect(free).toEqual(WITHOUT_TENANT);
  });

  it('of tenants have row security that holds for their owner too, and a policy', async () => {
    const protectedTables = await database().query<{ name: string }>(
      `SELECT relname AS name FROM pg_class c
       WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity
         AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) ORDER BY 1`,
    );
    expect(protectedTables.map(({ name }) => name)).toEqual(tenantTables().map(({ name }) => name));
  });

  it('begin their primary key with the tenant', async () => {
    const keys = await database().query<{ name: string; first: string }>(
      `SELECT c.relname AS name, a.attname AS first FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const owned = new Set(tenantTables().map(({ name }) => name));
    expect(keys.filter(({ name, first }) => owned.has(name) && first !== 'tenant_id')).toEqual([]);
  });

  it('are read by views with the rights of the reader', async () => {
    const views = await database().query(
      `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'v' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'graphile_worker')
         AND NOT coalesce(c.reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']`,
    );
    expect(views).toEqual([]);
  });
});

describe('the role of the app', () => {
  it('owns nothing and stands under row security', async () => {
    const [role] = await app().system((tx) =>
      tx.query(
        `SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole,
           (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned
         FROM pg_roles r WHERE rolname = current_user`,
      ),
    );
    expect(role).toEqual({
      ...{ rolname: 'encours_app', rolsuper: false, rolbypassrls: false },
      ...{ rolcanlogin: false, rolcreaterole: false, owned: 0 },
    });
  });

  test.each([
    ['switch row security off', 'SET LOCAL row_security = off; SELECT count(*) FROM customer'],
    ['drop a policy', 'DROP POLICY tenant_only ON customer'],
    ['alter a table', 'ALTER TABLE customer DISABLE ROW LEVEL SECURITY'],
    ['make a table', 'CREATE TABLE mine (id int)'],
    ['make a function', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1'],
  ])('cannot %s', async (_, sql) => expect(await outcome(ours, sql)).toBe(ROW_SECURITY));
});

describe('a tenant', () => {
  /** Rows of both tenants in every table; what else the tables check is no matter here. */
  beforeAll(async () => {
    await database().query(`DO $$ DECLARE c record; BEGIN
      FOR c IN SELECT conrelid::regclass AS "table", conname FROM pg_constraint
               WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', c."table", c.conname);
      END LOOP; END $$`);
    for (const table of tenantTables()) {
      if (table.name === 'tenant') continue;
      for (const tenantId of [ours, theirs]) await database().query(insertInto(table, tenantId));
    }
  });

  it('sees its own rows and nobody else’s, in every table', async () => {
    for (const { name } of tenantTables()) {
      const seen = await app().tenant(ours, (tx) =>
        tx.query<{ tenantId: string }>(`SELECT DISTINCT tenant_id AS "tenantId" FROM ${name}`),
      );
      expect([name, seen]).toEqual([name, [{ tenantId: ours }]]);
      const forged = `SELECT 1 FROM ${name} WHERE tenant_id = '${theirs}'`;
      expect([name, await outcome(ours, forged)]).toEqual([name, 0]);
    }
  });

  it('can neither change nor delete nor add rows of another, in any table', async () => {
    for (const table of tenantTables()) {
      const { name } = table;
      const where = `WHERE tenant_id = '${theirs}'`;
      const change = await outcome(ours, `UPDATE ${name} SET tenant_id = '${ours}' ${where}`);
      expect([name, [0, ROW_SECURITY].includes(change)]).toEqual([name, true]);
      const removal = await outcome(ours, `DELETE FROM ${name} ${where}`);
      expect([name, [0, ROW_SECURITY].includes(removal)]).toEqual([name, true]);
      expect([name, await outcome(ours, insertInto(table, theirs))]).toEqual([name, ROW_SECURITY]);
      const gift = `UPDATE ${name} SET tenant_id = '${theirs}'`;
      expect([name, await outcome(ours, gift)]).toEqual([name, ROW_SECURITY]);
    }
  });

  it('that was not chosen sees nothing and may add nothing, in any table', async () => {
    for (const table of tenantTables()) {
      if (OWN_POLICY.includes(table.name)) continue;
      const seen = await app().system((tx) => tx.execute(`SELECT 1 FROM ${table.name}`));
      expect([table.name, seen]).toEqual([table.name, 0]);
      const adding = app().system((tx) => tx.execute(insertInto(table, ours)));
      await expect(adding).rejects.toMatchObject({ code: ROW_SECURITY });
    }
  });

  it('does not stay with the connection: not after a commit, an error or a cancelled statement', async () => {
    const tenantNow = (): Promise<{ tenant: string | null; customers: number }[]> =>
      app().system((tx) =>
        tx.query(
          `SELECT nullif(current_setting('app.tenant_id', true), '') AS tenant,
             (SELECT count(*)::int FROM customer) AS customers`,
        ),
      );
    const endings: (() => Promise<unknown>)[] = [
      () => app().tenant(ours, (tx) => tx.query('SELECT 1')),
      () => app().tenant(ours, (tx) => tx.query('SELECT nonsense')),
      () => app().tenant(ours, () => Promise.reject(new Error('ours'))),
      () => app().tenant(ours, (tx) => tx.query('SELECT pg_sleep(5)'), { statementTimeoutMs: 20 }),
    ];
    for (const end of endings) {
      await end().catch(() => undefined);
      expect(await tenantNow()).toEqual([{ tenant: null, customers: 0 }]);
    }
  });

  it('needs an id that is one', async () => {
    for (const id of ['', 'x', `${ours}'; SET app.tenant_id = '${theirs}`]) {
      const running = app().tenant(id, (tx) => tx.query('SELECT 1'));
      await expect(running).rejects.toMatchObject({ code: 'TENANT_MISSING' });
    }
  });
});

describe('a presented key', () => {
  it('finds its own row, and through it its tenant alone', async () => {
    const keys = new Map<string, string>();
    for (const tenantId of [ours, theirs]) {
      const draft = { role: 'ADMIN', label: 'test' } as const;
      keys.set(tenantId, await app().tenant(tenantId, (tx) => createApiKey(tx, draft)));
    }
    for (const [tenantId, key] of keys) {
      expect(await authenticateKey(app(), key)).toMatchObject({ tenantId, role: 'ADMIN' });
    }
    const [expired] = keys.values();
    await database().query(
      `UPDATE api_key SET expires_at = now() - interval '1 second' WHERE tenant_id = $1`,
      [ours],
    );
    expect(await authenticateKey(app(), expired ?? '')).toBeNull();
    // What the look-up opened is closed again when it has answered, on whichever connection.
    for (let read = 0; read < 20; read += 1) {
      const seen = await app().readOnce(
        theirs,
        {
          text: `SELECT current_setting('app.presented_key_hash', true) AS hash, (SELECT array_agg(DISTINCT tenant_id) FROM api_key) AS tenants`,
          values: [],
        },
        { statementTimeoutMs: 1_000 },
      );
      expect(seen).toEqual({ hash: '', tenants: [theirs] });
    }
    expect(await authenticateKey(app(), 'enc_not-a-key-of-anybody')).toBeNull();
  });
});
