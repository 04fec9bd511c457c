/**
 * Starts the server of a test run that kept databases, until Ctrl-C: npx tsx
 * test/support/open-kept.ts <folder>
 */
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres';
import { createLogger, describeError } from '../../src/kernel';
import { runOnce, urlOfDatabase } from './test-server';

async function open(folder: string): Promise<void> {
  const logger = createLogger({ level: 'info', format: 'text' });
  const server = await startEmbeddedPostgres({ dataFolder: folder, durable: false, logger });
  const rows = await runOnce(
    server.url,
    `SELECT datname FROM pg_database WHERE starts_with(datname, 'encours_test_') ORDER BY 1`,
  );
  for (const row of rows) logger.info(`psql ${urlOfDatabase(server.url, String(row['datname']))}`);
  logger.info('Ctrl-C stops the server.');
  process.once('SIGINT', () => void server.stop());
  await new Promise((resolve) => process.once('SIGINT', resolve));
}

open(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
