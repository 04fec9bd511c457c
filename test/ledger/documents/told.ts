/** Accounting records told for a test, and the ledger that comes of them as text. */
import type {
  AccountingDocumentRecord,
  DocumentEventRecord,
  PartyRecord,
  UnifiedRecord,
} from '../../../src/connector-kit';
import { createTenant, Database } from '../../../src/database';
import { FixedClock, formatDecimal, silentLogger, stableId } from '../../../src/kernel';
import { ensureConnection } from '../../../src/landing';
import { lockLedger, rebuildMarked, storeAccountingRecords } from '../../../src/ledger';
import { useDatabase, type TestDatabase } from '../../support/postgres';

/** A source of records in a tenant of its own, unless one is given. */
export interface ToldSource {
  tenantId: string;
  connectionId: string;
  /** E-invoices come as files. */
  isOfFiles: boolean;
  clock: FixedClock;
  database: Database;
  test: TestDatabase;
}

/** Call at the top of a file. */
export function useSources(): (tenantId?: string, connectorId?: string) => Promise<ToldSource> {
  let database: Database | undefined;
  let tenants = 0;
  afterAll(() => database?.close());
  const test = useDatabase();
  beforeAll(async () => {
    database = await Database.connect({ url: test().url, logger: silentLogger, poolSize: 6 });
  });
  return async (known, connectorId = 'books-api') => {
    if (database === undefined) throw new Error('useSources() is ready inside tests');
    const clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
    const slug = `told-${++tenants}`;
    const tenantId = known ?? (await createTenant(database, { slug })).tenantId;
    const { connectionId } = await database.tenant(tenantId, (tx) =>
      ensureConnection(tx, { connectorId, name: 'main', config: {} }),
    );
    const isOfFiles = connectorId === 'e-invoice';
    return { tenantId, connectionId, isOfFiles, clock, database, test: test() };
  };
}

export const signal = new AbortController().signal;

/** Stores payloads of a stream, each told as a whole, without computing claims. */
export async function store(
  source: ToldSource,
  payloads: Readonly<Record<string, readonly UnifiedRecord[]>>,
  fetchedAt: Date = source.clock.now(),
): Promise<string[]> {
  const { connectionId, clock } = source;
  const connector = { id: 'books-api', name: 'Books' };
  const told = Object.entries(payloads).map(([payloadKey, records]) => ({
    origin: source.isOfFiles
      ? { sourceFileId: stableId(connectionId, payloadKey) }
      : { stream: 'documents', payloadKey, fetchedAt },
    records,
  }));
  return source.database.tenant(source.tenantId, async (tx) => {
    await lockLedger(tx, connectionId);
    return (await storeAccountingRecords(tx, { connectionId, connector, clock }, told)).customerIds;
  });
}

export function rebuild(source: ToldSource): Promise<string[]> {
  return rebuildMarked(source, { tenantId: source.tenantId, connectionId: null, signal });
}

/** Stores payloads and computes the claims. */
export async function tell(
  source: ToldSource,
  payloads: Readonly<Record<string, readonly UnifiedRecord[]>>,
  fetchedAt?: Date,
): Promise<void> {
  await store(source, payloads, fetchedAt);
  await rebuild(source);
}

export function aParty(sourceKey: string, said: Partial<PartyRecord> = {}): PartyRecord {
  return {
    ...{ type: 'party', sourceKey, code: null, name: `${sourceKey} SA`, siren: null, siret: null },
    ...{ vatNumber: null, countryCode: null, email: null, phone: null, paymentTerms: null },
    ...{ creditLimitMinor: null, currency: 'EUR', isPooled: false, isActive: true },
    ...{ parentKey: null, mergedIntoKey: null },
    ...said,
  };
}

export function aDocument(
  sourceKey: string,
  said: Partial<AccountingDocumentRecord> = {},
): AccountingDocumentRecord {
  return {
    ...{ type: 'accountingDocument', sourceKey, kind: 'INVOICE', partyKey: 'C1' },
    ...{ number: sourceKey, label: '', issuedOn: '2026-01-10', dueOn: null, currency: 'EUR' },
    ...{ amountMinor: 120_000n, openMinor: null, openOn: null, instalments: [], state: 'UNKNOWN' },
    ...{ allocations: [], isDisputed: false, isDoubtful: false, isAssigned: false },
    ...{ references: [], precedingNumber: null },
    ...said,
  };
}

export function aPayment(
  sourceKey: string,
  said: Partial<AccountingDocumentRecord> = {},
): AccountingDocumentRecord {
  const payment = { kind: 'PAYMENT', number: sourceKey, issuedOn: '2026-02-15' } as const;
  return aDocument(sourceKey, { ...payment, amountMinor: -120_000n, ...said });
}

/** What a document is set against. */
export function against(
  toKey: string,
  amountMinor: bigint,
  on: string | null = null,
): AccountingDocumentRecord['allocations'][number] {
  return { toKey, amountMinor, on };
}

export function anEvent(
  sourceKey: string,
  said: Partial<DocumentEventRecord> = {},
): DocumentEventRecord {
  return {
    ...{ type: 'documentEvent', sourceKey, documentNumber: 'F1', documentIssuedOn: null },
    ...{ status: 'DISPUTED', code: '207', reasonCode: null, reason: null, amountMinor: null },
    ...{ currency: null, at: '2026-02-20T10:00:00+01:00' },
    ...said,
  };
}

interface ClaimRow {
  account: string;
  kind: string;
  number: string;
  currency: string;
  total: string;
  open: string;
  dueOn: string | null;
  source: string;
  disputedOn: string | null;
  isDisputed: boolean;
  entries: [string, string, string][] | null;
}

const CLAIMS = `
  SELECT c.account, r.kind, r.number, r.currency, r.total_minor::text AS total, r.open_minor::text AS open,
    r.due_on::text AS "dueOn", r.due_date_source AS source, r.disputed_on::text AS "disputedOn", r.is_disputed AS "isDisputed",
    (SELECT jsonb_agg(jsonb_build_array(kind, amount::text, effective_on) ORDER BY effective_on, kind <> 'ISSUE', kind, amount)
     FROM (SELECT coalesce(reversed_kind, kind) AS kind, effective_on, sum(amount_minor) AS amount
       FROM receivable_entry e WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
       GROUP BY 1, 2, cause_id HAVING sum(amount_minor) <> 0) e) AS entries
  FROM receivable r JOIN customer c USING (tenant_id, customer_id)
  WHERE r.tenant_id = $1 ORDER BY c.account, r.number, r.source_line, r.kind`;

/** "C1 INVOICE F1 1200.00 open 700.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, PAYMENT -500.00 2026-02-15". */
export async function claims(source: ToldSource): Promise<string[]> {
  const rows = await source.test.query<ClaimRow>(CLAIMS, [source.tenantId]);
  return rows
    .filter(({ total, open, entries }) => entries !== null || total !== '0' || open !== '0')
    .map((row) => {
      const entries = (row.entries ?? []).map(
        ([kind, minor, on]) => `${kind} ${euros(minor)} ${on}`,
      );
      const due = row.dueOn === null ? '' : ` due ${row.dueOn} (${row.source})`;
      const disputed = row.isDisputed ? ` disputed ${row.disputedOn ?? ''}`.trimEnd() : '';
      const currency = row.currency === 'EUR' ? '' : ` ${row.currency}`;
      const said = `${row.account} ${row.kind} ${row.number} ${euros(row.total)}${currency}`;
      return `${said} open ${euros(row.open)}${due}${disputed}: ${entries.join(', ')}`;
    });
}

/** What is owed in all, minor units. */
export async function owed(source: ToldSource): Promise<bigint> {
  const [row] = await source.test.query<{ sum: string }>(
    'SELECT coalesce(sum(open_minor), 0)::text AS sum FROM receivable WHERE tenant_id = $1',
    [source.tenantId],
  );
  return BigInt(row?.sum ?? '0');
}

function euros(minor: string): string {
  return formatDecimal(BigInt(minor), 2);
}
