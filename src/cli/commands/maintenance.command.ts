import type { Command } from 'commander';
import { loadWork, withExamples, withJson } from './declaration';
import type { MaintenanceOptions } from './maintenance';

const work = (): typeof import('./maintenance') => loadWork('maintenance');

export function declareMaintenance(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .description(
      'Send nothing to a provider for a while, for all tenants; or show where that is so',
    )
    .argument('[connector]', 'whose provider; left out to list')
    .option('--from <instant>', 'when it begins, 2026-03-01T22:00Z (default: now)')
    .option('--until <instant>', 'when it ends (default: when somebody ends it)')
    .option('--reason <text>', 'why, as runs shall say it', 'maintenance')
    .option('--end', 'end it, or take the announcement back')
    .action((connector: string | undefined, options: MaintenanceOptions) =>
      work().maintenanceCommand(connector, options),
    );
  withExamples(
    withJson(maintenance),
    'maintenance creditsafe --until 2026-03-02T04:00Z --reason "announced by the provider"',
    'maintenance creditsafe --end',
    'maintenance',
  );
}
