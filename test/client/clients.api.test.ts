import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { cursorIn, type CursorPlace } from '../../docs/client/cursor-in';
import { followAlerts } from '../../docs/client/follow-alerts';
import { pullEvents } from '../../docs/client/pull-events';
import { receiveWebhooks } from '../../docs/client/receive-webhooks';
import { streamEvents } from '../../docs/client/stream-events';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { systemClock } from '../../src/kernel';
import { raiseAlert, startApi } from '../api/api-harness';
import { startEncours } from '../cli/run-encours';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';

jest.setTimeout(90_000);

let app: Database;
let api: Api;
let seller: Seller;
let folder: string;
afterAll(async () => {
  await api.close();
  await app.close();
  rmSync(folder, { recursive: true });
});
const database = useDatabase();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-clients-'));
  app = await connectApp(database().url);
  api = await startApi(app, { clock: systemClock });
  seller = await createSeller(app, database(), { slug: 'seller', customers: 2 });
});

interface Told {
  id: string;
  cursor: string;
}

const raise = (): Promise<string> =>
  app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId('C001')));

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo() && waited < 60_000; waited += 20) await sleep(20);
  expect(isSo()).toBe(true);
}

function following(
  place: CursorPlace,
  handle: (told: Told) => void,
): {
  end: () => Promise<void>;
  losses: unknown[];
  done: Promise<void>;
} {
  const abort = new AbortController();
  const losses: unknown[] = [];
  const done = followAlerts<Told>({
    ...{ url: api.url, key: seller.keys.VIEWER, place, handle, signal: abort.signal },
    onLoss: (reason) => losses.push(reason),
  });
  done.catch(() => undefined);
  const end = async (): Promise<void> => {
    abort.abort();
    await done;
  };
  return { end, losses, done };
}

describe('followAlerts', () => {
  it('goes on where it was when the server comes back, and when it is started again', async () => {
    const place = cursorIn(join(folder, 'resumed'));
    const told: Told[] = [];
    await raise();
    const first = following(place, (each) => told.push(each));
    await until(() => told.length === 1);
    await restartApi(raise);
    await until(() => told.length === 2);
    expect(first.losses).not.toHaveLength(0);
    await first.end();
    await raise();
    const second = following(place, (each) => told.push(each));
    await until(() => told.length === 3);
    await second.end();
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
    expect(place.load()).toBe(told[2]?.cursor);
  });

  it('ends with what handling throws, and is told of that event again', async () => {
    const place = cursorIn(join(folder, 'failed'));
    const failing = following(place, () => {
      throw new Error('the disk is full');
    });
    await expect(failing.done).rejects.toThrow('the disk is full');
    expect(place.load()).toBeNull();
  });

  it('does not come back with a key or a cursor that is not good', async () => {
    const { signal } = new AbortController();
    const asked = { url: api.url, place: { load: () => 'no cursor', store: () => undefined } };
    const handle = (): void => undefined;
    await expect(
      followAlerts({ ...asked, key: 'enc_of_nobody', handle, signal }),
    ).rejects.toMatchObject({ code: 4403 });
    await expect(
      followAlerts({ ...asked, key: seller.keys.VIEWER, handle, signal }),
    ).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});

/** The same address, after a while without any server there. */
async function restartApi(meanwhile: () => Promise<unknown>): Promise<void> {
  const port = Number(new URL(api.url).port);
  await api.close();
  await meanwhile();
  await sleep(300);
  api = await startApi(app, { clock: systemClock, port });
}

describe('the other clients', () => {
  it('streams what is pulled, with the same ids, and go on behind what they stored', async () => {
    const abort = new AbortController();
    const asked = { url: api.url, key: seller.keys.VIEWER };
    const pulled: string[] = [];
    const pull = { ...asked, place: cursorIn(join(folder, 'pulled')) };
    await pullEvents({ ...pull, handle: ({ id }) => void pulled.push(id) });
    const streamed: string[] = [];
    const streaming = streamEvents({
      ...{ ...asked, place: cursorIn(join(folder, 'streamed')), signal: abort.signal },
      handle: ({ id }) => void streamed.push(id),
    });
    await until(() => streamed.length === pulled.length);
    await restartApi(raise);
    await pullEvents({ ...pull, handle: ({ id }) => void pulled.push(id) });
    await until(() => streamed.length === pulled.length);
    abort.abort();
    await streaming;
    expect(streamed).toEqual(pulled);
    expect(new Set(pulled).size).toBe(pulled.length);
  });

  it('takes a webhook that is signed, and no other', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const taken: string[] = [];
    const server = receiveWebhooks(secret, ({ id }) => {
      if (id === 'unlucky') throw new Error('no place to keep it');
      taken.push(id);
    });
    await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
    const { port } = server.address() as AddressInfo;
    const post = async (id: string, signedWith: string): Promise<number> => {
      const body = JSON.stringify({ id });
      const at = new Date();
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(signedWith).sign(id, at, body),
      };
      return (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body })).status;
    };
    const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
    expect([
      await post('a', secret),
      await post('b', other),
      await post('unlucky', secret),
    ]).toEqual([204, 400, 500]);
    expect(taken).toEqual(['a']);
    server.close();
  });
});

it('follows an API elsewhere from the command line', async () => {
  const args = ['alerts', '--url', api.url, '--key', seller.keys.VIEWER, '--follow', '--json'];
  const all = startEncours([...args, '--after', '0'], {});
  await until(() => all.stdout().includes('\n'));
  all.child.kill('SIGINT');
  expect((await all.ended).code).toBe(0);
  const [line = '{}'] = all.stdout().split('\n');
  expect(JSON.parse(line)).toMatchObject({ rule: 'LIMIT_EXCEEDED', severity: 'HIGH' });
  const wrong = startEncours([...args.slice(0, 4), 'enc_of_nobody', ...args.slice(5)], {});
  expect((await wrong.ended).code).not.toBe(0);
  expect(wrong.stdout()).toContain('UNAUTHENTICATED');
});
