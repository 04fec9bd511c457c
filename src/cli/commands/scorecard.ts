import { createWriteStream } from 'node:fs';
import { realpath, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { configError, errorMessage, isEncoursError } from '../../kernel';
import { runCommand, type OutputOptions } from '../command-run';
import { evaluateFile } from '../scorecard/evaluate-file';
import { evaluationLines } from '../scorecard/evaluation-lines';
import { scoredLines } from '../scorecard/score-file';

export interface ScoreOptions {
  out?: string;
}

export function evaluateCommand(path: string, options: OutputOptions): Promise<void> {
  return runCommand(options, async (run) => {
    const evaluation = await evaluateFile(path, run.signal);
    const { total, origins } = evaluation;
    run.answer({ total, origins: Object.fromEntries(origins) }, evaluationLines(evaluation));
  });
}

export function scoreCommand(path: string, options: ScoreOptions): Promise<void> {
  return runCommand({}, async ({ signal, terminal }) => {
    const lines = Readable.from(scoredLines(path, signal));
    if (options.out === undefined) {
      await pipeline(lines, process.stdout, { end: false, signal });
      return;
    }
    await writeWhole(lines, { path, out: options.out, signal });
    terminal.say(`scored ${path} into ${options.out}`);
  });
}

/** The file appears when it is whole, so that a run that fails leaves no half of one and no other file harmed. */
async function writeWhole(
  lines: Readable,
  { path, out, signal }: { path: string; out: string; signal: AbortSignal },
): Promise<void> {
  if (await isSameFile(path, out)) {
    throw configError('SCORECARD_OUT_IS_INPUT', `${out} is the file to read`, {
      place: { file: out, field: '--out' },
      remedy: 'name another file for the result',
    });
  }
  const part = `${out}.${process.pid}.part`;
  try {
    await pipeline(lines, createWriteStream(part), { signal });
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    signal.throwIfAborted();
    if (isEncoursError(error)) throw error;
    throw configError('FILE_NOT_WRITABLE', `${out} cannot be written: ${errorMessage(error)}`, {
      cause: error,
      place: { file: out, field: '--out' },
      remedy: 'check the folder, its permissions and the space left',
    });
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
  return (await real(one)) === (await real(other));
}
