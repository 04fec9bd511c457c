import { Pool, type PoolClient } from 'pg';
import { errorMessage, type Logger } from '../kernel';

/** How long `close` waits for the server to take note. */
const GOODBYE_MS = 2_000;

/**
 * Connections as the database's owner, for the queue. Closed means that the sessions have ended, which the pool's own
 * `end` does not wait for: a server that is stopped next would still find them and complain.
 */
export function openOwnerPool(options: { url: string; size: number; logger: Logger }): {
  pool: Pool;
  close: () => Promise<void>;
} {
  const { url, size, logger } = options;
  const pool = new Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 15_000,
    application_name: 'encours-queue',
  });
  const sessions = new Set<PoolClient>();
  let whenEmpty = (): void => undefined;
  const tell = (error: Error): void => {
    logger.debug('the job queue lost a database connection', { reason: errorMessage(error) });
  };
  pool.on('error', tell);
  pool.on('connect', (client) => {
    sessions.add(client);
    client.on('error', tell);
    client.once('end', () => {
      sessions.delete(client);
      if (sessions.size === 0) whenEmpty();
    });
  });
  const close = async (): Promise<void> => {
    await pool.end();
    if (sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS);
      whenEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  return { pool, close };
}
