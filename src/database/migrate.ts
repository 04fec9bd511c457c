import 'reflect-metadata';
import { runMigrations } from 'graphile-worker';
import { DataSource, type QueryRunner } from 'typeorm';
import { migrations } from '../../migrations';
import { configError } from '../kernel';
import { databaseError, serverOf } from './database-error';

/** One number for all migrators of one database, so that two processes starting at once do not both migrate. */
const MIGRATION_LOCK = 4_112_026;
const MIN_SERVER_VERSION = 150000;

export interface MigrationResult {
  applied: string[];
  alreadyApplied: number;
}

/**
 * Brings a database to this code's schema, waiting for any other migrator. Throws DATABASE_TOO_OLD below PostgreSQL 15
 * and DATABASE_NEWER_THAN_CODE when the database knows migrations that this code does not.
 */
export async function migrateDatabase(url: string): Promise<MigrationResult> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: 3,
    extra: { connectionTimeoutMillis: 15_000, application_name: 'encours-migrate' },
  });
  try {
    await dataSource.initialize();
    const lock = dataSource.createQueryRunner();
    try {
      await requireServerVersion(lock, url);
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      return await migrateLocked(dataSource, lock, url);
    } finally {
      await lock.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await lock.release();
    }
  } catch (error) {
    throw databaseError(error, url);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

async function migrateLocked(
  dataSource: DataSource,
  lock: QueryRunner,
  url: string,
): Promise<MigrationResult> {
  const before = await appliedMigrations(lock);
  refuseUnknown(before, url);
  const done = await dataSource.runMigrations();
  await runMigrations({ connectionString: url });
  return { applied: done.map((migration) => migration.name), alreadyApplied: before.length };
}

function refuseUnknown(applied: readonly string[], url: string): void {
  const known = new Set(knownMigrations());
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw configError(
    'DATABASE_NEWER_THAN_CODE',
    `the database at ${serverOf(url)} has migrations this version does not know: ${unknown.join(', ')}`,
    { remedy: 'run the newer version of Encours that made them, or restore an older backup' },
  );
}

function knownMigrations(): string[] {
  return migrations.map((migration) => new migration().name);
}

async function appliedMigrations(runner: QueryRunner): Promise<string[]> {
  const [table] = (await runner.query(`SELECT to_regclass('public.migration') AS name`)) as {
    name: string | null;
  }[];
  if (table?.name == null) return [];
  const rows = (await runner.query('SELECT name FROM migration ORDER BY id')) as { name: string }[];
  return rows.map((row) => row.name);
}

async function requireServerVersion(runner: QueryRunner, url: string): Promise<void> {
  const [row] = (await runner.query('SHOW server_version_num')) as { server_version_num: string }[];
  const version = Number(row?.server_version_num ?? 0);
  if (version >= MIN_SERVER_VERSION) return;
  throw configError(
    'DATABASE_TOO_OLD',
    `PostgreSQL at ${serverOf(url)} is version ${Math.floor(version / 10000)}`,
    {
      remedy: 'use PostgreSQL 15 or newer (18 is what the embedded server runs)',
    },
  );
}

/** The migrations of this code that have not been applied, for readiness checks; does not change anything. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const applied = new Set(await readApplied(url));
  return knownMigrations().filter((name) => !applied.has(name));
}

/** Throws DATABASE_NEWER_THAN_CODE when the database knows migrations that this code does not; changes nothing. */
export async function requireKnownMigrations(url: string): Promise<void> {
  refuseUnknown(await readApplied(url), url);
}

async function readApplied(url: string): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    extra: { connectionTimeoutMillis: 15_000 },
  });
  try {
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    try {
      return await appliedMigrations(runner);
    } finally {
      await runner.release();
    }
  } catch (error) {
    throw databaseError(error, url);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}
