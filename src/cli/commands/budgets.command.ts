import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import type { RepeatOptions, SetBudgetOptions } from './budgets';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./budgets') => loadWork('budgets');

export function declareBudgets(program: Command): void {
  const budgets = program
    .command('budgets')
    .description('Say what may be spent at providers in a month, and see what is booked');
  const set = budgets
    .command('set')
    .description('Set the monthly budget of a connection: in calls, in euros or in both')
    .argument('<connection>', 'its id, or its connector when it has one connection')
    .option('--calls <number>', 'paid calls a month, at most', wholeNumber(0, 2_000_000_000))
    .option('--euros <amount>', 'euros a month, at most: 150 or 150.00')
    .option('--warn-at <percent>', 'warn when so much of it is booked', wholeNumber(1, 100), 80)
    .option('--by <name>', 'who decided', 'cli')
    .action((connection: string, options: SetBudgetOptions) =>
      work().setBudgetCommand(connection, options),
    );
  withExamples(
    withJson(withTenant(set)),
    'budgets set pappers --tenant acme --calls 500',
    'budgets set creditsafe --tenant acme --euros 300 --warn-at 90',
  );
  const repeat = budgets
    .command('repeat')
    .description('Let calls that may have been billed without an answer be bought again')
    .argument('<connection>', 'its id, or its connector when it has one connection')
    .option('--siren <siren...>', 'only on these companies (default: all that are held)')
    .action((connection: string, options: RepeatOptions) =>
      work().repeatCommand(connection, options),
    );
  withExamples(
    withJson(withTenant(repeat)),
    'budgets repeat pappers --tenant acme',
    'budgets repeat pappers --tenant acme --siren 356000000',
  );
  const list = budgets
    .command('list', { isDefault: true })
    .description('Show what is booked this month and what is left, by connection')
    .action((options: OutputOptions & { tenant: string }) => work().listBudgetsCommand(options));
  withExamples(withJson(withTenant(list)), 'budgets list --tenant acme');
}
