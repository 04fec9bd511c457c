import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { SetPriceOptions } from './prices';

const work = (): typeof import('./prices') => loadWork('prices');

export function declarePrices(program: Command): void {
  const prices = program
    .command('prices')
    .description('Say what was agreed to be paid for the calls of a provider');
  const set = prices
    .command('set')
    .description('Set the price of one unit of a call, in euros, for what is booked from now on')
    .argument('<connection>', 'its id, or its connector when it has one connection')
    .argument('<call>', 'as the price list of the connector names it')
    .argument('<euros>', 'price of one unit: 0.45')
    .option('--by <name>', 'who decided', 'cli')
    .action((...given: [string, string, string, SetPriceOptions]) => {
      const [name, call, euros, options] = given;
      return work().setPriceCommand({ name, call, euros }, options);
    });
  withExamples(withJson(withTenant(set)), 'prices set pappers token 0.05 --tenant acme');
  const list = prices
    .command('list', { isDefault: true })
    .description('Show the calls that cost something, with the price list and what was agreed')
    .action((options: OutputOptions & { tenant: string }) => work().listPricesCommand(options));
  withExamples(withJson(withTenant(list)), 'prices list --tenant acme');
}
