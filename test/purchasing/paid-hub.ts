/** Tenants on this file's database that buy from the paid bureau. */
import { sampleWorld, startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, silentLogger, type Clock } from '../../src/kernel';
import { ensureConnection, type Connection } from '../../src/landing';
import { setBudget, type BudgetDraft } from '../../src/purchasing';
import { refreshSubjects, type RefreshRequest } from '../../src/use-cases/refresh-subjects';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { useDatabase, type TestDatabase } from '../support/postgres';
import { paidConnector, paidSimulator, type PaidOptions } from './paid-provider';

export const NOW = new Date('2026-03-10T09:00:00Z');

export interface CallRow {
  call: string;
  subject: string | null;
  status: string;
  month: string;
  units: string;
  cost: string | null;
  counted: number;
  held: boolean;
  consumed: boolean;
}

export interface MonthRow {
  month: string;
  minor: string;
  calls: number;
}

export class Buyer {
  constructor(
    readonly paid: PaidHub,
    readonly hub: Hub,
    readonly tenantId: string,
    readonly connection: Connection,
  ) {}

  budget(draft: Partial<BudgetDraft>): Promise<void> {
    const { connectionId } = this.connection;
    const whole = { monthlyLimitMinor: null, monthlyCallsMax: null, setBy: 'test', at: NOW };
    return this.hub.database.tenant(this.tenantId, (tx) =>
      setBudget(tx, connectionId, { ...whole, ...draft }),
    );
  }

  refresh(sirens: readonly string[], more: Partial<RefreshRequest> = {}): Promise<unknown> {
    return refreshSubjects(this.hub, {
      ...{ tenantId: this.tenantId, connectionId: this.connection.connectionId, sirens },
      ...{ streams: ['reports'], evenIfFresh: true, neededSince: this.hub.clock.now() },
      signal: new AbortController().signal,
      ...more,
    });
  }

  /** Customers of the books that are these companies: what a sync reads. */
  async portfolio(sirens: readonly string[]): Promise<void> {
    await this.paid.database.query(
      `WITH added AS (
         INSERT INTO company (tenant_id, company_id, siren, status, is_diffusible, updated_at)
         SELECT $1::uuid, stable_id($1::text, s), s, 'ACTIVE', true, now() FROM unnest($3::text[]) s
         ON CONFLICT DO NOTHING)
       INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled,
         created_at, company_id, match_status, match_decided_at, match_decided_by)
       SELECT $1::uuid, stable_id('customer', $1::text, s), $2, s, s, s, 'EUR', false, now(), stable_id($1::text, s),
         'CONFIRMED', now(), 'test'
       FROM unnest($3::text[]) s`,
      [this.tenantId, this.connection.connectionId, [...sirens]],
    );
  }

  sync(signal = new AbortController().signal): Promise<string[]> {
    const { tenantId, connection } = this;
    const connectionIds = [connection.connectionId];
    return syncProviders(this.hub, { tenantId, connectionIds, signal });
  }

  calls(): Promise<CallRow[]> {
    return this.paid.database.query(
      `SELECT call, subject, status, to_char(month_on, 'YYYY-MM') AS month, units, cost_minor AS cost,
         counted_calls AS counted, held_until IS NOT NULL AS held, consumed_at IS NOT NULL AS consumed
       FROM provider_call WHERE tenant_id = $1 ORDER BY booked_at, subject, provider_call_id`,
      [this.tenantId],
    );
  }

  months(): Promise<MonthRow[]> {
    return this.paid.database.query(
      `SELECT to_char(month_on, 'YYYY-MM') AS month, booked_minor AS minor, booked_calls AS calls
       FROM provider_budget_month WHERE tenant_id = $1 ORDER BY 1`,
      [this.tenantId],
    );
  }

  runs(): Promise<{ stream: string; status: string; code: string | null; landed: number }[]> {
    return this.paid.database.query(
      `SELECT stream, status, error_code AS code, landed FROM sync_run WHERE tenant_id = $1 ORDER BY started_at, stream`,
      [this.tenantId],
    );
  }
}

interface BuyerOptions extends PaidOptions {
  clock?: Clock;
  timeZone?: string;
  holdUnanswered?: boolean;
}

export class PaidHub {
  private tenants = 0;

  constructor(
    readonly database: TestDatabase,
    readonly connected: Database,
    readonly providers: RunningSimulators,
  ) {}

  /** A tenant of its own; `name` tells several connections of one tenant apart. */
  async buyer(options: BuyerOptions = {}): Promise<Buyer> {
    const clock = options.clock ?? new FixedClock(NOW);
    const hub = createHub({
      ...{ database: this.connected, clock, logger: silentLogger },
      connectors: [paidConnector(options)],
    });
    const slug = `buyer-${++this.tenants}`;
    const { timeZone = 'Europe/Paris' } = options;
    const { tenantId } = await createTenant(this.connected, { slug, timeZone });
    const connection = await this.connected.tenant(tenantId, (tx) =>
      ensureConnection(tx, { connectorId: 'paid', name: 'main', config: this.config(options) }),
    );
    return new Buyer(this, hub, tenantId, connection);
  }

  config({ holdUnanswered = false }: BuyerOptions = {}): Record<string, unknown> {
    const baseUrl = this.providers.baseUrl('paid');
    return { baseUrl, requestsPerSecond: 10_000, holdUnanswered };
  }

  /** What the provider would ask to be paid for these companies. */
  bill(sirens: readonly string[]): string[] {
    const asked = new Set(sirens);
    return this.providers
      .bill('paid')
      .map(({ subject }) => subject ?? '')
      .filter((subject) => asked.has(subject))
      .sort();
  }
}

export function usePaidHub(options: { poolSize?: number } = {}): () => PaidHub {
  let paid: PaidHub | undefined;
  afterAll(async () => {
    await paid?.connected.close();
    await paid?.providers.stop();
  });
  const database = useDatabase();
  beforeAll(async () => {
    const { poolSize = 10 } = options;
    const { url } = database();
    const connected = await Database.connect({ url, poolSize, logger: silentLogger, entities });
    const providers = await startSimulators({ simulators: [paidSimulator], world: sampleWorld() });
    paid = new PaidHub(database(), connected, providers);
  }, 60_000);
  return () => {
    if (paid === undefined) throw new Error('usePaidHub() is ready inside tests and hooks');
    return paid;
  };
}
