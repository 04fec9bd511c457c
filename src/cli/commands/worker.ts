import { connectors } from '../../../connectors';
import { configError } from '../../kernel';
import { pendingMigrations, requireKnownMigrations } from '../../database';
import { openServer, poolSizeFor } from '../../main';
import { JOBS } from '../../schedule';
import { runCommand } from '../command-run';
import { interrupted } from '../interruption';
import { openPostgres } from '../open-database';
import { openSecretKeys } from '../open-secret-keys';

export interface WorkerOptions {
  concurrency: number;
}

export function workerCommand(options: WorkerOptions): Promise<void> {
  return runCommand({}, async (run) => {
    const postgres = await openPostgres(run.config, run.logger);
    try {
      await requireMigrated(postgres.url);
      const { concurrency } = options;
      const poolSize = poolSizeFor(concurrency);
      const secretKeys = await openSecretKeys(run.config);
      const parts = { databaseUrl: postgres.url, logger: run.logger, connectors, poolSize };
      const { webhookAllow, sourceAllow, mail, publicUrl } = run.config;
      const allowed = { webhookAllow, sourceAllow };
      const server = await openServer({ ...parts, ...allowed, secretKeys, mail, publicUrl });
      try {
        await server.work(JOBS, { concurrency });
        run.logger.info(`working: ${JOBS.length} scheduled jobs, ${concurrency} at once`);
        await interrupted(run.signal);
        run.logger.info('stopping');
      } finally {
        await server.close();
      }
    } finally {
      await postgres.release();
    }
    run.logger.info('stopped');
  });
}

/** Several workers start at once; one of the servers migrates. */
async function requireMigrated(url: string): Promise<void> {
  await requireKnownMigrations(url);
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return;
  throw configError('DATABASE_NOT_MIGRATED', `${pending.length} migrations are missing`, {
    remedy: 'run `npx encours migrate`, or start `npx encours serve`, which migrates',
  });
}
