import { type Command, Option } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { ReplayOptions } from './replay';

const work = (): typeof import('./replay') => loadWork('replay');

/** As in the database; repeated here because help must not load it. A test compares them. */
export const RUN_KINDS = ['NIGHTLY', 'PIPELINE', 'REQUESTED', 'POLICY'];

export function declareReplay(program: Command): void {
  const command = program
    .command('replay')
    .description(
      'Compute a past scoring run again from what it stored and prove that every decision comes out the same; changes nothing',
    )
    .argument('[run]', 'the id of the run')
    .option('--latest', 'the last nightly run that came to its end, else the run that began last')
    .addOption(
      new Option(
        '--kind <kind>',
        'the last that began of this kind, with --latest; only these, with --list',
      ).choices(RUN_KINDS),
    )
    .option('--list', 'show the last runs instead, newest first')
    .action((run: string | undefined, options: ReplayOptions) =>
      work().replayCommand(run, options),
    );
  withExamples(
    withJson(withTenant(command)),
    'replay --list --tenant acme',
    'replay --latest --tenant acme',
    'replay --latest --kind PIPELINE --tenant acme',
    'replay 6b0c2c5e-0c1d-4b7c-9d53-3c8c41f2a7de --tenant acme --json',
  );
}
