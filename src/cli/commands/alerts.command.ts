import type { Command } from 'commander';
import type { AlertsOptions } from './alerts';
import { loadWork, wholeNumber, withExamples, withJson } from './declaration';

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
    .option('-t, --tenant <slug>', 'the tenant, by its slug, in the database of this installation')
    .option('--url <url>', 'with --follow: of an API elsewhere, instead of the database')
    .option('--key <key>', 'with --url: a key of the tenant')
    .option(
      '--after <cursor>',
      'with --follow: go on behind this cursor of an event, as printed or answered by the API; 0 for all that is kept (default: from now on)',
    )
    .option('-n, --first <count>', 'without --follow: how many to show', wholeNumber(1, 1_000), 50)
    .option('--locale <tag>', 'en or fr', 'en')
    .action((options: AlertsOptions) => work().alertsCommand(options));
  withExamples(
    withJson(command),
    'alerts --tenant acme',
    'alerts --tenant acme --follow',
    'alerts --tenant acme --follow --after 0 --json   # one line of JSON per alert',
    'alerts --url https://credit.example.com --key $KEY --follow',
  );
}
