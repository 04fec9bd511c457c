import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { useWebhooks } from './webhook-receiver';

const webhooks = useWebhooks();

/** Positions in `ids` of what one customer was sent, repeats left out. */
function firstsOf(ids: readonly string[], received: readonly string[]): number[] {
  return [...new Set(received)].map((id) => ids.indexOf(id)).filter((index) => index >= 0);
}

describe('several workers', () => {
  it('send each event once and in order, whoever of them has the webhook', async () => {
    const { seller, receiver } = webhooks();
    const customers = Array.from({ length: 20 }, () => randomUUID());
    await seller.webhook(receiver.url);
    const workers = [seller.worker(), seller.worker(), seller.worker()];
    const written: { customer: string; id: string }[] = [];
    for (let round = 0; round < 10; round += 1) {
      const ids = await seller.events(customers);
      ids.forEach((id, index) => written.push({ id, customer: customers[index] ?? '' }));
      await Promise.all(workers.map((worker) => worker.settle()));
    }
    await Promise.all(workers.map((worker) => worker.settle()));
    expect(receiver.ids).toHaveLength(written.length);
    for (const customer of customers) {
      const own = written.filter((each) => each.customer === customer).map(({ id }) => id);
      expect(firstsOf(own, receiver.ids)).toEqual(own.map((_id, index) => index));
    }
  });

  it('take over from one that died between sending and writing, with the same ids', async () => {
    const { seller, receiver } = webhooks();
    const customer = randomUUID();
    const { webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events([customer, customer, customer]);
    // A process that is killed writes nothing any more: its database is gone for it.
    const { database } = seller.hub;
    let isDead = false;
    const dying = new Proxy(database, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (name !== 'tenant') return value;
        return (...args: Parameters<typeof target.tenant>) =>
          isDead ? Promise.reject(new Error('killed')) : target.tenant(...args);
      },
    });
    receiver.behaviour = (_received, response) => {
      isDead = true;
      response.writeHead(200).end();
    };
    const dead = seller.worker({ hub: { ...seller.hub, database: dying }, leaseMs: 300 });
    await dead.settle().catch(() => undefined);
    expect(receiver.received.length).toBeGreaterThan(0);
    const other = seller.worker({ leaseMs: 300 });
    await other.settle();
    const before = receiver.received.length;
    await sleep(400);
    await other.settle();
    expect(receiver.received.length).toBe(before + ids.length);
    expect([...new Set(receiver.ids)]).toEqual(ids);
    expect(await seller.state(webhookId)).toMatchObject({ position: 3 });
    expect(await seller.deliveries(webhookId)).toMatchObject(
      ids.map((id) => ({ id, status: 'DELIVERED' })),
    );
  });

  it('do not end before lanes longer than what is taken at once are through', async () => {
    const { seller, receiver } = webhooks();
    const customers = Array.from({ length: 8 }, () => randomUUID());
    await seller.webhook(receiver.url);
    const written: string[] = [];
    for (let round = 0; round < 130; round += 1) written.push(...(await seller.events(customers)));
    await seller.deliver();
    expect(receiver.ids).toHaveLength(written.length);
    expect(new Set(receiver.ids).size).toBe(written.length);
  });

  it('leave what is under way to end when they stop, and the rest to the next', async () => {
    const { seller, receiver } = webhooks();
    const customer = randomUUID();
    const { webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events(Array.from({ length: 50 }, () => customer));
    receiver.behaviour = async (_received, response) => {
      await sleep(20);
      response.writeHead(200).end();
    };
    const worker = seller.worker();
    const settled = worker.settle();
    while (receiver.received.length < 3) await sleep(5);
    await worker.stop();
    await settled;
    const sent = receiver.received.length;
    expect(sent).toBeLessThan(50);
    const delivered = await seller.deliveries(webhookId);
    expect(delivered.filter(({ status }) => status === 'DELIVERED')).toHaveLength(sent);
    receiver.takes();
    await seller.deliver();
    expect(receiver.ids).toEqual(ids);
  });
});

describe('a slow receiver', () => {
  it('does not keep another webhook waiting', async () => {
    const { seller, receiver } = webhooks();
    await seller.webhook(`${receiver.url}?slow`);
    const fast = await seller.webhook(`${receiver.url}?fast`);
    const count = 30;
    receiver.behaviour = async (_received, response, request) => {
      if (request.url?.includes('slow') === true) await sleep(100);
      response.writeHead(200).end();
    };
    await seller.events(Array.from({ length: count }, () => null));
    const worker = seller.worker();
    const settled = worker.settle();
    for (let wait = 0; wait < 100; wait += 1) {
      const rows = await seller.deliveries(fast.webhookId);
      if (rows.filter(({ status }) => status === 'DELIVERED').length === count) break;
      await sleep(20);
    }
    expect(receiver.received.length).toBeLessThan(2 * count);
    await settled;
    expect(receiver.received).toHaveLength(2 * count);
  });
});

describe('replay', () => {
  it('sends again what follows a cursor, with the same ids and in order, then goes on', async () => {
    const { seller, receiver } = webhooks();
    const customer = randomUUID();
    const { webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events([customer, customer, customer, customer]);
    await seller.deliver();
    expect(await seller.replay(webhookId, 2)).toEqual({ events: 2 });
    const [later] = await seller.events([customer]);
    await seller.deliver();
    expect(receiver.ids).toEqual([...ids, ids[2], ids[3], later]);
    await seller.replay(webhookId, 0);
    await seller.deliver();
    expect(receiver.ids.slice(7)).toEqual([...ids, later]);
  });

  it('puts what waited behind what it repeats, so that order holds', async () => {
    const { seller, receiver } = webhooks();
    const customer = randomUUID();
    const { webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events([customer, customer, customer]);
    receiver.behaviour = ({ id }, response) => response.writeHead(id === ids[1] ? 500 : 200).end();
    await seller.deliver();
    await seller.replay(webhookId, 0);
    receiver.takes();
    receiver.received.length = 0;
    seller.minutes(1);
    await seller.deliver();
    expect(receiver.ids).toEqual(ids);
    const states = (await seller.deliveries(webhookId)).map(({ status }) => status);
    expect(states).toEqual([
      ...['DELIVERED', 'SKIPPED', 'SKIPPED'],
      ...['DELIVERED', 'DELIVERED', 'DELIVERED'],
    ]);
  });

  it('refuses a place the log has not reached or does not keep any more', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    await seller.events([null, null, null]);
    await seller.deliver();
    await expect(seller.replay(webhookId, 4)).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
    await seller.prune(2);
    await expect(seller.replay(webhookId, 1)).rejects.toMatchObject({ code: 'CURSOR_TOO_OLD' });
    expect(await seller.replay(webhookId, 2)).toEqual({ events: 1 });
    expect(await seller.replay(webhookId, -1)).toEqual({ events: 1 });
  });
});

describe('what the log does not keep any more', () => {
  it('is told to whoever resumes a webhook that missed it, and passed over when accepted', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    await seller.pause(webhookId);
    const ids = await seller.events([null, null, null]);
    await seller.head();
    await seller.prune(2);
    await expect(seller.resume(webhookId)).rejects.toMatchObject({ code: 'CURSOR_TOO_OLD' });
    await seller.resume(webhookId, true);
    await seller.deliver();
    expect(receiver.ids).toEqual([ids[2]]);
  });
});
