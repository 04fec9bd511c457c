import type { Command } from 'commander';
import type { AlertsOptions } from './alerts';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./alerts') => loadWork('alerts');

export function declareAlerts(program: Command): void {
  const command = program
    .command('alerts')
    .description(
      'Show the open risk alerts of a tenant, the gravest first, or follow them as they are raised',
    )
    .option(
      '-f, --follow',
      'replay after the cursor, then print each alert as it is raised, until Ctrl-C',
    )
    .option(
      '--after <cursor>',
      'with --follow: go on after this cursor, printed with each alert; 0 for all there ever were (default: from now on)',
      wholeNumber(0),
    )
    .option('-n, --first <count>', 'without --follow: how many to show', wholeNumber(1, 1_000), 50)
    .option('--locale <tag>', 'en or fr', 'en')
    .action((options: AlertsOptions) => work().alertsCommand(options));
  withExamples(
    withJson(withTenant(command)),
    'alerts --tenant acme',
    'alerts --tenant acme --follow',
    'alerts --tenant acme --follow --after 1200 --json   # one line of JSON per alert',
  );
}
