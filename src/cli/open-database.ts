import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configError, type Logger } from '../kernel';
import {
  Database,
  findTenant,
  migrateDatabase,
  startEmbeddedPostgres,
  type Tenant,
} from '../database';
import { entities } from '../entities';
import { quiet, type CommandRun } from './command-run';

/** Where the database is: given, or embedded and held until `release`. */
export interface DatabaseServer {
  url: string;
  /** Stops the embedded server unless another process uses it; nothing for a given one. */
  release(): Promise<void>;
}

/** The server of DATABASE_URL, else the embedded one in the data folder, started or joined. */
export async function openPostgres(
  config: { databaseUrl: string | null; homeFolder: string },
  logger: Logger,
): Promise<DatabaseServer> {
  if (config.databaseUrl !== null) {
    return { url: config.databaseUrl, release: () => Promise.resolve() };
  }
  const dataFolder = join(config.homeFolder, 'postgres');
  const server = await startEmbeddedPostgres({ dataFolder, logger, durable: true });
  const release = async (): Promise<void> => {
    // Sessions just closed on our side need a moment to end on the server's, or it would complain of them.
    await sleep(100);
    await server.stop();
  };
  return { url: server.url, release };
}

/** Runs work on a migrated database and leaves it as it was found: running when it ran, stopped when it did not. */
export async function withDatabase<Result>(
  run: CommandRun,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const logger = quiet(run.logger);
  const server = await openPostgres(run.config, logger);
  try {
    const { applied } = await migrateDatabase(server.url);
    if (applied.length > 0)
      run.terminal.say(`The database was migrated (${applied.length} steps).`);
    run.signal.throwIfAborted();
    const database = await Database.connect({ url: server.url, poolSize: 6, logger, entities });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    await server.release();
  }
}

/** Throws TENANT_UNKNOWN, naming the command that creates one. */
export async function tenantOf(database: Database, slug: string): Promise<Tenant> {
  const tenant = await findTenant(database, slug);
  if (tenant !== null) return tenant;
  throw configError('TENANT_UNKNOWN', `there is no tenant ${JSON.stringify(slug)}`, {
    remedy: `create it with \`npx encours tenants create ${slug}\`, or see \`npx encours tenants list\``,
    place: { field: '--tenant' },
  });
}
