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
    .option('--today <date>', 'the day it is in the world, YYYY-MM-DD (default: today in Paris)')
    .option('--books <folder>', 'write the three FEC files there')
    .option('--still', 'let nothing happen in the world')
    .action((options: SimulateOptions) => work().simulateCommand(options));
  withExamples(command, 'simulate', 'simulate --port 0 --books /tmp/books --still');
}
