import { readEvents, sequenceEvents } from '../../src/alerts';
import {
  defineConnector,
  ProviderConfig,
  type Connector,
  type Monitoring,
  type RefusedSubject,
} from '../../src/connector-kit';
import { authError, transientError } from '../../src/kernel';
import { ensureConnection, getConnection } from '../../src/landing';
import { latestRunsOf } from '../../src/reports';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { fakeProvider, pagesOf } from '../landing/landing';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs } from './seller';

const opened = useHubs();

interface Kept {
  order: string[];
  watch: Monitoring<object>['watch'];
  isWanted: boolean;
  sync(): Promise<string[]>;
  state(): Promise<unknown>;
}

class PlainConfig extends ProviderConfig {
  override baseUrl = 'https://registry.example';
}

async function kept(): Promise<Kept> {
  const fake = fakeProvider();
  fake.pages = pagesOf('a=1');
  const monitor: Pick<Kept, 'order' | 'watch' | 'isWanted'> = {
    order: [],
    watch: () => Promise.resolve([]),
    isWanted: true,
  };
  const connector: Connector = defineConnector<object>({
    ...fake.connector,
    config: PlainConfig,
    streams: [
      {
        ...fake.stream,
        async *read(context, checkpoint) {
          monitor.order.push('read');
          yield* fake.stream.read(context, checkpoint);
        },
      },
    ],
    monitoring: {
      batchMax: 10,
      isWanted: () => monitor.isWanted,
      watch: (context, sirens): Promise<RefusedSubject[]> => {
        monitor.order.push('watch');
        return monitor.watch(context, sirens);
      },
      unwatch: () => Promise.resolve([]),
    },
  });
  const hub = hubOf(opened(), { connectors: [connector] });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [sirenOf(1), sirenOf(2)]);
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
  );
  const sync = (): Promise<string[]> => {
    hub.clock.advanceMs(60_000);
    const signal = new AbortController().signal;
    return syncProviders(hub, { tenantId, connectionIds: null, signal });
  };
  const state = async (): Promise<unknown> => {
    await hub.database.tenant(tenantId, sequenceEvents);
    return hub.database.tenant(tenantId, async (tx) => {
      const { status } = await getConnection(tx, connectionId);
      const runs = await latestRunsOf(tx, [connectionId]);
      const { events } = await readEvents(tx, { after: 0, first: 50 });
      return {
        status,
        runs: runs.map((run) => `${run.stream} ${run.status} ${run.landed}`),
        events: events.map(({ type }) => type).filter((type) => type !== 'MATCH_DECIDED'),
      };
    });
  };
  return Object.assign(monitor, { sync, state });
}

it('tells the provider whom to watch before the streams are read, and notes it as a run', async () => {
  const portfolio = await kept();
  await portfolio.sync();
  expect(portfolio.order).toEqual(['watch', 'read']);
  const done = {
    status: 'ACTIVE',
    runs: ['companies SUCCEEDED 1', 'monitoring SUCCEEDED 2'],
    events: [],
  };
  expect(await portfolio.state()).toEqual(done);
});

it('notes no run when there was nothing to tell', async () => {
  const portfolio = await kept();
  portfolio.isWanted = false;
  await portfolio.sync();
  expect(portfolio.order).toEqual(['read']);
  expect(await portfolio.state()).toMatchObject({ runs: ['companies SUCCEEDED 1'] });
});

it('reads the streams all the same when the provider cannot be told, and tells it once', async () => {
  const portfolio = await kept();
  portfolio.watch = () => Promise.reject(transientError('PROVIDER_DOWN', 'is down'));
  await portfolio.sync();
  await portfolio.sync();
  expect(await portfolio.state()).toEqual({
    status: 'ACTIVE',
    runs: ['companies SUCCEEDED 0', 'monitoring FAILED 0'],
    events: ['SYNC_FAILED'],
  });
  portfolio.watch = () => Promise.resolve([]);
  await portfolio.sync();
  expect(await portfolio.state()).toMatchObject({
    runs: ['companies SUCCEEDED 0', 'monitoring SUCCEEDED 2'],
  });
});

it('pauses, and reads no stream, when its credentials are refused', async () => {
  const portfolio = await kept();
  portfolio.watch = () => Promise.reject(authError('PROVIDER_AUTH_REFUSED', 'wrong'));
  await portfolio.sync();
  await portfolio.sync();
  expect(portfolio.order).toEqual(['watch']);
  expect(await portfolio.state()).toEqual({
    status: 'PAUSED',
    runs: ['monitoring FAILED 0'],
    events: ['CONNECTION_PAUSED', 'CONNECTION_ALERT_RAISED'],
  });
});
