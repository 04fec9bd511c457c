import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { SyncOptions } from './sync';

const work = (): typeof import('./sync') => loadWork('sync');

export function declareSync(program: Command): void {
  const command = program
    .command('sync')
    .description(
      'Read what is new from all connections of a tenant now, and re-score whom it touches',
    )
    .option('-c, --connector <id...>', 'only connections of these connectors')
    .action((options: SyncOptions) => work().syncCommand(options));
  withExamples(
    withJson(withTenant(command)),
    'sync --tenant acme',
    'sync --tenant acme --connector bodacc --json',
  );
}
