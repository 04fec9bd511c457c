/**
 * Syncs a portfolio of 2,000 companies through registries, bureaux and an insurer twice: with providers that answer
 * properly, and with 10 % 503, 5 % resets, 5 % hangs and 429s. Both must leave the same rows in every table of records,
 * and the ledger of paid calls must be the providers' own bills.
 *
 *   npm run bench -- providers [--companies 2000] [--truncated 0.002] [--only pappers,bodacc]
 *
 * --truncated adds answers cut in half: companies so answered are read again the next day, so that it takes more runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { Database, migrateDatabase, startEmbeddedPostgres } from '../src/database';
import { generateWorld } from '../src/demo';
import { entities } from '../src/entities';
import { silentLogger } from '../src/kernel';
import { compareBill, type BilledLine, type BillFigures } from './providers/compare-bill';
import { compareRecords, keepRecords, type TableDifference } from './providers/compare-records';
import { faultMix } from './providers/fault-mix';
import { beginAnew, openPortfolio, PROVIDER_IDS, type Portfolio } from './providers/portfolio';
import { startSimulatorProcess, type Simulators } from './providers/simulators';
import { syncUntilComplete, type CompletedSync } from './providers/sync-until-complete';

const SEED = 7;
const TODAY = '2026-03-02';

interface Options {
  companies: number;
  truncated: number;
  providers: readonly string[];
}

interface Bench {
  client: Client;
  portfolio: Portfolio;
  simulators: Simulators;
  sirens: readonly string[];
  providers: readonly string[];
}

/** What one of the two syncs came to. */
interface Round extends CompletedSync {
  requests: number;
  retries: number;
  faults: Record<string, number>;
  calls: BillFigures;
}

async function main(): Promise<void> {
  const options = readOptions();
  const folder = mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: false,
  });
  try {
    await migrateDatabase(server.url);
    const isSound = await measure(server.url, options);
    if (!isSound) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      companies: { type: 'string', default: '2000' },
      truncated: { type: 'string', default: '0' },
      only: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? PROVIDER_IDS;
  return {
    companies: Number(values.companies),
    truncated: Number(values.truncated),
    providers: PROVIDER_IDS.filter((id) => only.includes(id)),
  };
}

/** False when the two syncs differ, or the ledger and the bills. */
async function measure(url: string, options: Options): Promise<boolean> {
  const { companies, providers, truncated } = options;
  const size = { seed: SEED, customers: companies, today: TODAY };
  const world = generateWorld(size);
  const sirens = world
    .companies()
    .slice(0, companies)
    .map(({ siren }) => siren);
  const simulators = await startSimulatorProcess(providers, size);
  const client = new Client({ connectionString: url });
  await client.connect();
  const database = await Database.connect({ url, poolSize: 20, logger: silentLogger, entities });
  try {
    const { baseUrl } = simulators;
    const portfolio = await openPortfolio(database, { today: TODAY, providers, baseUrl });
    const bench = { client, portfolio, simulators, sirens: [...new Set(sirens)], providers };
    const calm = await syncRound(bench, { label: 'without faults', leftMax: Infinity });
    await keepRecords(client);
    for (const [index, id] of providers.entries()) {
      await simulators.setFaults(id, faultMix(index, { truncated }));
    }
    const leftMax = calm.incomplete.at(-1) ?? 0;
    const faulty = await syncRound(bench, { label: 'with faults', leftMax });
    return report(bench, { calm, faulty, differences: await compareRecords(client) });
  } finally {
    await database.close();
    await client.end();
    await simulators.stop();
  }
}

async function syncRound(
  bench: Bench,
  { label, leftMax }: { label: string; leftMax: number },
): Promise<Round> {
  const { client, portfolio, simulators, sirens, providers } = bench;
  await beginAnew(client, portfolio, sirens);
  const billedBefore = new Map<string, number>();
  for (const id of providers) {
    await simulators.clearLog(id);
    billedBefore.set(id, (await simulators.bill(id)).length);
  }
  const synced = await syncUntilComplete(client, portfolio, leftMax);
  const bill: BilledLine[] = [];
  const faults: Record<string, number> = {};
  let requests = 0;
  let distinct = 0;
  for (const id of providers) {
    const lines = (await simulators.bill(id)).slice(billedBefore.get(id));
    bill.push(...lines.map((line) => ({ connectorId: id, ...line })));
    const log = await simulators.log(id);
    requests += log.length;
    distinct += new Set(log.map(({ method, path, query }) => `${method} ${path}?${query}`)).size;
    for (const { fault } of log) faults[fault] = (faults[fault] ?? 0) + 1;
  }
  const calls = await compareBill(client, bill);
  const round = { ...synced, requests, retries: requests - distinct, faults, calls };
  console.log(
    `${label}: ${synced.seconds.toFixed(1)} s in ${synced.runs} runs, ${requests} requests`,
  );
  for (const [run, failures] of synced.failures.entries()) {
    const left = synced.incomplete[run] ?? 0;
    console.log(
      `  run ${run + 1}: ${failures.join(', ') || 'no failure'}; ${left} for the next day`,
    );
  }
  for (const [stream, seconds] of synced.streams)
    console.log(`  ${seconds.toFixed(1)} s ${stream}`);
  for (const wrong of calls.disagreements.slice(0, 10)) console.log(`  ${wrong}`);
  return round;
}

function report(
  { sirens }: Bench,
  outcome: { calm: Round; faulty: Round; differences: readonly TableDifference[] },
): boolean {
  const { calm, faulty, differences } = outcome;
  const unequal = differences.filter(({ missing, added }) => missing + added > 0);
  for (const { table, missing, added, example } of unequal) {
    console.log(`${table}: ${missing} rows missing, ${added} added\n${example ?? ''}`);
  }
  const isEqual = unequal.length === 0;
  const agree = [calm, faulty].every(({ calls }) => calls.disagreements.length === 0);
  const isSound = isEqual && agree && calm.isComplete && faulty.isComplete;
  const figures = {
    companies: sirens.length,
    rows: differences.reduce((sum, { rows }) => sum + rows, 0),
    isComplete: faulty.isComplete,
    isEqual,
    billIsLedger: agree,
    ratio: Number((faulty.seconds / calm.seconds).toFixed(2)),
    calm: figuresOf(calm),
    faulty: figuresOf(faulty),
  };
  console.log(JSON.stringify(figures));
  return isSound;
}

function figuresOf(round: Round): Record<string, unknown> {
  const { runs, requests, retries, faults, calls } = round;
  const { disagreements, ...counted } = calls;
  return {
    seconds: Number(round.seconds.toFixed(1)),
    firstRunSeconds: Number(round.firstSeconds.toFixed(1)),
    ...{ runs, requests, retries, faults },
    calls: { ...counted, disagreements: disagreements.length },
  };
}

void main();
