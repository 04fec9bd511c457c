/** Logins of BI tools, seen by somebody who has one and wants more. */
import { Client } from 'pg';
import {
  closeSqlLogin,
  createApiKey,
  createSqlLogin,
  findApiKey,
  requireSqlAccess,
  revokeApiKey,
  Database,
} from '../../src/database';
import { silentLogger } from '../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';

let app: Database;
let ours: Seller;
let theirs: Seller;
let url: string;
const opened: Client[] = [];

afterAll(async () => {
  await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
  const roles = await database().query<{ name: string }>('SELECT role_name AS name FROM sql_login');
  await database().query('DELETE FROM sql_login');
  for (const { name } of roles) await database().query(`DROP ROLE IF EXISTS ${name}`);
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  ours = await createSeller(app, database(), { slug: 'ours', customers: 2 });
  theirs = await createSeller(app, database(), { slug: 'theirs', customers: 3 });
  await describeCustomer(database(), ours, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 100,
  });
  await describeCustomer(database(), theirs, {
    account: 'C001',
    siren: SIREN.second,
    limitMinor: 100,
  });
  url = (await createSqlLogin(app, { tenantId: ours.tenantId, key: ours.keys.ANALYST })).url;
});

async function login(to = url): Promise<Client> {
  const client = new Client({ connectionString: to });
  client.on('error', () => undefined);
  opened.push(client);
  try {
    await client.connect();
  } catch (error) {
    // Else the server waits a minute for the password, and with it whoever drops the database.
    await client.end();
    throw error;
  }
  return client;
}

/** What one attacker's session answers to statements in turn: rows, or the code of the error. */
async function attempt(...statements: string[]): Promise<unknown> {
  const client = await login();
  try {
    let answer: unknown = null;
    for (const sql of statements) answer = (await client.query<Record<string, unknown>>(sql)).rows;
    return answer;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  } finally {
    await client.end();
  }
}

const COUNT = 'SELECT count(*)::int AS n FROM bi.customers';
const DENIED = '42501';
const NOT_UPDATABLE = '55000';

async function views(): Promise<string[]> {
  const rows = await database().query<{ name: string }>(
    `SELECT viewname AS name FROM pg_views WHERE schemaname = 'bi' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

test('a login sees its tenant through every view and function, and nothing of another', async () => {
  const client = await login();
  expect((await client.query(COUNT)).rows).toEqual([{ n: 2 }]);
  for (const view of await views()) {
    const { rows } = await client.query<{ row: string }>(`SELECT v::text AS row FROM bi.${view} v`);
    const said = rows.map(({ row }) => row).join('\n');
    for (const foreign of [theirs.customerId('C001'), theirs.customerId('C003'), SIREN.second]) {
      expect({ view, isForeign: said.includes(foreign) }).toEqual({ view, isForeign: false });
    }
  }
  const past = await client.query(
    `SELECT (SELECT count(*)::int FROM bi.receivables_at('2026-06-30', now())) AS receivables,
       (SELECT sum(amount) FROM bi.aged_balance_at('2026-06-30', now())) AS outstanding,
       (SELECT sum(outstanding) FROM bi.aged_balance) AS "outstandingNow", bi.known_until() <= now() + '1 s' AS known`,
  );
  expect(past.rows).toEqual([
    { receivables: 12, outstanding: '885.00', outstandingNow: '885.00', known: true },
  ]);
});

test('its session begins read-only, in schema bi, with a time limit', async () => {
  const client = await login();
  const { rows } = await client.query(
    `SELECT current_setting('transaction_read_only') AS "readOnly", current_setting('statement_timeout') AS timeout,
       current_setting('search_path') AS path, (SELECT count(*)::int FROM customers) AS unqualified`,
  );
  expect(rows).toEqual([{ readOnly: 'on', timeout: '1min', path: 'bi', unqualified: 2 }]);
});

test.each([
  ['the tenant of the session', () => `SET app.tenant_id = '${theirs.tenantId}'`],
  ['the system scope', () => `SET app.scope = 'system'`],
  ['a presented key', () => `SELECT set_config('app.presented_key_hash', repeat('0', 64), false)`],
  ['the group role', () => 'SET ROLE encours_bi'],
])('setting %s changes nothing', async (_, setting) => {
  expect(await attempt(setting(), COUNT)).toEqual([{ n: 2 }]);
  const names = 'SELECT slug FROM public.tenant';
  expect(await attempt(setting(), names)).toEqual([{ slug: 'ours' }]);
});

test.each([
  'SET ROLE encours_app',
  'SET ROLE postgres',
  'SET SESSION AUTHORIZATION encours_app',
  'SELECT config FROM public.connection',
  'SELECT * FROM public.connection',
  'SELECT key_hash FROM public.api_key',
  'SELECT * FROM public.sql_login',
  'SELECT inputs FROM public.credit_assessment',
  'SELECT decision FROM public.credit_assessment',
  'SELECT * FROM public.raw_record',
  'SELECT * FROM public.quarantined_record',
  'SELECT * FROM public.raw_chunk',
  'SELECT * FROM public.event',
  'SELECT * FROM public.job_occurrence',
  'SELECT * FROM public.migration',
  'SELECT * FROM graphile_worker.jobs',
  'SELECT * FROM pg_authid',
  'SELECT * FROM pg_statistic',
  `SELECT pg_read_file('/etc/passwd')`,
  `SELECT pg_ls_dir('/')`,
  `COPY (SELECT 1) TO PROGRAM 'id'`,
  `COPY bi.customers TO '/tmp/x'`,
  'SELECT pg_advisory_lock(411202, 1)',
  'SELECT open_recording(now())',
  'SELECT pg_try_advisory_lock(4112026)',
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'`,
  "CALL public.show_to_bi('public.api_key', NULL)",
  'SET temp_file_limit = -1',
])('it may not: %s', async (sql) => {
  expect(await attempt(`SET search_path = public`, sql)).toBe(DENIED);
});

test.each([
  'UPDATE public.customer SET name = name',
  'DELETE FROM public.receivable',
  `INSERT INTO public.risk_alert SELECT * FROM public.risk_alert`,
  'UPDATE bi.customers SET name = name',
  'CREATE TABLE public.mine (a int)',
  'CREATE TABLE bi.mine (a int)',
  'CREATE SCHEMA mine',
  'CREATE TEMPORARY TABLE mine (a int)',
  `CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1`,
  `CREATE VIEW bi.mine AS SELECT 1`,
  `CREATE OR REPLACE FUNCTION bi.today() RETURNS date LANGUAGE sql RETURN current_date`,
  `SELECT lo_from_bytea(0, 'x')`,
  `CREATE EXTENSION dblink`,
  `ALTER ROLE encours_bi LOGIN`,
  `ALTER POLICY bi_login ON public.customer USING (true)`,
  `ALTER TABLE public.customer NO FORCE ROW LEVEL SECURITY`,
  'GRANT encours_bi TO encours_app',
  `CREATE ROLE accomplice LOGIN IN ROLE encours_bi`,
])('it writes nothing, read-only or not: %s', async (sql) => {
  const outcome = await attempt('SET default_transaction_read_only = off', sql);
  expect([DENIED, NOT_UPDATABLE]).toContain(outcome);
});

test('what it defines for itself does not come between a view and its rows', async () => {
  const lie = `SET search_path = pg_temp, bi; SET default_transaction_read_only = off`;
  const leak = `DO $$ BEGIN PERFORM count(*) FROM public.customer
    WHERE CASE WHEN tenant_id <> '${ours.tenantId}' THEN 1 / (length(account) * 0) ELSE 1 END = 1; END $$`;
  expect(await attempt(lie, leak, COUNT)).toEqual([{ n: 2 }]);
});

test('a wrong password, another key and no password are let in nowhere', async () => {
  const wrong = new URL(url);
  wrong.password = ours.keys.ADMIN;
  await expect(login(wrong.href)).rejects.toMatchObject({ code: '28P01' });
  wrong.password = '';
  await expect(login(wrong.href)).rejects.toThrow();
});

test('the server knows the key only as a SCRAM verifier', async () => {
  const [role] = await database().query(
    `SELECT rolpassword LIKE 'SCRAM-SHA-256$4096:%' AS scram, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls
         OR rolreplication AS powers, rolconnlimit AS connections
     FROM pg_authid JOIN sql_login ON role_name = rolname WHERE tenant_id = $1`,
    [ours.tenantId],
  );
  expect(role).toEqual({ scram: true, powers: false, connections: 5 });
});

test('roles without exports get no login, and an unknown key none either', async () => {
  const { tenantId, keys } = ours;
  await expect(createSqlLogin(app, { tenantId, key: keys.VIEWER })).rejects.toMatchObject({
    code: 'SQL_ROLE_NOT_ALLOWED',
  });
  await expect(createSqlLogin(app, { tenantId, key: theirs.keys.ADMIN })).rejects.toMatchObject({
    code: 'API_KEY_UNKNOWN',
  });
});

async function newLogin(draft: { expiresAt?: Date } = {}) {
  const { tenantId } = ours;
  const made = await app.tenant(tenantId, async (tx) => {
    const key = await createApiKey(tx, { role: 'ADMIN', label: 'bi', ...draft });
    return { key, keyId: (await findApiKey(tx, key)) ?? '' };
  });
  return { ...made, ...(await createSqlLogin(app, { tenantId, key: made.key })), tenantId };
}

test('a revoked key shows nothing from that moment, and its login is gone', async () => {
  const made = await newLogin();
  const client = await login(made.url);
  expect((await client.query(COUNT)).rows).toEqual([{ n: 2 }]);
  await app.tenant(made.tenantId, (tx) => revokeApiKey(tx, made.keyId));
  expect((await client.query(COUNT)).rows).toEqual([{ n: 0 }]);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query(COUNT);
  expect(await closeSqlLogin(app, made)).toBe(true);
  await expect(client.query(COUNT)).rejects.toThrow();
  await expect(login(made.url)).rejects.toMatchObject({ code: '28P01' });
  expect(await closeSqlLogin(app, made)).toBe(false);
});

test('an expired key shows nothing and cannot log in', async () => {
  const made = await newLogin({ expiresAt: new Date(Date.now() + 3_600_000) });
  const client = await login(made.url);
  const expire = `UPDATE api_key SET expires_at = now() - interval '1 second' WHERE api_key_id = $1`;
  await database().query(expire, [made.keyId]);
  expect((await client.query(COUNT)).rows).toEqual([{ n: 0 }]);
  await database().query(`ALTER ROLE ${made.roleName} VALID UNTIL '2020-01-01'`);
  await expect(login(made.url)).rejects.toMatchObject({ code: '28P01' });
});

test('a key that became a VIEWER shows nothing', async () => {
  const made = await newLogin();
  await database().query(`UPDATE api_key SET role = 'VIEWER' WHERE api_key_id = $1`, [made.keyId]);
  expect((await (await login(made.url)).query(COUNT)).rows).toEqual([{ n: 0 }]);
});

test('a login made again is the same login', async () => {
  const made = await newLogin();
  expect(await createSqlLogin(app, made)).toEqual({ roleName: made.roleName, url: made.url });
});

test('a server that lets us make no logins says what it needs', async () => {
  const name = `plain_${database().name}`;
  await database().query(`CREATE ROLE ${name} LOGIN PASSWORD 'plain' IN ROLE encours_app`);
  const plain = new URL(database().url);
  plain.username = name;
  plain.password = 'plain';
  const limited = await Database.connect({ url: plain.href, logger: silentLogger, poolSize: 1 });
  const refusal = await requireSqlAccess(limited, 'ADMIN').catch((error: unknown) => error);
  await limited.close();
  await database().query(`DROP ROLE ${name}`);
  expect(refusal).toMatchObject({ code: 'SQL_ACCESS_NOT_ALLOWED', family: 'CONFIG' });
});

test('every policy speaks to one of our roles, and none to everybody', async () => {
  const policies = await database().query<{ policy: string }>(
    `SELECT DISTINCT format('%s to %s%s', policyname, array_to_string(array_replace(roles, current_user, 'owner'), ','),
       CASE cmd WHEN 'SELECT' THEN ', reading' END) AS policy
     FROM pg_policies WHERE schemaname = 'public' ORDER BY 1`,
  );
  expect(policies.map(({ policy }) => policy)).toEqual([
    'bi_login to encours_bi, reading',
    'own_or_presented to encours_app',
    'own_or_system to encours_app',
    'owner_reads to owner, reading',
    'presented_hook to encours_app, reading',
    'presented_unsubscription to encours_app, reading',
    'tenant_only to encours_app',
  ]);
});

test('the group may read columns of tenant tables only, each under a policy of its own', async () => {
  const open = await database().query(
    `SELECT DISTINCT c.table_name FROM information_schema.column_privileges c
     WHERE c.grantee = 'encours_bi' AND c.table_schema = 'public'
       AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.table_name AND 'encours_bi' = ANY (p.roles))
       AND c.table_name NOT IN (SELECT viewname FROM pg_views WHERE schemaname = 'public')`,
  );
  expect(open).toEqual([]);
  const writes = await database().query(
    `SELECT table_name, privilege_type FROM information_schema.table_privileges
     WHERE grantee = 'encours_bi' AND privilege_type <> 'SELECT'`,
  );
  expect(writes).toEqual([]);
});
