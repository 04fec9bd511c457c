import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { UseModelOptions } from './models';

const work = (): typeof import('./models') => loadWork('models');

export function declareModels(program: Command): void {
  const models = program
    .command('models')
    .description('See which scoring models this build has, and choose the one that counts');
  const list = models
    .command('list', { isDefault: true })
    .description('List the models, what differs in each, and which one counts')
    .action((options: OutputOptions & { tenant: string }) => work().listModelsCommand(options));
  withExamples(withJson(withTenant(list)), 'models --tenant acme', 'models list -t acme --json');
  const use = models
    .command('use')
    .description('Have a model count from a day on; try it with `encours shadow` before')
    .argument('<model-version>', 'one of the models listed')
    .option('--from <date>', 'the first day it counts, YYYY-MM-DD (default: today)')
    .option('--by <name>', 'who decided', 'cli')
    .option('--comment <text>', 'why; without it the choice is refused')
    .action((version: string, options: UseModelOptions) =>
      work().useModelCommand(version, options),
    );
  withExamples(
    withJson(withTenant(use)),
    'models use encours-3-payments --tenant acme --from 2026-07-01 --comment "compared in June"',
  );
}
