import { Router } from 'express';
import { pendingMigrations, type Database } from '../../database';
import { describeError } from '../../kernel';
import type { EventHub } from '../subscriptions/event-hub';

interface Check {
  name: string;
  ok: boolean;
  detail?: string;
}

/** `/livez`: the process answers. `/readyz`: it can serve, or why not (503). */
export function health(services: { database: Database; hub: EventHub }): Router {
  const router = Router();
  let isMigrated = false;
  router.get('/livez', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks: Check[] = [
      await checkDatabase(services.database),
      // Once migrated, this version stays migrated: asked until it is true.
      isMigrated ? { name: 'migrations', ok: true } : await checkMigrations(services.database),
      { name: 'listener', ok: services.hub.isListening },
    ];
    isMigrated ||= checks.some(({ name, ok }) => name === 'migrations' && ok);
    const isReady = checks.every((check) => check.ok);
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'unavailable', checks });
  });
  return router;
}

async function checkDatabase(database: Database): Promise<Check> {
  return checked('database', async () => {
    await database.system((tx) => tx.query('SELECT 1'));
    return null;
  });
}

async function checkMigrations(database: Database): Promise<Check> {
  return checked('migrations', async () => {
    const pending = await pendingMigrations(database.url);
    return pending.length === 0 ? null : `not applied: ${pending.join(', ')}`;
  });
}

/** A check answers why it fails, or null. */
async function checked(name: string, check: () => Promise<string | null>): Promise<Check> {
  const detail = await check().catch((error: unknown) => describeError(error));
  return detail === null ? { name, ok: true } : { name, ok: false, detail };
}
