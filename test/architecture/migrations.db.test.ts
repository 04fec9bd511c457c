/** The migrations against everything that claims to know what they make: the entities and catalogue.txt. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { migrateDatabase } from '../../src/database';
import { entities } from '../../src/entities';
import { isEncoursError } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { runOnce } from '../support/test-server';
import { readCatalogue, readStructure } from './catalogue';

const CATALOGUE = join(__dirname, 'catalogue.txt');
const REFRESH = 'WRITE_CATALOGUE=1 npm test -- test/architecture/migrations.db.test.ts';
const NAMES = migrations.map((migration) => new migration().name);
/** Keys that must find a row before its tenant is known, or that no tenant prefix would help. */
const WITHOUT_TENANT_FIRST = [
  'api_key_hash_key',
  'connection_hook_token_key',
  'customer_folded_name_idx',
  'email_recipient_token_key',
  'sql_login_role_key',
  'tenant_slug_key',
];

const METADATA = `CREATE TABLE typeorm_metadata (type varchar, database varchar, schema varchar, "table" varchar,
  name varchar, value text)`;

const database = useDatabase();

describe('the entities', () => {
  it('leave TypeORM nothing to change in a migrated database', async () => {
    // What TypeORM remembers expressions of generated columns in; the next test compares what they are.
    await database().query(METADATA);
    const pending = await withEntities(database().url, async (source) => {
      for (const row of generatedColumns(source)) {
        await database().query(
          `INSERT INTO typeorm_metadata VALUES ('GENERATED_COLUMN', current_database(), 'public', $1, $2, $3)`,
          row,
        );
      }
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query);
    });
    await database().query('DROP TABLE typeorm_metadata');
    expect(pending).toEqual([]);
  });

  it('describe every table, and no other', async () => {
    const tables = await database().query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
         AND tablename NOT IN ('migration', 'typeorm_metadata') ORDER BY 1`,
    );
    const described = await withEntities(database().url, tableNames);
    expect(described.sort()).toEqual(tables.map(({ name }) => name));
  });

  it('say the same of columns, keys, checks and indexes as the migrations', async () => {
    const migrated = await readStructure((sql) => database().query(sql));
    const [own] = await database().query<{ sql: string }>(
      `SELECT string_agg(pg_get_functiondef(oid), ';') AS sql FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND proname IN ('number_key', 'stable_id')`,
    );
    const [described, unsaid] = await withEmptyDatabase('described', async (url) => {
      await runOnce(url, own?.sql ?? '');
      const names = await withEntities(url, async (source) => {
        await source.synchronize();
        return namesOnly(source);
      });
      return [await readStructure((sql) => runOnce(url, sql)), names];
    });
    // TypeORM cannot write descending, covering and trigram indexes: the entities give their names.
    const isUnsaid = (line: string): boolean =>
      unsaid.some((name) => line.includes(`INDEX ${name} `));
    expect(described).toEqual(migrated.filter((line) => !isUnsaid(line)));
    expect(unsaid.filter((name) => !migrated.some((line) => line.includes(`${name} `)))).toEqual(
      [],
    );
  });
});

describe('the catalogue', () => {
  it('is the one in catalogue.txt', async () => {
    const found = await readCatalogue((sql) => database().query(sql));
    if (process.env['WRITE_CATALOGUE'] === '1') writeFileSync(CATALOGUE, `${found.join('\n')}\n`);
    const kept = readFileSync(CATALOGUE, 'utf8').trimEnd().split('\n');
    const changes = [
      ...kept.filter((line) => !found.includes(line)).map((line) => `- ${line}`),
      ...found.filter((line) => !kept.includes(line)).map((line) => `+ ${line}`),
    ];
    if (changes.length === 0) return;
    throw new Error(`The schema changed. If that is meant, run: ${REFRESH}\n${changes.join('\n')}`);
  });

  it('forces row-level security on every table that has tenants', async () => {
    const unprotected = await database().query(
      `SELECT t.relname FROM pg_class t
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant_id' AND t.relkind = 'r'
       WHERE t.relnamespace = 'public'::regnamespace AND NOT (t.relrowsecurity AND t.relforcerowsecurity
         AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid))`,
    );
    expect(unprotected).toEqual([]);
  });

  it('leads every key and index with the tenant', async () => {
    const others = await database().query<{ name: string }>(
      `SELECT i.indexrelid::regclass::text AS name FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'tenant_id'
       JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
       WHERE i.indkey[0] <> a.attnum ORDER BY 1`,
    );
    expect(others.map(({ name }) => name)).toEqual(WITHOUT_TENANT_FIRST);
  });

  it('lets the app own nothing, pass no policy and rewrite no entry of the ledger', async () => {
    const [app] = await database().query(
      `SELECT rolsuper OR rolbypassrls OR rolcanlogin AS powers,
         EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns,
         has_table_privilege(oid, 'receivable_entry', 'UPDATE, DELETE, TRUNCATE') AS rewrites
       FROM pg_roles r WHERE rolname = 'encours_app'`,
    );
    expect(app).toEqual({ powers: false, owns: false, rewrites: false });
  });
});

describe('migrateDatabase', () => {
  it('applies nothing the second time', async () => {
    expect(await migrateDatabase(database().url)).toEqual({
      applied: [],
      alreadyApplied: NAMES.length,
    });
  });

  it('lets two migrators of one empty database take turns, and applies each step once', async () => {
    await withEmptyDatabase('contended', async (url) => {
      const both = await Promise.all([migrateDatabase(url), migrateDatabase(url)]);
      expect(both.flatMap(({ applied }) => applied)).toEqual(NAMES);
      const kept = await runOnce(url, 'SELECT name FROM migration ORDER BY id');
      expect(kept.map((row) => row['name'])).toEqual(NAMES);
    });
  });

  it('refuses a database that knows a migration this code does not', async () => {
    const later = `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture') RETURNING id`;
    const [row] = await database().query<{ id: number }>(later);
    const failure = await migrateDatabase(database().url).catch((error: unknown) => error);
    await database().query('DELETE FROM migration WHERE id = $1', [row?.id]);
    expect(failure).toMatchObject({ code: 'DATABASE_NEWER_THAN_CODE' });
    expect(isEncoursError(failure, 'CONFIG') && failure.message).toContain('FromTheFuture');
  });
});

async function withEntities<T>(
  url: string,
  work: (source: DataSource) => Promise<T> | T,
): Promise<T> {
  const source = new DataSource({ type: 'postgres', url, entities: [...entities], poolSize: 2 });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

function tableNames(source: DataSource): string[] {
  return source.entityMetadatas.map(({ tableName }) => tableName);
}

/** Indexes the entities name without describing them. */
function namesOnly(source: DataSource): string[] {
  return source.entityMetadatas
    .flatMap(({ indices }) => indices)
    .filter((index) => !index.synchronize)
    .map((index) => index.name);
}

/** A database of this file's server without anything in it, dropped afterwards. */
async function withEmptyDatabase<T>(word: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `${database().name}_${word}`;
  await database().query(`CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    const url = new URL(database().url);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await database().query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** Table, column and expression of each. */
function generatedColumns(source: DataSource): string[][] {
  return source.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.flatMap(({ databaseName, asExpression }) =>
      asExpression === undefined ? [] : [[tableName, databaseName, asExpression]],
    ),
  );
}
