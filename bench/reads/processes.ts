/** The two processes beside the benchmark's own: the server as a user starts it, and the load generator. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DriveAnswer, DriveCommand, Round, Side, Target } from './drive';
import type { ReadCase } from './read-case';

const ROOT = join(__dirname, '..', '..');
const START_TIMEOUT_MS = 60_000;

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/** `encours serve --no-jobs` on the database; with a folder, the server leaves a CPU profile there. */
export async function startServer(
  databaseUrl: string,
  profileFolder: string | null,
): Promise<RunningServer> {
  const port = await freePort();
  const profile = profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const command = [join(ROOT, 'bin', 'encours.mjs'), 'serve', '--no-jobs', '--port', `${port}`];
  const child = spawn(process.execPath, [...profile, ...command], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl, HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url);
  return { url, stop: () => end(child, 'SIGTERM') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error('the server ended before it was ready');
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok === true) return;
    await sleep(100);
  }
  throw new Error('the server was not ready in time');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

export interface RoundOptions {
  side: Side;
  connections: number;
  seconds: number;
}

export interface Driver {
  run(name: string, options: RoundOptions): Promise<Round>;
  stop(): Promise<void>;
}

export function startDriver(target: Target, cases: readonly ReadCase[]): Driver {
  const child = fork(require.resolve('./drive'), { execArgv: ['--import', 'tsx'] });
  const tell = (command: DriveCommand): boolean => child.send(command);
  tell({ kind: 'load', target, cases });
  return {
    run: async (name, options) => {
      tell({ kind: 'run', name, ...options });
      const [said] = (await once(child, 'message')) as [DriveAnswer];
      if (said.kind === 'failed') throw new Error(`case ${name}, ${options.side}: ${said.message}`);
      return said.round;
    },
    stop: () => end(child, 'SIGTERM'),
  };
}
