import {
  changeWebhookSecret,
  deleteWebhook,
  insertWebhook,
  newWebhookId,
  newWebhookSecret,
  openWebhookSecret,
  pauseWebhook,
  recordTest,
  replayWebhook,
  resumeWebhook,
  retryDelivery,
  sealWebhookSecret,
  sequenceEvents,
  updateWebhook,
  WEBHOOK_HEADERS,
  webhookBody,
  webhookSecretGiven,
  webhookSigner,
  webhookToSend,
  type SendOutcome,
} from '../alerts';
import type { Actor, WebhookActions } from '../api';
import type { Database } from '../database';
import type { Hub } from '../hub';
import { configError, globalId, newId } from '../kernel';
import { openPoster, requireReachable, type PostOptions } from './post-webhook';

const HOUR_MS = 3_600_000;
const OVERLAP_HOURS_MAX = 30 * 24;

type WebhookHub = Pick<Hub, 'database' | 'clock' | 'secretKeys' | 'webhookTargets'>;

/** What people do with webhooks, over the stages. */
export function createWebhookActions(
  hub: WebhookHub,
  posting: Partial<Omit<PostOptions, 'allowed'>> = {},
): WebhookActions {
  const { database, clock } = hub;
  const reachable = (url: string): Promise<URL> =>
    requireReachable(url, { ...posting, allowed: hub.webhookTargets });
  return {
    createWebhook: async ({ tenantId, label }, request) => {
      const { secret: given, ...draft } = request;
      const secret = given === null ? newWebhookSecret() : secretOf(given, 'input.secret');
      const url = await reachable(request.url);
      const webhookId = newWebhookId();
      const sealed = sealWebhookSecret(hub.secretKeys, { tenantId, webhookId }, secret);
      await placeEvents(database, tenantId);
      await database.tenant(tenantId, (tx) =>
        insertWebhook(tx, {
          ...{ ...draft, url: url.href, webhookId, secret: sealed },
          ...{ by: label, at: clock.now() },
        }),
      );
      return { webhookId, secret };
    },
    updateWebhook: async ({ tenantId }, webhookId, change) => {
      const url = change.url === undefined ? {} : { url: (await reachable(change.url)).href };
      const changes = { ...change, ...url };
      const at = clock.now();
      await database.tenant(tenantId, (tx) => updateWebhook(tx, webhookId, { changes, at }));
    },
    rotateWebhookSecret: (actor, webhookId, rotation) =>
      rotateSecret(hub, actor, { webhookId, ...rotation }),
    pauseWebhook: ({ tenantId }, webhookId) =>
      database.tenant(tenantId, (tx) => pauseWebhook(tx, webhookId, clock.now())),
    resumeWebhook: ({ tenantId, label }, webhookId, { acceptsGap }) =>
      database.tenant(tenantId, (tx) =>
        resumeWebhook(tx, webhookId, { acceptsGap, by: label, at: clock.now() }),
      ),
    deleteWebhook: ({ tenantId }, webhookId) =>
      database.tenant(tenantId, (tx) => deleteWebhook(tx, webhookId)),
    testWebhook: (actor, webhookId) => sendTest(hub, actor, { webhookId, posting }),
    replayWebhook: async ({ tenantId }, webhookId, after) => {
      await placeEvents(database, tenantId);
      return database.tenant(tenantId, (tx) =>
        replayWebhook(tx, webhookId, { after, at: clock.now() }),
      );
    },
    retryWebhookDelivery: async ({ tenantId }, deliveryId) => {
      await database.tenant(tenantId, (tx) => retryDelivery(tx, deliveryId, clock.now()));
    },
  };
}

/** "From now on" begins behind what is committed, whether somebody has put it in order yet or not. */
async function placeEvents(database: Database, tenantId: string): Promise<void> {
  while ((await database.tenant(tenantId, sequenceEvents)) > 0);
}

function secretOf(given: string, field: string): string {
  return webhookSecretGiven(given, field);
}

async function rotateSecret(
  { database, clock, secretKeys }: WebhookHub,
  { tenantId }: Actor,
  rotation: { webhookId: string; overlapHours: number; secret: string | null },
): Promise<{ secret: string; previousUntil: Date | null }> {
  const { webhookId, overlapHours, secret: given } = rotation;
  if (!(overlapHours >= 0 && overlapHours <= OVERLAP_HOURS_MAX)) {
    throw configError('BAD_OVERLAP', `secrets overlap for 0 to ${OVERLAP_HOURS_MAX} hours`, {
      place: { field: 'overlapHours' },
      remedy: 'give as many hours as receivers need to learn the new secret, such as 24',
    });
  }
  const secret = given === null ? newWebhookSecret() : secretOf(given, 'secret');
  const sealed = sealWebhookSecret(secretKeys, { tenantId, webhookId }, secret);
  const at = clock.now();
  const previousUntil = overlapHours === 0 ? null : new Date(at.getTime() + overlapHours * HOUR_MS);
  await database.tenant(tenantId, (tx) =>
    changeWebhookSecret(tx, webhookId, { secret: sealed, previousUntil, at }),
  );
  return { secret, previousUntil };
}

/** Whatever the state of the webhook is: it is tried before it is resumed. */
async function sendTest(
  hub: WebhookHub,
  { tenantId }: Actor,
  test: { webhookId: string; posting: Partial<Omit<PostOptions, 'allowed'>> },
): Promise<SendOutcome & { deliveryId: string }> {
  const { database, clock, secretKeys, webhookTargets: allowed } = hub;
  const { webhookId, posting } = test;
  const webhook = await database.tenant(tenantId, (tx) => webhookToSend(tx, webhookId));
  const at = clock.now();
  const eventId = newId();
  const body = webhookBody(tenantId, {
    ...{ position: 0, eventId, type: 'WEBHOOK_TEST', schemaVersion: 1, at },
    ...{ customerId: null, subjectId: webhookId },
    data: { webhookId: globalId('Webhook', webhookId) },
  });
  const { secret, previousSecret } = webhook;
  const isOverlapping = previousSecret !== null && at < previousSecret.until;
  const secrets = isOverlapping ? [secret, previousSecret] : [secret];
  const sign = webhookSigner(
    secrets.map((sealed) => openWebhookSecret(secretKeys, { tenantId, webhookId }, sealed)),
  );
  const poster = openPoster({ ...posting, allowed, socketsPerHost: 1 });
  try {
    const headers = { ...WEBHOOK_HEADERS, ...sign({ id: eventId, at, body }) };
    const outcome = await poster.post({ url: webhook.url, headers, body, at });
    const deliveryId = newId();
    await database.tenant(tenantId, (tx) =>
      recordTest(tx, { webhookId, deliveryId, eventId, at, outcome }),
    );
    return { ...outcome, deliveryId };
  } finally {
    poster.close();
  }
}
