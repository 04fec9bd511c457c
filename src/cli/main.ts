/** The `encours` command: bin/encours.mjs loads this file, and loading it runs the command line. */
import { loadConfig } from '../config';
import { EXIT } from './exit-codes';
import { failureOf } from './failure';
import { buildProgram } from './program';

async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  try {
    await buildProgram().parseAsync([...args], { from: 'user' });
  } catch (error) {
    const failure = failureOf(error, { isDebug: isDebugging() });
    if (failure.text !== '') process.stderr.write(`${failure.text}\n`);
    if (failure.json !== null && args.includes('--json')) {
      process.stdout.write(`${JSON.stringify(failure.json)}\n`);
    }
    process.exitCode = failure.exitCode;
  }
}

/** The environment may be what is wrong. */
function isDebugging(): boolean {
  try {
    return loadConfig().logLevel === 'debug';
  } catch {
    return false;
  }
}

void main(process.argv.slice(2));
