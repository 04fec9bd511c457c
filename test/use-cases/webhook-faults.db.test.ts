import { randomUUID } from 'node:crypto';
import { RETRY_PAUSES_MS } from '../../src/alerts/deliveries/retry-schedule';
import type { Behaviour } from './webhook-receiver';
import { useWebhooks } from './webhook-receiver';

const webhooks = useWebhooks();

const resets: Behaviour = (_received, _response, request) => {
  request.socket.destroy();
};
const hangs: Behaviour = () => undefined;
const isHuge: Behaviour = (_received, response) => {
  response.writeHead(200);
  const chunk = Buffer.alloc(65_536, 'x');
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour);
  response.on('error', () => undefined);
  pour();
};

describe('a receiver that does not take an event', () => {
  it.each<[string, Behaviour, { statusCode: number | null; errorCode: string }]>([
    [
      'answers 500',
      (_r, response) => response.writeHead(500).end('oops \u0000\n out'),
      { statusCode: 500, errorCode: 'WEBHOOK_REFUSED' },
    ],
    [
      'answers 404',
      (_r, response) => response.writeHead(404).end(),
      { statusCode: 404, errorCode: 'WEBHOOK_REFUSED' },
    ],
    [
      'redirects',
      (_r, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      { statusCode: 307, errorCode: 'WEBHOOK_REDIRECTED' },
    ],
    ['resets the connection', resets, { statusCode: null, errorCode: 'WEBHOOK_UNREACHABLE' }],
    ['does not answer', hangs, { statusCode: null, errorCode: 'WEBHOOK_TIMED_OUT' }],
  ])('%s: tried again later with the same id', async (_what, behaviour, failure) => {
    const { seller, receiver } = webhooks();
    const { webhookId, verify } = await seller.webhook(receiver.url);
    const [id] = await seller.events([null]);
    receiver.behaviour = behaviour;
    await seller.deliver({ posting: { timeoutMs: 300 } });
    const sent = receiver.received.length;
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { status: 'PENDING', attempts: 1, ...failure },
    ]);
    await seller.deliver();
    expect(receiver.received).toHaveLength(sent);
    receiver.takes();
    seller.minutes(1);
    await seller.deliver();
    expect(new Set(receiver.ids)).toEqual(new Set([id]));
    for (const received of receiver.received) expect(verify(received)).toMatchObject({ id });
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { status: 'DELIVERED', attempts: 2, errorCode: null, excerpt: null },
    ]);
  });

  it('may answer as much as it likes: little is read, and what counts is the status', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    await seller.events([null]);
    receiver.behaviour = isHuge;
    await seller.deliver();
    expect(await seller.deliveries(webhookId)).toMatchObject([{ status: 'DELIVERED' }]);
  });

  it('is unreachable: what it is owed waits', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook('http://127.0.0.1:9/nobody');
    await seller.events([null]);
    await seller.deliver();
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { status: 'PENDING', errorCode: 'WEBHOOK_UNREACHABLE', statusCode: null },
    ]);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ['seconds', '120'],
    ['a date', 'DATE'],
  ])('asks for time in %s: nothing at all is sent to it before', async (_form, header) => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    const [a, b] = [randomUUID(), randomUUID()];
    await seller.events([a]);
    const until = new Date(seller.clock.now().getTime() + 120_000);
    receiver.answers(429, { 'retry-after': header === 'DATE' ? until.toUTCString() : header });
    await seller.deliver();
    expect(await seller.state(webhookId)).toMatchObject({ waitsUntil: until });
    receiver.takes();
    await seller.events([b]);
    seller.minutes(1.9);
    await seller.deliver();
    expect(receiver.received).toHaveLength(1);
    seller.minutes(0.2);
    await seller.deliver();
    expect(receiver.received).toHaveLength(3);
  });

  it('is given one delivery at a time until it takes one again', async () => {
    const { seller, receiver } = webhooks();
    const customers = Array.from({ length: 40 }, () => randomUUID());
    const { webhookId } = await seller.webhook(receiver.url);
    await seller.events(customers);
    receiver.answers(500);
    await seller.deliver();
    // Eight lanes begin at once; five failures in a row are enough to let it rest.
    expect(receiver.received.length).toBeLessThanOrEqual(15);
    expect(await seller.state(webhookId)).toMatchObject({ waitsUntil: expect.any(Date) as Date });
    receiver.takes();
    seller.minutes(10);
    await seller.deliver();
    seller.minutes(10);
    await seller.deliver();
    expect(new Set(receiver.ids).size).toBe(40);
    expect(await seller.state(webhookId)).toMatchObject({ failures: 0, waitsUntil: null });
  });
});

describe('retries', () => {
  it('spread over days, and what is never taken while others are is given up', async () => {
    const { seller, receiver } = webhooks();
    const [bad, good] = [randomUUID(), randomUUID()];
    const { webhookId } = await seller.webhook(receiver.url);
    const [poison, next] = await seller.events([bad, bad]);
    receiver.behaviour = ({ event }, response) =>
      response.writeHead(event.id === poison ? 400 : 200).end();
    await seller.deliver();
    for (const pause of RETRY_PAUSES_MS) {
      seller.clock.advanceMs(pause - 1_000);
      await seller.events([good]);
      await seller.deliver();
      seller.clock.advanceMs(1_000);
      await seller.deliver();
    }
    const attempts = receiver.ids.filter((id) => id === poison);
    expect(attempts).toHaveLength(RETRY_PAUSES_MS.length + 1);
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { id: poison, status: 'FAILED', attempts: 10, statusCode: 400 },
      { id: next, status: 'DELIVERED' },
      ...RETRY_PAUSES_MS.map(() => ({ status: 'DELIVERED' })),
    ]);
    expect(await seller.state(webhookId)).toMatchObject({ status: 'ACTIVE' });
  });

  it('go on while nothing is taken, until the webhook is disabled; resumed, nothing is lost', async () => {
    const { seller, receiver } = webhooks();
    const [a, b] = [randomUUID(), randomUUID()];
    const { webhookId } = await seller.webhook(receiver.url);
    const first = await seller.events([a, a, b]);
    receiver.answers(500);
    for (let hours = 0; hours < 24 * 7; hours += 4) {
      await seller.deliver();
      seller.minutes(4 * 60);
    }
    expect(await seller.state(webhookId)).toMatchObject({ status: 'DISABLED', because: 'FAILING' });
    const told = await seller.test.query<{ data: object }>(
      `SELECT data FROM event WHERE tenant_id = $1 AND type = 'WEBHOOK_DISABLED'`,
      [seller.tenantId],
    );
    expect(told).toEqual([
      { data: expect.objectContaining({ host: new URL(receiver.url).host }) as object },
    ]);
    const sent = receiver.received.length;
    receiver.takes();
    const second = await seller.events([a, b]);
    await seller.deliver();
    expect(receiver.received).toHaveLength(sent);
    await seller.resume(webhookId);
    receiver.received.length = 0;
    await seller.deliver();
    const all = new Set(receiver.ids);
    expect([...first, ...second].filter((id) => !all.has(id))).toEqual([]);
    const ofA = receiver.ids.filter((id) => [first[0], first[1], second[0]].includes(id));
    expect(ofA).toEqual([first[0], first[1], second[0]]);
  });

  it('end at once when the receiver says it is gone, and nothing is lost by that either', async () => {
    const { seller, receiver } = webhooks();
    const { webhookId } = await seller.webhook(receiver.url);
    const ids = await seller.events([null, null]);
    receiver.answers(410);
    await seller.deliver();
    expect(await seller.state(webhookId)).toMatchObject({ status: 'DISABLED', because: 'GONE' });
    expect(receiver.received).toHaveLength(1);
    receiver.takes();
    await seller.resume(webhookId);
    await seller.deliver();
    expect(receiver.ids.slice(1, 3)).toEqual(ids);
  });
});

describe('an address that leads inward', () => {
  const PUBLIC = '93.184.216.34';

  it('is not connected to when its name leads there at the moment of sending', async () => {
    const { seller, receiver } = webhooks();
    const answers = [[PUBLIC], ['127.0.0.1']];
    const asked: string[] = [];
    const resolve = (host: string): Promise<string[]> => {
      asked.push(host);
      return Promise.resolve(answers[asked.length - 1] ?? ['10.0.0.1']);
    };
    const { webhookId } = await seller.webhook(`https://rebinding.example:${receiver.port}/`);
    await seller.events([null]);
    const hub = { ...seller.hub, webhookTargets: { ranges: [], hosts: [] } };
    // The first answer is public and has nobody there; the second would be this machine.
    for (let round = 0; round < 3; round += 1) {
      await seller.deliver({ hub, posting: { resolve, connectTimeoutMs: 200, timeoutMs: 300 } });
      seller.minutes(10);
    }
    expect(asked).toHaveLength(3);
    expect(receiver.received).toEqual([]);
    expect(await seller.deliveries(webhookId)).toMatchObject([
      { status: 'PENDING', attempts: 3, errorCode: 'WEBHOOK_URL_FORBIDDEN', statusCode: null },
    ]);
  });

  it('is not connected to when only one of several addresses leads there', async () => {
    const { seller } = webhooks();
    const { webhookId } = await seller.webhook('https://mixed.example/');
    await seller.events([null]);
    const hub = { ...seller.hub, webhookTargets: { ranges: [], hosts: [] } };
    const resolve = (): Promise<string[]> => Promise.resolve([PUBLIC, '::ffff:10.0.0.1']);
    await seller.deliver({ hub, posting: { resolve } });
    expect(await seller.deliveries(webhookId)).toMatchObject([
      {
        errorCode: 'WEBHOOK_URL_FORBIDDEN',
        excerpt: expect.stringContaining('private') as string,
      },
    ]);
  });
});
