/**
 * The embedded server's files: where the cluster lies, how it is made, which server runs on it and
 * who uses it. Everything is read from the folder each time, so that processes that know nothing of
 * each other agree.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configError, errorMessage } from '../kernel';
import {
  asServerUser,
  canReach,
  systemFolder,
  type PostgresBinaries,
  type ServerUser,
} from './postgres-binaries';

const PASSWORD_FILE = 'encours-password';

/** Makes the data folder and proves that we may write in it. Throws DATA_FOLDER_NOT_WRITABLE. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(join(folder, 'users'), { recursive: true });
    const probe = join(folder, 'users', `.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    // Root's server runs as another account, which must be able to pass through, whatever the
    // umask.
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

/** The account the existing cluster belongs to; null when there is no cluster. */
export function clusterOwner(folder: string): ServerUser {
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
  const outside = join(
    system,
    `${name.replace(/[^\w.-]/g, '_')}-${randomBytes(4).toString('hex')}`,
  );
  mkdirSync(outside, { mode: 0o755 });
  chmodSync(outside, 0o755);
  return join(outside, 'cluster');
}

/** initdb aside, then a rename: a cluster is whole or absent, and its password is in it. */
export function createCluster(folder: string, binaries: PostgresBinaries, user: ServerUser): void {
  const cluster = placeForCluster(folder, user);
  sweepDrafts(dirname(cluster));
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

/** What an initdb that was killed left behind. */
function sweepDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^cluster\.(\d+)\./.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
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
 * Collation and case folding come from PostgreSQL's own C.UTF-8, the same on every machine. The C
 * library's character classes still decide what pg_trgm takes for a letter; plain C would drop
 * accented ones.
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

/** Throws DATA_FOLDER_OTHER_VERSION when another major version of PostgreSQL wrote the cluster. */
export function checkVersion(cluster: string, major: string): void {
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

/** The error of a server that did not start, with the last lines it said. */
export function startFailed(what: string, log: string): Error {
  const lines = log.trim().split('\n').slice(-12);
  return configError('EMBEDDED_POSTGRES_START_FAILED', `${what}:\n${lines.join('\n')}`, {
    remedy: 'Correct what the last lines name, or set DATABASE_URL to a server of your own.',
  });
}

/** What a running server says of itself in postmaster.pid. */
export interface PidFile {
  pid: number;
  port: number;
  /** "starting", "ready", "stopping", "standby". */
  status: string;
}

/** The server that runs on the cluster, in whatever state; null when none does. */
export function runningServer(cluster: string): PidFile | null {
  const file = readPidFile(cluster);
  return file !== null && isPostgres(file.pid) ? file : null;
}

function readPidFile(cluster: string): PidFile | null {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readIfThere(path).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? 'starting').trim() };
}

/**
 * A file left by a killed server may name a process id that something else has now (the rule in
 * containers, where ids are few), and PostgreSQL would then refuse to start. A dead id it handles
 * itself.
 */
export function clearStalePidFile(cluster: string): void {
  const file = readPidFile(cluster);
  if (file !== null && isAlive(file.pid) && !isPostgres(file.pid)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
  }
}

/**
 * The password generated with the cluster. Throws DATA_FOLDER_NOT_WRITABLE when it is not for us.
 */
export function clusterPassword(cluster: string): string {
  try {
    return readFileSync(join(cluster, PASSWORD_FILE), 'utf8');
  } catch (cause) {
    throw notWritable(cluster, errorMessage(cause), cause);
  }
}

/** The port the last server on this cluster listened on; null before the first. */
export function lastPort(cluster: string): number | null {
  const port = /"port=(\d+)"/.exec(readIfThere(join(cluster, 'postmaster.opts')))?.[1];
  return port === undefined ? null : Number(port);
}

/** Signs this process in as a user of the server; call the answer to sign out. */
export function enter(folder: string): () => void {
  const file = join(folder, 'users', `${process.pid}.${randomBytes(4).toString('hex')}`);
  writeFileSync(file, processBirth(process.pid));
  return () => rmSync(file, { force: true });
}

/** Whether a living process is signed in; those of killed processes are swept out. */
export function hasUsers(folder: string): boolean {
  const users = join(folder, 'users');
  const living = readdirSync(users).filter((name) => {
    const pid = Number(name.split('.')[0]);
    if (pid > 0 && isAlive(pid) && readIfThere(join(users, name)) === processBirth(pid))
      return true;
    rmSync(join(users, name), { force: true });
    return false;
  });
  return living.length > 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process is a living PostgreSQL: a zombie that its parent has yet to bury is not. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  return readIfThere(`/proc/${pid}/cmdline`).includes('postgres');
}

/**
 * When the process started, in the system's own unit, to tell it from a later one with the same id;
 * '' if unknown.
 */
function processBirth(pid: number): string {
  const afterName = readIfThere(`/proc/${pid}/stat`).split(') ')[1];
  return afterName?.split(' ')[19] ?? '';
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone between looking and reading: the same as not there
  }
}
