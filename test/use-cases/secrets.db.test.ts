import { syncProviders } from '../../src/use-cases/sync-providers';
import { connect } from '../../src/use-cases/connect';
import { sealPlainSecrets, sealSecrets } from '../../src/use-cases/seal-secrets';
import { testConnection } from '../../src/use-cases/test-connection';
import type { Hub } from '../../src/hub';
import { createLogger } from '../../src/kernel';
import {
  ensureConnection,
  getConnection,
  hookToken,
  listConnections,
  openConfig,
  renewHook,
  SecretKeys,
} from '../../src/landing';
import { loginConnector, startLoginBureau, type LoginBureau } from './login-provider';
import { aKey, aSeller, haveCustomers, hubOf, sirenOf, useHubs } from './seller';

const PASSWORD = 'planted-pässword-"77"-k3y';
const SUBSCRIPTION = 'planted-subscription-4411';
const connectors = [loginConnector];

let bureau: LoginBureau;
beforeAll(async () => {
  bureau = await startLoginBureau(PASSWORD);
});
afterAll(() => bureau.running.stop());
const opened = useHubs();

const draft = (changes: Record<string, unknown> = {}): Parameters<typeof connect>[2] => ({
  connectorId: 'login-bureau',
  name: 'main',
  config: {
    baseUrl: bureau.baseUrl,
    user: 'marie',
    password: PASSWORD,
    subscriptionKey: SUBSCRIPTION,
    ...changes,
  },
});

const sync = (hub: Hub, tenantId: string): Promise<string[]> =>
  syncProviders(hub, { tenantId, connectionIds: null, signal: new AbortController().signal });

/** Every text the database holds, whatever its type: rows as JSON, bytes as text too. */
async function everythingStored(): Promise<string> {
  const { test } = opened();
  const tables = await test.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await test.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} t`,
    );
    for (const { row } of rows) {
      texts.push(row, JSON.stringify(JSON.parse(row)));
      for (const [, hex = ''] of row.matchAll(/"\\\\x([0-9a-f]+)"/g)) {
        texts.push(Buffer.from(hex, 'hex').toString('utf8'));
      }
    }
  }
  return texts.join('\n');
}

/** The forms in which a secret may be met. */
function expectNoSecret(
  text: string,
  secrets = [PASSWORD, SUBSCRIPTION, 'token-planted-9f3b'],
): void {
  for (const secret of secrets) {
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret)).slice(3, -3),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ]) {
      expect(
        text.includes(form)
          ? `${form} in …${text.slice(text.indexOf(form) - 200, text.indexOf(form) + 60)}`
          : '',
      ).toBe('');
    }
  }
}

it('stores secrets sealed, apart from the settings, and opens them where they are used', async () => {
  const hub = hubOf(opened(), { connectors });
  const tenantId = await aSeller(hub);
  const { connectionId } = await connect(hub, tenantId, draft());
  const stored = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  expect(stored.config).toEqual({ baseUrl: bureau.baseUrl, user: 'marie' });
  expect(Object.keys(stored.sealedSecrets).sort()).toEqual(['password', 'subscriptionKey']);
  expect(stored.secretKeyId).toBe(hub.secretKeys.sealingKeyId);
  expect(openConfig(hub.secretKeys, tenantId, stored)).toEqual(draft().config);
});

it('refuses to store a secret without a key, and goes on with what needs none', async () => {
  const hub = hubOf(opened(), { connectors, keys: [] });
  const tenantId = await aSeller(hub);
  await expect(connect(hub, tenantId, draft())).rejects.toMatchObject({
    family: 'CONFIG',
    code: 'SECRET_KEY_MISSING',
    place: { field: 'ENCOURS_SECRET_KEY' },
  });
  expect(await hub.database.tenant(tenantId, listConnections)).toEqual([]);
  await sealPlainSecrets(hub);
});

it('does not open a sealed secret that was moved to another connection', async () => {
  const hub = hubOf(opened(), { connectors });
  const tenantId = await aSeller(hub);
  const one = await connect(hub, tenantId, draft());
  const other = await connect(hub, tenantId, {
    ...draft({ password: 'another-one' }),
    name: 'two',
  });
  const moved = { ...other, sealedSecrets: one.sealedSecrets };
  expect(() => openConfig(hub.secretKeys, tenantId, moved)).toThrow('changed or moved');
});

it('seals what an older version stored in the clear, also when two processes start at once', async () => {
  const keys = [aKey()];
  const hub = hubOf(opened(), { connectors, keys });
  const tenantId = await aSeller(hub);
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(
      tx,
      draft({ password: 'plain-planted-1', subscriptionKey: 'plain-planted-2' }),
    ),
  );
  await Promise.all([1, 2, 3].map(() => sealPlainSecrets(hubOf(opened(), { connectors, keys }))));
  await sealPlainSecrets(hub);
  const stored = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  expectNoSecret(JSON.stringify(stored), ['plain-planted-1', 'plain-planted-2']);
  expect(openConfig(hub.secretKeys, tenantId, stored)).toMatchObject({
    password: 'plain-planted-1',
  });
});

it('seals anew under another key, after which the old one opens nothing', async () => {
  const [old, fresh] = [aKey(), aKey()];
  const before = hubOf(opened(), { connectors, keys: [old] });
  const tenantId = await aSeller(before);
  const { connectionId } = await connect(before, tenantId, draft());
  const token = await before.database.tenant(tenantId, (tx) =>
    renewHook(tx, before.secretKeys, { connectionId, at: before.clock.now() }),
  );
  const rotating = hubOf(opened(), { connectors, keys: [fresh, old] });
  expect((await sealSecrets(rotating)).sealed).toBeGreaterThanOrEqual(2);
  const again = await sealSecrets(rotating);
  expect(again.sealed).toBe(0);
  const stored = await before.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  expect(openConfig(SecretKeys.of([fresh]), tenantId, stored)).toEqual(draft().config);
  expect(() => openConfig(SecretKeys.of([old]), tenantId, stored)).toThrow('not among the keys');
  const now = hubOf(opened(), { connectors, keys: [fresh] });
  const read = now.database.tenant(tenantId, (tx) => hookToken(tx, now.secretKeys, connectionId));
  expect(await read).toBe(token);
});

it('pauses the connection whose secret no key opens, naming it and the key, and syncs the others', async () => {
  const hub = hubOf(opened(), { connectors });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [sirenOf(1)]);
  const lost = await connect(hubOf(opened(), { connectors }), tenantId, draft());
  const fine = await connect(hub, tenantId, { ...draft(), name: 'other' });
  bureau.mood = 'answers';
  await sync(hub, tenantId);
  const [first, second] = await hub.database.tenant(tenantId, (tx) =>
    Promise.all([getConnection(tx, lost.connectionId), getConnection(tx, fine.connectionId)]),
  );
  expect(first).toMatchObject({ status: 'PAUSED', statusCode: 'SECRET_UNREADABLE' });
  expect(first.statusReason).toContain(lost.connectionId);
  expect(first.statusReason).toContain(lost.secretKeyId ?? '?');
  expect(second.status).toBe('ACTIVE');
  expect(second.lastSucceededAt).not.toBeNull();
});

it('lets no secret out of a sync, whatever the provider says back', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    format: 'json',
    write: (line) => lines.push(line),
  });
  const hub = hubOf(opened(), { connectors, logger });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [1, 2, 3, 4, 5, 6].map(sirenOf));
  const { connectionId } = await connect(hub, tenantId, draft());
  for (const mood of ['answers', 'fails', 'rambles', 'forbids'] as const) {
    bureau.mood = mood;
    await connect(hub, tenantId, draft());
    hub.clock.advanceMs(40 * 86_400_000);
    await sync(hub, tenantId);
    lines.push(JSON.stringify(await testConnection(hub, tenantId, connectionId)));
  }
  bureau.mood = 'answers';
  bureau.password = 'the provider has changed it';
  await connect(hub, tenantId, draft({ timeoutMs: 1_000 }));
  await sync(hub, tenantId);
  bureau.password = PASSWORD;
  for (const config of [{ password: [PASSWORD] }, { unknown: SUBSCRIPTION }, { baseUrl: 'x' }]) {
    lines.push(await connect(hub, tenantId, draft(config)).then(String, String));
  }
  expect(lines.length).toBeGreaterThan(5);
  expectNoSecret(lines.join('\n'));
  const stored = await everythingStored();
  expect(stored).toContain('Bearer [redacted]'); // said back, and stored without it
  expectNoSecret(stored);
});
