/** A tenant whose customers are companies of a simulated world, connected to providers of it with budgets to spend. */
import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { connectors } from '../../connectors';
import { createTenant, type Database } from '../../src/database';
import { createHub, sealingOf, type Hub } from '../../src/hub';
import { FixedClock, silentLogger, type LocalDate } from '../../src/kernel';
import { ensureConnection, SecretKeys } from '../../src/landing';
import { setBudget } from '../../src/purchasing';

const TIMEOUT_MS = 500;
/** One answer holds all covers of a policy. */
const LARGE_TIMEOUT_MS = 2_000;

/** Providers by connector, with what their simulators have to be told, in the order in which they are read. */
const PROVIDERS: Readonly<Record<string, Record<string, unknown>>> = {
  'recherche-entreprises': {},
  'insee-sirene': { apiKey: 'simulated' },
  bodacc: {},
  pappers: { apiKey: 'simulated', withAccounts: true },
  creditsafe: { username: 'simulated', password: 'simulated' },
  atradius: {
    ...{ clientId: 'simulated', clientSecret: 'simulated', appKey: 'simulated' },
    ...{ customerId: 4711, policyIds: ['100001', '100002'], timeoutMs: LARGE_TIMEOUT_MS },
  },
};
export const PROVIDER_IDS: readonly string[] = Object.keys(PROVIDERS);

/** More than any run can book. */
const CALLS_MAX = 1_000_000;

export interface Portfolio {
  hub: Hub;
  clock: FixedClock;
  /** When every sync begins. */
  begunAt: Date;
  tenantId: string;
  /** Connections by connector. */
  connectionIds: ReadonlyMap<string, string>;
}

interface PortfolioOptions {
  today: LocalDate;
  /** Connectors out of PROVIDER_IDS. */
  providers: readonly string[];
  baseUrl: (connectorId: string) => string;
  /** Of every request; what suits the provider on a machine of its own when absent. */
  timeoutMs?: number;
  /** Paid calls a month and provider. */
  callsMax?: number;
  secretKey?: Buffer;
}

/** Creates the tenant and its connections on a migrated database; nothing is read yet. */
export async function openPortfolio(
  database: Database,
  world: PortfolioOptions,
): Promise<Portfolio> {
  const clock = new FixedClock(new Date(`${world.today}T09:00:00Z`));
  const secretKeys = SecretKeys.of([world.secretKey ?? randomBytes(32)]);
  const given = world.timeoutMs === undefined ? {} : { timeoutMs: world.timeoutMs };
  const hub = createHub({ database, clock, logger: silentLogger, connectors, secretKeys });
  const { tenantId } = await createTenant(database, { slug: 'faulty-providers' });
  const connectionIds = new Map<string, string>();
  await database.tenant(tenantId, async (tx) => {
    for (const connectorId of world.providers) {
      const reach = {
        ...{ baseUrl: world.baseUrl(connectorId), requestsPerSecond: 10_000 },
        ...{ timeoutMs: TIMEOUT_MS, ...PROVIDERS[connectorId], ...given },
      };
      const draft = { connectorId, name: 'simulated', config: reach };
      const { connectionId } = await ensureConnection(tx, draft, sealingOf(hub, connectorId));
      connectionIds.set(connectorId, connectionId);
      const budget = { monthlyLimitMinor: null, monthlyCallsMax: world.callsMax ?? CALLS_MAX };
      await setBudget(tx, connectionId, { ...budget, setBy: 'bench', at: clock.now() });
    }
  });
  return { hub, clock, begunAt: clock.now(), tenantId, connectionIds };
}

/** Makes these companies the customers, as if nothing had been read of them ever. Takes a superuser's connection. */
export async function beginAnew(
  client: Pick<Client, 'query'>,
  { tenantId, connectionIds, clock, begunAt }: Portfolio,
  sirens: readonly string[],
): Promise<void> {
  clock.set(begunAt);
  const [owner] = connectionIds.values();
  await client.query(
    `TRUNCATE company, raw_record, quarantined_record, subject_reading, checkpoint, sync_run, provider_call,
       provider_budget_month, event CASCADE`,
  );
  await client.query(
    `INSERT INTO company (tenant_id, company_id, siren, status, is_diffusible, updated_at)
     SELECT $1::uuid, stable_id($1::text, s), s, 'ACTIVE', true, now() FROM unnest($2::text[]) s`,
    [tenantId, sirens],
  );
  await client.query(
    `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled,
       created_at, company_id, match_status, match_decided_at, match_decided_by)
     SELECT $1::uuid, stable_id('customer', $1::text, s), $3, s, s, s, 'EUR', false, now(), stable_id($1::text, s),
       'CONFIRMED', now(), 'bench'
     FROM unnest($2::text[]) s`,
    [tenantId, sirens, owner],
  );
}
