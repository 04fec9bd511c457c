/**
 * The PostgreSQL that database tests run on: TEST_DATABASE_URL (any superuser connection), else the
 * embedded server in a temporary folder. There is no third way: without a server the tests fail,
 * they are never skipped.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  findRunningEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/database/embedded-postgres';
import { describeError, silentLogger } from '../../src/kernel';

export interface TestServer {
  url: string;
  /** Where the embedded server keeps its data; null for a server of somebody else's. */
  folder: string | null;
  stop(): Promise<void>;
}

const PREFIX = `encours-test-${process.getuid?.() ?? 0}-`;
const SETTINGS = { shared_buffers: '128MB', max_connections: '200' };

/** Finds or starts the server. Throws with both reasons when there is none. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'] ?? '';
  if (given !== '') return givenServer(given);
  await removeForgottenFolders();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    const server = await startEmbeddedPostgres({
      dataFolder: folder,
      durable: false,
      settings: SETTINGS,
      logger: silentLogger,
    });
    return { url: server.url, folder, stop: () => server.stop() };
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    const hint =
      'Set TEST_DATABASE_URL to a PostgreSQL 15+ superuser connection to run on another.';
    throw new Error(`No PostgreSQL to test on.\n${describeError(cause)}\n${hint}`, { cause });
  }
}

async function givenServer(url: string): Promise<TestServer> {
  try {
    await runOnce(url, 'SELECT 1');
  } catch (cause) {
    throw new Error(`TEST_DATABASE_URL does not lead to a server: ${describeError(cause)}`, {
      cause,
    });
  }
  return { url, folder: null, stop: () => Promise.resolve() };
}

/**
 * Folders of runs that were killed, or that kept a failed file's database: stopped and deleted by
 * the next run.
 */
async function removeForgottenFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    if (isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    const folder = join(tmpdir(), name);
    try {
      if ((await findRunningEmbeddedPostgres(folder)) !== null) {
        const forgotten = { dataFolder: folder, durable: false, logger: silentLogger };
        await (await startEmbeddedPostgres(forgotten)).stop();
      }
    } catch {
      // Half a folder of a killed run: nothing to stop.
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The same server, another database. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function runOnce(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, application_name: 'encours-test-support' });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A name no other run uses, also on a server that several runs share. */
export function newRunName(): string {
  return `encours_test_${process.pid}_${randomBytes(3).toString('hex')}`;
}
