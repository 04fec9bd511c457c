import { setTimeout as sleep } from 'node:timers/promises';
import type { RenewedTokens } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { authError, FixedClock, silentLogger, transientError } from '../../src/kernel';
import { ensureConnection, PostgresVault, sealCredentials, SecretKeys } from '../../src/landing';
import { disconnectConnection } from '../../src/landing';
import { useDatabase } from '../support/postgres';
import { failureOf } from './landing';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, logger: silentLogger, poolSize: 12 });
});

const [FIRST_KEY, SECOND_KEY] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const HOUR_MS = 3_600_000;
let tenants = 0;

/** A provider that takes each refresh token once, and the one before for as long as it has grace. */
class Provider {
  renewals = 0;
  current: string | null = null;
  hasGrace = true;
  private former: string | null = null;
  /** Runs after the provider has replaced the token and before its answer arrives. */
  onTheWay: () => Promise<void> = () => Promise.resolve();

  readonly renew = async (presented: string): Promise<RenewedTokens> => {
    const isKnown =
      this.current === null ||
      presented === this.current ||
      (this.hasGrace && presented === this.former);
    if (!isKnown) throw authError('OAUTH_REFRESH_REFUSED', 'invalid_grant');
    this.renewals += 1;
    this.former = presented;
    this.current = `refresh-${this.renewals}`;
    const answer = { accessToken: `access-${this.renewals}`, refreshToken: this.current };
    await this.onTheWay();
    return { ...answer, expiresInMs: HOUR_MS };
  };
}

interface Parts {
  tenantId: string;
  connectionId: string;
  clock: FixedClock;
  provider: Provider;
  /** A vault as a process opens it. */
  open(keys?: readonly Buffer[], signal?: AbortSignal): PostgresVault;
  token(given?: string, refused?: string | null): Promise<string>;
}

async function connected(): Promise<Parts> {
  if (hub === undefined) throw new Error('not connected');
  const opened = hub;
  const { tenantId } = await createTenant(opened, { slug: `vault-${++tenants}` });
  const { connectionId } = await opened.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'books', name: 'main', config: {} }),
  );
  const clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  const provider = new Provider();
  const open = (keys = [FIRST_KEY], signal = new AbortController().signal): PostgresVault =>
    new PostgresVault({
      ...{ database: opened, keys: SecretKeys.of(keys), clock, logger: silentLogger },
      ...{ tenantId, connectionId, signal },
    });
  const token = async (given = 'given', refused: string | null = null): Promise<string> => {
    const { renew } = provider;
    return (await open().accessToken({ given, refused, renew })).token;
  };
  return { tenantId, connectionId, clock, provider, open, token };
}

const rowsOf = ({ tenantId }: Parts): Promise<Record<string, unknown>[]> =>
  database().query('SELECT * FROM connection_credential WHERE tenant_id = $1', [tenantId]);

it('renews once, keeps what came for other processes, and renews again near its end', async () => {
  const books = await connected();
  expect(await books.token()).toBe('access-1');
  expect(await books.token()).toBe('access-1');
  books.clock.advanceMs(HOUR_MS - 10_000);
  expect(await books.token()).toBe('access-2');
  expect(books.provider.renewals).toBe(2);
});

it('renews once for eight processes that come at the same time', async () => {
  const books = await connected();
  books.provider.onTheWay = () => sleep(120);
  const tokens = await Promise.all(Array.from({ length: 8 }, () => books.token()));
  expect(new Set(tokens)).toEqual(new Set(['access-1']));
  expect(books.provider.renewals).toBe(1);
});

it('renews a token the provider refuses early, and uses another one that came meanwhile', async () => {
  const books = await connected();
  await books.token();
  expect(await books.token('given', 'access-1')).toBe('access-2');
  expect(await books.token('given', 'access-1')).toBe('access-2');
  expect(books.provider.renewals).toBe(2);
});

it('stores nothing that can be read', async () => {
  const books = await connected();
  await books.token();
  const stored = JSON.stringify(await rowsOf(books));
  expect(stored).not.toMatch(/access-1|refresh-1|given"/);
  expect((await rowsOf(books))[0]).toMatchObject({ presented_at: null });
});

it('asks for nothing it could not store', async () => {
  const books = await connected();
  const vault = books.open([]);
  const asked = vault.accessToken({ given: 'given', refused: null, renew: books.provider.renew });
  expect(await failureOf(asked)).toBe('CONFIG SECRET_KEY_MISSING');
  expect(books.provider.renewals).toBe(0);
});

describe('a process that ends between the answer and its storing', () => {
  async function killed(): Promise<Parts> {
    const books = await connected();
    await books.token();
    books.clock.advanceMs(2 * HOUR_MS);
    books.provider.onTheWay = () => Promise.reject(new Error('killed'));
    await books.token().catch(() => undefined);
    books.provider.onTheWay = () => Promise.resolve();
    return books;
  }

  it('is made good where the provider takes the former token once more', async () => {
    const books = await killed();
    expect(await books.token()).toBe('access-3');
    expect((await rowsOf(books))[0]).toMatchObject({ presented_at: null });
  });

  it('is told to the owner where it does not', async () => {
    const books = await killed();
    books.provider.hasGrace = false;
    expect(await failureOf(books.token())).toBe('AUTH OAUTH_TOKEN_LOST');
    // Said once for that; from then on the provider's refusal is what it is.
    expect(await failureOf(books.token())).toBe('AUTH OAUTH_REFRESH_REFUSED');
  });
});

it('starts afresh with another token of the owner, and goes on with the same', async () => {
  const books = await connected();
  await books.token('first');
  books.provider.current = null;
  expect(await books.token('second')).toBe('access-2');
  expect(await books.token('second')).toBe('access-2');
});

it('says a refusal as it is, and nothing of it stays', async () => {
  const books = await connected();
  await books.token();
  books.provider.current = 'revoked';
  books.provider.hasGrace = false;
  books.clock.advanceMs(2 * HOUR_MS);
  expect(await failureOf(books.token())).toBe('AUTH OAUTH_REFRESH_REFUSED');
  expect((await rowsOf(books))[0]).toMatchObject({ presented_at: null });
});

it('stores what a renewal brings that was under way when the run was told to stop', async () => {
  const books = await connected();
  const stop = new AbortController();
  books.provider.onTheWay = () => {
    stop.abort();
    return sleep(30);
  };
  const { renew } = books.provider;
  const vault = books.open([FIRST_KEY], stop.signal);
  await vault.accessToken({ given: 'given', refused: null, renew });
  expect(await books.token()).toBe('access-1');
});

it('leaves the token as it was when the provider is down', async () => {
  const books = await connected();
  await books.token();
  books.clock.advanceMs(2 * HOUR_MS);
  const down = (): Promise<never> => Promise.reject(transientError('PROVIDER_UNAVAILABLE', 'down'));
  const asked = books.open().accessToken({ given: 'given', refused: null, renew: down });
  expect(await failureOf(asked)).toBe('TRANSIENT PROVIDER_UNAVAILABLE');
  expect(await books.token()).toBe('access-2');
});

it('seals under a new key, and is forgotten with the connection', async () => {
  const books = await connected();
  await books.token();
  const keys = SecretKeys.of([SECOND_KEY, FIRST_KEY]);
  if (hub === undefined) throw new Error('not connected');
  const opened = hub;
  const inTenant = <T>(work: Parameters<Database['tenant']>[1]): Promise<T> =>
    opened.tenant(books.tenantId, work) as Promise<T>;
  expect(await inTenant((tx) => sealCredentials(tx, keys))).toMatchObject({ sealed: 1 });
  const vault = books.open([SECOND_KEY]);
  const { renew } = books.provider;
  expect((await vault.accessToken({ given: 'given', refused: null, renew })).token).toBe(
    'access-1',
  );
  await inTenant((tx) => disconnectConnection(tx, books.connectionId, []));
  expect(await rowsOf(books)).toEqual([]);
});
