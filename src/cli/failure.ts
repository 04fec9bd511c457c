import { randomUUID } from 'node:crypto';
import { CommanderError } from 'commander';
import { describeError, errorMessage, isEncoursError } from '../kernel';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes';

export interface Failure {
  exitCode: ExitCode;
  /** For people, on stderr; empty when it has been said already. */
  text: string;
  /** For machines, with --json on stdout. */
  json: { error: { code: string; message: string; remedy?: string } } | null;
}

/** A failure after the result was printed: with --json, stdout has had its one line. */
export class AnsweredFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('the command failed after its answer');
  }
}

/** What to say about anything a command threw. A mistake of ours gets an id, and its stack only when asked for. */
export function failureOf(error: unknown, options: { isDebug: boolean }): Failure {
  if (error instanceof AnsweredFailure) return { ...failureOf(error.cause, options), json: null };
  if (error instanceof CommanderError) return usageFailure(error);
  if (isEncoursError(error) && error.family !== 'BUG') {
    const { code, message, remedy } = error;
    const json = { error: { code, message, ...(remedy === undefined ? {} : { remedy }) } };
    return { exitCode: exitCodeOf(error), text: describeError(error), json };
  }
  const id = randomUUID();
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const message = `an unexpected error (${id}): ${errorMessage(error)}`;
  const remedy = 'run it again with LOG_LEVEL=debug to see where, and report both';
  return {
    exitCode: EXIT.failed,
    text: options.isDebug
      ? `INTERNAL: ${message}\n${stack}`
      : `INTERNAL: ${message}\n  What to do: ${remedy}`,
    json: { error: { code: 'INTERNAL', message, remedy } },
  };
}

/** Commander has said it on stderr; help and version were what was asked for. */
function usageFailure(error: CommanderError): Failure {
  if (error.exitCode === 0) return { exitCode: EXIT.ok, text: '', json: null };
  const message = error.message.replace(/^error: /, '');
  return { exitCode: EXIT.misused, text: '', json: { error: { code: 'USAGE', message } } };
}
