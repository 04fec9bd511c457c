import { ALERT_RULE_CODES, DIGESTS, SEVERITIES } from '../../alerts';
import type { Actor } from '../../api';
import { API_ROLES, timeZoneOf } from '../../database';
import type { Hub } from '../../hub';
import { configError, domainError, isUuid, LOCALES } from '../../kernel';
import { emailBacklog, listEmailRecipients } from '../../reports';
import { createEmailActions } from '../../use-cases/email-actions';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface RecipientOptions extends OutputOptions {
  tenant: string;
}

export interface AddOptions extends RecipientOptions {
  locale: string;
  timeZone?: string;
  immediate: string[];
  digest: string;
  hour: number;
  weekday: number;
  rules?: string[];
  severities?: string[];
  role: string;
}

export function listCommand(options: RecipientOptions): Promise<void> {
  return withActions(options, async ({ run, hub, actor }) => {
    const { recipients, backlog } = await hub.database.tenant(actor.tenantId, async (tx) => ({
      recipients: await listEmailRecipients(tx),
      backlog: await emailBacklog(tx, hub.clock.now()),
    }));
    const rows = recipients.map(({ recipientId, wishes, status, lastSentAt, nextDigestAt }) => [
      ...[recipientId, wishes.address, status, wishes.immediateSeverities.join(' ') || 'none'],
      ...[wishes.digest, nextDigestAt?.toISOString() ?? '', lastSentAt?.toISOString() ?? 'never'],
    ]);
    const heads = ['ID', 'ADDRESS', 'STATUS', 'AT ONCE', 'DIGEST', 'NEXT', 'LAST SENT'];
    const isConfigured = hub.mail !== null;
    const state = isConfigured
      ? `${backlog.pending} mails wait.`
      : `MAIL_NOT_CONFIGURED: ${backlog.pending} mails wait for ENCOURS_SMTP_URL and ENCOURS_MAIL_FROM.`;
    run.answer({ recipients, isConfigured, backlog }, [...textTable(heads, rows), state]);
  });
}

export function addCommand(address: string, options: AddOptions): Promise<void> {
  const isNone = options.immediate.length === 1 && options.immediate[0] === 'none';
  const wishes = {
    address,
    locale: one('--locale', options.locale, LOCALES),
    immediateSeverities: isNone ? [] : among('--immediate', options.immediate, SEVERITIES),
    digest: one('--digest', options.digest, DIGESTS),
    ...{ digestHour: options.hour, digestWeekday: options.weekday, sendsEmpty: false },
    filter: {
      rules: options.rules ? among('--rules', options.rules, ALERT_RULE_CODES) : null,
      severities: options.severities ? among('--severities', options.severities, SEVERITIES) : null,
      customerIds: null,
    },
    role: one('--role', options.role, API_ROLES),
  };
  return withActions(options, async ({ run, hub, actions, actor }) => {
    const timeZone =
      options.timeZone ?? (await hub.database.tenant(actor.tenantId, (tx) => timeZoneOf(tx)));
    const made = await actions.createEmailRecipient(actor, { ...wishes, timeZone });
    const test = `npx encours recipients test ${made.recipientId} --tenant ${options.tenant}`;
    run.answer(made, [`${address} is told of alerts (${made.recipientId}).`, `Try it: ${test}`]);
  });
}

export function removeCommand(id: string, options: RecipientOptions): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    await actions.deleteEmailRecipient(actor, recipientIdOf(id));
    run.answer({ removed: id }, ['The recipient is forgotten, with the log of its mails.']);
  });
}

export function testCommand(id: string, options: RecipientOptions): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    const { outcome } = await actions.sendTestEmail(actor, recipientIdOf(id));
    if (outcome.isSent) {
      run.answer(outcome, ['The mail server took it.']);
      return;
    }
    const said = outcome.reply === null ? '' : `: ${outcome.reply}`;
    run.answer(outcome, [`Not sent (${outcome.errorCode})${said}`]);
    throw domainError('EMAIL_TEST_FAILED', 'the mail server did not take the test', {
      remedy: 'correct what is said above: the address, or ENCOURS_SMTP_URL, and try again',
    });
  });
}

interface Acting {
  run: CommandRun;
  hub: Hub;
  actions: ReturnType<typeof createEmailActions>;
  actor: Actor;
}

function withActions(
  options: RecipientOptions,
  work: (acting: Acting) => Promise<void>,
): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const actor = { tenantId, keyId: '', label: 'command line' };
      await work({ run, hub, actor, actions: createEmailActions(hub) });
    }),
  );
}

function recipientIdOf(text: string): string {
  if (isUuid(text)) return text;
  throw configError('INVALID_ID', `${JSON.stringify(text)} is not the id of a recipient`, {
    place: { field: 'id' },
    remedy: 'use an id as `npx encours recipients list` shows it',
  });
}

function one<Value extends string>(field: string, text: string, known: readonly Value[]): Value {
  const value = known.find((each) => each === text);
  if (value !== undefined) return value;
  throw configError('UNKNOWN_CHOICE', `${JSON.stringify(text)} is none of the choices`, {
    place: { field },
    remedy: `use ${known.join(', ')}`,
  });
}

function among<Value extends string>(
  field: string,
  given: readonly string[],
  known: readonly Value[],
): Value[] {
  return given.map((text) => one(field, text, known));
}
