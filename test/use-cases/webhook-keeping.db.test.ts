import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  appendEvents,
  positionWebhooksNeed,
  pruneDeliveries,
  retryDelivery,
} from '../../src/alerts';
import { createTenant } from '../../src/database';
import { createHub } from '../../src/hub';
import { SecretKeys } from '../../src/landing';
import { queuesOfWebhooks, webhookBacklog } from '../../src/reports';
import { startWebhookDeliveries } from '../../src/use-cases/deliver-webhooks';
import { sealSecrets } from '../../src/use-cases/seal-secrets';
import { CERTIFICATE } from './self-signed';
import { useWebhooks, WebhookSeller } from './webhook-receiver';

const webhooks = useWebhooks();

describe('a process with webhooks', () => {
  it('is woken by what is written, and sends it long before it would look by itself', async () => {
    const { seller, receiver } = webhooks();
    await seller.webhook(receiver.url);
    const running = startWebhookDeliveries({ hub: seller.hub, pollMs: 3_600_000 });
    try {
      await running.settle();
      // The listener opens with the first look.
      for (let wait = 0; wait < 100 && receiver.received.length === 0; wait += 1) {
        await seller.database.tenant(seller.tenantId, (tx) =>
          appendEvents(
            tx,
            [
              {
                ...{ type: 'CONNECTION_RESUMED', customerId: null, subjectId: randomUUID() },
                data: { connectorId: 'fec', name: 'main', by: 'test' },
              },
            ],
            seller.clock.now(),
          ),
        );
        await sleep(50);
      }
      expect(receiver.received.length).toBeGreaterThan(0);
    } finally {
      await running.stop();
    }
  });

  it('leaves a webhook alone for a while whose secret no key opens, and serves the others', async () => {
    const { seller, receiver } = webhooks();
    const lost = await seller.webhook(`${receiver.url}?lost`);
    await seller.test.query(`UPDATE webhook SET secret_key_id = 'gone' WHERE webhook_id = $1`, [
      lost.webhookId,
    ]);
    await seller.webhook(receiver.url);
    await seller.events([null]);
    await seller.deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await seller.state(lost.webhookId)).toMatchObject({
      ...{ status: 'ACTIVE', leasedBy: null, position: 0 },
      waitsUntil: expect.any(Date) as Date,
    });
  });
});

describe('a receiver with a certificate that nobody vouches for', () => {
  it('is sent nothing', async () => {
    const { seller } = webhooks();
    const heard: string[] = [];
    const server = createServer(CERTIFICATE, (request, response) => {
      heard.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    try {
      const { webhookId } = await seller.webhook(`https://127.0.0.1:${port}/`);
      await seller.events([null]);
      await seller.deliver();
      expect(heard).toEqual([]);
      expect(await seller.deliveries(webhookId)).toMatchObject([
        { status: 'PENDING', errorCode: 'WEBHOOK_TLS_FAILED', statusCode: null },
      ]);
    } finally {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    }
  });
});

describe('what webhooks need of the log', () => {
  it('is what the slowest active one has not been sent; others hold nothing back', async () => {
    const { seller, receiver } = webhooks();
    const need = (): Promise<number | null> =>
      seller.database.tenant(seller.tenantId, positionWebhooksNeed);
    expect(await need()).toBeNull();
    const slow = await seller.webhook(`${receiver.url}?slow`);
    await seller.webhook(`${receiver.url}?fast`);
    const ids = await seller.events([null, randomUUID(), null]);
    expect(await need()).toBe(0);
    receiver.behaviour = ({ id }, response, request) => {
      const isStuck = request.url?.includes('slow') === true && id === ids[1];
      response.writeHead(isStuck ? 500 : 200).end();
    };
    await seller.deliver();
    expect(await need()).toBe(1);
    await seller.pause(slow.webhookId);
    expect(await need()).toBe(3);
  });
});

describe('the log of deliveries', () => {
  it('is counted, forgotten when it is over and old, and what waits stays', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    const [taken, stuck] = await seller.events([randomUUID(), randomUUID()]);
    receiver.behaviour = ({ id }, response) => response.writeHead(id === stuck ? 500 : 200).end();
    await seller.deliver();
    seller.minutes(2);
    const { queue, backlog } = await seller.database.tenant(seller.tenantId, async (tx) => ({
      queue: await queuesOfWebhooks(tx, [webhookId]),
      backlog: await webhookBacklog(tx, seller.clock.now()),
    }));
    expect(queue).toMatchObject([
      { pending: 1, failed: 0, oldestPendingAt: expect.any(Date) as Date },
    ]);
    expect(backlog).toMatchObject({ pending: 1, disabled: 0, oldestSeconds: 120 });
    const prune = (before: Date): Promise<{ pruned: number; isDone: boolean }> =>
      seller.database.tenant(seller.tenantId, (tx) => pruneDeliveries(tx, before));
    expect(await prune(new Date(0))).toEqual({ pruned: 0, isDone: true });
    expect(await prune(seller.clock.now())).toEqual({ pruned: 1, isDone: true });
    expect((await seller.deliveries(webhookId)).map(({ id }) => id)).toEqual([stuck]);
    expect(taken).not.toBe(stuck);
  });

  it('lets a delivery be sent again at once, taken or not, but of its own tenant only', async () => {
    const { seller, receiver } = webhooks();
    await seller.webhook(receiver.url);
    const [id] = await seller.events([null]);
    await seller.deliver();
    const [row] = await seller.test.query<{ key: string }>(
      'SELECT webhook_delivery_id AS key FROM webhook_delivery WHERE tenant_id = $1',
      [seller.tenantId],
    );
    const key = row?.key ?? '';
    const other = await createTenant(seller.database, { slug: `other-${randomUUID()}` });
    const retry = (tenantId: string): Promise<unknown> =>
      seller.database.tenant(tenantId, (tx) => retryDelivery(tx, key, seller.clock.now()));
    await expect(retry(other.tenantId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await retry(seller.tenantId);
    await seller.deliver();
    expect(receiver.ids).toEqual([id, id]);
  });
});

describe('two tenants', () => {
  it('are sent their own events only', async () => {
    const { seller, receiver } = webhooks();
    const { tenantId } = await createTenant(seller.database, { slug: `two-${randomUUID()}` });
    const other = new WebhookSeller(seller.database, seller.test, tenantId);
    const mine = await seller.webhook(`${receiver.url}?mine`);
    await seller.events([null]);
    const theirs = await other.events([null]);
    await seller.deliver();
    expect(receiver.ids).not.toContain(theirs[0]);
    expect(await seller.deliveries(mine.webhookId)).toHaveLength(1);
  });
});

describe('a new key of the installation', () => {
  it('seals the secrets of webhooks anew, and they sign as before', async () => {
    const { seller, receiver } = webhooks();
    const before = randomBytes(32);
    const first = new WebhookSeller(seller.database, seller.test, seller.tenantId, before);
    const { verify } = await first.webhook(receiver.url);
    const { database, clock, logger } = first.hub;
    const next = SecretKeys.of([randomBytes(32), before]);
    const hub = createHub({ database, clock, logger, connectors: [], secretKeys: next });
    const { sealed } = await sealSecrets(hub);
    expect(sealed).toBeGreaterThan(0);
    await seller.events([null]);
    await seller.deliver({ hub: { ...hub, webhookTargets: seller.hub.webhookTargets } });
    const [received] = receiver.received;
    expect(received && verify(received)).toMatchObject({ id: received?.id });
  });
});
