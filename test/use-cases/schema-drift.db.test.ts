import { readEvents, sequenceEvents } from '../../src/alerts';
import {
  decode,
  defineConnector,
  object,
  ProviderConfig,
  siren,
  text,
  type Connector,
  type Json,
} from '../../src/connector-kit';
import { ensureConnection } from '../../src/landing';
import { latestRunsOf } from '../../src/reports';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { fakeProvider } from '../landing/landing';
import { aSeller, hubOf, sirenOf, useHubs } from './seller';
import { company } from '../unify/tenant';

const opened = useHubs();

class PlainConfig extends ProviderConfig {
  override baseUrl = 'https://registry.example';
}

type Mapping = NonNullable<Connector['streams']>[number]['map'];

/** What version 1 reads: a name that is a text. Version 2 takes a number too. */
const strict: Mapping = (payload) => {
  const seen = decode(object({ siren, name: text }), payload);
  return [company({ sourceKey: seen.siren, siren: seen.siren, name: seen.name })];
};
const lenient: Mapping = (payload) => {
  const { siren: id, name } = payload as { siren: string; name: string | number };
  return [company({ sourceKey: id, siren: id, name: String(name) })];
};

interface Provider {
  connector(version: string, map: Mapping): Connector;
  gives(names: Record<string, Json>): void;
}

function provider(): Provider {
  const fake = fakeProvider();
  let reads = 0;
  return {
    connector: (version, map) =>
      defineConnector<object>({
        ...fake.connector,
        config: PlainConfig,
        version,
        streams: [
          { ...fake.stream, map },
          {
            name: 'others',
            records: ['company'],
            map: () => [],
            async *read() {
              yield await Promise.resolve({ items: [], checkpoint: {} });
            },
          },
        ],
      }),
    gives(names) {
      const items = Object.entries(names).map(([key, name]) => ({
        sourceKey: key,
        payload: { siren: key, name },
      }));
      fake.pages[reads] = { items, checkpoint: { page: ++reads } };
    },
  };
}

it('ends the run as failed, names the field, tells it once, keeps what mapped, and maps the rest with the next version', async () => {
  const source = provider();
  const first = source.connector('1.9.0', strict);
  const hub = hubOf(opened(), { connectors: [first] });
  const tenantId = await aSeller(hub);
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
  );
  const sync = async (connector: Connector): Promise<void> => {
    const signal = new AbortController().signal;
    const connectors = new Map([['fake', connector]]);
    hub.clock.advanceMs(60_000);
    await syncProviders({ ...hub, connectors }, { tenantId, connectionIds: null, signal });
  };
  const state = async (): Promise<{ runs: string[]; names: unknown[]; quarantined: number }> =>
    hub.database.tenant(tenantId, async (tx) => {
      const runs = await latestRunsOf(tx, [connectionId]);
      const names = await tx.query<{ name: string }>(
        'SELECT name FROM company WHERE tenant_id = $1 ORDER BY siren',
        [tenantId],
      );
      const quarantine = await tx.query('SELECT 1 FROM quarantined_record');
      return {
        runs: runs.map((run) => `${run.stream} ${run.status} ${run.errorCode ?? '-'}`),
        names: names.map(({ name }) => name),
        quarantined: quarantine.length,
      };
    });

  const numbers = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [sirenOf(n), n]));
  source.gives({ ...numbers, [sirenOf(6)]: 'SIX' });
  await sync(first);
  expect(await state()).toEqual({
    runs: ['companies FAILED SCHEMA_DRIFT', 'others SUCCEEDED -'],
    names: ['SIX'],
    quarantined: 5,
  });

  source.gives(Object.fromEntries([11, 12, 13, 14].map((n) => [sirenOf(n), n])));
  await sync(first);
  const told = async (): Promise<unknown[]> => {
    await hub.database.tenant(tenantId, sequenceEvents);
    const { events } = await hub.database.tenant(tenantId, (tx) =>
      readEvents(tx, { after: 0, first: 50, types: ['SYNC_FAILED', 'SYNC_RECOVERED'] }),
    );
    return events.map(({ type, data }) => [type, data['code'] ?? null]);
  };
  expect(await told()).toEqual([['SYNC_FAILED', 'SCHEMA_DRIFT']]);

  await sync(source.connector('1.10.0', lenient));
  const mended = await state();
  expect(mended.runs).toEqual(['companies SUCCEEDED -', 'others SUCCEEDED -']);
  expect(mended.names).toHaveLength(10);
  expect(mended.quarantined).toBe(0);
  // And goes on going well, which is not told again.
  await sync(source.connector('1.10.0', lenient));
  expect(await told()).toEqual([
    ['SYNC_FAILED', 'SCHEMA_DRIFT'],
    ['SYNC_RECOVERED', null],
  ]);

  // A server that is still to be upgraded does not map it all back.
  await sync(first);
  expect(await state()).toEqual(mended);
});
