import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { FiguresOptions } from './figures';

const work = (): typeof import('./figures') => loadWork('figures');

export function declareFigures(program: Command): void {
  const command = program
    .command('figures')
    .description(
      'Show the key figures of a tenant: outstanding, overdue, days sales outstanding, expected loss, month by month',
    )
    .option('--from <date>', 'first day, YYYY-MM-DD (default: twelve months before --to)')
    .option('--to <date>', 'last day (default: today)')
    .option(
      '--rates <list>',
      'publish provision rates first: days=share, for example 0=0.003,1=0.016',
    )
    .option(
      '--rates-from-history',
      'publish the provision rates that the ledger’s own losses come to',
    )
    .option('--note <text>', 'with --rates: where they come from')
    .action((options: FiguresOptions) => work().figuresCommand(options));
  withExamples(
    withJson(withTenant(command)),
    'figures --tenant acme',
    'figures --tenant acme --from 2025-01-01 --to 2025-12-31 --json',
    'figures --tenant acme --rates 0=0.002,1=0.01,31=0.03,91=0.2 --note "losses of 2021 to 2025"',
  );
}
