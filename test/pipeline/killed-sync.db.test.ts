/** `encours sync` killed with -9 wherever it happens to be: what was bought is in the ledger, once, and is not lost. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { BilledLine } from '../../bench/providers/compare-bill';
import { beginAnew, openPortfolio, type Portfolio } from '../../bench/providers/portfolio';
import { simulators } from '../../connectors';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { Database } from '../../src/database';
import { generateWorld } from '../../src/demo';
import { entities } from '../../src/entities';
import { localDateAt, silentLogger, systemClock } from '../../src/kernel';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { startEncours } from '../cli/run-encours';
import { useDatabase } from '../support/postgres';

jest.setTimeout(180_000);

const TODAY = localDateAt(systemClock.now());
const PROVIDERS = ['pappers', 'creditsafe'];
const COMPANIES = 200;
const BUDGET = 50;
const SECRET_KEY = randomBytes(32);
/** Longer than a booking waits for the process that made it. */
const LEASE_AND_MORE_MS = 30 * 60_000;

let client: Client;
let connected: Database;
let running: RunningSimulators;
let portfolio: Portfolio;

afterAll(async () => {
  await connected.close();
  await client.end();
  await running.stop();
});

const database = useDatabase();

beforeAll(async () => {
  const world = generateWorld({ seed: 9, today: TODAY, customers: COMPANIES });
  running = await startSimulators({ simulators, world, faults: { latencyMs: [15, 60] } });
  const { url } = database();
  client = new Client({ connectionString: url });
  await client.connect();
  connected = await Database.connect({ url, logger: silentLogger, entities });
  portfolio = await openPortfolio(connected, {
    ...{ today: TODAY, providers: PROVIDERS, callsMax: BUDGET, secretKey: SECRET_KEY },
    ...{ baseUrl: (id) => running.baseUrl(id), timeoutMs: 10_000 },
  });
  const sirens = world.companies().map(({ siren }) => siren);
  await beginAnew(client, portfolio, sirens.slice(0, COMPANIES));
}, 60_000);

/** Starts a sync of everything and kills it once so many calls are on the bills, a moment after. */
async function syncUntilKilled(billed: number, graceMs: number): Promise<void> {
  const process = startEncours(['sync', '--tenant', 'faulty-providers', '--json'], {
    DATABASE_URL: database().url,
    ENCOURS_SECRET_KEY: SECRET_KEY.toString('base64'),
    LOG_LEVEL: 'error',
  });
  const { child } = process;
  while (bill().length < billed && child.exitCode === null) await sleep(2);
  await sleep(graceMs);
  child.kill('SIGKILL');
  await process.ended;
}

function bill(): BilledLine[] {
  return PROVIDERS.flatMap((connectorId) =>
    running.bill(connectorId).map((line) => ({ connectorId, ...line })),
  );
}

interface LedgerCall {
  key: string;
  status: string;
  counted: number;
  isHeld: boolean;
  isUsed: boolean;
}

async function ledger(): Promise<LedgerCall[]> {
  const { rows } = await client.query<LedgerCall>(
    `SELECT concat_ws(' ', connector_id, call, subject) AS key, status, counted_calls AS counted,
       held_until IS NOT NULL AS "isHeld", consumed_at IS NOT NULL AS "isUsed"
     FROM provider_call ORDER BY booked_at`,
  );
  return rows;
}

it('killed at any moment, a sync buys nothing twice, nothing unbooked, nothing beyond its budget', async () => {
  const kills: [billed: number, graceMs: number][] = [];
  for (let billed = randomInt(1, 10); kills.length < 4; billed += randomInt(2, 16)) {
    kills.push([billed, randomInt(0, 40)]);
  }
  for (const [billed, graceMs] of kills) await syncUntilKilled(billed, graceMs);
  const { hub, clock, tenantId } = portfolio;
  clock.set(new Date(Date.now() + LEASE_AND_MORE_MS));
  const { signal } = new AbortController();
  await syncProviders(hub, { tenantId, connectionIds: null, signal });

  const calls = await ledger();
  const billed = bill().map((line) => [line.connectorId, line.call, line.subject].join(' '));
  const settled = calls.filter(({ status }) => status === 'SETTLED');
  const unsure = calls.filter(({ status }) => status === 'UNANSWERED').map(({ key }) => key);
  const told = { kills, unsure };
  // Every line of the bill is a settled call, or one whose end nobody knows; every settled call is on the bill.
  const seen = settled.map(({ key }) => key);
  const unaccounted = billed.filter((key) => !seen.includes(key) && !unsure.includes(key));
  expect({ ...told, unaccounted }).toEqual({ ...told, unaccounted: [] });
  expect(seen.filter((key) => !billed.includes(key))).toEqual([]);
  expect({ ...told, twice: new Set(billed).size }).toEqual({ ...told, twice: billed.length });
  for (const id of PROVIDERS) {
    const counted = calls.filter((call) => call.counted === 1 && call.key.startsWith(id));
    expect({ ...told, id, counted: counted.length }).toEqual({ ...told, id, counted: BUDGET });
    expect(running.bill(id).length).toBeLessThanOrEqual(BUDGET);
  }
  // Nothing is left open, and what may have been billed is held rather than bought again.
  expect(calls.filter(({ status }) => status === 'BOOKED')).toEqual([]);
  expect(calls.filter((call) => call.status === 'UNANSWERED' && !call.isHeld)).toEqual([]);
  // Every answer that was paid for is landed, also those the killed processes had and did not get to land.
  expect(settled.filter(({ isUsed }) => !isUsed)).toEqual([]);
  const { rows } = await client.query<{ landed: number }>(
    `SELECT count(*)::int AS landed FROM subject_reading WHERE outcome <> 'UNKNOWN'`,
  );
  expect(rows).toEqual([{ landed: settled.length }]);
});
