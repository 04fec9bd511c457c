import { setTimeout as sleep } from 'node:timers/promises';
import { recordAttempts, replayWebhook, retryDelivery } from '../../src/alerts';
import type { Database, Transaction } from '../../src/database';
import { useWebhooks, type WebhookSeller } from './webhook-receiver';

const webhooks = useWebhooks();

/** A replay that has locked its webhook and is about to lock what waits, while something else begins. */
async function replaying(
  seller: WebhookSeller,
  webhookId: string,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  const { database, tenantId } = seller;
  const replay = database.tenant(tenantId, async (tx) => {
    await tx.query('SELECT 1 FROM webhook WHERE tenant_id = $1 AND webhook_id = $2 FOR UPDATE', [
      tx.tenantId,
      webhookId,
    ]);
    await sleep(300);
    await replayWebhook(tx, webhookId, { after: 0, at: seller.clock.now() });
  });
  await sleep(100);
  await Promise.all([replay, database.tenant(tenantId, work)]);
}

async function waiting(seller: WebhookSeller, webhookId: string): Promise<string> {
  const [row] = await seller.test.query<{ id: string }>(
    `SELECT webhook_delivery_id AS id FROM webhook_delivery WHERE webhook_id = $1 AND status = 'PENDING'`,
    [webhookId],
  );
  return row?.id ?? '';
}

describe('while a webhook is taken back in the log', () => {
  it('what came of an attempt is noted behind it, and neither fails', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    receiver.answers(500);
    await seller.events([null]);
    await seller.deliver();
    const deliveryId = await waiting(seller, webhookId);
    const at = seller.clock.now();
    const outcome = { statusCode: 500, errorCode: null, durationMs: 1, excerpt: null };
    const verdict = { status: 'PENDING', nextAttemptAt: at } as const;
    const health = { failingSince: at, failures: 2, lastDeliveredAt: null, waitsUntil: null };
    await replaying(seller, webhookId, (tx) =>
      recordAttempts(tx, {
        ...{ webhookId, health },
        attempts: [{ deliveryId, verdict, at, ...outcome }],
      }),
    );
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { status: 'SKIPPED', errorCode: 'WEBHOOK_REPLAYED' },
    ]);
  });

  it('a delivery that somebody repeats by hand waits for it, and is then replaced', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    receiver.answers(500);
    await seller.events([null]);
    await seller.deliver();
    const deliveryId = await waiting(seller, webhookId);
    await expect(
      replaying(seller, webhookId, (tx) => retryDelivery(tx, deliveryId, seller.clock.now())),
    ).rejects.toMatchObject({ code: 'WEBHOOK_DELIVERY_NOT_REPEATABLE' });
  });
});

/** A database whose transactions wait before they commit, once, after what they did was answered so. */
function holding(
  database: Database,
  answer: unknown,
): { database: Database; isHeld: Promise<void>; arm: () => void; release: () => void } {
  const [holds, releases] = [gate(), gate()];
  let isArmed = false;
  const held = new Proxy(database, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (name !== 'tenant') return value;
      return (tenantId: string, work: (tx: Transaction) => Promise<unknown>) =>
        target.tenant(tenantId, async (tx) => {
          const answered = await work(tx);
          if (!isArmed || answered !== answer) return answered;
          isArmed = false;
          holds.open();
          await releases.isOpen;
          return answered;
        });
    },
  });
  const arm = (): void => {
    isArmed = true;
  };
  return { database: held, isHeld: holds.isOpen, arm, release: releases.open };
}

function gate(): { isOpen: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { isOpen, open: () => open() };
}

describe('an event that comes while its worker', () => {
  it.each([
    ['looks for the last time', 0],
    ['lets go of the webhook', undefined],
  ])('%s is sent by it at once', async (_, answer) => {
    const { seller, receiver } = webhooks();
    const { database, tenantId } = seller;
    await seller.webhook(receiver.url);
    const held = holding(database, answer);
    receiver.behaviour = (_received, response) => {
      if (receiver.received.length === 1) held.arm();
      response.writeHead(204).end();
    };
    const worker = seller.worker({ hub: { ...seller.hub, database: held.database } });
    const [first] = await seller.events([null]);
    const settled = worker.settle();
    await held.isHeld;
    const [second] = await seller.events([null]);
    await worker.look(tenantId);
    held.release();
    await settled;
    expect(receiver.ids).toEqual([first, second]);
  });
});
