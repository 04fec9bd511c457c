import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { FixedClock } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import {
  aDocument,
  against,
  anEvent,
  aParty,
  aPayment,
  tell,
  type ToldSource,
} from '../ledger/documents/told';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { globalId } from '../../src/kernel';
import { data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let stranger: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'sources', customers: 1 });
  stranger = await createSeller(app, database(), { slug: 'stranger', customers: 1 });
  const source = await sourceOf(seller.tenantId, 'books-api');
  await tell(source, {
    c: [aParty('C1', { code: '411ACME', email: 'ap@acme.example', creditLimitMinor: 500_000n })],
    f: [aDocument('F1', { amountMinor: 100_000n })],
    p: [aPayment('P1', { number: 'VIR1', allocations: [against('F1', 120_000n)] })],
    e: [anEvent('E1', { reasonCode: 'QTE_ERR', reason: 'two short', amountMinor: 5_000n })],
  });
  api = await startApi(app);
});

async function sourceOf(tenantId: string, connectorId: string): Promise<ToldSource> {
  const { connectionId } = await app.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId, name: 'main', config: {} }),
  );
  const clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  const parts = { tenantId, connectionId, isOfFiles: false, clock, database: app };
  return { ...parts, test: database() };
}

const SOURCES = `{
  sourceConflicts(first: 5) { totalCount
    nodes { code number said counted currency connectionId countedConnectionId customer { account } } }
  customerByAccount(account: "C1") {
    accountingParty { code email creditLimit { amount currency } active lastToldOn } }
  receivables(filter: { disputed: true }) {
    nodes { number disputed lifecycle { status code reasonCode reason amount { amount } at } } }
}`;

it('tells where a source contradicts itself, how it knows a customer, and what happened to a document', async () => {
  const said = await data<Record<string, unknown>>(api, seller.keys.VIEWER, SOURCES);
  expect(said).toMatchObject({
    sourceConflicts: {
      totalCount: 1,
      nodes: [
        {
          ...{ code: 'OVER_ALLOCATED', number: 'VIR1', said: '1200.00', counted: '1000.00' },
          ...{ currency: 'EUR', customer: { account: 'C1' } },
        },
      ],
    },
    customerByAccount: {
      accountingParty: {
        ...{ code: '411ACME', email: 'ap@acme.example', active: true, lastToldOn: '2026-03-01' },
        creditLimit: { amount: '5000.00', currency: 'EUR' },
      },
    },
  });
  const { nodes } = said['receivables'] as { nodes: { number: string }[] };
  expect(nodes.filter(({ number }) => number === 'F1')).toEqual([
    {
      ...{ number: 'F1', disputed: true },
      lifecycle: [
        {
          ...{ status: 'DISPUTED', code: '207', reasonCode: 'QTE_ERR', reason: 'two short' },
          ...{ amount: { amount: '50.00' }, at: '2026-02-20T09:00:00.000Z' },
        },
      ],
    },
  ]);
});

it('tells nobody else', async () => {
  const said = await data(api, stranger.keys.VIEWER, SOURCES);
  expect(said).toMatchObject({ sourceConflicts: { totalCount: 0 }, customerByAccount: null });
});

it('names the document that counts for a due date, whichever source carries the claim', async () => {
  const books = await createSeller(app, database(), { slug: 'due-dates', customers: 1 });
  const ledger = await sourceOf(books.tenantId, 'books-api');
  const invoices = { ...(await sourceOf(books.tenantId, 'e-invoice')), isOfFiles: true };
  const party = { c: [aParty('C1', { name: 'Acme' })] };
  await tell(ledger, {
    ...party,
    f: [aDocument('F1', { openMinor: 70_000n, dueOn: '2026-03-31' })],
  });
  await tell(invoices, { ...party, f: [aDocument('I1', { number: 'F1', dueOn: '2026-03-15' })] });
  const asked = `{ sourceConflicts(first: 5) { nodes { code said counted connectionId countedConnectionId } }
    receivables(filter: { numbers: ["F1"] }) { nodes { dueOn } } }`;
  const said = await data<{ receivables: unknown }>(api, books.keys.VIEWER, asked);
  expect(said).toMatchObject({
    sourceConflicts: {
      nodes: [
        {
          ...{ code: 'DUE_DATE', said: '2026-03-31', counted: '2026-03-15' },
          connectionId: globalId('Connection', ledger.connectionId),
          countedConnectionId: globalId('Connection', invoices.connectionId),
        },
      ],
    },
    receivables: { nodes: [{ dueOn: '2026-03-15' }] },
  });
});

it('shows no key of a source where a document has no number', async () => {
  const books = await createSeller(app, database(), { slug: 'no-number', customers: 1 });
  const ledger = await sourceOf(books.tenantId, 'books-api');
  await tell(ledger, {
    f: [aDocument('F1', { amountMinor: 100_000n })],
    p: [aPayment('payment:77:x', { number: '', allocations: [against('F1', 120_000n)] })],
  });
  const asked = `{ sourceConflicts(first: 5) { nodes { code number } }
    receivables(filter: { kinds: [PAYMENT_ON_ACCOUNT] }) { nodes { number open { amount } } } }`;
  const said = await data(api, books.keys.VIEWER, asked);
  expect(JSON.stringify(said)).not.toContain('payment:77');
});
