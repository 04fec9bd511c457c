import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { RefreshOptions } from './refresh';

const work = (): typeof import('./refresh') => loadWork('refresh');

export function declareRefresh(program: Command): void {
  const command = program
    .command('refresh')
    .description(
      'Read companies now at every connection that reads companies, and re-score their customers',
    )
    .argument('<siren...>', 'the companies; prospects too')
    .option('-c, --connector <id...>', 'only connections of these connectors')
    .option('--estimate', 'only say what it would cost: nothing is sent')
    .option('--even-if-fresh', 'read, and buy, also what is fresh or known from another source')
    .option('--max-euros <amount>', 'for each company, nothing is sent when it may cost more')
    .action((sirens: string[], options: RefreshOptions) => work().refreshCommand(sirens, options));
  withExamples(
    withJson(withTenant(command)),
    'refresh 356000000 --tenant acme --estimate',
    'refresh 356000000 --tenant acme --connector creditsafe --max-euros 10',
  );
}
