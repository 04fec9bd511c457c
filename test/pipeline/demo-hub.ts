/** A hub on a small invented world: its books in a folder, its companies at simulated providers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors, simulators } from '../../connectors';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { generateWorld, LivingWorld, writeDemoFiles } from '../../src/demo';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { runPipeline, type RescoreResult } from '../../src/pipeline';
import { setBudget } from '../../src/purchasing';
import { useDatabase, type TestDatabase } from '../support/postgres';

const TODAY = '2026-03-02';
const PACE = { requestsPerSecond: 10_000 };

export class DemoHub {
  readonly clock = new FixedClock(new Date(`${TODAY}T09:00:00Z`));
  readonly hub: Hub;
  readonly living: LivingWorld;
  private tenants = 0;

  constructor(
    readonly database: TestDatabase,
    readonly parts: { connected: Database; providers: RunningSimulators; folder: string },
    living: LivingWorld,
  ) {
    this.living = living;
    const { connected: hubDatabase } = parts;
    this.hub = createHub({
      ...{ database: hubDatabase, clock: this.clock, logger: silentLogger, connectors },
      retry: { backoffBaseMs: 1 },
    });
  }

  /** A tenant with the world's books and providers, nothing read yet. */
  async tenant(): Promise<DemoTenant> {
    const { connected, providers, folder } = this.parts;
    const { tenantId } = await createTenant(connected, { slug: `demo-${++this.tenants}` });
    const drafts: [string, Record<string, unknown>][] = [
      ['fec', { folder }],
      ['recherche-entreprises', { refreshAfterDays: 0 }],
      ['bodacc', {}],
      ['pappers', { apiKey: 'demo', refreshAfterDays: 0, withAccounts: true }],
      ['ecb', { historyDays: 30 }],
    ];
    await connected.tenant(tenantId, async (tx) => {
      for (const [connectorId, own] of drafts) {
        const base =
          connectorId === 'fec' ? {} : { baseUrl: providers.baseUrl(connectorId), ...PACE };
        const config = { ...base, ...own };
        const { connectionId } = await ensureConnection(tx, { connectorId, name: 'demo', config });
        if (connectorId !== 'pappers') continue;
        const budget = { monthlyLimitMinor: null, monthlyCallsMax: 100_000 };
        await setBudget(tx, connectionId, { ...budget, setBy: 'test', at: this.clock.now() });
      }
    });
    return new DemoTenant(this, tenantId);
  }
}

/** Times at which something was last looked at, which a run that changes nothing moves. */
const MOVING = ['last_seen_at', 'last_succeeded_at'];
/** Rows of runs, and of figures that are kept as known a moment before the run. */
const RUN_TABLES = [
  ...['sync_run', 'scoring_run', 'checkpoint', 'ledger_day', 'ledger_day_state'],
  ...['subject_reading', 'provider_call', 'provider_budget_month'],
];

export class DemoTenant {
  constructor(
    private readonly demo: DemoHub,
    readonly tenantId: string,
  ) {}

  run(): Promise<RescoreResult> {
    this.demo.clock.advanceMs(60_000);
    const signal = new AbortController().signal;
    return runPipeline(this.demo.hub, { tenantId: this.tenantId, connectionIds: null, signal });
  }

  rows<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
    return this.demo.database.query<Row>(sql, [this.tenantId]);
  }

  /** One number per table that changes when a row of the tenant does. */
  async digest(): Promise<Record<string, string>> {
    const tables = await this.demo.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns JOIN information_schema.tables
         USING (table_schema, table_name)
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'tenant_id'
         AND table_name <> ALL ($1) ORDER BY 1`,
      [RUN_TABLES],
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await this.rows<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(
           (to_jsonb(t) - '{${MOVING.join(',')}}'::text[])::text, 0)), 0) AS digest
         FROM ${name} t WHERE tenant_id = $1`,
      );
      digests[name] = row?.digest ?? '';
    }
    return digests;
  }
}

/** A world of some thirty customers, on this file's database. */
export function useDemoHub(): () => DemoHub {
  let demo: DemoHub | undefined;
  afterAll(async () => {
    if (demo === undefined) return;
    await demo.parts.connected.close();
    await demo.parts.providers.stop();
    rmSync(demo.parts.folder, { recursive: true, force: true });
  });
  const database = useDatabase();
  beforeAll(async () => {
    const world = generateWorld({ seed: 11, today: TODAY, customers: 30, invoices: 600 });
    const folder = mkdtempSync(join(tmpdir(), 'encours-demo-'));
    await writeDemoFiles(world, folder);
    const providers = await startSimulators({ simulators, world });
    const connected = await Database.connect({ url: database().url, logger: silentLogger });
    demo = new DemoHub(database(), { connected, providers, folder }, new LivingWorld(world));
  }, 60_000);
  return () => {
    if (demo === undefined) throw new Error('useDemoHub() is ready inside tests and hooks');
    return demo;
  };
}
