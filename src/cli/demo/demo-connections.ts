import type { Transaction } from '../../database';
import type { RunningSimulators } from '../../connector-kit';
import { sealingOf, type Hub } from '../../hub';
import { ensureConnection, type Connection, type ConnectionDraft } from '../../landing';
import { budgetsOf, setBudget, setPrice } from '../../purchasing';

/** Simulators are on this machine: no need to be slow with them. */
const PACE = { requestsPerSecond: 1_000 };
/** Rates for every day the demo's books tell of. */
const DEMO_HISTORY_DAYS = 1_100;
const SIMULATED = 'simulated';
const LIVE = 'live';

/** What the demo may buy in a month, and at what prices: invented, since providers publish theirs in contracts. */
const PURSES: Readonly<Record<string, { callsMax: number; cents: Record<string, bigint> }>> = {
  pappers: { callsMax: 2_000, cents: { token: 10n } },
  // Hardly more than its customers: that it is nearly spent is told.
  creditsafe: { callsMax: 300, cents: { report: 450n } },
  atradius: { callsMax: 1_000, cents: { 'buyer-lookup': 30n } },
};

/** The books in their folder, registries, a bureau and an insurer: simulated, or with null the real ones that are free. */
export async function connectDemo(
  hub: Hub,
  tenantId: string,
  sources: { booksFolder: string; simulators: RunningSimulators | null },
): Promise<void> {
  const { booksFolder, simulators } = sources;
  const books = { connectorId: 'fec', name: 'books', config: { folder: booksFolder } };
  const providers = simulators === null ? liveRegistries() : simulatedProviders(simulators);
  await hub.database.tenant(tenantId, async (tx) => {
    for (const draft of [books, ...providers]) {
      const connection = await ensureConnection(tx, draft, sealingOf(hub, draft.connectorId));
      await fillPurse(tx, connection, hub.clock.now());
    }
    await pauseOthers(tx, simulators === null ? SIMULATED : LIVE);
  });
}

/** A first start only: what somebody has set since stays. */
async function fillPurse(tx: Transaction, connection: Connection, at: Date): Promise<void> {
  const { connectionId, connectorId } = connection;
  const purse = PURSES[connectorId];
  if (purse === undefined) return;
  const set = await budgetsOf(tx, at);
  if (set.some((budget) => budget.connectionId === connectionId)) return;
  const by = { setBy: 'demo', at };
  const budget = { monthlyLimitMinor: null, monthlyCallsMax: purse.callsMax };
  await setBudget(tx, connectionId, { ...budget, ...by });
  for (const [call, unitPriceMinor] of Object.entries(purse.cents)) {
    await setPrice(tx, connectionId, { call, unitPriceMinor, ...by });
  }
}

function simulatedProviders(simulators: RunningSimulators): ConnectionDraft[] {
  const draft = (connectorId: string, config: Record<string, unknown>): ConnectionDraft => ({
    connectorId,
    name: SIMULATED,
    config: { baseUrl: simulators.baseUrl(connectorId), ...PACE, ...config },
  });
  return [
    // The demo's registries move every minute; the real ones are read every few weeks.
    draft('recherche-entreprises', { refreshAfterDays: 0 }),
    draft('bodacc', {}),
    draft('ratios-inpi-bce', { refreshAfterDays: 0 }),
    draft('inpi-rne', { username: 'demo', password: 'demo-password' }),
    draft('pappers', { apiKey: 'demo', withAccounts: true }),
    draft('creditsafe', { username: 'demo', password: 'demo-password', portfolioId: 589_960 }),
    draft('atradius', {
      ...{ clientId: 'demo', clientSecret: 'demo-secret', appKey: 'demo-app-key' },
      ...{ customerId: 1, policyIds: ['100001', '100002'] },
    }),
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
