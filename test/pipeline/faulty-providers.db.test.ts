/** Providers on a bad day: what a sync leaves must not tell. `npm run bench -- providers` does the same with 2,000. */
import { Client } from 'pg';
import { compareBill, type BillFigures } from '../../bench/providers/compare-bill';
import { compareRecords, keepRecords } from '../../bench/providers/compare-records';
import { faultMix } from '../../bench/providers/fault-mix';
import { beginAnew, openPortfolio, type Portfolio } from '../../bench/providers/portfolio';
import { syncUntilComplete, type CompletedSync } from '../../bench/providers/sync-until-complete';
import { simulators } from '../../connectors';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { Database } from '../../src/database';
import { generateWorld } from '../../src/demo';
import { entities } from '../../src/entities';
import { silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';

jest.setTimeout(120_000);

const TODAY = '2026-03-02';
const PROVIDERS = ['recherche-entreprises', 'bodacc', 'creditsafe', 'atradius'];
const COMPANIES = 100;

let client: Client;
let connected: Database;
let running: RunningSimulators;
let portfolio: Portfolio;
let sirens: string[];

afterAll(async () => {
  await connected.close();
  await client.end();
  await running.stop();
});

const database = useDatabase();

beforeAll(async () => {
  const world = generateWorld({ seed: 7, today: TODAY, customers: COMPANIES });
  sirens = world
    .companies()
    .slice(0, COMPANIES)
    .map(({ siren }) => siren);
  running = await startSimulators({ simulators, world });
  const { url } = database();
  client = new Client({ connectionString: url });
  await client.connect();
  connected = await Database.connect({ url, poolSize: 20, logger: silentLogger, entities });
  portfolio = await openPortfolio(connected, {
    ...{ today: TODAY, providers: PROVIDERS, timeoutMs: 250 },
    baseUrl: (id) => running.baseUrl(id),
  });
}, 60_000);

async function sync(leftMax = Infinity): Promise<CompletedSync & { calls: BillFigures }> {
  await beginAnew(client, portfolio, sirens);
  const before = new Map(PROVIDERS.map((id) => [id, running.bill(id).length]));
  const synced = await syncUntilComplete(client, portfolio, leftMax);
  const bill = PROVIDERS.flatMap((connectorId) =>
    running
      .bill(connectorId)
      .slice(before.get(connectorId))
      .map((line) => ({ connectorId, ...line })),
  );
  return { ...synced, calls: await compareBill(client, bill) };
}

it('leaves the same rows as on a good day, and a ledger that is the bill', async () => {
  const calm = await sync();
  await keepRecords(client);
  for (const [index, id] of PROVIDERS.entries()) {
    running.setFaults(id, faultMix(index, { truncated: 0.01 }));
  }
  const faulty = await sync(calm.incomplete.at(-1));

  expect(calm).toMatchObject({ runs: 1, isComplete: true, calls: { disagreements: [] } });
  expect(faulty).toMatchObject({ isComplete: true, calls: { disagreements: [] } });
  // The day was bad indeed: refusals were given back, and what may have been billed is counted.
  expect(faulty.calls.released).toBeGreaterThan(10);
  expect(faulty.calls.unanswered).toBeGreaterThan(10);
  const compared = await compareRecords(client);
  expect(compared.filter(({ missing, added }) => missing + added > 0)).toEqual([]);
  expect(compared.reduce((rows, table) => rows + table.rows, 0)).toBeGreaterThan(1_000);
});
