import { connectors } from '../../../connectors';
import { configError } from '../../kernel';
import { migrateDatabase } from '../../database';
import { openServer } from '../../main';
import { JOBS } from '../../schedule';
import { runCommand, type CommandRun } from '../command-run';
import { interrupted } from '../interruption';
import { openPostgres } from '../open-database';
import { openSecretKeys } from '../open-secret-keys';
import { requireFreePort } from '../require-free-port';

export interface ServeOptions {
  port?: string;
  jobs: boolean;
}

/** Jobs at once beside the API; more work is more workers' (`encours worker`). */
const CONCURRENCY = 2;

export function serveCommand(options: ServeOptions): Promise<void> {
  return runCommand({}, async (run) => {
    const address = { host: run.config.host, port: portOf(run, options.port) };
    await requireFreePort(address);
    const postgres = await openPostgres(run.config, run.logger);
    try {
      const { applied } = await migrateDatabase(postgres.url);
      if (applied.length > 0) run.logger.info(`migrated the database: ${applied.join(', ')}`);
      await serveUntilInterrupted(run, { databaseUrl: postgres.url, address, options });
    } finally {
      await postgres.release();
    }
    run.logger.info('stopped');
  });
}

async function serveUntilInterrupted(
  run: CommandRun,
  serving: {
    databaseUrl: string;
    address: { host: string; port: number };
    options: ServeOptions;
  },
): Promise<void> {
  const { databaseUrl, address, options } = serving;
  const secretKeys = await openSecretKeys(run.config);
  const { webhookAllow, sourceAllow, mail, publicUrl } = run.config;
  const parts = { databaseUrl, logger: run.logger, connectors, secretKeys };
  const server = await openServer({ ...parts, webhookAllow, sourceAllow, mail, publicUrl });
  try {
    const api = await server.serve(address);
    if (options.jobs) await server.work(JOBS, { concurrency: CONCURRENCY });
    const jobs = options.jobs ? 'scheduled jobs run in this process' : 'no jobs in this process';
    run.logger.info(`serving ${api.url} (explorer), ${api.url}/graphql; ${jobs}`);
    await interrupted(run.signal);
    run.logger.info('stopping');
  } finally {
    await server.close();
  }
}

/** The option, else PORT. */
export function portOf(run: CommandRun, option: string | undefined): number {
  if (option === undefined) return run.config.port;
  const port = Number(option);
  if (/^\d+$/.test(option) && port <= 65_535) return port;
  throw configError('CONFIG_INVALID', `--port is ${JSON.stringify(option)}`, {
    place: { field: '--port' },
    remedy: 'give a number from 0 to 65535',
  });
}
