import { randomUUID } from 'node:crypto';
import {
  changeWebhookSecret,
  newWebhookSecret,
  sealWebhookSecret,
  webhookSigner,
} from '../../src/alerts';
import { useWebhooks, type Received } from './webhook-receiver';

const webhooks = useWebhooks();

describe('a webhook', () => {
  it('is sent each event once, as a signed CloudEvent that the public library verifies', async () => {
    const { seller, receiver } = webhooks();
    const customer = randomUUID();
    const { verify, webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events([customer, null, customer]);
    await seller.deliver();
    await seller.deliver();
    expect(receiver.ids.sort()).toEqual([...ids].sort());
    for (const received of receiver.received) {
      expect(verify(received)).toMatchObject({ specversion: '1.0', id: received.id });
      expect(received.headers).toMatchObject({
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'Encours-Webhooks/1',
        'webhook-timestamp': String(seller.clock.now().getTime() / 1000),
      });
      expect(() => verify({ ...received, body: `${received.body} ` })).toThrow('No matching');
    }
    expect(await seller.state(webhookId)).toMatchObject({ position: 3, leasedBy: null });
  });

  it('is refused by the public library when its timestamp is too old', async () => {
    const { seller, receiver } = webhooks();
    const { verify } = await seller.webhook(receiver.url);
    await seller.events([null]);
    seller.minutes(-6);
    await seller.events([null]);
    await seller.deliver();
    expect(() => verify(receiver.received[0]!)).toThrow('timestamp too old');
  });

  it('begins with what happens after it was made, or behind the cursor it was given', async () => {
    const { seller, receiver } = webhooks();
    const before = await seller.events([null, null]);
    expect(await seller.head()).toBe(2);
    await seller.webhook(receiver.url);
    const late = await seller.webhook(`${receiver.url}/late`, { after: 1 });
    const [after] = await seller.events([null]);
    await seller.deliver();
    expect(receiver.ids.sort()).toEqual([before[1], after, after].sort());
    expect(await seller.state(late.webhookId)).toMatchObject({ position: 3 });
  });

  it.each([
    ['types', { types: ['LEGAL_EVENT_PUBLISHED'] }, ['legal']],
    ['rules', { rules: ['GRADE_DROP'] }, ['alert']],
    ['severities', { severities: ['HIGH', 'CRITICAL'] }, ['alert']],
    ['a rule of another severity', { rules: ['GRADE_DROP'], severities: ['LOW'] }, []],
  ])('is sent only what its filter of %s wants', async (_what, filter, wanted) => {
    const { seller, receiver } = webhooks();
    const whole = { types: null, rules: null, severities: null, customerIds: null };
    await seller.webhook(receiver.url, { filter: { ...whole, ...filter } as never });
    const data = { rule: 'GRADE_DROP', severity: 'HIGH' };
    const [alert] = await seller.events([null], { type: 'RISK_ALERT_RAISED', data });
    const [legal] = await seller.events([null], { type: 'LEGAL_EVENT_PUBLISHED', data: {} });
    await seller.deliver();
    const names = new Map([
      [alert, 'alert'],
      [legal, 'legal'],
    ]);
    expect(receiver.ids.map((id) => names.get(id))).toEqual(wanted);
  });

  it('is sent only what concerns the customers it names', async () => {
    const { seller, receiver } = webhooks();
    const [mine, other] = [randomUUID(), randomUUID()];
    const filter = { types: null, rules: null, severities: null, customerIds: [mine] };
    await seller.webhook(receiver.url, { filter });
    const ids = await seller.events([mine, other, null, mine]);
    await seller.deliver();
    expect(receiver.ids).toEqual([ids[0], ids[3]]);
  });

  it('never carries what a provider restricts, even if the log does', async () => {
    const { seller, receiver } = webhooks();
    await seller.webhook(receiver.url);
    const texts = { title: { en: 'secret' }, before: { score: 1 }, after: { score: 9 } };
    const data = { rule: 'GRADE_DROP', restriction: 'INTERNAL_ONLY', ...texts };
    await seller.events([null], { type: 'RISK_ALERT_RAISED', data });
    await seller.events([null], {
      type: 'RISK_ALERT_RAISED',
      data: { ...data, restriction: 'NONE' },
    });
    await seller.deliver();
    expect(receiver.received.map(({ event }) => event.data)).toEqual([
      { ...data, title: null, before: null, after: null },
      { ...data, restriction: 'NONE' },
    ]);
  });

  it('signs with both secrets while they overlap, and with the new one after', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId, secret, verify } = await seller.webhook(receiver.url);
    const next = newWebhookSecret();
    const of = { tenantId: seller.tenantId, webhookId };
    const previousUntil = new Date(seller.clock.now().getTime() + 60_000);
    await seller.database.tenant(seller.tenantId, (tx) =>
      changeWebhookSecret(tx, webhookId, {
        secret: sealWebhookSecret(seller.hub.secretKeys, of, next),
        ...{ previousUntil, at: seller.clock.now() },
      }),
    );
    await seller.events([null]);
    await seller.deliver();
    const [first] = receiver.received;
    expect(first?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(verify(first!)).toMatchObject({ id: first?.id });
    const { id, body } = first!;
    expect(first?.headers).toMatchObject(
      webhookSigner([next, secret])({ id, body, at: seller.clock.now() }),
    );
    seller.minutes(2);
    await seller.events([null]);
    await seller.deliver();
    expect(receiver.received[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
    expect(() => verify(receiver.received[1]!)).toThrow('No matching');
  });
});

describe('order', () => {
  const flaky =
    (failing: string) =>
    ({ event }: Received, response: { writeHead(status: number): { end(): void } }): void => {
      response.writeHead(event.id === failing ? 500 : 200).end();
    };

  it('holds within a customer: what follows a failure waits with it, others go on', async () => {
    const { seller, receiver } = webhooks();
    const [a, b] = [randomUUID(), randomUUID()];
    const { webhookId } = await seller.webhook(receiver.url);
    const [a1, b1, a2, b2, a3] = await seller.events([a, b, a, b, a]);
    receiver.behaviour = flaky(a2 ?? '');
    await seller.deliver();
    expect(new Set(receiver.ids)).toEqual(new Set([a1, b1, a2, b2]));
    receiver.takes();
    await seller.deliver();
    expect(receiver.ids).toHaveLength(4);
    seller.minutes(1);
    const [a4] = await seller.events([a]);
    await seller.deliver();
    const ofA = receiver.received.filter(({ id }) => id !== b1 && id !== b2).map(({ id }) => id);
    expect(ofA).toEqual([a1, a2, a2, a3, a4]);
    expect((await seller.deliveries(webhookId)).map(({ attempts }) => attempts)).toEqual([
      1, 1, 2, 1, 1, 1,
    ]);
  });

  it('holds over all customers when it is strict', async () => {
    const { seller, receiver } = webhooks();
    await seller.webhook(receiver.url, { order: 'STRICT' });
    const ids = await seller.events([randomUUID(), randomUUID(), null, randomUUID()]);
    receiver.behaviour = flaky(ids[1] ?? '');
    await seller.deliver();
    expect(receiver.ids).toEqual(ids.slice(0, 2));
    receiver.takes();
    seller.minutes(1);
    await seller.deliver();
    expect(receiver.ids).toEqual([ids[0], ids[1], ...ids.slice(1)]);
  });

  it('is nobody’s when none is asked for', async () => {
    const { seller, receiver } = webhooks();
    const a = randomUUID();
    await seller.webhook(receiver.url, { order: 'NONE' });
    const ids = await seller.events([a, a, a]);
    receiver.behaviour = flaky(ids[0] ?? '');
    await seller.deliver();
    expect(new Set(receiver.ids)).toEqual(new Set(ids));
  });
});
