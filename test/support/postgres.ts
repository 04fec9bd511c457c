/**
 * A migrated database for one test file: cloned from the run's template (about 0.1 s), so that
 * files share nothing and may do what they like. Dropped when the file passes, kept and named when
 * a test of it fails.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { runOnce, urlOfDatabase } from './test-server';

export interface TestDatabase {
  /** Superuser connection to this file's database. */
  url: string;
  name: string;
  /**
   * Runs a statement as superuser, past row-level security: for arranging and looking, not for what
   * is tested.
   */
  query<Row = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<Row[]>;
}

declare global {
  /** Set by environment.cjs. */
  var hasFailedTests: boolean | undefined;
}

const OBJECT_IN_USE = '55006';
const LEAK_GRACE_MS = 2_000;
const APPLICATION = 'encours-test-support';

/**
 * Call at the top of a file or describe block; the answer gives the database inside tests and
 * hooks. Fails the block when it leaves connections open.
 */
export function useDatabase(): () => TestDatabase {
  let client: Client | undefined;
  let database: TestDatabase | undefined;

  beforeAll(async () => {
    const { serverUrl, run } = testRun();
    const name = `${run}_${randomBytes(4).toString('hex')}`;
    await cloneTemplate(serverUrl, { template: `${run}_template`, name });
    const url = urlOfDatabase(serverUrl, name);
    const connection = new Client({ connectionString: url, application_name: APPLICATION });
    await connection.connect();
    client = connection;
    database = {
      url,
      name,
      query: async <Row>(sql: string, params: unknown[] = []) =>
        (await connection.query(sql, params)).rows as Row[],
    };
  }, 60_000);

  afterAll(async () => {
    if (client === undefined || database === undefined) return;
    const leaks = await openConnections(client, database.name);
    await client.end();
    if (globalThis.hasFailedTests === true) {
      process.stderr.write(`\nKept for inspection: database ${database.name}\n`);
      return;
    }
    await runOnce(testRun().serverUrl, `DROP DATABASE ${database.name} WITH (FORCE)`);
    if (leaks.length > 0) {
      throw new Error(`connections were left open:\n  ${leaks.join('\n  ')}`);
    }
  }, 60_000);

  return () => {
    if (database === undefined) throw new Error('useDatabase() is ready inside tests and hooks');
    return database;
  };
}

function testRun(): { serverUrl: string; run: string } {
  const serverUrl = process.env['ENCOURS_TEST_SERVER_URL'];
  const run = process.env['ENCOURS_TEST_RUN'];
  if (serverUrl === undefined || run === undefined) {
    throw new Error('a test that uses a database is named *.db.test.ts or *.api.test.ts');
  }
  return { serverUrl, run };
}

/**
 * Somebody's look at the template (autovacuum's) makes PostgreSQL refuse to copy it; a moment later
 * it does.
 */
async function cloneTemplate(
  serverUrl: string,
  { template, name }: { template: string; name: string },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runOnce(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
      return;
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === OBJECT_IN_USE;
      if (!isBusy || attempt === 20) throw error;
      await sleep(100);
    }
  }
}

/**
 * What is still connected to the database after a moment of grace; a closed pool needs one to be
 * gone.
 */
async function openConnections(client: Client, name: string): Promise<string[]> {
  const deadline = Date.now() + LEAK_GRACE_MS;
  for (;;) {
    const { rows } = await client.query<{ application: string; state: string; query: string }>(
      `SELECT application_name AS application, coalesce(state, '') AS state, left(query, 120) AS query
         FROM pg_stat_activity
        WHERE datname = $1 AND application_name <> $2 AND backend_type = 'client backend'`,
      [name, APPLICATION],
    );
    if (rows.length === 0) return [];
    if (Date.now() > deadline) {
      return rows.map((row) => `${row.application || 'unnamed'} (${row.state}): ${row.query}`);
    }
    await sleep(50);
  }
}
