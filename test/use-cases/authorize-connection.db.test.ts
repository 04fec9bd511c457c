/** An owner consents in a browser: the address asked, the code taken, the token sealed, and the books read with it. */
import { quickbooks, quickbooksSimulator } from '../../connectors/quickbooks';
import { sageAccounting, sageAccountingSimulator } from '../../connectors/sage-accounting';
import { xero, xeroSimulator } from '../../connectors/xero';
import { zohoBooks, zohoBooksSimulator } from '../../connectors/zoho-books';
import { dolibarr } from '../../connectors/dolibarr';
import { sampleWorld, startSimulators, type RunningSimulators } from '../../src/connector-kit';
import type { Hub } from '../../src/hub';
import { getConnection, openConfig } from '../../src/landing';
import { askConsent } from '../../src/use-cases/authorize-connection';
import { testConnection } from '../../src/use-cases/test-connection';
import { aSeller, hubOf, useHubs } from './seller';

const REDIRECT = 'http://localhost:8914/callback';
const CONNECTORS = [quickbooks, xero, sageAccounting, zohoBooks, dolibarr];
const CLIENT = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

const opened = useHubs();
let running: RunningSimulators;
beforeAll(async () => {
  const simulators = [
    ...[quickbooksSimulator, xeroSimulator, sageAccountingSimulator, zohoBooksSimulator],
  ];
  running = await startSimulators({ simulators, world: sampleWorld() });
});
afterAll(() => running.stop());

interface Asked {
  hub: Hub;
  tenantId: string;
  connectorId: string;
  config?: Record<string, unknown>;
  redirectUri?: string;
}

function ask({ connectorId, config = {}, redirectUri = REDIRECT, ...of }: Asked) {
  const settings = { ...CLIENT, ...config, baseUrl: running.baseUrl(connectorId) };
  const { signal } = new AbortController();
  const named = { connectorId, name: 'main', config: settings, redirectUri, signal };
  return askConsent(of.hub, { tenantId: of.tenantId, ...named });
}

/** The address the browser is sent back to by an owner who agrees, or declines, at once. */
async function visit(address: string): Promise<URL> {
  const answer = await fetch(address, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? 'http://no-consent.example');
}

async function aHub(): Promise<{ hub: Hub; tenantId: string }> {
  const hub = hubOf(opened(), { connectors: CONNECTORS });
  return { hub, tenantId: await aSeller(hub) };
}

describe('a consent in the browser', () => {
  it.each([
    ['quickbooks', {}],
    ['xero', {}],
    ['sage-accounting', {}],
    ['zoho-books', { organizationId: '60001234567' }],
  ])('connects %s, and its books answer', async (connectorId, config) => {
    const { hub, tenantId } = await aHub();
    const asked = ask({ hub, tenantId, connectorId, config });
    const connection = await asked.complete(await visit(asked.address));
    expect(connection).toMatchObject({ status: 'ACTIVE', connectorId });
    expect(Object.keys(connection.sealedSecrets).sort()).toEqual(['clientSecret', 'refreshToken']);
    const { isOk } = await testConnection(hub, tenantId, connection.connectionId);
    expect(isOk).toBe(true);
  });

  it('keeps the other settings when it is given anew, and takes the company it names', async () => {
    const { hub, tenantId } = await aHub();
    const config = { homeCurrency: 'EUR', realmId: '1', refreshToken: 'one-that-has-run-out' };
    const asked = ask({ hub, tenantId, connectorId: 'quickbooks', config });
    const { connectionId } = await asked.complete(await visit(asked.address));
    const stored = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
    const settings = openConfig(hub.secretKeys, tenantId, stored);
    expect(settings).toMatchObject({ homeCurrency: 'EUR', realmId: '9130350000000001' });
    expect(settings['refreshToken']).toMatch(/^simulated-refresh-/);
  });

  it('asks with what the provider wants, and with PKCE where it knows that', async () => {
    const { hub, tenantId } = await aHub();
    const asked = (connectorId: string, config = {}): URLSearchParams =>
      new URL(ask({ hub, tenantId, connectorId, config }).address).searchParams;
    const ofXero = asked('xero');
    expect(ofXero.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(ofXero.get('code_challenge_method')).toBe('S256');
    expect(ofXero.get('scope')).toContain('offline_access');
    expect(ofXero.get('redirect_uri')).toBe(REDIRECT);
    const ofZoho = asked('zoho-books', { organizationId: '1' });
    expect(Object.fromEntries(ofZoho)).toMatchObject({ access_type: 'offline', prompt: 'consent' });
    expect(ofZoho.has('code_challenge')).toBe(false);
    expect(asked('sage-accounting').get('filter')).toBe('apiv3.1');
    expect(asked('xero').get('state')).not.toBe(ofXero.get('state'));
  });

  it('leads to the real page where the real service is meant', async () => {
    const { hub, tenantId } = await aHub();
    const { signal } = new AbortController();
    const place = { tenantId, name: 'main', redirectUri: REDIRECT, signal };
    const config = { ...CLIENT, organizationId: '1', baseUrl: 'https://www.zohoapis.in/books/v3' };
    const ofZoho = askConsent(hub, { ...place, connectorId: 'zoho-books', config });
    expect(ofZoho.address).toMatch(/^https:\/\/accounts\.zoho\.in\/oauth\/v2\/auth\?/);
    const ofXero = askConsent(hub, { ...place, connectorId: 'xero', config: CLIENT });
    expect(ofXero.address).toMatch(
      /^https:\/\/login\.xero\.com\/identity\/connect\/authorize\?.*code_challenge=/,
    );
  });
});

describe('what is not let in', () => {
  const refused = (code: string): unknown => expect.objectContaining({ code });

  it('is an answer to another question, and the right one is still taken after it', async () => {
    const { hub, tenantId } = await aHub();
    const asked = ask({ hub, tenantId, connectorId: 'xero' });
    const back = await visit(asked.address);
    const forged = new URL(back);
    forged.searchParams.set('state', 'another');
    await expect(asked.complete(forged)).rejects.toEqual(refused('OAUTH_STATE_MISMATCH'));
    expect((await asked.complete(back)).status).toBe('ACTIVE');
  });

  it('is a code twice, a code of nobody, and one for another address', async () => {
    const { hub, tenantId } = await aHub();
    const asked = ask({ hub, tenantId, connectorId: 'xero' });
    const back = await visit(asked.address);
    await asked.complete(back);
    await expect(asked.complete(back)).rejects.toEqual(refused('OAUTH_CONSENT_REFUSED'));
    back.searchParams.set('code', 'made-up');
    await expect(asked.complete(back)).rejects.toEqual(refused('OAUTH_CONSENT_REFUSED'));
    const elsewhere = new URL(asked.address);
    elsewhere.searchParams.set('redirect_uri', 'https://elsewhere.example/');
    const stolen = await visit(elsewhere.href);
    await expect(asked.complete(stolen)).rejects.toEqual(refused('OAUTH_CONSENT_REFUSED'));
  });

  it('is a code that was asked for with another verifier', async () => {
    const { hub, tenantId } = await aHub();
    const [one, other] = [1, 2].map(() => ask({ hub, tenantId, connectorId: 'xero' }));
    const ours = new URL(one?.address ?? '');
    const theirs = await visit(other?.address ?? '');
    theirs.searchParams.set('state', ours.searchParams.get('state') ?? '');
    await expect(one?.complete(theirs)).rejects.toEqual(refused('OAUTH_CONSENT_REFUSED'));
  });

  it('is who declines, and nothing is connected', async () => {
    const { hub, tenantId } = await aHub();
    const config = { clientId: 'declining-client' };
    const asked = ask({ hub, tenantId, connectorId: 'xero', config });
    const declined = asked.complete(await visit(asked.address));
    await expect(declined).rejects.toMatchObject({
      code: 'OAUTH_CONSENT_REFUSED',
      message: expect.stringContaining('access_denied') as string,
    });
    const rows = await opened().test.query('SELECT 1 FROM connection WHERE tenant_id = $1', [
      tenantId,
    ]);
    expect(rows).toEqual([]);
  });

  it('is software with a key, a client that is missing, and an installation that can seal nothing', async () => {
    const { hub, tenantId } = await aHub();
    const { signal } = new AbortController();
    const place = { tenantId, name: 'main', redirectUri: REDIRECT, signal };
    const of = (on: Hub, connectorId: string, config: object) => (): unknown =>
      askConsent(on, { ...place, connectorId, config: { ...config } });
    expect(of(hub, 'dolibarr', {})).toThrow(refused('CONSENT_NOT_OFFERED') as Error);
    expect(of(hub, 'xero', {})).toThrow(refused('CONNECTOR_CONFIG_INVALID') as Error);
    const keyless = hubOf(opened(), { connectors: CONNECTORS, keys: [] });
    expect(of(keyless, 'xero', CLIENT)).toThrow(refused('SECRET_KEY_MISSING') as Error);
  });
});
