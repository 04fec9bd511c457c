import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { declareAgedBalance } from './commands/aged-balance.command';
import { declareAlerts } from './commands/alerts.command';
import { declareBudgets } from './commands/budgets.command';
import { declareCash } from './commands/cash.command';
import { declareConnections } from './commands/connections.command';
import { declareDoctor } from './commands/doctor.command';
import { declareFigures } from './commands/figures.command';
import { declareImport } from './commands/import.command';
import { declareKeys } from './commands/keys.command';
import { declareMaintenance } from './commands/maintenance.command';
import { declareMigrate } from './commands/migrate.command';
import { declareModels } from './commands/models.command';
import { declareOutcomes } from './commands/outcomes.command';
import { declarePolicy } from './commands/policy.command';
import { declarePrices } from './commands/prices.command';
import { declareRecipients } from './commands/recipients.command';
import { declareRefresh } from './commands/refresh.command';
import { declareReplay } from './commands/replay.command';
import { declareRescore } from './commands/rescore.command';
import { declareScorecard } from './commands/scorecard.command';
import { declareSecrets } from './commands/secrets.command';
import { declareServe } from './commands/serve.command';
import { declareShadow } from './commands/shadow.command';
import { declareSimulate } from './commands/simulate.command';
import { declareSpend } from './commands/spend.command';
import { declareStart } from './commands/start.command';
import { declareSync } from './commands/sync.command';
import { declareTenants } from './commands/tenants.command';
import { declareTerms } from './commands/terms.command';
import { declareWebhooks } from './commands/webhooks.command';
import { declareWorker } from './commands/worker.command';

const HELP = `
Environment:
  PORT              port of the API (4000; 0 for any free one)
  HOST              address to listen on (127.0.0.1)
  DATABASE_URL      a PostgreSQL 15+ of your own instead of the embedded one
  ENCOURS_HOME      folder of the embedded database and the demo (.encours)
  ENCOURS_DEMO_KEY  fixes the API key of the demo tenant
  ENCOURS_SECRET_KEY  seals credentials: 32 bytes in base64; _FILE names a file, KEYS gives several
  ENCOURS_WEBHOOK_ALLOW  where webhooks may lead besides public addresses: 10.0.0.0/8,localhost:8080
  ENCOURS_SOURCE_ALLOW   where self-hosted accounting software may be besides public addresses
  ENCOURS_SMTP_URL  mail server: smtp://user:password@host:587 or smtps://…
  ENCOURS_MAIL_FROM sender of e-mails: Encours <encours@example.com>
  ENCOURS_PUBLIC_URL  where people reach the API; links in e-mails lead there
  LOG_LEVEL         debug, info, warn or error (info)
  LOG_FORMAT        text or json (text)

Exit codes: 0 done, 1 the work failed, 2 wrong usage or configuration, 130 interrupted.

Begin with:
  $ npm start                                    the demo on http://localhost:4000
  $ npx encours tenants create acme              a tenant of your own
  $ npx encours import books/*.txt --connector fec --tenant acme
  $ npx encours keys create --tenant acme --role ADMIN
  $ npx encours serve`;

const GROUPS: [heading: string, ...declare: ((program: Command) => void)[]][] = [
  ['Running it:', declareStart, declareServe, declareWorker, declareMigrate, declareSimulate],
  ['Tenants and access:', declareTenants, declareKeys, declareConnections, declareSecrets],
  [
    'What is bought:',
    declareRefresh,
    declareSpend,
    declareBudgets,
    declarePrices,
    declareMaintenance,
  ],
  [
    'Working with it:',
    declareImport,
    declareAgedBalance,
    declareCash,
    declareTerms,
    declareSync,
    declareRescore,
    declareScorecard,
    declarePolicy,
    declareReplay,
    declareModels,
    declareShadow,
    declareOutcomes,
    declareFigures,
    declareAlerts,
    declareWebhooks,
    declareRecipients,
    declareDoctor,
  ],
];

/** The whole command line. Only declarations: what a command needs is loaded when it runs. */
export function buildProgram(): Command {
  const program = new Command('encours')
    .description(
      'Encours, an open hub for trade credit: who owes you, how risky they are, how far to go.',
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help on a command')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help tells what it takes)')
    .exitOverride()
    .addHelpText('after', HELP);
  for (const [heading, ...declarations] of GROUPS) {
    program.commandsGroup(heading);
    for (const declare of declarations) declare(program);
  }
  return program;
}

function readVersion(): string {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
