import { configError, type Logger } from '../../kernel';
import { takeSessionLock } from '../../database';

/**
 * Makes this process the one that runs the demo on a database, until it is released: a second would point the demo's
 * connections at simulators of its own, and live the same world twice. Throws DEMO_RUNNING.
 */
export async function runDemoAlone(url: string, logger: Logger): Promise<() => Promise<void>> {
  const lock = await takeSessionLock(url, 'demo', logger);
  if (lock !== null) return () => lock.release();
  throw configError('DEMO_RUNNING', 'the demo of this folder, or database, is running already', {
    remedy:
      'use the one that runs, or stop it first; a second demo needs a folder of its own, and a database where DATABASE_URL is set: ENCOURS_HOME=./second npm start -- --port 4001',
  });
}
