/** A process of its own that syncs one connection of the paid bureau, or takes turns at a pace: to be killed, or raced. */
import { once, setMaxListeners } from 'node:events';
import { Database } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub } from '../../src/hub';
import { silentLogger, systemClock } from '../../src/kernel';
import { PostgresPace } from '../../src/purchasing';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { paidConnector } from './paid-provider';

async function main(): Promise<void> {
  const [url = '', work = '', ...args] = process.argv.slice(2);
  const database = await Database.connect({ url, logger: silentLogger, entities });
  try {
    if (work === 'sync') await sync(database, args);
    else await takeTurns(database, args);
  } finally {
    await database.close();
  }
}

async function sync(
  database: Database,
  [tenantId = '', connectionId = '']: string[],
): Promise<void> {
  const connectors = [paidConnector()];
  const hub = createHub({ database, clock: systemClock, logger: silentLogger, connectors });
  const signal = new AbortController().signal;
  process.stdout.write('ready\n');
  await syncProviders(hub, { tenantId, connectionIds: [connectionId], signal });
}

/** Prints the instant of every start. */
async function takeTurns(
  database: Database,
  [key = '', rate = '', count = '']: string[],
): Promise<void> {
  const pace = new PostgresPace({ database, logger: silentLogger });
  const asked = { requestsPerSecond: Number(rate), concurrency: 8 };
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
  await Promise.all(
    Array.from({ length: Number(count) }, async () => {
      const release = await pace.acquire(key, asked, signal);
      process.stdout.write(`${Date.now()}\n`);
      release();
    }),
  );
}

void main();
