import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createLogger } from '../../src/kernel';
import { takeSessionLock } from '../../src/database';
import { useDatabase } from '../support/postgres';

const database = useDatabase();
const logger = createLogger({ level: 'error', format: 'text', write: () => undefined });
const take = (name: string): ReturnType<typeof takeSessionLock> =>
  takeSessionLock(database().url, name, logger);

describe('a lock held for the life of a process', () => {
  it('is one process’s at a time, by its name, and free again once released', async () => {
    const first = await take('demo');
    expect(first).not.toBeNull();
    const other = await take('another');
    expect(other).not.toBeNull();
    expect(await take('demo')).toBeNull();
    await first?.release();
    const second = await take('demo');
    expect(second).not.toBeNull();
    await Promise.all([second?.release(), other?.release()]);
  });

  it('gives it to one of several who ask at once', async () => {
    const taken = await Promise.all([take('race'), take('race'), take('race')]);
    const held = taken.filter((lock) => lock !== null);
    expect(held).toHaveLength(1);
    await held[0]?.release();
  });

  it('does not stay with a process that was killed', async () => {
    const script = `
      import { Client } from 'pg';
      const client = new Client({ connectionString: process.env.URL });
      await client.connect();
      await client.query("SELECT pg_advisory_lock(hashtextextended('session:killed', 0))");
      console.log('held');
      setInterval(() => undefined, 1_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...{ cwd: resolve(__dirname, '../..'), env: { ...process.env, URL: database().url } },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    const lock = await take('killed');
    expect(lock).not.toBeNull();
    await lock?.release();
  });
});
