import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  dueDeliveries,
  EVENT_READERS,
  fanOut,
  pruneEvents,
  replayWebhook,
  sequenceEvents,
} from '../../src/alerts';
import type { Transaction } from '../../src/database';
import { useWebhooks, type WebhookSeller } from './webhook-receiver';

const webhooks = useWebhooks();

/** Deletes all that nobody needs, as the nightly job does. */
function prune(seller: WebhookSeller): Promise<{ pruned: number }> {
  const at = seller.clock.now();
  const before = new Date(at.getTime() + 1);
  return seller.database.tenant(seller.tenantId, (tx) =>
    pruneEvents(tx, { before, at, readers: EVENT_READERS }),
  );
}

it('a webhook that is owed what is no longer kept is disabled and says so, and sends nothing behind the gap', async () => {
  const { seller, receiver } = webhooks();
  const { webhookId } = await seller.webhook(receiver.url);
  await seller.events([null, null, null, null]);
  await seller.head();
  await seller.prune(2);
  await seller.deliver();
  expect(receiver.received).toEqual([]);
  expect(await seller.state(webhookId)).toMatchObject({
    ...{ status: 'DISABLED', because: 'EVENTS_PRUNED', position: 0, leasedBy: null },
  });
  const told = await seller.test.query(
    `SELECT data ->> 'reason' AS reason FROM event WHERE tenant_id = $1 AND type = 'WEBHOOK_DISABLED'`,
    [seller.tenantId],
  );
  expect(told).toEqual([{ reason: expect.stringContaining('CURSOR_TOO_OLD') as string }]);
  await expect(seller.resume(webhookId)).rejects.toMatchObject({ code: 'CURSOR_TOO_OLD' });
  await seller.resume(webhookId, true);
  await seller.deliver();
  // Events 3 and 4, and that it was disabled and enabled.
  expect(receiver.received).toHaveLength(4);
});

it('a replay and a prune at the same moment wait for each other: nothing it is to send again is deleted', async () => {
  const { seller, receiver } = webhooks();
  const { webhookId } = await seller.webhook(receiver.url);
  const ids = await seller.events([null, null, null]);
  await seller.deliver();
  let pruning: Promise<{ pruned: number }> | undefined;
  await seller.database.tenant(seller.tenantId, async (tx) => {
    await replayWebhook(tx, webhookId, { after: 0, at: seller.clock.now() });
    pruning = prune(seller);
    await sleep(200);
  });
  expect(await pruning).toMatchObject({ pruned: 0 });
  await seller.deliver();
  expect(receiver.ids).toEqual([...ids, ...ids]);
});

it('a webhook whose waiting deliveries were pruned is not resumed as if nothing were missing', async () => {
  const { seller, receiver } = webhooks();
  const { webhookId } = await seller.webhook(receiver.url);
  receiver.answers(500);
  await seller.events([null, null, null]);
  await seller.deliver();
  await seller.pause(webhookId);
  expect(await prune(seller)).toMatchObject({ pruned: 2 });
  await expect(seller.resume(webhookId)).rejects.toMatchObject({ code: 'CURSOR_TOO_OLD' });
  receiver.takes();
  await seller.resume(webhookId, true);
  await seller.deliver();
  expect((await seller.deliveries(webhookId)).map(({ errorCode }) => errorCode)).toEqual([
    ...['WEBHOOK_EVENT_PRUNED', 'WEBHOOK_EVENT_PRUNED', null],
  ]);
});

it('events are put in order and found at once, also of a tenant that statistics do not know', async () => {
  const { seller, receiver } = webhooks();
  const { test, tenantId } = seller;
  // Three tenants are known to statistics, and with them all there seems to be.
  await test.query('ALTER TABLE event SET (autovacuum_enabled = off)');
  await test.query(
    `INSERT INTO tenant (tenant_id, slug, name) SELECT gen_random_uuid(), 'known-' || n, 'known' FROM generate_series(1, 3) n`,
  );
  await test.query(
    `INSERT INTO event (tenant_id, event_id, position, type, at, data)
     SELECT tenant_id, gen_random_uuid(), n, 'GRADE_CHANGED', now(), '{}' FROM tenant, generate_series(1, 5000) n
     WHERE slug LIKE 'known-%'`,
  );
  await test.query('ANALYZE event');
  const { webhookId } = await seller.webhook(receiver.url);
  await seller.events(Array.from({ length: 30_000 }, randomUUID));
  await test.query(`UPDATE webhook SET position = 25000, leased_by = 'me' WHERE webhook_id = $1`, [
    webhookId,
  ]);
  // Several times what it takes, and a small part of what scanning for each event takes.
  const inTime = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    seller.database.tenant(tenantId, work, { statementTimeoutMs: 4_000 });
  for (let batch = 0; batch < 6; batch += 1) expect(await inTime(sequenceEvents)).toBe(5_000);
  const now = seller.clock.now();
  expect(await inTime((tx) => fanOut(tx, { webhookId, worker: 'me' }, now))).toBe(2_000);
  const asked = { webhookId, busyLanes: [], now, limit: 1_000 };
  const due = await inTime((tx) => dueDeliveries(tx, asked));
  expect(due.map(({ event }) => event?.position)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => 25_001 + index),
  );
}, 120_000);
