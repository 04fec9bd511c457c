import type { Command } from 'commander';
import { loadWork, withExamples } from './declaration';
import type { StartOptions } from './start';

const work = (): typeof import('./start') => loadWork('start');

export function declareStart(program: Command): void {
  const command = program
    .command('start')
    .description('Run everything with the demo: what `npm start` does')
    .option('-p, --port <port>', 'port instead of PORT')
    .option(
      '--live',
      "use the free real APIs (Recherche d'entreprises, BODACC, ECB) instead of the simulated providers",
    )
    .action((options: StartOptions) => work().startCommand(options));
  withExamples(command, 'start', 'start --live', 'start --port 8080');
}
