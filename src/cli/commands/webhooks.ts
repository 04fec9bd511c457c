import {
  ALERT_RULE_CODES,
  decodeEventCursor,
  EVENT_TYPES,
  FROM_OLDEST,
  SEVERITIES,
  WEBHOOK_ORDERS,
} from '../../alerts';
import type { Actor } from '../../api';
import type { Hub } from '../../hub';
import { configError, domainError, isUuid } from '../../kernel';
import { listWebhooks, queuesOfWebhooks } from '../../reports';
import { createWebhookActions } from '../../use-cases/webhook-actions';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface WebhookOptions extends OutputOptions {
  tenant: string;
}

export interface CreateOptions extends WebhookOptions {
  description: string;
  types?: string[];
  rules?: string[];
  severities?: string[];
  order: string;
  fromStart?: boolean;
}

export interface RotateOptions extends WebhookOptions {
  overlap: number;
}

export function listCommand(options: WebhookOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { webhooks, queues } = await hub.database.tenant(tenantId, async (tx) => {
        const rows = await listWebhooks(tx);
        const ids = rows.map(({ webhookId }) => webhookId);
        return { webhooks: rows, queues: await queuesOfWebhooks(tx, ids) };
      });
      const rows = webhooks.map(({ webhookId, url, status, lastDeliveredAt }) => {
        const queue = queues.find((each) => each.webhookId === webhookId);
        const last = lastDeliveredAt?.toISOString() ?? 'never';
        return [webhookId, url, status, `${queue?.pending ?? 0}`, `${queue?.failed ?? 0}`, last];
      });
      const heads = ['ID', 'URL', 'STATUS', 'WAITING', 'GIVEN UP', 'LAST TAKEN'];
      run.answer({ webhooks, queues }, textTable(heads, rows));
    }),
  );
}

export function createCommand(url: string, options: CreateOptions): Promise<void> {
  const filter = {
    types: among('--types', options.types, EVENT_TYPES),
    rules: among('--rules', options.rules, ALERT_RULE_CODES),
    severities: among('--severities', options.severities, SEVERITIES),
    customerIds: null,
  };
  const [order = 'PER_CUSTOMER'] = among('--order', [options.order], WEBHOOK_ORDERS) ?? [];
  const after = options.fromStart === true ? FROM_OLDEST : null;
  const { description } = options;
  return withActions(options, async ({ run, actions, actor }) => {
    const request = { url, description, filter, order, secret: null, after };
    const made = await actions.createWebhook(actor, request);
    run.answer(made, [
      `Events are sent to ${url} (${made.webhookId}).`,
      `Its secret, which is not shown again: ${made.secret}`,
      `Try it: npx encours webhooks test ${made.webhookId} --tenant ${options.tenant}`,
    ]);
  });
}

export function testCommand(id: string, options: WebhookOptions): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    const outcome = await actions.testWebhook(actor, webhookIdOf(id));
    const { isDelivered, statusCode, errorCode, durationMs, excerpt } = outcome;
    const answered = statusCode === null ? 'no answer' : `answered ${statusCode}`;
    const said = excerpt === null ? '' : `: ${excerpt}`;
    run.answer(outcome, [
      `${isDelivered ? 'Taken' : `Not taken (${errorCode ?? ''})`}: ${answered} after ${durationMs} ms${said}`,
    ]);
    if (isDelivered) return;
    throw domainError('WEBHOOK_TEST_FAILED', 'the webhook did not take the test', {
      remedy: 'correct what is said above at the receiver, or the URL, and try again',
    });
  });
}

export function replayCommand(
  id: string,
  options: WebhookOptions & { after: string },
): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    const position = decodeEventCursor(actor.tenantId, options.after);
    const replay = await actions.replayWebhook(actor, webhookIdOf(id), position);
    run.answer(replay, [`Of ${replay.events} events, those that it wants are sent again.`]);
  });
}

export function rotateCommand(id: string, options: RotateOptions): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    const rotation = { overlapHours: options.overlap, secret: null };
    const made = await actions.rotateWebhookSecret(actor, webhookIdOf(id), rotation);
    const until = made.previousUntil?.toISOString() ?? null;
    run.answer(made, [
      `The new secret, which is not shown again: ${made.secret}`,
      until === null ? 'The old one signs no more.' : `The old one signs, too, until ${until}.`,
    ]);
  });
}

export function enableCommand(
  id: string,
  options: WebhookOptions & { acceptGap?: boolean },
): Promise<void> {
  return withActions(options, async ({ run, actions, actor }) => {
    const acceptsGap = options.acceptGap === true;
    await actions.resumeWebhook(actor, webhookIdOf(id), { acceptsGap });
    run.answer({ enabled: id }, ['Deliveries go on where they stopped.']);
  });
}

interface Acting {
  run: CommandRun;
  actions: ReturnType<typeof createWebhookActions>;
  actor: Actor;
}

function withActions(
  options: WebhookOptions,
  work: (acting: Acting) => Promise<void>,
): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub: Hub, tenantId) => {
      const actor = { tenantId, keyId: '', label: 'command line' };
      await work({ run, actor, actions: createWebhookActions(hub) });
    }),
  );
}

function webhookIdOf(text: string): string {
  if (isUuid(text)) return text;
  throw configError('INVALID_ID', `${JSON.stringify(text)} is not the id of a webhook`, {
    place: { field: 'id' },
    remedy: 'use an id as `npx encours webhooks list` shows it',
  });
}

function among<Value extends string>(
  field: string,
  given: readonly string[] | undefined,
  known: readonly Value[],
): Value[] | null {
  if (given === undefined) return null;
  return given.map((text) => {
    const value = known.find((each) => each === text);
    if (value !== undefined) return value;
    throw configError('UNKNOWN_CHOICE', `${JSON.stringify(text)} is none of the choices`, {
      place: { field },
      remedy: `use ${known.join(', ')}`,
    });
  });
}
