import { createApi, type Api } from '../../src/api';
import { createApiKey, type ApiRole } from '../../src/database';
import type { Hub } from '../../src/hub';
import { createLogger } from '../../src/kernel';
import { createApiActions } from '../../src/use-cases/api-actions';
import { loginConnector } from '../use-cases/login-provider';
import { aSeller, hubOf, useHubs } from '../use-cases/seller';
import { ask, data } from './api-harness';

const SECRET = 'planted-api-secret-8812';

let api: Api | undefined;
afterAll(() => api?.close());
const opened = useHubs();

interface SyncRequest {
  tenantId: string;
  connectionId: string;
  syncRunId: string | null;
}
const queued: SyncRequest[] = [];
let log = '';
let hub: ReturnType<typeof hubOf>;
let tenantId: string;
const keys = new Map<ApiRole, string>();

beforeAll(async () => {
  const logger = createLogger({ level: 'debug', format: 'json', write: (line) => (log += line) });
  hub = hubOf(opened(), { connectors: [loginConnector], logger });
  tenantId = await aSeller(hub);
  for (const role of ['VIEWER', 'INTEGRATOR', 'ADMIN'] as const)
    keys.set(role, await keyOf(hub, tenantId, role));
  const queue = {
    enqueueSync: (request: SyncRequest) => {
      queued.push(request);
      return Promise.resolve();
    },
  };
  const actions = createApiActions(hub, { queue, signal: new AbortController().signal });
  const { database, clock } = hub;
  const connectors = [loginConnector];
  const config = { port: 0, host: '127.0.0.1' };
  api = await createApi({ database, clock, logger, actions, connectors, config });
});

function keyOf(of: Hub, tenant: string, role: ApiRole): Promise<string> {
  return of.database.tenant(tenant, (tx) => createApiKey(tx, { label: role, role }));
}

const served = (): Api => api!;
const key = (role: ApiRole): string => keys.get(role)!;

const CONNECT = `mutation ($input: ConnectInput!) { connect(input: $input) {
  ... on Connection { id connectorId name status statusCode monitoring { wanted watched refused lastReconciledAt } }
  ... on Refusal { code message remedy } } }`;
const RENEW = `mutation ($id: ID!) { renewConnectionHook(id: $id) {
  ... on Connection { id hookPath } ... on Refusal { code } } }`;
const DISCONNECT = `mutation ($id: ID!) { disconnect(id: $id) {
  ... on Connection { id status health } ... on Refusal { code message } } }`;
const RESUME = `mutation ($id: ID!) { resumeConnection(id: $id) {
  ... on Connection { status statusCode } ... on Refusal { code } } }`;

const input = (changes: object = {}): object => ({
  connectorId: 'login-bureau',
  config: { user: 'marie', password: SECRET, baseUrl: 'http://127.0.0.1:1' },
  ...changes,
});

async function connected(name: string): Promise<string> {
  const answer = await data<{ connect: { id: string } }>(served(), key('INTEGRATOR'), CONNECT, {
    input: input({ name }),
  });
  return answer.connect.id;
}

const ring = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${served().url}${path}`, { method: 'POST', body: '{"event":"x"}', ...init });

async function hookOf(id: string): Promise<string> {
  const answer = await data<{ renewConnectionHook: { hookPath: string } }>(
    served(),
    key('ADMIN'),
    RENEW,
    { id },
  );
  return answer.renewConnectionHook.hookPath;
}

describe('connect', () => {
  it('makes a connection and says nothing of its credentials', async () => {
    const answer = await ask(served(), key('INTEGRATOR'), CONNECT, { input: input() });
    expect(answer.data).toEqual({
      connect: {
        id: expect.any(String) as string,
        connectorId: 'login-bureau',
        name: 'main',
        status: 'ACTIVE',
        statusCode: null,
        monitoring: null,
      },
    });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    const stored = await opened().test.query('SELECT config::text, sealed_secrets FROM connection');
    expect(JSON.stringify(stored)).not.toContain(SECRET);
  });

  it.each([
    ['an unknown setting', input({ config: { user: 'm', password: SECRET, nope: SECRET } })],
    ['a setting of the wrong type', input({ config: { user: 1, password: [SECRET] } })],
    ['settings that are none', input({ config: [SECRET] })],
    [
      'a foreign host',
      input({ config: { user: 'm', password: SECRET, baseUrl: 'https://x.org' } }),
    ],
    ['an unknown connector', input({ connectorId: 'nobody' })],
    ['an empty name', input({ name: '  ' })],
  ])('refuses %s as its result, without saying the secret back', async (_title, given) => {
    const answer = await ask(served(), key('INTEGRATOR'), CONNECT, { input: given });
    expect(answer.data).toMatchObject({
      connect: { code: expect.any(String) as string, remedy: expect.any(String) as string },
    });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it.each([
    ['a missing connector', { config: { password: SECRET } }],
    ['a field too many', input({ secret: SECRET })],
  ])('does not take %s, without saying the secret back', async (_title, given) => {
    const answer = await ask(served(), key('INTEGRATOR'), CONNECT, { input: given });
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer.errors)).not.toContain(SECRET);
  });

  it('is for those who integrate', async () => {
    const answer = await ask(served(), key('VIEWER'), CONNECT, { input: input() });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('disconnects a connection, of one’s own tenant only, and takes it up again', async () => {
    const id = await connected('leaving');
    const stranger = await keyOf(hub, await aSeller(hub), 'ADMIN');
    expect(await data(served(), stranger, DISCONNECT, { id })).toMatchObject({
      disconnect: { code: 'NOT_FOUND' },
    });
    const viewer = await ask(served(), key('VIEWER'), DISCONNECT, { id });
    expect(viewer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const gone = { disconnect: { id, status: 'DISCONNECTED', health: 'DISCONNECTED' } };
    expect(await data(served(), key('INTEGRATOR'), DISCONNECT, { id })).toEqual(gone);
    expect(await data(served(), key('INTEGRATOR'), DISCONNECT, { id })).toEqual(gone);
    const [row] = await opened().test.query<{ sealed: unknown }>(
      `SELECT sealed_secrets AS sealed FROM connection WHERE name = 'leaving'`,
    );
    expect(row?.sealed).toEqual({});
    expect(await connected('leaving')).toBe(id);
  });

  it('resumes a paused connection, of one’s own tenant only', async () => {
    const id = await connected('resting');
    await opened().test.query(
      `UPDATE connection SET status = 'PAUSED', status_code = 'X' WHERE name = 'resting'`,
    );
    const stranger = await keyOf(hub, await aSeller(hub), 'ADMIN');
    expect(await data(served(), stranger, RESUME, { id })).toEqual({
      resumeConnection: { code: 'NOT_FOUND' },
    });
    expect(await data(served(), key('INTEGRATOR'), RESUME, { id })).toEqual({
      resumeConnection: { status: 'ACTIVE', statusCode: null },
    });
  });

  it('leaves no trace of the secret in the log', () => {
    expect(log).not.toContain(SECRET);
  });
});

describe('a hook', () => {
  it('is rung without a key: a sync is queued at once, and one for what is told within the minute after', async () => {
    const path = await hookOf(await connected('rung'));
    queued.length = 0;
    const rings = [
      await ring(path),
      await ring(path, { body: 'not json at all \u0000 ' }),
      await ring(path, { body: null }),
    ];
    expect(rings.map(({ status }) => status)).toEqual([202, 202, 202]);
    const connectionId = expect.any(String) as string;
    const notBefore = new Date(hub.clock.now().getTime() + 60_000);
    // The queue makes one of all that are for later.
    const later = { tenantId, connectionId, syncRunId: null, notBefore };
    expect(queued).toEqual([
      { tenantId, connectionId, syncRunId: expect.any(String) as string },
      later,
      later,
    ]);
    hub.clock.advanceMs(61_000);
    queued.length = 0;
    await Promise.all([ring(path), ring(path), ring(path)]);
    const atOnce = queued.filter(({ syncRunId }) => syncRunId !== null);
    expect(atOnce).toHaveLength(1);
  });

  it('is known by its hash alone, and ends when it is renewed', async () => {
    const id = await connected('renewed');
    const old = await hookOf(id);
    const stored = await opened().test.query('SELECT * FROM connection_hook');
    expect(JSON.stringify(stored)).not.toContain(old.split('/').at(-1));
    const fresh = await hookOf(id);
    expect((await ring(old)).status).toBe(404);
    expect((await ring(fresh)).status).toBe(202);
    expect(log).not.toContain(fresh.split('/').at(-1));
  });

  it.each([
    '/hooks/x',
    `/hooks/${'A'.repeat(43)}`,
    '/hooks/%00',
    "/hooks/'%20OR%201=1--",
    '/hooks',
  ])('nobody is found at %s', async (path) => {
    expect((await ring(path)).status).toBe(404);
  });

  it('is rung by POST, with a small body', async () => {
    const path = await hookOf(await connected('small'));
    queued.length = 0;
    expect((await ring(path, { method: 'GET', body: null })).status).toBe(405);
    expect((await ring(path, { body: 'x'.repeat(70_000) })).status).toBe(413);
    expect(queued).toEqual([]);
  });

  it('of a connection that rests wakes nothing', async () => {
    const path = await hookOf(await connected('asleep'));
    await opened().test.query(`UPDATE connection SET status = 'PAUSED' WHERE name = 'asleep'`);
    queued.length = 0;
    expect((await ring(path)).status).toBe(202);
    expect(queued).toEqual([]);
  });

  it('is shown to an ADMIN only', async () => {
    const query = '{ connections { name hookPath } }';
    const answer = await ask(served(), key('INTEGRATOR'), query);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(answer.data)).not.toContain('/hooks/');
    expect(JSON.stringify(await data(served(), key('ADMIN'), query))).toContain('/hooks/');
  });

  it('is rung 120 times a minute at most', async () => {
    hub.clock.advanceMs(120_000);
    const statuses = new Set<number>();
    for (let n = 0; n < 125; n += 1) statuses.add((await ring('/hooks/x')).status);
    expect([...statuses]).toEqual([404, 429]);
    hub.clock.advanceMs(61_000);
    expect((await ring('/hooks/x')).status).toBe(404);
  });
});
