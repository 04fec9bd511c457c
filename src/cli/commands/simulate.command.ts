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
    .action((options: SimulateOptions) => work().simulateCommand(options));
  withExamples(
    command,
    'simulate',
    'simulate --port 0 --books /tmp/books --still',
    'simulate --customers 20000 --invoices 1000000 --books /tmp/books --books-only',
  );
}
