import type { Command } from 'commander';
import type {
  AssignOptions,
  HandlingOptions,
  MuteOptions,
  MutesOptions,
  SnoozeOptions,
} from './alert-handling';
import type { AlertsOptions } from './alerts';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./alerts') => loadWork('alerts');
const handling = (): typeof import('./alert-handling') => loadWork('alert-handling');

export function declareAlerts(program: Command): void {
  const alerts = program
    .command('alerts')
    .description(
      'Show the open risk alerts of a tenant, follow them as they are raised, handle them',
    );
  declareList(alerts);
  declareVerbs(alerts);
  declareMutes(alerts);
}

/** What `alerts` does without a verb. */
function declareList(alerts: Command): void {
  const list = alerts
    .command('list', { isDefault: true })
    .description('Show the open alerts, the gravest first, or follow them as they are raised')
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
    withJson(list),
    'alerts list --tenant acme                        # or, shorter, without "list"',
    'alerts --tenant acme --follow',
    'alerts --tenant acme --follow --after 0 --json   # one line of JSON per alert',
    'alerts --url https://credit.example.com --key $KEY --follow',
  );
}

const EXAMPLE = '3f2b8f6e-0c1d-4e2a-9d55-5a0f6f3c7b10';

const BY = ['--by <name>', 'who does it, for the history and reports', 'command line'] as const;
const DAYS = ['--days <days>', 'for so many days from now'] as const;
const UNTIL = [
  '--until <instant>',
  'until then: 2026-03-10, or an instant like 2026-03-10T08:00:00Z',
] as const;

/** A verb on one alert. */
function verb(alerts: Command, name: string, says: string): Command {
  const command = alerts
    .command(name)
    .description(says)
    .argument('<id>', 'its id, as `alerts` shows it')
    .option('--comment <text>', 'kept with the alert')
    .option(...BY);
  return withJson(withTenant(command));
}

function declareVerbs(alerts: Command): void {
  const plain = [
    ['acknowledge', 'Say that you are on it'],
    ['resolve', 'Say that you have dealt with it; it opens again when it gets worse'],
    ['reopen', 'Take back a resolution, while its cause lasts'],
    ['wake', 'Put a snoozed alert back on the work list'],
  ] as const;
  for (const [name, says] of plain) {
    const command = verb(alerts, name, says).action((id: string, options: HandlingOptions) =>
      handling().handleCommand(name, id, options),
    );
    withExamples(command, `alerts ${name} ${EXAMPLE} --tenant acme --by claire`);
  }
  const snooze = verb(
    alerts,
    'snooze',
    'Take it off the work list until then, or until it gets worse',
  )
    .option(...DAYS, wholeNumber(1))
    .option(...UNTIL)
    .action((id: string, options: SnoozeOptions) => handling().snoozeCommand(id, options));
  withExamples(snooze, `alerts snooze ${EXAMPLE} --days 7 --tenant acme`);
  const assign = verb(alerts, 'assign', 'Say who looks after it')
    .option('--to <name>', 'a name or an address, in your words')
    .option('--nobody', 'nobody any more')
    .action((id: string, options: AssignOptions) => handling().assignCommand(id, options));
  withExamples(
    assign,
    `alerts assign ${EXAMPLE} --to claire@example.com --tenant acme`,
    `alerts assign ${EXAMPLE} --nobody --tenant acme`,
  );
  const comment = alerts
    .command('comment')
    .description('Leave a note, on a resolved alert too')
    .argument('<id>', 'its id, as `alerts` shows it')
    .argument('<text>', 'what to note, up to 2,000 characters')
    .option(...BY)
    .action((id: string, text: string, options: HandlingOptions) =>
      handling().handleCommand('comment', id, { ...options, comment: text }),
    );
  withExamples(
    withJson(withTenant(comment)),
    `alerts comment ${EXAMPLE} "pays on Friday, says the accountant" --tenant acme`,
  );
}

function declareMutes(alerts: Command): void {
  const mute = alerts
    .command('mute')
    .description('Do not tell of a rule, of a customer or of its rule for a while')
    .option('--rule <rule>', 'a rule, such as FIRST_LATE (default: every rule)')
    .option('--account <account>', 'a customer, by its account (default: every customer)')
    .requiredOption('--reason <text>', 'why nobody needs to hear of it')
    .option(...DAYS, wholeNumber(1))
    .option(...UNTIL)
    .option('--includes-critical', 'not even of what is CRITICAL')
    .option(...BY)
    .action((options: MuteOptions) => handling().muteCommand(options));
  withExamples(
    withJson(withTenant(mute)),
    'alerts mute --account 411DUPONT --reason "in collection already" --days 90 --tenant acme',
    'alerts mute --rule SEAT_CHANGED --reason "not our business" --until 2026-06-30 --tenant acme',
  );
  const unmute = alerts
    .command('unmute')
    .description('End a mute; what it kept back and still lasts is told')
    .argument('<id>', 'its id, as `alerts mutes` shows it')
    .option(...BY)
    .action((id: string, options: HandlingOptions) => handling().unmuteCommand(id, options));
  withExamples(withJson(withTenant(unmute)), `alerts unmute ${EXAMPLE} --tenant acme`);
  const mutes = alerts
    .command('mutes')
    .description('List the mutes in force')
    .option('--all', 'those that have ended, too')
    .option('-n, --first <count>', 'how many to show', wholeNumber(1, 1_000), 100)
    .action((options: MutesOptions) => handling().mutesCommand(options));
  withExamples(withJson(withTenant(mutes)), 'alerts mutes --tenant acme');
}
