import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Api } from '../../src/api';
import { createApiKey, revokeApiKey, type Database } from '../../src/database';
import { systemClock } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { raiseAlert, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app, {
    clock: systemClock,
    streams: { recheckMs: 200, stalledMs: 500, streamsPerKey: 4 },
  });
  seller = await createSeller(app, database(), { slug: 'codes', customers: 3 });
});

const url = (served = api): string => `${served.url.replace('http', 'ws')}/graphql`;
const QUERY = 'subscription ($after: Cursor) { events(after: $after) { cursor data } }';

/** A client that speaks the protocol by hand. */
class Plain {
  readonly received: { type: string; id?: string; payload?: unknown }[] = [];
  readonly closed: Promise<[number, string]>;
  private readonly socket: WebSocket;

  constructor(address = url(), protocols: string[] = ['graphql-transport-ws']) {
    this.socket = new WebSocket(address, protocols);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString('utf8')) as { type: string });
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve([code, reason.toString()]));
    });
  }

  async open(): Promise<this> {
    await new Promise((resolve) => this.socket.once('open', resolve));
    return this;
  }

  async acknowledged(key = seller.keys.VIEWER): Promise<this> {
    await this.open();
    this.say({ type: 'connection_init', payload: { apiKey: key } });
    return this.until('connection_ack');
  }

  say(message: object | string): this {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  subscribe(id: string, after: string | null = null): this {
    return this.say({ type: 'subscribe', id, payload: { query: QUERY, variables: { after } } });
  }

  async until(type: string, count = 1): Promise<this> {
    const has = (): boolean => this.received.filter((each) => each.type === type).length >= count;
    for (let waited = 0; !has() && waited < 15_000; waited += 10) await sleep(10);
    expect(has()).toBe(true);
    return this;
  }

  pause(): void {
    this.socket.pause();
  }

  leave(): void {
    this.socket.terminate();
  }
}

const raise = (): Promise<string> =>
  app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId('C001')));

describe('the protocol’s own codes', () => {
  test('4400 for what is no message', async () => {
    for (const message of ['rubbish', '{}', '{"type":"nope"}', '{"type":"subscribe"}', '[]']) {
      const client = await new Plain().acknowledged();
      client.say(message);
      expect((await client.closed)[0]).toBe(4400);
    }
  });

  test('4401 for an operation before the key is accepted', async () => {
    const client = await new Plain().open();
    client.subscribe('1');
    expect((await client.closed)[0]).toBe(4401);
  });

  test('4403 for a key that is missing or unknown', async () => {
    for (const payload of [undefined, {}, { apiKey: 'enc_unknown-key' }, { apiKey: 7 }]) {
      const client = await new Plain().open();
      client.say({ type: 'connection_init', payload });
      expect((await client.closed)[0]).toBe(4403);
    }
  });

  test('4500 when the key cannot be looked up: nobody is let in, and nobody is told that a good key is bad', async () => {
    const away = await connectApp(database().url);
    const served = await startApi(away, { clock: systemClock });
    await away.close();
    try {
      const client = await new Plain(url(served)).open();
      client.say({ type: 'connection_init', payload: { apiKey: seller.keys.VIEWER } });
      expect((await client.closed)[0]).toBe(4500);
    } finally {
      await served.close();
    }
  });

  test('4406 without the protocol, or for the old one', async () => {
    expect((await new Plain(url(), []).closed)[0]).toBe(4406);
    const old = new Plain(url(), ['graphql-ws']);
    expect([1006, 4406]).toContain((await old.closed)[0]);
  });

  test('4408 for who says nothing', async () => {
    const client = await new Plain().open();
    expect((await client.closed)[0]).toBe(4408);
  }, 15_000);

  test('4409 for a second operation under the same id', async () => {
    const client = await new Plain().acknowledged();
    client.subscribe('same').subscribe('same');
    expect((await client.closed)[0]).toBe(4409);
  });

  test('4429 for a second connection_init', async () => {
    const client = await new Plain().acknowledged();
    client.say({ type: 'connection_init', payload: { apiKey: seller.keys.VIEWER } });
    expect((await client.closed)[0]).toBe(4429);
  });

  test('1009 for a message that is too large', async () => {
    const large = await new Plain().acknowledged();
    large.say(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(1_100_000) } }));
    expect((await large.closed)[0]).toBe(1009);
  });

  test('a ping is answered, and a completed operation’s id can be used again', async () => {
    const client = await new Plain().acknowledged();
    client.say({ type: 'ping', payload: { n: 1 } });
    await client.until('pong');
    client.subscribe('1', '0').say({ type: 'complete', id: '1' }).subscribe('1', '0');
    await raise();
    await client.until('next');
    client.leave();
  });
});

describe('our own codes', () => {
  test('4403 when the key is revoked while the socket is open, for all of its sockets', async () => {
    const key = await app.tenant(seller.tenantId, (tx) =>
      createApiKey(tx, { role: 'VIEWER', label: 'revoked soon' }),
    );
    const clients = [await new Plain().acknowledged(key), await new Plain().acknowledged(key)];
    clients[0]?.subscribe('1');
    await app.tenant(seller.tenantId, async (tx) => {
      const [row] = await tx.query<{ id: string }>(
        `SELECT api_key_id AS id FROM api_key WHERE label = 'revoked soon'`,
      );
      await revokeApiKey(tx, row?.id ?? '');
    });
    for (const client of clients) {
      expect(await client.closed).toEqual([4403, 'the API key has expired or was revoked']);
    }
  });

  test('4413 for a consumer that takes nothing; behind its last cursor it gets the rest', async () => {
    await raise();
    const client = await new Plain().acknowledged();
    client.subscribe('1', '0');
    await client.until('next');
    client.pause();
    await app.tenant(seller.tenantId, async (tx) => {
      await tx.execute(
        `INSERT INTO event (tenant_id, event_id, type, at, data, schema_version)
         SELECT $1, gen_random_uuid(), 'GRADE_CHANGED', now(), jsonb_build_object('text', repeat('x', 60000)), 0
         FROM generate_series(1, 400)`,
        [tx.tenantId],
      );
      await tx.query('SELECT pg_notify($1, $2)', ['encours_event', tx.tenantId]);
    });
    const metric = 'encours_streams_closed_total{kind="websocket",code="4413"} ';
    const count = async (): Promise<number> => {
      const text = await (await fetch(`${api.url}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(metric));
      return Number(line?.slice(metric.length) ?? 0);
    };
    const before = await count();
    for (let waited = 0; (await count()) === before && waited < 15_000; waited += 100) {
      await sleep(100);
    }
    expect(await count()).toBeGreaterThan(before);
    const last = client.received.filter(({ type }) => type === 'next').at(-1);
    const { cursor } = (last?.payload as { data: { events: { cursor: string } } }).data.events;
    client.leave();
    const resumed = await new Plain().acknowledged();
    resumed.subscribe('1', cursor);
    await resumed.until('next', 400);
    resumed.leave();
  }, 40_000);

  test('4430 when as many connections as a key may have are open', async () => {
    const other = await createSeller(app, database(), { slug: 'many', customers: 1 });
    const open = [];
    for (let n = 0; n < 4; n += 1) open.push(await new Plain().acknowledged(other.keys.VIEWER));
    const refused = await new Plain().open();
    refused.say({ type: 'connection_init', payload: { apiKey: other.keys.VIEWER } });
    expect((await refused.closed)[0]).toBe(4430);
    for (const client of open) client.leave();
  });

  test('1001 when the server goes away, also for who does not answer', async () => {
    const going = await startApi(app, { clock: systemClock });
    const polite = await new Plain(url(going)).acknowledged();
    const silent = await new Plain(url(going)).acknowledged();
    silent.pause();
    await going.close();
    expect((await polite.closed)[0]).toBe(1001);
    silent.leave();
  });
});

test('a change of the key’s role holds for the next event', async () => {
  const key = await app.tenant(seller.tenantId, (tx) =>
    createApiKey(tx, { role: 'VIEWER', label: 'promoted' }),
  );
  const client = await new Plain().acknowledged(key);
  const query = 'subscription { riskAlerts { alert { title } } }';
  client.say({ type: 'subscribe', id: '1', payload: { query } });
  await sleep(300);
  await raiseRestricted();
  await client.until('next');
  await database().query(`UPDATE api_key SET role = 'CREDIT_MANAGER' WHERE label = 'promoted'`);
  await sleep(1_000);
  await raiseRestricted();
  await client.until('next', 2);
  const [before, after] = client.received.filter(({ type }) => type === 'next');
  expect(before?.payload).toMatchObject({ errors: [{ extensions: { code: 'USE_RESTRICTED' } }] });
  expect(after?.payload).not.toHaveProperty('errors');
  client.leave();
});

test('those who come and go, also in the middle of a handshake, leave nothing behind', async () => {
  const gauges = async (): Promise<string[]> => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => /^encours_(websockets|subscriptions)_open.* [^0]/.test(line));
  };
  const visits = Array.from({ length: 150 }, async (_, n) => {
    // No more at once with one key than it may have.
    await sleep((n % 50) * 60);
    const client = await new Plain().open();
    client.say({ type: 'connection_init', payload: { apiKey: seller.keys.VIEWER } });
    client.subscribe('1', '0');
    if (n % 3 !== 0) await sleep(n % 20);
    client.leave();
  });
  await Promise.all(visits);
  for (let waited = 0; (await gauges()).length > 0 && waited < 10_000; waited += 100) {
    await sleep(100);
  }
  expect(await gauges()).toEqual([]);
  const client = await new Plain().acknowledged();
  client.leave();
}, 40_000);

/** An alert that only those who decide on credit may read. */
async function raiseRestricted(): Promise<void> {
  const terms = { restriction: 'NO_REDISTRIBUTION', connector: 'bureau' };
  const evidence = JSON.stringify([{ kind: 'score', sourceKey: 's', terms }]);
  await app.tenant(seller.tenantId, async (tx) => {
    const id = await raiseAlert(tx, seller.customerId('C001'));
    await tx.execute(
      `UPDATE risk_alert SET evidence = $3, use_restriction = 'NO_REDISTRIBUTION'
       WHERE tenant_id = $1 AND risk_alert_id = $2`,
      [tx.tenantId, id, evidence],
    );
  });
}
