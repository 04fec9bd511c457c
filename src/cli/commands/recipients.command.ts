import type { Command } from 'commander';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';
import type { AddOptions, RecipientOptions } from './recipients';

const work = (): typeof import('./recipients') => loadWork('recipients');

export function declareRecipients(program: Command): void {
  const recipients = program
    .command('recipients')
    .description('Tell people of alerts by e-mail, at once and in digests');
  const list = recipients
    .command('list')
    .description('List recipients with what they are told and how it goes')
    .action((options: RecipientOptions) => work().listCommand(options));
  withExamples(withJson(withTenant(list)), 'recipients list --tenant acme');
  const add = recipients
    .command('add')
    .description('Tell somebody of alerts from now on')
    .argument('<address>', 'an e-mail address')
    .option('--locale <locale>', 'en or fr', 'en')
    .option('--time-zone <zone>', 'IANA time zone; that of the tenant when absent')
    .option('--immediate <severities...>', 'told at once; "none" for none', ['CRITICAL'])
    .option('--digest <digest>', 'NONE, DAILY or WEEKLY', 'DAILY')
    .option('--hour <hour>', 'full hour of the digest', wholeNumber(0, 23), 8)
    .option('--weekday <day>', 'of a weekly digest, 1 for Monday', wholeNumber(1, 7), 1)
    .option('--rules <rules...>', 'only alerts of these rules')
    .option('--severities <severities...>', 'only alerts of these severities')
    .option('--role <role>', 'whose eyes restricted alerts are shown to', 'INTEGRATOR')
    .action((address: string, options: AddOptions) => work().addCommand(address, options));
  withExamples(
    withJson(withTenant(add)),
    'recipients add credit@example.com --tenant acme',
    'recipients add credit@example.com --tenant acme --locale fr --immediate CRITICAL HIGH --digest WEEKLY',
  );
  const remove = recipients
    .command('remove')
    .description('Forget a recipient with the log of its mails')
    .argument('<id>', 'its id, as `list` shows it')
    .action((id: string, options: RecipientOptions) => work().removeCommand(id, options));
  withExamples(withJson(withTenant(remove)), `recipients remove ${EXAMPLE} --tenant acme`);
  const test = recipients
    .command('test')
    .description('Send a test mail now, and see what the mail server says')
    .argument('<id>', 'its id, as `list` shows it')
    .action((id: string, options: RecipientOptions) => work().testCommand(id, options));
  withExamples(withJson(withTenant(test)), `recipients test ${EXAMPLE} --tenant acme`);
}

const EXAMPLE = '3f2b8f6e-0c1d-4e2a-9d55-5a0f6f3c7b10';
