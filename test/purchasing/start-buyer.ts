import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface StartedBuyer {
  child: ChildProcess;
  /** Lines it has printed, without "ready". */
  lines(): string[];
  isReady: Promise<void>;
  ended: Promise<number | null>;
}

/** Starts buyer-process.ts. */
export function startBuyer(...args: string[]): StartedBuyer {
  const script = join(__dirname, 'buyer-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: join(__dirname, '../..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  const isReady = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready')) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  const lines = (): string[] => said.split('\n').filter((line) => /^\d/.test(line));
  return { child, lines, isReady, ended };
}
