import type { Command } from 'commander';
import { loadWork, withExamples } from './declaration';
import type { ServeOptions } from './serve';

const work = (): typeof import('./serve') => loadWork('serve');

export function declareServe(program: Command): void {
  const command = program
    .command('serve')
    .description(
      'Serve the API, and run the scheduled jobs in the same process unless told otherwise',
    )
    .option('-p, --port <port>', 'port instead of PORT')
    .option('--no-jobs', 'leave schedule and jobs to `encours worker` processes')
    .action((options: ServeOptions) => work().serveCommand(options));
  withExamples(command, 'serve', 'serve --port 8080 --no-jobs');
}
