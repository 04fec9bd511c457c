import { IsString } from 'class-validator';
import {
  defineConnector,
  defineSimulator,
  jsonResponse,
  MemoryVault,
  openContext,
  ProviderConfig,
  refreshByForm,
  requestWithOAuth,
  sampleWorld,
  silentLogger,
  startSimulators,
  TokenDesk,
  TokenStore,
  validateConfig,
  type Connector,
  type ReadContext,
  type RunningSimulators,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { failureOf } from '../landing/landing';

class BooksConfig extends ProviderConfig {
  static readonly secrets = ['refreshToken', 'clientSecret'];
  override baseUrl = 'https://api.books.example';

  @IsString()
  refreshToken!: string;

  @IsString()
  clientSecret!: string;
}

const connector: Connector<BooksConfig> = defineConnector<BooksConfig>({
  id: 'oauth-books',
  kind: 'accounting',
  name: 'Books',
  version: '1.0.0',
  hosts: ['api.books.example', 'identity.books.example'],
  config: BooksConfig,
  limits: { requestsPerSecond: 1000, concurrency: 8, timeoutMs: 2000, retries: 0, source: 'none' },
  licence: {
    name: 'invented',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'invented',
  },
  deletes: { none: 'it is invented' },
  docs: {
    homepage: 'https://books.example',
    reference: 'https://books.example/docs',
    evidence: 'none',
  },
  streams: [
    {
      name: 'invoices',
      records: ['accountingDocument'],
      read: async function* () {},
      map: () => [],
    },
  ],
});

const desk = new TokenDesk({ path: '/oauth/token', accessSeconds: 3600, hasGrace: false });
const simulator = defineSimulator({
  connectorId: 'oauth-books',
  auth: (request, world) =>
    desk.refuses(request, world) ? jsonResponse({ error: 'expired' }, 401) : null,
  routes: [desk.route, { method: 'GET', path: '/invoices', handle: () => jsonResponse([]) }],
});

let running: RunningSimulators;
let world: SimulatedWorld;
beforeEach(async () => {
  world = sampleWorld();
  running = await startSimulators({ simulators: [simulator], world });
});
afterEach(() => running.stop());

interface Choices {
  vault?: MemoryVault;
  tokens?: TokenStore;
  signal?: AbortSignal;
}

function aContext(choices: Choices = {}): ReadContext<BooksConfig> {
  return openContext<BooksConfig>(connector, {
    config: validateConfig(connector, {
      baseUrl: running.baseUrl('oauth-books'),
      refreshToken: 'given-by-the-owner',
      clientSecret: 'client-secret-of-ours',
    }),
    logger: silentLogger,
    signal: choices.signal ?? new AbortController().signal,
    tokens: choices.tokens ?? new TokenStore(),
    vault: choices.vault ?? new MemoryVault(),
    retry: { attemptsMax: 1 },
  });
}

const ask = (context: ReadContext<BooksConfig>): Promise<unknown> =>
  requestWithOAuth(
    context,
    {
      refreshToken: context.config.refreshToken,
      renew: (http, refreshToken) =>
        refreshByForm(http, {
          origin: 'https://identity.books.example',
          path: '/oauth/token',
          clientId: 'us',
          clientSecret: context.config.clientSecret,
          clientIn: 'header',
          refreshToken,
        }),
    },
    (token) => ({ path: '/invoices', headers: { authorization: `Bearer ${token}` } }),
  );

it('renews once for requests that come together, and presents the token that took the place of the first', async () => {
  const context = aContext();
  await Promise.all([ask(context), ask(context), ask(context)]);
  expect(desk.renewals(world)).toBe(1);
  desk.endAccess(world);
  await ask(context);
  expect(desk.renewals(world)).toBe(2);
  const [, second] = running
    .log('oauth-books')
    .filter(({ path }) => path === '/oauth/token')
    .map(({ body }) =>
      new URLSearchParams(typeof body === 'string' ? body : '').get('refresh_token'),
    );
  expect(second).not.toBe('given-by-the-owner');
});

it('uses what another process has renewed instead of renewing again', async () => {
  const vault = new MemoryVault();
  await ask(aContext({ vault }));
  await ask(aContext({ vault, tokens: new TokenStore() }));
  expect(desk.renewals(world)).toBe(1);
});

it('is an AUTH error when the owner has withdrawn the access, in the middle of a run too', async () => {
  const context = aContext();
  await ask(context);
  desk.revoke(world);
  expect(await failureOf(ask(context))).toBe('AUTH OAUTH_REFRESH_REFUSED');
  const asked = running.log('oauth-books').length;
  // The run does not try again and again.
  expect(await failureOf(ask(context))).toBe('AUTH OAUTH_REFRESH_REFUSED');
  expect(running.log('oauth-books').length).toBe(asked);
});

it('keeps every token out of errors and logs', async () => {
  const tokens = new TokenStore();
  await ask(aContext({ tokens }));
  const hidden = tokens.secrets();
  expect(hidden).toEqual(
    expect.arrayContaining([
      'given-by-the-owner',
      expect.stringContaining('simulated-access-'),
      expect.stringContaining('simulated-refresh-'),
    ]),
  );
});

it('stops at once when told to, and keeps what the renewal brings', async () => {
  const stop = new AbortController();
  const vault = new MemoryVault();
  running.setFaults('oauth-books', { script: [{ kind: 'slow-body', ms: 150 }] });
  const asked = failureOf(ask(aContext({ vault, signal: stop.signal })));
  setTimeout(() => stop.abort(), 30);
  expect(await asked).toContain('ABORTED');
  await ask(aContext({ vault }));
  expect(desk.renewals(world)).toBe(1);
});

it.each([
  [200, { error: 'invalid_code' }],
  [400, { error: 'invalid_client', error_description: 'client-secret-of-ours is wrong' }],
  [400, 'nothing of JSON'],
])('takes %d %j for a refusal, and repeats nothing the provider said', async (status, body) => {
  const http = { request: () => Promise.resolve({ status, headers: {}, data: body }) };
  const form = {
    path: '/t',
    clientId: 'a',
    clientSecret: 'b',
    clientIn: 'form',
    refreshToken: 'c',
  } as const;
  const refused = refreshByForm(http, form);
  await expect(refused).rejects.toMatchObject({ family: 'AUTH', code: 'OAUTH_REFRESH_REFUSED' });
  await expect(refused).rejects.not.toThrow(/client-secret-of-ours/);
});

it('sends tokens to declared hosts over https only', async () => {
  const context = openContext<BooksConfig>(connector, {
    config: validateConfig(connector, {
      refreshToken: 'given-by-the-owner',
      clientSecret: 'secret',
    }),
    logger: silentLogger,
    signal: new AbortController().signal,
    retry: { attemptsMax: 1 },
  });
  for (const origin of ['https://elsewhere.example', 'http://identity.books.example']) {
    const sent = context.http.request({ path: '/oauth/token', origin });
    expect(await failureOf(sent)).toBe('CONFIG HOST_NOT_DECLARED');
  }
});
