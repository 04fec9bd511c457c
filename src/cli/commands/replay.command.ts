import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { ReplayOptions } from './replay';

const work = (): typeof import('./replay') => loadWork('replay');

export function declareReplay(program: Command): void {
  const command = program
    .command('replay')
    .description(
      'Compute a past scoring run again from what it stored and prove that every decision comes out the same; changes nothing',
    )
    .argument('[run]', 'the id of the run')
    .option('--latest', 'the run that began last')
    .action((run: string | undefined, options: ReplayOptions) =>
      work().replayCommand(run, options),
    );
  withExamples(
    withJson(withTenant(command)),
    'replay --latest --tenant acme',
    'replay 6b0c2c5e-0c1d-4b7c-9d53-3c8c41f2a7de --tenant acme --json',
  );
}
