import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./outcomes') => loadWork('outcomes');

export function declareOutcomes(program: Command): void {
  const command = program
    .command('outcomes')
    .description(
      'Compare the probabilities of assessments a year ago and more with what happened in the twelve months after them',
    )
    .action((options: OutputOptions & { tenant: string }) => work().outcomesCommand(options));
  withExamples(withJson(withTenant(command)), 'outcomes --tenant acme', 'outcomes -t acme --json');
}
