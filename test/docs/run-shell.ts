/** Runs a recipe for the shell as it stands on the page, in a folder of its own. */
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

export interface ShellRun {
  code: number;
  stdout: string;
  stderr: string;
  /** Files it left behind, by name. */
  files: ReadonlyMap<string, Buffer>;
}

/** Which curl, jq and psql: those of the machine where it has them, or our stand-ins. */
export type Tools = 'of the machine' | 'stand-ins';

const ROOT = resolve(__dirname, '../..');
const STAND_INS = ['curl', 'jq', 'psql'];
const TIMEOUT_MS = 60_000;

/** The tools that this machine lacks, and that stand-ins are for in any case. */
export function missingTools(): string[] {
  return STAND_INS.filter((name) => !isOnPath(name));
}

export async function runShell(
  script: string,
  { env, tools }: { env: Readonly<Record<string, string>>; tools: Tools },
): Promise<ShellRun> {
  const folder = mkdtempSync(join(tmpdir(), 'encours-recipe-'));
  const bin = mkdtempSync(join(tmpdir(), 'encours-bin-'));
  try {
    for (const name of tools === 'stand-ins' ? STAND_INS : missingTools()) {
      command(bin, name, join(ROOT, 'test/docs/stand-ins', `${name}.mjs`));
    }
    // `npx encours` is the command of this checkout, not one npm would look for.
    command(bin, 'npx', join(ROOT, 'test/docs/stand-ins/npx.mjs'));
    const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
    const environment = { ...env, PATH: path, HOME: folder, LC_ALL: 'C.UTF-8' };
    const ended = await shell(script, { cwd: folder, env: environment });
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map(({ name }) => [name, readFileSync(join(folder, name))] as const);
    return { ...ended, files: new Map(files) };
  } finally {
    for (const made of [folder, bin]) rmSync(made, { recursive: true, force: true });
  }
}

function command(bin: string, name: string, program: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path, 0o755);
}

function shell(
  script: string,
  options: { cwd: string; env: Record<string, string> },
): Promise<Omit<ShellRun, 'files'>> {
  return new Promise((done) => {
    execFile('sh', ['-c', script], { ...options, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ code, stdout, stderr });
    });
  });
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
