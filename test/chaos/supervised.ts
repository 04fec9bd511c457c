/** A process that is started again whenever it ends, as a supervisor of services does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(__dirname, '../..');
const RESTART_MS = 300;

export interface Command {
  name: string;
  /** Behind `node`. */
  args: readonly string[];
  env: Record<string, string>;
  /** Where what it says goes. */
  logFile: string;
}

export class Supervised {
  private child: ChildProcess | null = null;
  private isStopping = false;
  private readonly done: Promise<void>;
  private isKilled = false;
  /** How often it ended though nobody killed it. */
  ownEnds = 0;

  constructor(private readonly command: Command) {
    this.done = this.keep();
  }

  /** As kill -9 does: nothing in it runs any more. Answers whether there was anything to kill. */
  kill(): boolean {
    this.isKilled = true;
    return this.child?.kill('SIGKILL') ?? false;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.child?.kill('SIGKILL');
    await this.done;
  }

  private async keep(): Promise<void> {
    while (!this.isStopping) {
      await this.runOnce();
      if (!this.isKilled) this.ownEnds += 1;
      this.isKilled = false;
      await sleep(RESTART_MS);
    }
  }

  private runOnce(): Promise<void> {
    const { args, env, logFile } = this.command;
    const output = openSync(logFile, 'a');
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.child = child;
    return new Promise((end) => child.once('close', () => end()));
  }
}
