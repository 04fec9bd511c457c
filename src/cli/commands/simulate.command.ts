import type { Command } from 'commander';
import { loadWork, wholeNumber, withExamples } from './declaration';
import type { SimulateOptions } from './simulate';

const work = (): typeof import('./simulate') => loadWork('simulate');

export function declareSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'Run the simulated providers over a generated world, and write its books when asked to',
    )
    .argument('[connectors...]', 'the providers to simulate: creditsafe, bodacc … (default: all)')
    .option(
      '-p, --port <port>',
      'port to listen on (0 for any free one)',
      wholeNumber(0, 65_535),
      4010,
    )
    .option('--seed <seed>', 'seed of the world', wholeNumber(0), 7)
    .option('--customers <count>', 'customers of the seller', wholeNumber(1, 1_000_000), 300)
    .option(
      '--invoices <count>',
      'invoices over the three years (default: 25 per customer)',
      wholeNumber(1, 10_000_000),
    )
    .option('--today <date>', 'the day it is in the world, YYYY-MM-DD (default: today in Paris)')
    .option('--books <folder>', 'write the three FEC files there')
    .option('--books-only', 'write the books and end, without serving the simulators')
    .option('--still', 'let nothing happen in the world')
    .option('--faults <json>', 'how they fail: shares of serverError, reset, hang, rateLimited …')
    .action((connectors: string[], options: SimulateOptions) =>
      work().simulateCommand(connectors, options),
    );
  withExamples(
    command,
    'simulate',
    'simulate --port 0 --books /tmp/books --still',
    `simulate pappers bodacc --faults '{"serverError":{"share":0.1},"reset":{"share":0.05}}'`,
    'simulate --customers 20000 --invoices 1000000 --books /tmp/books --books-only',
  );
}
