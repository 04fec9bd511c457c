/** A tenant whose books and registries a test speaks for. */
import { completeSiren, FixedClock, silentLogger, stableId } from '../../src/kernel';
import type {
  CompanyCandidate,
  CompanyRecord,
  LegalEventRecord,
  OfficerRecord,
  RecordType,
  UnifiedRecord,
} from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { ensureConnection, type Connection } from '../../src/landing';
import {
  confirmMatch,
  ensureCustomers,
  matchCustomers,
  rejectMatch,
  type CompanySearch,
} from '../../src/unify';
import type { CompanyChange } from '../../src/unify';
import type { RecordSource } from '../../src/unify/record-source';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import { useDatabase, type TestDatabase } from '../support/postgres';

/** Call at the top of a file: makes tenants on this file's database. */
export function useTenants(): () => Promise<Tenant> {
  let hub: Database | undefined;
  let tenants = 0;
  afterAll(() => hub?.close());
  const database = useDatabase();
  beforeAll(async () => {
    hub = await Database.connect({ url: database().url, logger: silentLogger });
  });
  return async () => {
    if (hub === undefined) throw new Error('useTenants() is ready inside tests and hooks');
    const { tenantId } = await createTenant(hub, { slug: `unify-${++tenants}` });
    const books = await hub.tenant(tenantId, (tx) =>
      ensureConnection(tx, { connectorId: 'fec', name: 'files', config: {} }),
    );
    return new Tenant(hub, tenantId, books, database());
  };
}

export const SIREN = completeSiren('73282932');
export const OTHER = completeSiren('55210055');

export class Tenant {
  readonly clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  constructor(
    readonly hub: Database,
    readonly tenantId: string,
    private readonly books: Connection,
    private readonly database: TestDatabase,
  ) {}

  one<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
    return this.database.query<Row>(sql, [this.tenantId]);
  }

  customerId(account: string): string {
    return stableId(this.books.connectionId, 'customer', account);
  }

  /** Customers "C1=ACME", pooled ones "D1*=DIVERS". */
  async customers(...texts: string[]): Promise<void> {
    const parties = texts.map((text) => {
      const [code = '', name = ''] = text.split('=');
      const account = code.replace('*', '');
      return { customerId: this.customerId(account), account, name, isPooled: code !== account };
    });
    const { connectionId } = this.books;
    const target = { connectionId, currency: 'EUR', at: this.clock.now(), isLatest: true };
    await this.hub.tenant(this.tenantId, (tx) => ensureCustomers(tx, target, parties));
  }

  match(search: CompanySearch): ReturnType<typeof matchCustomers> {
    const signal = new AbortController().signal;
    const context = { database: this.hub, clock: this.clock, logger: silentLogger, search, signal };
    return matchCustomers(context, this.tenantId);
  }

  async matches(): Promise<string[]> {
    const rows = await this.one<{ account: string; status: string; siren: string | null }>(
      `SELECT account, match_status AS status, siren FROM customer
       LEFT JOIN company USING (tenant_id, company_id) WHERE tenant_id = $1 ORDER BY account`,
    );
    return rows.map(({ account, status, siren }) => [account, status, siren ?? '-'].join(' '));
  }

  ruling(account: string, siren: string): Parameters<typeof confirmMatch>[1] {
    const customerId = this.customerId(account);
    return { customerId, siren, decidedBy: 'marie', at: this.clock.now() };
  }

  confirm(account: string, siren: string): Promise<void> {
    return this.hub.tenant(this.tenantId, (tx) => confirmMatch(tx, this.ruling(account, siren)));
  }

  reject(account: string, siren: string): Promise<void> {
    return this.hub.tenant(this.tenantId, (tx) => rejectMatch(tx, this.ruling(account, siren)));
  }

  /** What a connector says, all at once. */
  async hear(connectorId: string, ...records: UnifiedRecord[]): Promise<void> {
    this.clock.advanceMs(1_000);
    const at = this.clock.now();
    await this.hub.tenant(this.tenantId, async (tx) => {
      const { connectionId } = await ensureConnection(tx, { connectorId, name: 'x', config: {} });
      const source = { connectionId, connectorId, stream: 's', sourceKey: 'k', fetchedAt: at };
      const when = { at, asOf: '2026-03-01', types: ['company', 'officer', 'legalEvent'] as const };
      await storeCompanyRecords(
        tx,
        records.map((record) => ({ record, source })),
        when,
      );
    });
  }

  /** What one payload of a connection says, with what it changes. */
  async tell(
    told: Partial<RecordSource> & { connectorId: string; types: readonly RecordType[] },
    ...records: UnifiedRecord[]
  ): Promise<CompanyChange[]> {
    this.clock.advanceMs(1_000);
    const at = this.clock.now();
    const { types, connectorId, ...given } = told;
    return this.hub.tenant(this.tenantId, async (tx) => {
      const { connectionId } = await ensureConnection(tx, { connectorId, name: 'x', config: {} });
      const payload = { stream: 's', sourceKey: 'k', fetchedAt: at };
      const source = { connectionId, connectorId, ...payload, ...given };
      const stored = await storeCompanyRecords(
        tx,
        records.map((record) => ({ record, source })),
        { at, asOf: at.toISOString().slice(0, 10), types, payloads: [source] },
      );
      return stored.changes;
    });
  }

  async company(): Promise<Record<string, unknown>> {
    const [row] = await this.one(`SELECT * FROM company WHERE tenant_id = $1`);
    return row ?? {};
  }
}

export const candidate = (siren: string, name: string): CompanyCandidate => ({
  ...{ siren, name, tradeName: null, postcode: null, city: null, status: 'ACTIVE' },
});

export function company(changes: Partial<CompanyRecord> = {}): CompanyRecord {
  return {
    ...{ type: 'company', sourceKey: 'k', siren: SIREN, name: 'ACME', tradeName: null },
    ...{ legalFormCode: null, legalFormLabel: null, activityCode: null, createdOn: null },
    ...{ ceasedOn: null, status: 'ACTIVE', employeesMin: null, employeesMax: null },
    ...{ vatNumber: null, capitalMinor: null, currency: 'EUR', addressLine: null, postcode: null },
    ...{ city: null, countryCode: null, isDiffusible: true, observedOn: null },
    ...changes,
  };
}

export function officer(sourceKey: string): OfficerRecord {
  return {
    ...{ type: 'officer', sourceKey, siren: SIREN, name: sourceKey, role: 'Gérant' },
    ...{ isLegalPerson: false, officerSiren: null, birthMonth: null, since: null },
  };
}

export function notice(changes: Partial<LegalEventRecord> = {}): LegalEventRecord {
  return {
    ...{ type: 'legalEvent', sourceKey: 'A202600011', siren: SIREN, kind: 'LIQUIDATION_OPENED' },
    ...{ publishedOn: '2026-01-15', decidedOn: null, court: null, title: 'Jugement', detail: null },
    ...{ url: null, relatedKey: null, relation: null, accountsClosedOn: null },
    ...{ accountsConfidential: null, ...changes },
  };
}
