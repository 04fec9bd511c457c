import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { SetTermsOptions, ShowTermsOptions } from './terms';

const work = (): typeof import('./terms') => loadWork('terms');

export function declareTerms(program: Command): void {
  const terms = program
    .command('terms')
    .description('Say how long customers have to pay, where the books do not');
  const set = terms
    .command('set')
    .description('Record terms of payment and date the receivables they are for')
    .argument('[wording]', 'in words, French or English; left out to withdraw the terms')
    .option('--customer <account>', 'of one customer, by its account (default: the usual terms)')
    .option('--from <date>', 'first day of issue they hold for, YYYY-MM-DD (default: today)')
    .option('--by <name>', 'who decided', 'cli')
    .action((wording: string | undefined, options: SetTermsOptions) =>
      work().setTermsCommand(wording, options),
    );
  withExamples(
    withJson(withTenant(set)),
    'terms set "30 jours" --tenant acme --from 2025-01-01',
    'terms set "45 jours fin de mois" --tenant acme --customer C001',
    'terms set "2% 10 net 30" --tenant acme --customer C002',
  );
  const show = terms
    .command('show')
    .description('Show the terms in force for what is issued today')
    .option('--customer <account>', 'of one customer, by its account (default: the usual terms)')
    .action((options: ShowTermsOptions) => work().showTermsCommand(options));
  withExamples(
    withJson(withTenant(show)),
    'terms show --tenant acme',
    'terms show --tenant acme --customer C001 --json',
  );
}
