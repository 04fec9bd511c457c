import type { Command } from 'commander';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';
import type { CreateOptions, RotateOptions, WebhookOptions } from './webhooks';

const work = (): typeof import('./webhooks') => loadWork('webhooks');

export function declareWebhooks(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('Have events sent to an address of yours, signed per Standard Webhooks');
  const list = webhooks
    .command('list')
    .description('List webhooks with their state and what waits for them')
    .action((options: WebhookOptions) => work().listCommand(options));
  withExamples(withJson(withTenant(list)), 'webhooks list --tenant acme');
  const create = webhooks
    .command('create')
    .description('Have events sent to a URL; prints its secret, once')
    .argument('<url>', 'an https address, or one that ENCOURS_WEBHOOK_ALLOW allows')
    .option('--description <text>', 'what it is for', '')
    .option('--types <types...>', 'only these types of events')
    .option('--rules <rules...>', 'only alerts of these rules')
    .option('--severities <severities...>', 'only alerts of these severities')
    .option('--order <order>', 'PER_CUSTOMER, STRICT or NONE', 'PER_CUSTOMER')
    .option('--from-start', 'begin with the oldest event that is kept, not with the next')
    .action((url: string, options: CreateOptions) => work().createCommand(url, options));
  withExamples(
    withJson(withTenant(create)),
    'webhooks create https://hooks.example.com/encours --tenant acme',
    'webhooks create https://hooks.example.com/encours --tenant acme --severities HIGH CRITICAL',
  );
  const act = (name: string, says: string): Command =>
    webhooks.command(name).description(says).argument('<id>', 'its id, as `list` shows it');
  const test = act('test', 'Send a signed test now, and see what is answered').action(
    (id: string, options: WebhookOptions) => work().testCommand(id, options),
  );
  withExamples(withJson(withTenant(test)), `webhooks test ${EXAMPLE} --tenant acme`);
  const replay = act('replay', 'Send again everything behind a cursor, with the same ids')
    .requiredOption('--after <cursor>', 'cursor of an event, "0" for the oldest that is kept')
    .action((id: string, options: WebhookOptions & { after: string }) =>
      work().replayCommand(id, options),
    );
  withExamples(withJson(withTenant(replay)), `webhooks replay ${EXAMPLE} --after 0 --tenant acme`);
  const rotate = act('rotate', 'Sign with a new secret, and with the old one for some hours more')
    .option('--overlap <hours>', 'how long both sign', wholeNumber(0, 720), 24)
    .action((id: string, options: RotateOptions) => work().rotateCommand(id, options));
  withExamples(withJson(withTenant(rotate)), `webhooks rotate ${EXAMPLE} --tenant acme`);
  const enable = act('enable', 'Go on with a disabled or paused webhook where it stopped')
    .option('--accept-gap', 'go on even if some of what it is owed is no longer kept')
    .action((id: string, options: WebhookOptions & { acceptGap?: boolean }) =>
      work().enableCommand(id, options),
    );
  withExamples(withJson(withTenant(enable)), `webhooks enable ${EXAMPLE} --tenant acme`);
}

const EXAMPLE = '3f2b8f6e-0c1d-4e2a-9d55-5a0f6f3c7b10';
