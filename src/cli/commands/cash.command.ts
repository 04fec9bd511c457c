import type { Command } from 'commander';
import type { CashDecisionOptions, CashListOptions, CashOptions } from './cash';
import { loadWork, withExamples, withJson, withTenant, wholeNumber } from './declaration';

const work = (): typeof import('./cash') => loadWork('cash');

export function declareCash(program: Command): void {
  const cash = program
    .command('cash')
    .description('See whose payments the movements of the bank are, and say so');
  const list = cash
    .command('list', { isDefault: true })
    .description('Show applications, the latest booked first')
    .option('--status <status...>', 'PROPOSED, APPLIED, UNMATCHED, REJECTED', ['PROPOSED'])
    .option('--customer <account...>', 'only of these customers, by their account')
    .option('--first <number>', 'at most so many', wholeNumber(1, 10_000), 50)
    .action((options: CashListOptions) => work().listCashCommand(options));
  withExamples(
    withJson(withTenant(list)),
    'cash list --tenant acme',
    'cash list --tenant acme --status UNMATCHED --json',
  );
  const confirm = cash
    .command('confirm')
    .description('Apply what is proposed for a movement')
    .argument('<id>', 'the id `cash list` shows')
    .option('--by <name>', 'who decided', 'cli')
    .option('--comment <text>', 'why')
    .action((id: string, options: CashDecisionOptions) => work().confirmCashCommand(id, options));
  withExamples(
    withJson(withTenant(confirm)),
    'cash confirm 5b6e6a5c-0d0f-4a2e-9a44-0d1c2b3a4f5e --tenant acme',
  );
  const reject = cash
    .command('reject')
    .description('Say that it is not this customer’s payment; the pair is not proposed again')
    .argument('<id>', 'the id `cash list` shows')
    .option('--by <name>', 'who decided', 'cli')
    .option('--comment <text>', 'why')
    .action((id: string, options: CashDecisionOptions) => work().rejectCashCommand(id, options));
  withExamples(
    withJson(withTenant(reject)),
    'cash reject 5b6e6a5c-0d0f-4a2e-9a44-0d1c2b3a4f5e --tenant acme --comment "not ours"',
  );
  const run = cash
    .command('run')
    .description('Judge movements nobody has decided on; imports and syncs do so by themselves')
    .action((options: CashOptions) => work().runCashCommand(options));
  withExamples(withJson(withTenant(run)), 'cash run --tenant acme');
}
