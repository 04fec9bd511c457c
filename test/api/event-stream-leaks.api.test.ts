import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { systemClock } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { startApi } from './api-harness';

const STREAMS = 12;

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
    streams: { heartbeatMs: 50, streamsPerKey: STREAMS, requestsPerMinute: 10_000 },
  });
  seller = await createSeller(app, database(), { slug: 'leaving', customers: 1 });
  await app.tenant(seller.tenantId, (tx) =>
    tx.execute(
      `INSERT INTO event (tenant_id, event_id, type, at, data, schema_version)
       SELECT $1, gen_random_uuid(), 'GRADE_CHANGED', now(), jsonb_build_object('text', repeat('x', 2000)), 1
       FROM generate_series(1, 3000)`,
      [tx.tenantId],
    ),
  );
});

interface Opening {
  request: ClientRequest;
  response: Promise<IncomingMessage>;
}

function open(path = '?after=0'): Opening {
  const headers = { authorization: `Bearer ${seller.keys.VIEWER}` };
  const request = get(`${api.url}/events${path}`, { headers, agent: false });
  request.on('error', () => undefined);
  const response = new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
  return { request, response };
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

async function untilNoneIsOpen(): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if ((await metric('encours_event_streams_open')) === 0) return;
    await sleep(50);
  }
  expect(await metric('encours_event_streams_open')).toBe(0);
}

/** In what moment of its life a stream is left. */
const MOMENTS: [string, (opening: Opening) => Promise<unknown>][] = [
  ['while the key is looked up', () => Promise.resolve()],
  ['some milliseconds later', () => sleep(Math.random() * 30)],
  ['with the first byte', ({ response }) => response],
  [
    'in the middle of a replay',
    async ({ response }) => {
      const stream = await response;
      await new Promise((resolve) => stream.once('data', resolve));
    },
  ],
  [
    'while a replay waits for its reader',
    async ({ response }) => {
      const stream = await response;
      stream.pause();
      await sleep(300);
    },
  ],
  [
    'while it waits for what comes',
    async ({ response }) => {
      const stream = await response;
      stream.resume();
      await sleep(500);
    },
  ],
];

test.each(MOMENTS)('streams left %s leave nothing behind', async (_when, moment) => {
  // Each round would use up the key's streams if one of the round before stayed.
  for (let round = 0; round < 3; round += 1) {
    const openings = Array.from({ length: STREAMS }, () => open());
    await Promise.all(
      openings.map(async (opening) => {
        await moment(opening);
        opening.request.destroy();
      }),
    );
    await sleep(100);
    await untilNoneIsOpen();
  }
  const all = Array.from({ length: STREAMS }, () => open('?types=COMPANY_CHANGED'));
  const statuses = await Promise.all(all.map(async ({ response }) => (await response).statusCode));
  for (const { request } of all) request.destroy();
  await untilNoneIsOpen();
  expect(statuses).toEqual(Array.from({ length: STREAMS }, () => 200));
});

test('each stream is told within every heartbeat that we are there, however many there are', async () => {
  const all = Array.from({ length: STREAMS }, () => open('?types=COMPANY_CHANGED'));
  const beats = await Promise.all(
    all.map(async ({ response }) => {
      const stream = await response;
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      for (let waited = 0; !/(: heartbeat[^]*){2}/.test(text) && waited < 5_000; waited += 10) {
        await sleep(10);
      }
      return (text.match(/: heartbeat/g) ?? []).length;
    }),
  );
  for (const { request } of all) request.destroy();
  expect(Math.min(...beats)).toBeGreaterThanOrEqual(2);
  await untilNoneIsOpen();
});
