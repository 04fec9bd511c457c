import { dolibarr, dolibarrSimulator } from '../../connectors/dolibarr';
import { erpnext, erpnextSimulator } from '../../connectors/erpnext';
import { odoo, odooSimulator } from '../../connectors/odoo';
import { quickbooks, quickbooksSimulator } from '../../connectors/quickbooks';
import { xero, xeroSimulator } from '../../connectors/xero';
import {
  booksOf,
  type BookOpenItem,
  sampleWorld,
  SAMPLE_TODAY,
  startSimulators,
  type Connector,
  type SimulatedBooks,
  type Simulator,
} from '../../src/connector-kit';
import { connect } from '../../src/use-cases/connect';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { aKey, aSeller, hubOf, useHubs } from '../use-cases/seller';

const OAUTH = {
  clientId: 'simulated-client',
  clientSecret: 'simulated-secret',
  refreshToken: 'granted-token',
};
/** What the first three customers owe by journal entries, which are not in the simulated books. */
const ENTRIES: Readonly<Record<string, bigint>> = { '1': 100_100n, '2': 100_200n, '3': -100_300n };

interface Case {
  connector: Connector;
  simulator: Simulator;
  config: Record<string, string>;
  entries: Readonly<Record<string, bigint>>;
  /** How a customer of the books is called in the ledger. */
  accountOf: (customer: { id: string; uuid: string }) => string;
  /** What of the books the software cannot know; it knows all when absent. */
  isTold?: (books: SimulatedBooks, item: BookOpenItem) => boolean;
}

const CASES: Case[] = [
  {
    connector: quickbooks,
    simulator: quickbooksSimulator,
    config: { ...OAUTH, realmId: '9130350000000001' },
    entries: ENTRIES,
    accountOf: ({ id }) => `customer:${id}`,
  },
  {
    connector: xero,
    simulator: xeroSimulator,
    config: OAUTH,
    entries: {},
    accountOf: ({ uuid }) => `contact:${uuid}`,
  },
  {
    connector: odoo,
    simulator: odooSimulator,
    config: { apiKey: 'simulated-key' },
    // Its opening entry.
    entries: { '1': 120_000n, '2': 240_000n },
    accountOf: ({ id }) => `partner:${Number(id) * 10}`,
  },
  {
    connector: erpnext,
    simulator: erpnextSimulator,
    config: { apiKey: 'simulated-key', apiSecret: 'simulated-secret' },
    entries: {},
    accountOf: ({ id }) => `customer:Client ${id.padStart(4, '0')}/A`,
  },
  {
    connector: dolibarr,
    simulator: dolibarrSimulator,
    config: { apiKey: 'simulated-key' },
    entries: {},
    accountOf: ({ id }) => `customer:${id}`,
    // Payments are those of invoices: what is set against none of them is not told.
    isTold: (books, { kind, id }) => {
      const [part] = books.allocationsFrom('PAYMENT', id).slice(-1);
      return (
        kind !== 'PAYMENT' || (part !== undefined && books.openOf(books.document(part.toId)) === 0n)
      );
    },
  },
];

type Opened = ReturnType<ReturnType<typeof useHubs>>;

/** A company that is followed: its simulated books, its ledger, and a way to bring the one to the other. */
async function follow(opened: Opened, { connector, simulator, config }: Case): Promise<Followed> {
  const world = sampleWorld();
  const books = booksOf(world, connector.id);
  const hub = hubOf(opened, { connectors: [connector], keys: [aKey()] });
  hub.clock.advanceMs(Date.parse(`${SAMPLE_TODAY}T10:00:00Z`) - hub.clock.now().getTime());
  const running = await startSimulators({ simulators: [simulator], world, clock: hub.clock });
  const tenantId = await aSeller(hub);
  const baseUrl = running.baseUrl(connector.id);
  const { connectionId } = await connect(hub, tenantId, {
    connectorId: connector.id,
    name: 'books',
    config: { ...config, baseUrl, requestsPerSecond: 10_000 },
  });
  const query = <Row>(sql: string): Promise<Row[]> =>
    opened.test.query<Row>(sql, [tenantId, connectionId]);
  return {
    books,
    stop: () => running.stop(),
    sync: async (days = 0) => {
      hub.clock.advanceMs(60_000 + days * 86_400_000);
      books.advanceTo(hub.clock.now());
      const { signal } = new AbortController();
      await syncProviders(hub, { tenantId, connectionIds: [connectionId], signal });
    },
    owed: async () => {
      const rows = await query<{ account: string; open: string }>(OWED);
      return Object.fromEntries(rows.map(({ account, open }) => [account, open]));
    },
    differences: () => query(DIFFERENCES),
  };
}

interface Followed {
  books: SimulatedBooks;
  stop: () => Promise<void>;
  /** After a minute, or so many days. */
  sync: (days?: number) => Promise<void>;
  /** What each customer owes, where it is not nothing. */
  owed: () => Promise<Record<string, string>>;
  /** Where the source contradicts itself. */
  differences: () => Promise<unknown[]>;
}

const OWED = `
  SELECT c.account, sum(r.open_minor)::text AS open FROM receivable r
  JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
  WHERE r.tenant_id = $1 AND r.connection_id = $2
  GROUP BY 1 HAVING sum(r.open_minor) <> 0`;
const DIFFERENCES = `
  SELECT document_key, code, other_key FROM document_difference WHERE tenant_id = $1 AND connection_id = $2`;

function owedInBooks(
  books: SimulatedBooks,
  { entries, accountOf, isTold = () => true }: Case,
): Record<string, string> {
  const owed = new Map(Object.entries(entries));
  const told = books.openItems().filter((item) => isTold(books, item));
  for (const { customerId, openMinor } of told) {
    owed.set(customerId, (owed.get(customerId) ?? 0n) + openMinor);
  }
  const open = [...owed].filter(([, amount]) => amount !== 0n);
  return Object.fromEntries(
    open.map(([id, amount]) => [accountOf(books.customer(id)), String(amount)]),
  );
}

/** What accounting people do to documents that had long been settled. */
function upset(books: SimulatedBooks): void {
  const owed = books.documents.filter(
    (each) => each.kind === 'INVOICE' && books.openOf(each) > 100n,
  );
  const paid = books.documents.find((each) =>
    books.allocationsTo(each.id).some(({ from }) => from === 'PAYMENT'),
  );
  const [deleted, credited, undated, voided, next] = owed;
  if (!deleted || !credited || !undated || !voided || !next || !paid) throw new Error('too quiet');
  books.apply({ do: 'pay', documentId: deleted.id, amountMinor: 100n });
  books.apply({ do: 'delete-document', documentId: deleted.id });
  const amountMinor = books.openOf(credited) + 10_000n;
  books.apply({ do: 'credit', documentId: credited.id, amountMinor });
  books.apply({ do: 'edit-invoice', documentId: undated.id, dueOn: null });
  books.apply({ do: 'pay', documentId: voided.id, amountMinor: 100n });
  books.apply({ do: 'void', documentId: voided.id });
  const another = books.apply({
    ...{ do: 'create-invoice', customerId: paid.customerId },
    amountMinor: 5_000n,
  });
  const part = books.allocationsTo(paid.id).find(({ from }) => from === 'PAYMENT');
  books.apply({ do: 'reallocate', paymentId: part?.fromId ?? '', documentId: another });
  books.apply({ do: 'merge-customer', customerId: next.customerId, intoId: paid.customerId });
}

describe('the ledger of a company whose accounting is followed', () => {
  const opened = useHubs();

  it.each(CASES)(
    'owes what the books say, credits and unused money with the rest: $connector.id',
    async (each) => {
      const company = await follow(opened(), each);
      try {
        company.books.live(60, 77);
        await company.sync();
        expect(await company.owed()).toEqual(owedInBooks(company.books, each));
        expect(await company.differences()).toEqual([]);
      } finally {
        await company.stop();
      }
    },
    120_000,
  );

  it.each(CASES)(
    'follows a deletion after a part payment, a credit above the invoice, a payment moved, a merger: $connector.id',
    async (each) => {
      const company = await follow(opened(), each);
      try {
        await company.sync();
        upset(company.books);
        await company.sync();
        // What simply is not listed any more is noticed when everything is listed.
        await company.sync(8);
        expect(await company.owed()).toEqual(owedInBooks(company.books, each));
        expect(await company.differences()).toEqual([]);
      } finally {
        await company.stop();
      }
    },
    120_000,
  );
});
