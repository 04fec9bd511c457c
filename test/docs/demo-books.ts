/**
 * The demo of `npm start` on days that do not move: loaded when June 2026 ended, and lived on for three days in which
 * the books learnt of June after all. Behind the API, with a key and an SQL login, as the pages of docs/bi take it.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { connectors, simulators } from '../../connectors';
import type { Api } from '../../src/api';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { createApiKey, createSqlLogin, createTenant, Database } from '../../src/database';
import { fecFileName, generateWorld, LivingWorld, writeDemoFiles } from '../../src/demo';
import { createHub } from '../../src/hub';
import { FixedClock, silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { runPipeline } from '../../src/pipeline';
import { setBudget } from '../../src/purchasing';
import { startApi } from '../api/api-harness';
import { useDatabase, type TestDatabase } from '../support/postgres';

/** As the demo has it. */
const SEED = 7;
export const MONTH_END = '2026-06-30';
/** When the demo is loaded: what was known when the month was closed. */
const LOADED_AT = '2026-06-30T18:00:00.000Z';
const LATER = ['2026-07-01', '2026-07-02', '2026-07-03'];
/** The day of the seller when the pages ask. */
export const TODAY = '2026-07-03';
const READ_AGAIN_AT = '2026-07-03T08:00:00.000Z';
const ASKED_AT = '2026-07-03T09:00:00.000Z';
const STEPS_A_DAY = 12;
const PACE = { requestsPerSecond: 10_000 };

export interface DemoBooks {
  api: Api;
  database: TestDatabase;
  /** Of role ANALYST. */
  key: string;
  sqlUrl: string;
  /** What a statement answers the key's SQL login, on the demo's day. */
  select<Row extends object>(sql: string): Promise<Row[]>;
}

/** How many customers and invoices; what `npm start` has when absent. */
interface Size {
  customers?: number;
  invoices?: number;
}

/** Call at the top of a file or describe block; the answer gives the demo inside tests. */
export function useDemoBooks(size: Size = {}): () => DemoBooks {
  let books: DemoBooks | undefined;
  const closers: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });
  const database = useDatabase();
  beforeAll(async () => {
    const { url } = database();
    const app = await Database.connect({ url, logger: silentLogger });
    closers.push(() => app.close());
    const clock = new FixedClock(new Date(LOADED_AT));
    const tenantId = await loadTwice(app, { size, clock });
    clock.set(new Date(ASKED_AT));
    const key = await app.tenant(tenantId, (tx) =>
      createApiKey(tx, { role: 'ANALYST', label: 'docs' }),
    );
    const login = await createSqlLogin(app, { tenantId, key });
    closers.push(() => dropLogins(database()));
    const sql = new Client({ connectionString: login.url, options: `-c app.today=${TODAY}` });
    await sql.connect();
    closers.push(() => sql.end());
    const api = await startApi(app, { clock });
    closers.push(() => api.close());
    const select = async <Row extends object>(text: string): Promise<Row[]> =>
      (await sql.query<Row>({ text, types: AS_TEXT })).rows;
    books = { api, database: database(), key, sqlUrl: login.url, select };
  }, 240_000);
  return () => {
    if (books === undefined) throw new Error('useDemoBooks() is ready inside tests and hooks');
    return books;
  };
}

/** Every value as PostgreSQL writes it. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

async function loadTwice(
  app: Database,
  { size, clock }: { size: Size; clock: FixedClock },
): Promise<string> {
  const world = generateWorld({ seed: SEED, today: MONTH_END, ...size });
  const living = new LivingWorld(world);
  const folder = mkdtempSync(join(tmpdir(), 'encours-docs-'));
  const providers = await startSimulators({ simulators, world });
  try {
    await writeDemoFiles(world, folder);
    const { tenantId } = await createTenant(app, { slug: 'demo', name: world.seller.name });
    await connect(app, tenantId, { folder, providers });
    const hub = createHub({ database: app, clock, logger: silentLogger, connectors });
    const { signal } = new AbortController();
    await runPipeline(hub, { tenantId, connectionIds: null, signal });
    for (const day of LATER) {
      living.moveTo(day);
      for (let step = 0; step < STEPS_A_DAY; step += 1) living.step();
    }
    const path = join(folder, fecFileName(world, Number(TODAY.slice(0, 4))));
    await living.exportCurrentYear(path);
    appendFileSync(path, LATE_STATEMENT, 'latin1');
    clock.set(new Date(READ_AGAIN_AT));
    await runPipeline(hub, { tenantId, connectionIds: null, signal });
    return tenantId;
  } finally {
    await providers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function connect(
  app: Database,
  tenantId: string,
  { folder, providers }: { folder: string; providers: RunningSimulators },
): Promise<void> {
  const simulated: [string, Record<string, unknown>][] = [
    ['recherche-entreprises', { refreshAfterDays: 0 }],
    ['bodacc', {}],
    ['pappers', { apiKey: 'demo', refreshAfterDays: 0, withAccounts: true }],
    ['ecb', { historyDays: 1_100 }],
  ];
  await app.tenant(tenantId, async (tx) => {
    await ensureConnection(tx, { connectorId: 'fec', name: 'books', config: { folder } });
    for (const [connectorId, own] of simulated) {
      const config = { baseUrl: providers.baseUrl(connectorId), ...PACE, ...own };
      const { connectionId } = await ensureConnection(tx, {
        ...{ connectorId, name: 'simulated', config },
      });
      if (connectorId !== 'pappers') continue;
      const budget = { monthlyLimitMinor: null, monthlyCallsMax: 100_000 };
      await setBudget(tx, connectionId, { ...budget, setBy: 'test', at: new Date(`${TODAY}Z`) });
    }
  });
}

/** A bank statement of 29 June that was posted on 2 July: what makes the end of June look different afterwards. */
const LATE_STATEMENT = [
  ['512000', 'Banque', '', '', '25000,00', '0,00'],
  ['411000', 'Clients', 'C00001', '', '0,00', '25000,00'],
]
  .map(([account, name, auxiliary, auxiliaryName, debit, credit]) =>
    [
      ...['BQ', 'Banque', 'BQ900001', '20260629', account, name, auxiliary, auxiliaryName],
      ...['RB260629', '20260629', 'VIR SEPA RELEVE DU 29 JUIN', debit, credit],
      ...['', '', '20260702', '', '', ''],
    ].join('\t'),
  )
  .map((line) => `${line}\r\n`)
  .join('');

async function dropLogins(database: TestDatabase): Promise<void> {
  const logins = await database.query<{ name: string }>(
    'DELETE FROM sql_login RETURNING role_name AS name',
  );
  for (const { name } of logins) {
    await database.query(`DROP OWNED BY ${name}`);
    await database.query(`DROP ROLE ${name}`);
  }
}
