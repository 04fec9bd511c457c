import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./rescore') => loadWork('rescore');

export function declareRescore(program: Command): void {
  const command = program
    .command('rescore')
    .description(
      'Score all customers of a tenant, set limits and raise alerts; run again, it changes nothing',
    )
    .action((options: OutputOptions & { tenant: string }) => work().rescoreCommand(options));
  withExamples(withJson(withTenant(command)), 'rescore --tenant acme', 'rescore -t acme --json');
}
