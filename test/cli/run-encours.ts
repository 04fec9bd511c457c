/** Runs the command as a user does: bin/encours.mjs in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  ended: Promise<Ended>;
}

const ROOT = resolve(__dirname, '../..');

export interface RunOptions {
  /** Where it is run; the root of the project when absent. */
  cwd?: string;
  /** What is typed, or comes from a pipe. */
  input?: string;
}

export function startEncours(
  args: readonly string[],
  env: Record<string, string>,
  { cwd = ROOT, input = '' }: RunOptions = {},
): Running {
  const child = spawn(process.execPath, [join(ROOT, 'bin/encours.mjs'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => (said[name] += text));
  }
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, ...said }));
  });
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, ended };
}

export function encours(
  args: readonly string[],
  env: Record<string, string>,
  options?: RunOptions,
): Promise<Ended> {
  return startEncours(args, env, options).ended;
}
