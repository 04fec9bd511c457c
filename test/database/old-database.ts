import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import type { TestDatabase } from '../support/postgres';
import { runOnce, urlOfDatabase } from '../support/test-server';

export interface OldDatabase {
  /** Of its owner, who is no superuser. */
  url: string;
  /** As a superuser, past row-level security. */
  run(sql: string): Promise<Record<string, unknown>[]>;
}

/** Lends a database of the first so many migrations, owned by a role that is no superuser. */
export async function withOldDatabase(
  server: TestDatabase,
  released: number,
  work: (old: OldDatabase) => Promise<void>,
): Promise<void> {
  const name = `${server.name}_old`;
  const owner = `${server.name}_owner`;
  const admin = server.url;
  await runOnce(admin, `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'owner'`);
  await runOnce(admin, `GRANT encours_app, encours_bi TO ${owner} WITH ADMIN OPTION`);
  await runOnce(admin, `CREATE DATABASE ${name} OWNER ${owner} ENCODING 'UTF8'`);
  const url = new URL(urlOfDatabase(admin, name));
  [url.username, url.password] = [owner, 'owner'];
  try {
    await migrateFirst(url.href, released);
    await work({ url: url.href, run: (sql) => runOnce(urlOfDatabase(admin, name), sql) });
  } finally {
    await runOnce(admin, `DROP DATABASE ${name} WITH (FORCE)`);
    await runOnce(admin, `DROP OWNED BY ${owner}; DROP ROLE ${owner}`);
  }
}

async function migrateFirst(url: string, released: number): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: migrations.slice(0, released),
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}
