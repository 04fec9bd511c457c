import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../kernel';
import { databaseError } from './database-error';

/** The session of a process just killed takes a moment to end on the server's side. */
const ATTEMPTS = 10;
const ATTEMPT_MS = 200;

/**
 * Takes a lock that one process of a database holds for as long as it lives; null when another holds it. It ends with the
 * session, however the process ends. Throws DATABASE_UNREACHABLE and its relatives.
 */
export async function takeSessionLock(
  url: string,
  name: string,
  logger: Logger,
): Promise<{ release(): Promise<void> } | null> {
  const client = new Client({
    ...{ connectionString: url, application_name: 'encours-lock', keepAlive: true },
    // Held for days without a statement: no server's or provider's habit shall end it.
    options: '-c idle_session_timeout=0',
  });
  client.on('error', (error) => logger.warn(`the lock ${name} was lost`, { error }));
  try {
    await client.connect();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await tryLock(client, name)) return { release: () => client.end() };
      if (attempt < ATTEMPTS) await sleep(ATTEMPT_MS);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw databaseError(error, url);
  }
  await client.end();
  return null;
}

async function tryLock(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ isOurs: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('session:' || $1, 0)) AS "isOurs"`,
    [name],
  );
  return rows[0]?.isOurs === true;
}
