import type { Database, Transaction } from '../../database';
import type { RunningSimulators } from '../../connector-kit';
import { ensureConnection, type ConnectionDraft } from '../../landing';

/** Simulators are on this machine: no need to be slow with them. */
const PACE = { requestsPerSecond: 1_000 };
/** Rates for every day the demo's books tell of. */
const DEMO_HISTORY_DAYS = 1_100;
const SIMULATED = 'simulated';
const LIVE = 'live';

/** The books in their folder, the registries and exchange rates: simulated, or with null the real ones that are free. */
export async function connectDemo(
  database: Database,
  tenantId: string,
  sources: { booksFolder: string; simulators: RunningSimulators | null },
): Promise<void> {
  const { booksFolder, simulators } = sources;
  const books = { connectorId: 'fec', name: 'books', config: { folder: booksFolder } };
  const registries = simulators === null ? liveRegistries() : simulatedRegistries(simulators);
  await database.tenant(tenantId, async (tx) => {
    for (const draft of [books, ...registries]) await ensureConnection(tx, draft);
    await pauseOthers(tx, simulators === null ? SIMULATED : LIVE);
  });
}

function simulatedRegistries(simulators: RunningSimulators): ConnectionDraft[] {
  const draft = (connectorId: string, config: Record<string, unknown>): ConnectionDraft => ({
    connectorId,
    name: SIMULATED,
    config: { baseUrl: simulators.baseUrl(connectorId), ...PACE, ...config },
  });
  return [
    draft('recherche-entreprises', { refreshAfterDays: 0 }),
    draft('bodacc', {}),
    draft('pappers', { apiKey: 'demo', refreshAfterDays: 0, withAccounts: true }),
    draft('ecb', { historyDays: DEMO_HISTORY_DAYS }),
  ];
}

function liveRegistries(): ConnectionDraft[] {
  return ['recherche-entreprises', 'bodacc', 'ecb'].map((connectorId) => ({
    connectorId,
    name: LIVE,
    config: {},
  }));
}

/** What the other way of starting the demo had connected rests; its checkpoints and facts stay its own. */
async function pauseOthers(tx: Transaction, name: string): Promise<void> {
  await tx.execute(
    `UPDATE connection SET status = 'PAUSED', status_code = 'DEMO_OTHER_SOURCE',
       status_reason = 'the demo was last started with the other sources (npm start, npm start -- --live)'
     WHERE tenant_id = $1 AND name = $2`,
    [tx.tenantId, name],
  );
}
