/**
 * A real PostgreSQL server from node_modules, for machines that have none.
 *
 * In the data folder: `cluster/` (PostgreSQL's own files and, mode 0600, the generated password), `server.log`, and
 * `users/`, one file per process that uses the server. Whoever finds the server running shares it, and the last user to
 * leave stops it; a user that was killed does not count. Nothing here needs a lock of ours: a cluster is made aside and
 * renamed into place, and of two servers started on one cluster PostgreSQL lets one live.
 *
 * Started by root, the server runs as another account. When the data folder lies where that account cannot go (a clone
 * below a home folder closed to others), `cluster` is a symbolic link to a folder below /var/lib/encours.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { configError, errorMessage, type Logger } from '../kernel';
import {
  asServerUser,
  canReach,
  chooseServerUser,
  findBinaries,
  systemFolder,
  type PostgresBinaries,
  type ServerUser,
} from './postgres-binaries';

export interface EmbeddedPostgresOptions {
  dataFolder: string;
  /** 0 or absent: the port of last time when it is free, else any free one. */
  port?: number;
  /** Server settings over ours, e.g. { work_mem: '64MB' }. They apply when this call starts the server. */
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
const PASSWORD_FILE = 'encours-password';
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
const START_ATTEMPTS = 10;
/** Failures that pass: a port taken since it was chosen, and what a killed server leaves for a moment. */
const PASSING = /address already in use|could not bind|is still in use|lock file .* already exists/i;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
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
 * Starts the server in the data folder, or joins the one that runs there. Throws DATA_FOLDER_NOT_WRITABLE,
 * DATA_FOLDER_OTHER_VERSION, EMBEDDED_POSTGRES_UNAVAILABLE and EMBEDDED_POSTGRES_START_FAILED.
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

/** The server that runs on this data folder, whoever started it; null when there is none that answers. */
export async function findRunningEmbeddedPostgres(
  dataFolder: string,
): Promise<{ url: string } | null> {
  const running = await awaitServer(resolve(dataFolder));
  return running === null ? null : { url: serverUrl(running) };
}

/* ---- the data folder ---- */

function prepareFolder(folder: string): void {
  try {
    mkdirSync(join(folder, 'users'), { recursive: true });
    const probe = join(folder, 'users', `.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    // Root's server runs as another account, which must be able to pass through, whatever the umask.
    if (process.getuid?.() === 0) chmodSync(folder, 0o755);
  } catch (cause) {
    throw notWritable(folder, errorMessage(cause), cause);
  }
  const owner = clusterOwner(folder);
  const us = process.getuid?.() ?? 0;
  if (owner !== null && us !== 0 && owner.uid !== us) {
    throw notWritable(folder, `the database in it belongs to user ${owner.uid}, and we are ${us}`);
  }
}

function notWritable(folder: string, reason: string, cause?: unknown): Error {
  return configError('DATA_FOLDER_NOT_WRITABLE', `the data folder cannot be used: ${reason}`, {
    remedy:
      'Run as the user it belongs to, change its owner (chown -R), or choose another one with ENCOURS_HOME.',
    place: { file: folder },
    cause,
  });
}

function clusterOwner(folder: string): ServerUser {
  const cluster = join(folder, 'cluster');
  if (!existsSync(cluster)) return null;
  const { uid, gid } = statSync(cluster);
  return { uid, gid };
}

/** Where a new cluster goes: the data folder, or a reachable place it then points to. */
function placeForCluster(folder: string, user: ServerUser): string {
  const link = join(folder, 'cluster');
  // A link whose target is gone: the database was deleted over there.
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
  if (canReach(folder, user)) return link;
  const system = systemFolder(user);
  if (system === null) {
    throw notWritable(folder, 'the account that runs the server can reach neither it nor /var/lib');
  }
  const name = basename(dirname(folder) === folder ? folder : dirname(dirname(folder)));
  const outside = join(system, `${name.replace(/[^\w.-]/g, '_')}-${randomBytes(4).toString('hex')}`);
  mkdirSync(outside, { mode: 0o755 });
  chmodSync(outside, 0o755);
  return join(outside, 'cluster');
}

/** initdb aside, then a rename: a cluster is whole or absent, and its password is in it. */
function createCluster(folder: string, binaries: PostgresBinaries, user: ServerUser): void {
  const cluster = placeForCluster(folder, user);
  const draft = `${cluster}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    for (const path of user === null ? [] : [draft, passwordFile]) chown(path, user);
    runInitdb(binaries, { draft, passwordFile, user });
    renameSync(passwordFile, join(draft, PASSWORD_FILE));
    renameSync(draft, cluster);
    if (cluster !== join(folder, 'cluster')) symlinkSync(cluster, join(folder, 'cluster'));
  } catch (error) {
    // Somebody else was faster: theirs is as good.
    if (!existsSync(join(folder, 'cluster', 'PG_VERSION'))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

function chown(path: string, user: ServerUser): void {
  if (user !== null) chownSync(path, user.uid, user.gid);
}

interface Draft {
  draft: string;
  passwordFile: string;
  user: ServerUser;
}

/**
 * Collation and case folding come from PostgreSQL's own C.UTF-8, the same on every machine. The C library's
 * character classes still decide what pg_trgm takes for a letter; plain C would drop accented ones.
 */
function runInitdb(binaries: PostgresBinaries, { draft, passwordFile, user }: Draft): void {
  let complaint = '';
  for (const letters of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const answer = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        `--lc-ctype=${letters}`,
        '--no-instructions',
        // What a machine's crash can lose here is an empty database.
        '--no-sync',
      ],
      asServerUser(user),
    );
    if (answer.status === 0) return;
    complaint = answer.error?.message ?? String(answer.stderr).trim();
    if (!complaint.includes('locale')) break;
  }
  throw startFailed('initdb failed', complaint);
}

/* ---- the server ---- */

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
 * Starts the server in a session of its own, so that the terminal's Ctrl-C reaches only us and we can finish our work
 * first. Resolves when it is ready ('') or has given up (what it said).
 */
async function launch(
  { folder, cluster, program, user }: Launch,
  port: number,
  options: EmbeddedPostgresOptions,
): Promise<string> {
  const settings = {
    ...SETTINGS,
    ...sharedMemorySetting(),
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
  let failure: string | null = null;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', () => (failure ??= readFileSync(logFile, 'utf8').slice(logStart)));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (failure !== null) return failure;
    const file = readPidFile(cluster);
    if (file?.pid === child.pid && file?.status === 'ready') return '';
    await sleep(POLL_MS);
  }
  child.kill('SIGINT');
  return `not ready after ${START_TIMEOUT_MS / 1000} s\n${readFileSync(logFile, 'utf8').slice(logStart)}`;
}

/** Containers often have 64 MB of /dev/shm, which parallel queries exhaust; files do not run out. */
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

function checkVersion(cluster: string, major: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw configError(
    'DATA_FOLDER_OTHER_VERSION',
    `the data folder was written by PostgreSQL ${found}, and ours is ${major}`,
    {
      remedy: `Move the folder away to start afresh, or start a PostgreSQL ${found} on it yourself and set DATABASE_URL.`,
      place: { file: cluster },
    },
  );
}

/** The asked port, or last time's so that the address stays, or a free one; a retry takes another free one. */
async function choosePort(cluster: string, asked: number, attempt: number): Promise<number> {
  if (asked !== 0) return asked;
  const last = lastPort(cluster);
  if (last !== null && attempt === 1 && (await freePort(last)) === last) return last;
  return freePort(0);
}

function lastPort(cluster: string): number | null {
  const file = join(cluster, 'postmaster.opts');
  const port = existsSync(file) ? /"port=(\d+)"/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return port === undefined ? null : Number(port);
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

function startFailed(what: string, log: string): Error {
  const lines = log.trim().split('\n').slice(-12);
  return configError('EMBEDDED_POSTGRES_START_FAILED', `${what}:\n${lines.join('\n')}`, {
    remedy: 'Correct what the last lines name, or set DATABASE_URL to a server of your own.',
  });
}
