import { createRequire } from 'node:module';
import { type Command, InvalidArgumentError } from 'commander';

const load = createRequire(__filename);

/**
 * The work of a command, in the file of its name beside this one, loaded when it runs: the database, the connectors and
 * the API take longer to load than `--help` may take.
 */
export function loadWork<Module>(name: string): Module {
  return load(`./${name}`) as Module;
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one line of JSON on stdout, everything else on stderr');
}

export function withTenant(command: Command): Command {
  return command.requiredOption('-t, --tenant <slug>', 'the tenant, by its slug');
}

export function withExamples(command: Command, ...examples: string[]): Command {
  const lines = examples.map((example) => `  $ npx encours ${example}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${lines}`);
}

/** A whole number of at least `least`, for options. */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
