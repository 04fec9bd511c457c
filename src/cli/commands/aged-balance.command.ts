import type { Command } from 'commander';
import type { ReconcileOptions } from './aged-balance';
import { loadWork, withExamples, withJson, withTenant, wholeNumber } from './declaration';

const work = (): typeof import('./aged-balance') => loadWork('aged-balance');

export function declareAgedBalance(program: Command): void {
  const agedBalance = program
    .command('aged-balance')
    .description('Set the aged balance of another program beside ours');
  const reconcile = agedBalance
    .command('reconcile', { isDefault: true })
    .description(
      'Compare an imported aged balance with ours of its day, the largest difference first; it becomes no claim',
    )
    .option('--file <id>', 'the file that told it, by its id (default: the last imported)')
    .option('--all', 'customers without a difference too')
    .option('--first <number>', 'at most so many customers', wholeNumber(1, 50_000), 50)
    .action((options: ReconcileOptions) => work().reconcileCommand(options));
  withExamples(
    withJson(withTenant(reconcile)),
    'import balance-agee.xlsx --connector ledger-file --tenant acme',
    'aged-balance reconcile --tenant acme',
    'aged-balance reconcile --tenant acme --all --json',
  );
}
