/** Logins of several connections that run out in the same moment, in a worker that does as many jobs at once. */
import { quickbooks, quickbooksSimulator } from '../../connectors/quickbooks';
import { xero, xeroSimulator } from '../../connectors/xero';
import { sampleWorld, startSimulators } from '../../src/connector-kit';
import { Database } from '../../src/database';
import { entities } from '../../src/entities';
import { silentLogger } from '../../src/kernel';
import { poolSizeFor } from '../../src/main';
import { connect } from '../../src/use-cases/connect';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { useDatabase } from '../support/postgres';
import { aSeller, hubOf } from './seller';

const test = useDatabase();
const CLIENT = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

it('finds a connection to the database for each renewal', async () => {
  const { url } = test();
  const poolSize = poolSizeFor(2);
  const database = await Database.connect({ url, logger: silentLogger, entities, poolSize });
  const simulators = [quickbooksSimulator, xeroSimulator];
  const running = await startSimulators({ simulators, world: sampleWorld() });
  try {
    const hub = hubOf({ database, test: test() }, { connectors: [quickbooks, xero] });
    for (const { connectorId } of simulators) {
      running.setFaults(connectorId, { latencyMs: [300, 300] });
    }
    const tenantId = await aSeller(hub);
    const settings = { quickbooks: { realmId: '9130350000000001' }, xero: {} };
    const ids: string[] = [];
    for (const connectorId of ['quickbooks', 'xero'] as const) {
      const login = { ...CLIENT, refreshToken: `granted-${connectorId}` };
      const at = { baseUrl: running.baseUrl(connectorId), requestsPerSecond: 1_000 };
      const config = { ...settings[connectorId], ...login, ...at };
      ids.push((await connect(hub, tenantId, { connectorId, name: 'main', config })).connectionId);
    }
    const { signal } = new AbortController();
    await Promise.all(
      ids.map((id) => syncProviders(hub, { tenantId, connectionIds: [id], signal })),
    );
    const failed = await test().query(`SELECT stream FROM sync_run WHERE status <> 'SUCCEEDED'`);
    expect(failed).toEqual([]);
  } finally {
    await running.stop();
    await database.close();
  }
}, 120_000);
