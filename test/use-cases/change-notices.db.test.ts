/** What a provider reports as changed is read again once: not never, and not whenever its reports are mapped again. */
import {
  defineConnector,
  ProviderConfig,
  subjectStream,
  type Connector,
  type Page,
} from '../../src/connector-kit';
import { ensureConnection } from '../../src/landing';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { fakeProvider } from '../landing/landing';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs, type Opened } from './seller';

const opened = useHubs();
const [QUIET, CHANGED] = [sirenOf(501), sirenOf(502)];

class PlainConfig extends ProviderConfig {
  override baseUrl = 'https://registry.example';
}

interface Watcher {
  connector(version: string): Connector;
  pages: Page[];
  /** Companies read since it was last asked. */
  read(): string[];
}

function watcher(): Watcher {
  const fake = fakeProvider();
  const asked: string[] = [];
  const state = { pages: [] as Page[] };
  const connector = (version: string): Connector =>
    defineConnector<object>({
      ...fake.connector,
      ...{ version, config: PlainConfig },
      streams: [
        subjectStream<object>({
          ...{ name: 'reports', records: ['company'], refreshAfterDays: 90, map: () => [] },
          fetch: (_context, siren) => {
            asked.push(siren);
            return Promise.resolve({ items: [], outcome: 'FOUND' });
          },
        }),
        {
          ...{ name: 'alerts', records: ['changeNotice'], reads: 'feed' },
          async *read() {
            for (const page of state.pages) yield await Promise.resolve(page);
          },
          map: (payload) => {
            const { siren, key } = payload as { siren: string; key: string };
            const told = { facet: 'rating', before: 'A', after: 'C', noticedOn: '2026-03-01' };
            return [{ type: 'changeNotice', sourceKey: key, siren, ...told }];
          },
        },
      ],
    });
  return Object.assign(state, { connector, read: () => asked.splice(0).sort() });
}

const report = (key: string): Page => ({
  items: [{ sourceKey: key, payload: { siren: CHANGED, key } }],
  checkpoint: {},
});

async function seller(at: Opened, provider: Watcher) {
  const hub = hubOf(at, { connectors: [provider.connector('1.0.0')] });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [QUIET, CHANGED]);
  await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
  );
  const sync = (version = '1.0.0'): Promise<string[]> => {
    hub.clock.advanceMs(60_000);
    const connectors = new Map([['fake', provider.connector(version)]]);
    const { signal } = new AbortController();
    return syncProviders({ ...hub, connectors }, { tenantId, connectionIds: null, signal });
  };
  await sync();
  expect(provider.read()).toEqual([QUIET, CHANGED]);
  return { tenantId, sync };
}

it('reads again what was reported, in the same run and once', async () => {
  const provider = watcher();
  const { sync } = await seller(opened(), provider);
  provider.pages = [report('1')];
  await sync();
  expect(provider.read()).toEqual([CHANGED]);
  await sync();
  expect(provider.read()).toEqual([]);
  provider.pages = [report('1'), report('2')];
  await sync();
  expect(provider.read()).toEqual([CHANGED]);
});

it('reads nothing again because a newer connector maps old reports anew', async () => {
  const provider = watcher();
  const { sync } = await seller(opened(), provider);
  provider.pages = [report('1')];
  await sync();
  provider.read();
  provider.pages = [];
  await sync('1.1.0');
  expect(provider.read()).toEqual([]);
});

it('reads again what was reported to a process that ended before it could say so', async () => {
  const provider = watcher();
  const { tenantId, sync } = await seller(opened(), provider);
  provider.pages = [report('1')];
  const { test } = opened();
  await test.query(
    `CREATE FUNCTION end_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'ended'; END $$;
     CREATE TRIGGER end_here BEFORE INSERT OR UPDATE OF noticed_at ON subject_reading FOR EACH ROW
       WHEN (NEW.noticed_at IS NOT NULL AND NEW.tenant_id = '${tenantId}') EXECUTE FUNCTION end_here()`,
  );
  await expect(sync()).rejects.toThrow('ended');
  await test.query('DROP FUNCTION end_here CASCADE');
  provider.pages = [];
  await sync();
  expect(provider.read()).toEqual([CHANGED]);
});
