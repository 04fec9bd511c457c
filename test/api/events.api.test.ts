import { pruneEvents, sequenceEvents, type EventType } from '../../src/alerts';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { faultsOf } from '../alerts/events/valid-events';
import { connectApp, createSeller, NOW, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, raiseAlert, socketClient, startApi } from './api-harness';

let app: Database;
let api: Api;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();
beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app);
});

let sellers = 0;

/** A seller with alerts on one customer; the first `pruned` of their events are not kept. */
async function sellerWith(
  alerts: number,
  pruned: number,
): Promise<{ seller: Seller; ids: string[] }> {
  sellers += 1;
  const slug = `events-${sellers}`;
  const seller = await createSeller(app, database(), { slug, customers: 1 });
  const ids: string[] = [];
  for (let n = 0; n < alerts; n += 1) {
    ids.push(await app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId('C001'))));
  }
  await app.tenant(seller.tenantId, sequenceEvents);
  if (pruned > 0) {
    const reader = (): Promise<number> => Promise.resolve(pruned);
    const before = new Date(NOW.getTime() + 1);
    await app.tenant(seller.tenantId, (tx) =>
      pruneEvents(tx, { before, at: NOW, readers: [reader] }),
    );
  }
  return { seller, ids };
}

interface Told {
  cursor: string;
  id: string;
  type: EventType;
  subjectId: string;
  customerId: string;
  schemaVersion: number;
  data: Record<string, unknown>;
  cloudEvent: Record<string, unknown>;
}
const EVENTS = `query ($after: Cursor) { events(after: $after) { nextCursor events {
  cursor id type subjectId customerId schemaVersion data cloudEvent } } }`;

const eventsOf = async (seller: Seller, after: string | null = null): Promise<Told[]> =>
  (await data<{ events: { events: Told[] } }>(api, seller.keys.VIEWER, EVENTS, { after })).events
    .events;

it('an event says what it is about, in which version, and the same as a CloudEvent', async () => {
  const { seller, ids } = await sellerWith(1, 0);
  const [event] = await eventsOf(seller);
  const subjectId = globalId('RiskAlert', ids[0] ?? '');
  expect(event).toMatchObject({ type: 'RISK_ALERT_RAISED', subjectId, schemaVersion: 1 });
  expect(faultsOf(event === undefined ? [] : [event])).toEqual([]);
  expect(event?.cloudEvent).toEqual({
    ...{ specversion: '1.0', id: event?.id, subject: subjectId, cursor: event?.cursor },
    source: `urn:encours:tenant:${seller.tenantId}`,
    type: 'encours.risk-alert.raised.v1',
    time: NOW.toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:encours:event:RISK_ALERT_RAISED.v1',
    customerid: event?.customerId,
    data: event?.data,
  });
});

describe('after old events were forgotten', () => {
  it('"0" and no cursor begin with the oldest that is kept', async () => {
    const { seller } = await sellerWith(5, 3);
    const all = await eventsOf(seller);
    expect(all).toHaveLength(2);
    expect(await eventsOf(seller, '0')).toEqual(all);
  });

  it('a cursor before that is refused with the oldest one that works, by pull and by subscription', async () => {
    const { seller, ids } = await sellerWith(5, 0);
    const [first, , third] = await eventsOf(seller);
    const before = new Date(NOW.getTime() + 1);
    await app.tenant(seller.tenantId, (tx) =>
      pruneEvents(tx, { before, at: NOW, readers: [() => Promise.resolve(3)] }),
    );
    const after = first?.cursor ?? '';
    const { errors } = await ask(api, seller.keys.VIEWER, EVENTS, { after });
    const refusal = { code: 'CURSOR_TOO_OLD' };
    expect(errors?.[0]?.extensions).toMatchObject(refusal);
    expect(errors?.[0]?.extensions['remedy']).toContain(third?.cursor);
    const oldest = await eventsOf(seller, third?.cursor ?? '');
    expect(oldest.map(({ subjectId }) => subjectId)).toEqual(
      ids.slice(3).map((id) => globalId('RiskAlert', id)),
    );
    expect(await subscribed(seller, after)).toMatchObject(refusal);
  });

  it('an alert whose events are gone points behind them, with and without a plan', async () => {
    const { seller, ids } = await sellerWith(3, 2);
    const [kept] = await eventsOf(seller);
    // A fragment of its own type name keeps the second from being planned.
    for (const more of ['', ' ... @include(if: true) { __typename }']) {
      const { riskAlerts } = await data<{
        riskAlerts: { nodes: { id: string; cursor: string }[] };
      }>(api, seller.keys.VIEWER, `{ riskAlerts { nodes { id cursor${more} } } }`);
      const gone = riskAlerts.nodes.find(({ id }) => id === globalId('RiskAlert', ids[0] ?? ''));
      expect((await eventsOf(seller, gone?.cursor ?? ''))[0]).toEqual(kept);
    }
  });
});

function subscribed(seller: Seller, after: string): Promise<unknown> {
  const client = socketClient(api, seller.keys.VIEWER);
  const query = 'subscription ($after: Cursor) { events(after: $after) { id } }';
  return new Promise((resolve, reject) => {
    client.subscribe(
      { query, variables: { after } },
      {
        next: ({ errors }) => resolve(errors?.[0]?.extensions),
        error: (errors) => resolve((errors as { extensions: unknown }[])[0]?.extensions),
        complete: () => reject(new Error('it was not refused')),
      },
    );
  }).finally(() => client.dispose());
}

describe('/schemas/events', () => {
  it('lists the schemas, and each is there, for everybody', async () => {
    const response = await fetch(`${api.url}/schemas/events`);
    const { schemas } = (await response.json()) as { schemas: { type: string; path: string }[] };
    expect(schemas.length).toBeGreaterThan(20);
    for (const { type, path } of schemas) {
      const answer = await fetch(`${api.url}${path}`);
      expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/);
      expect(answer.headers.get('cache-control')).toMatch(/max-age/);
      expect(await answer.json()).toMatchObject({ title: `Data of ${type}, version 1` });
    }
  });

  it.each(['/schemas', '/schemas/events/NO_SUCH.v1.json', '/schemas/events/GRADE_CHANGED.v9.json'])(
    '%s is not there',
    async (path) => {
      expect((await fetch(`${api.url}${path}`)).status).toBe(404);
    },
  );
});
