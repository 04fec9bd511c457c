import type { Command } from 'commander';
import { loadWork, wholeNumber, withExamples } from './declaration';
import type { WorkerOptions } from './worker';

const work = (): typeof import('./worker') => loadWork('worker');

export function declareWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('Run the scheduled jobs without the API; any number of workers share them')
    .option('--concurrency <jobs>', 'jobs at once in this process', wholeNumber(1, 32), 2)
    .action((options: WorkerOptions) => work().workerCommand(options));
  withExamples(command, 'worker', 'worker --concurrency 4');
}
