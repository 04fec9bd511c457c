import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { SpendOptions } from './spend';

const work = (): typeof import('./spend') => loadWork('spend');

export function declareSpend(program: Command): void {
  const command = program
    .command('spend')
    .description('Show what was bought from providers that are paid per call')
    .option('--from <date>', 'first day, YYYY-MM-DD (default: the first of this month)')
    .option('--to <date>', 'last day (default: today)')
    .option('--calls', 'every call, newest first')
    .action((options: SpendOptions) => work().spendCommand(options));
  withExamples(
    withJson(withTenant(command)),
    'spend --tenant acme',
    'spend --tenant acme --from 2026-01-01 --to 2026-03-31 --calls',
  );
}
