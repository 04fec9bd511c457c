import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { systemClock } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { raiseAlert, startApi } from './api-harness';
import { readEventStream } from './event-stream-client';

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
  api = await startApi(app, { clock: systemClock });
  seller = await createSeller(app, database(), { slug: 'asleep', customers: 1 });
});

/** Events come and are pruned before the server looks, as when its process has slept: of three it finds the last. */
function sleepThrough(): Promise<unknown> {
  return database().query(
    `DO $$
     DECLARE tenant uuid := '${seller.tenantId}'; head bigint;
     BEGIN
       SELECT max(position) INTO head FROM event WHERE tenant_id = tenant;
       INSERT INTO event (tenant_id, event_id, position, type, at, data, schema_version)
       VALUES (tenant, gen_random_uuid(), head + 3, 'GRADE_CHANGED', now(), '{}', 1);
       DELETE FROM event WHERE tenant_id = tenant AND position <= head + 2;
       INSERT INTO event_log (tenant_id, floor_position, pruned_at) VALUES (tenant, head + 2, now())
       ON CONFLICT (tenant_id) DO UPDATE SET floor_position = head + 2;
       PERFORM pg_notify('encours_event', tenant::text);
     END $$`,
  );
}

test('who is live is told CURSOR_TOO_OLD when events were pruned before they were read, and is not served behind the gap', async () => {
  await app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId('C001')));
  const headers = { authorization: `Bearer ${seller.keys.VIEWER}` };
  const [all, few] = [
    await readEventStream(api, '?after=0', headers),
    await readEventStream(api, '?after=0&severities=CRITICAL', headers),
  ];
  await all.messagesOf(1);
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: seller.keys.VIEWER },
    retryAttempts: 0,
  });
  const received: unknown[] = [];
  let taken = (): void => undefined;
  const first = new Promise<void>((resolve) => (taken = resolve));
  const ended = new Promise<unknown>((resolve) => {
    client.subscribe(
      { query: 'subscription { events(after: "0") { cursor } }' },
      {
        next: (result) => {
          received.push(result);
          taken();
        },
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  await first;
  await sleepThrough();
  const refusal = { event: 'error', data: { code: 'CURSOR_TOO_OLD' } };
  for (const reader of [all, few]) await reader.until(reader.isEnded);
  expect(all.messages[1]).toMatchObject(refusal);
  expect(few.messages[0]).toMatchObject(refusal);
  expect(all.messages).toHaveLength(2);
  expect(await ended).toMatchObject([{ extensions: { code: 'CURSOR_TOO_OLD' } }]);
  expect(received).toHaveLength(1);
  await client.dispose();
  // What is kept is served to who asks for it.
  const again = await readEventStream(api, '?after=0', headers);
  await again.messagesOf(1);
  again.close();
});
