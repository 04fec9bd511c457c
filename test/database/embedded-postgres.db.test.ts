import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import {
  findRunningEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/database/embedded-postgres';
import { silentLogger } from '../../src/kernel';

const ROOT = resolve(__dirname, '../..');

let folder = '';
const started: EmbeddedPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'encours-embedded-'));
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  it('keeps data and address over a restart', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int)');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    expect(second.url).toBe(first.url);
  });

  it('listens on loopback only, sorts by code point and knows accents', async () => {
    const { url } = await start();
    const rows = await query(
      url,
      `SELECT current_setting('listen_addresses') AS host, upper('é') AS upper, 'Z' < 'a' AS "codePoint"`,
    );
    expect(rows).toEqual([{ host: '127.0.0.1', upper: 'É', codePoint: true }]);
  });

  it('keeps the password where only the account of the server reads it', async () => {
    const { url } = await start();
    const file = join(folder, 'cluster/encours-password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new URL(url).password).toBe(readFileSync(file, 'utf8'));
    const guess = url.replace(/:[^:@/]+@/, ':guess@');
    await expect(query(guess, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('lets nobody in without a password, on no address', async () => {
    const { url } = await start();
    const methods = await query(
      url,
      'SELECT DISTINCT auth_method AS method FROM pg_hba_file_rules',
    );
    expect(methods).toEqual([{ method: 'scram-sha-256' }]);
  });

  it('takes settings over its own', async () => {
    const { url } = await start({ work_mem: '5MB' });
    expect(await query(url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
  });

  it('lets two that start together on an empty folder share one server', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(two.url).toBe(one.url);
    await one.stop();
    await one.stop();
    expect(await findRunningEmbeddedPostgres(folder)).toEqual({ url: two.url });
    await two.stop();
    expect(await findRunningEmbeddedPostgres(folder)).toBeNull();
  });

  it('takes over the server of a process that was killed, and stops it in the end', async () => {
    startAndDie();
    const orphan = await findRunningEmbeddedPostgres(folder);
    expect(orphan).not.toBeNull();
    const heir = await start();
    expect({ url: heir.url }).toEqual(orphan);
    await heir.stop();
    expect(await findRunningEmbeddedPostgres(folder)).toBeNull();
    expect(readdirSync(join(folder, 'users'))).toEqual([]);
  });

  it('has lost nothing after the server itself was killed', async () => {
    const first = await start({ synchronous_commit: 'on' });
    await query(first.url, 'CREATE TABLE kept (n int)');
    process.kill(postmaster(), 'SIGKILL');
    const second = await start();
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
  });

  it('is stopped by the last handle of a process that brought a killed server back', async () => {
    const dead = await start();
    process.kill(postmaster(), 'SIGKILL');
    const back = await start();
    await dead.stop();
    expect(await findRunningEmbeddedPostgres(folder)).toEqual({ url: back.url });
    await back.stop();
    expect(await findRunningEmbeddedPostgres(folder)).toBeNull();
    expect(readdirSync(join(folder, 'users'))).toEqual([]);
  });

  it('is not stopped by a process id that something else has now', async () => {
    await (await start()).stop();
    const lines = [process.pid, join(folder, 'cluster'), 1, 5432, '', '127.0.0.1', '1 1', 'ready'];
    writeFileSync(join(folder, 'cluster/postmaster.pid'), `${lines.join('\n')}\n`);
    expect(await findRunningEmbeddedPostgres(folder)).toBeNull();
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder of another version of PostgreSQL', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'cluster/PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({ code: 'DATA_FOLDER_OTHER_VERSION' });
  });

  it('says what the server said when it does not start', async () => {
    const failed = start({ shared_buffers: 'plenty' });
    await expect(failed).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES_START_FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"') as string,
    });
    expect(readdirSync(join(folder, 'users'))).toEqual([]);
  });

  it('refuses a data folder that cannot be one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const failed = startEmbeddedPostgres({
      dataFolder: join(file, 'data'),
      durable: false,
      logger: silentLogger,
    });
    await expect(failed).rejects.toMatchObject({ code: 'DATA_FOLDER_NOT_WRITABLE' });
  });
});

it('finds no server in a folder that is not there', async () => {
  expect(await findRunningEmbeddedPostgres(join(folder, 'nowhere'))).toBeNull();
});

async function start(settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataFolder: folder,
    durable: false,
    logger: silentLogger,
    settings: { shared_buffers: '32MB', ...settings },
  });
  started.push(server);
  return server;
}

function postmaster(): number {
  const pidFile = readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8');
  return Number(pidFile.split('\n')[0]);
}

function startAndDie(): void {
  const script = `
    const { startEmbeddedPostgres } = require('./src/database/embedded-postgres');
    const { silentLogger } = require('./src/kernel');
    const dataFolder = ${JSON.stringify(folder)};
    startEmbeddedPostgres({ dataFolder, durable: false, logger: silentLogger })
      .then(() => process.kill(process.pid, 'SIGKILL'));`;
  const outcome = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
    cwd: ROOT,
  });
  expect(outcome.signal).toBe('SIGKILL');
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
