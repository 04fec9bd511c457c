import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { ShadowOptions } from './shadow';

const work = (): typeof import('./shadow') => loadWork('shadow');

export function declareShadow(program: Command): void {
  const command = program
    .command('shadow')
    .description(
      'Try a scoring model beside the one that counts, on the same inputs, and show what would change; nothing that counts is touched',
    )
    .argument('<model-version>', 'the model to try; `encours models list` names them')
    .option('--as-of <date>', 'on the assessments in force on a day, YYYY-MM-DD (default: today)')
    .action((version: string, options: ShadowOptions) => work().shadowCommand(version, options));
  withExamples(
    withJson(withTenant(command)),
    'shadow encours-3-payments --tenant acme',
    'shadow encours-3-payments --tenant acme --as-of 2026-06-30 --json',
  );
}
