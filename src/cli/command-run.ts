import { loadConfig, type Config } from '../config';
import { createLogger, type Logger } from '../kernel';
import { AnsweredFailure } from './failure';
import { listenForInterruption } from './interruption';
import { openTerminal, type Terminal } from './terminal';

/** What every command works with. */
export interface CommandRun {
  config: Config;
  logger: Logger;
  terminal: Terminal;
  /** Aborts on Ctrl-C and SIGTERM, with INTERRUPTED as its reason. */
  signal: AbortSignal;
  isJson: boolean;
  /** Prints the result on stdout: one line of JSON with --json, else the lines for people. */
  readonly answer: (json: unknown, lines: readonly string[]) => void;
}

export interface OutputOptions {
  json?: boolean;
}

/** Runs one command in its surroundings: configuration, terminal, logger and a signal that ends it in good order. */
export async function runCommand(
  options: OutputOptions,
  work: (run: CommandRun) => Promise<void>,
): Promise<void> {
  const config = loadConfig();
  const terminal = openTerminal(process);
  const logger = createLogger({
    level: config.logLevel,
    format: config.logFormat,
    write: terminal.say,
  });
  const isJson = options.json === true;
  const interruption = listenForInterruption(terminal.say);
  const state = { isAnswered: false };
  const answer = (json: unknown, lines: readonly string[]): void => {
    state.isAnswered = true;
    for (const line of isJson ? [JSON.stringify(json)] : lines) terminal.result(line);
  };
  try {
    await work({ config, logger, terminal, signal: interruption.signal, isJson, answer });
  } catch (error) {
    throw state.isAnswered ? new AnsweredFailure(error) : error;
  } finally {
    interruption.release();
  }
}

/** The logger without its ordinary messages, for commands whose result is the message. */
export function quiet(logger: Logger): Logger {
  return { ...logger, info: (message, fields) => logger.debug(message, fields) };
}
