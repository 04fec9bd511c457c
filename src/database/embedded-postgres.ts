/**
 * A real PostgreSQL server from node_modules, for machines that have none.
 *
 * In the data folder: `cluster/` (PostgreSQL's own files and, mode 0600, the generated password),
 * `server.log`, and `users/`, one file per process that uses the server. Whoever finds the server
 * running shares it, and the last user to leave stops it; a user that was killed does not count.
 * Nothing here needs a lock of ours: a cluster is made aside and renamed into place, and of two
 * servers started on one cluster PostgreSQL lets one live.
 *
 * Started by root, the server runs as another account. When the data folder lies where that account
 * cannot go (a clone below a home folder closed to others), `cluster` is a symbolic link to a
 * folder below /var/lib/encours.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { type Logger } from '../kernel';
import { asServerUser, chooseServerUser, findBinaries, type ServerUser } from './postgres-binaries';
import {
  checkVersion,
  clearStalePidFile,
  clusterOwner,
  clusterPassword,
  createCluster,
  enter,
  hasUsers,
  isPostgres,
  lastPort,
  prepareFolder,
  runningServer,
  startFailed,
} from './postgres-cluster';
import { sharedBuffersMb } from './shared-buffers';

export interface EmbeddedPostgresOptions {
  dataFolder: string;
  /** 0 or absent: the port of last time when it is free, else any free one. */
  port?: number;
  /**
   * Server settings over ours, e.g. { work_mem: '64MB' }. They apply when this call starts the
   * server.
   */
  settings?: Record<string, string>;
  logger: Logger;
  /** False gives up safety against crashes of the machine for speed: for tests only. */
  durable: boolean;
}

export interface EmbeddedPostgres {
  /** Superuser connection to the database `encours`. Holds the password: not for logs. */
  url: string;
  port: number;
  /** Stops the server, unless another living process uses it too. Can be called twice. */
  stop(): Promise<void>;
}

const DATABASE = 'encours';
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
const START_ATTEMPTS = 10;
/**
 * Failures that pass: a port taken since it was chosen, and what a killed server leaves for a
 * moment.
 */
const PASSING =
  /address already in use|could not bind|is still in use|lock file .* already exists/i;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  // Nothing replicates an embedded server, and without replication bulk loads can skip the log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};
const NOT_DURABLE: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum_naptime: '10min',
};

/**
 * Starts the server in the data folder, or joins the one that runs there. Throws
 * DATA_FOLDER_NOT_WRITABLE, DATA_FOLDER_OTHER_VERSION, EMBEDDED_POSTGRES_UNAVAILABLE and
 * EMBEDDED_POSTGRES_START_FAILED.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataFolder);
  prepareFolder(folder);
  const leave = enter(folder);
  try {
    const running = (await awaitServer(folder)) ?? (await startServer(folder, options));
    await createDatabase(running);
    return { url: serverUrl(running), port: running.port, stop: () => stopServer(folder, leave) };
  } catch (error) {
    leave();
    throw error;
  }
}

/**
 * The server that runs on this data folder, whoever started it; null when there is none that
 * answers.
 */
export async function findRunningEmbeddedPostgres(
  dataFolder: string,
): Promise<{ url: string } | null> {
  const running = await awaitServer(resolve(dataFolder));
  return running === null ? null : { url: serverUrl(running) };
}

interface RunningServer {
  pid: number;
  port: number;
  password: string;
}

async function startServer(
  folder: string,
  options: EmbeddedPostgresOptions,
): Promise<RunningServer> {
  const user = chooseServerUser(clusterOwner(folder));
  const binaries = findBinaries(user, folder);
  if (!existsSync(join(folder, 'cluster'))) createCluster(folder, binaries, user);
  const cluster = realpathSync(join(folder, 'cluster'));
  checkVersion(cluster, binaries.major);
  clearStalePidFile(cluster);
  options.logger.info(`The database is kept in ${cluster}`);
  let log = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const port = await choosePort(cluster, options.port ?? 0, attempt);
    log = await launch({ folder, cluster, program: binaries.postgres, user }, port, options);
    const running = await awaitServer(folder);
    if (running !== null) return running;
    if (!PASSING.test(log)) break;
    await sleep(100 * attempt);
  }
  throw startFailed('the embedded PostgreSQL did not start', log);
}

interface Launch {
  folder: string;
  cluster: string;
  program: string;
  user: ServerUser;
}

/**
 * Starts the server in a session of its own, so that the terminal's Ctrl-C reaches only us and we
 * can finish our work first. Resolves when it is ready ('') or has given up (what it said).
 */
async function launch(
  { folder, cluster, program, user }: Launch,
  port: number,
  options: EmbeddedPostgresOptions,
): Promise<string> {
  const settings = {
    ...SETTINGS,
    ...sharedMemorySetting(),
    shared_buffers: `${sharedBuffersMb({ total: totalmem(), allowed: process.constrainedMemory() })}MB`,
    ...(options.durable ? {} : NOT_DURABLE),
    ...options.settings,
    port: String(port),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = join(folder, 'server.log');
  const logStart = rotateLog(logFile);
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(program, ['-D', cluster, ...flags], {
    ...asServerUser(user),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  const said = (): string => readFileSync(logFile).subarray(logStart).toString();
  const end = { hasCome: false, reason: '' };
  child.once('error', (error) => Object.assign(end, { hasCome: true, reason: error.message }));
  child.once('exit', () => (end.hasCome = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (end.hasCome) return end.reason || said();
    const server = runningServer(cluster);
    if (server?.pid === child.pid && server?.status === 'ready') return '';
    await sleep(POLL_MS);
  }
  child.kill('SIGINT');
  return `not ready after ${START_TIMEOUT_MS / 1000} s\n${said()}`;
}

/**
 * Containers often have 64 MB of /dev/shm, which parallel queries exhaust; files do not run out.
 */
function sharedMemorySetting(): Record<string, string> {
  if (process.platform !== 'linux') return {};
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > 512 * 1024 * 1024) return {};
  } catch {
    // No /dev/shm at all: files it is.
  }
  return { dynamic_shared_memory_type: 'mmap' };
}

/** Keeps one older log beside a log that has grown; returns where this start's lines begin. */
function rotateLog(logFile: string): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < 1_000_000) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

/**
 * The asked port, or last time's so that the address stays, or a free one; a retry takes another
 * free one.
 */
async function choosePort(cluster: string, asked: number, attempt: number): Promise<number> {
  if (asked !== 0) return asked;
  const last = lastPort(cluster);
  if (last !== null && attempt === 1 && (await freePort(last)) === last) return last;
  return freePort(0);
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolvePort(-1)));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = address === null || typeof address === 'string' ? -1 : address.port;
      server.close(() => resolvePort(port));
    });
  });
}

/** Waits out a server that is starting or stopping; the one that answers, or null. */
async function awaitServer(folder: string): Promise<RunningServer | null> {
  const cluster = join(folder, 'cluster');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const found = runningServer(cluster);
    if (found === null) return null;
    const server = { pid: found.pid, port: found.port, password: clusterPassword(cluster) };
    if (found.status === 'ready' && (await answers(server))) return server;
    await sleep(POLL_MS);
  }
  return null;
}

/** Any answer of PostgreSQL itself counts, also "too many connections": it is there. */
async function answers(server: RunningServer): Promise<boolean> {
  const client = new Client({ connectionString: serverUrl(server, 'postgres') });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    const isStartingOrStopping = error instanceof DatabaseError && error.code === '57P03';
    return error instanceof DatabaseError && !isStartingOrStopping;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function serverUrl(server: RunningServer, database = DATABASE): string {
  return `postgres://postgres:${server.password}@127.0.0.1:${server.port}/${database}`;
}

async function createDatabase(server: RunningServer): Promise<void> {
  const client = new Client({ connectionString: serverUrl(server, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process that joined at the same moment made it first.
    const isThere = error instanceof DatabaseError && ['42P04', '23505'].includes(error.code ?? '');
    if (!isThere) throw error;
  } finally {
    await client.end();
  }
}

async function stopServer(folder: string, leave: () => void): Promise<void> {
  leave();
  if (hasUsers(folder)) return;
  const server = runningServer(join(folder, 'cluster'));
  if (server === null) return;
  // PostgreSQL's fast shutdown, then its immediate one: the next start recovers from the log.
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    if (!signal(server.pid, name) || (await hasEnded(server.pid))) return;
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // ended meanwhile, or another account's server that we only shared
  }
}

async function hasEnded(pid: number): Promise<boolean> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (!isPostgres(pid)) return true;
    await sleep(POLL_MS);
  }
  return false;
}
