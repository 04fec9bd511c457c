import fc from 'fast-check';
import { cash, fec, invoice } from '../book-entries';
import { importBooks, receive, runCash } from './beside';
import {
  aDocument,
  anEvent,
  aParty,
  owed,
  rebuild,
  tell,
  useSources,
  type ToldSource,
} from './told';

const open = useSources();

const INVOICE = invoice('20260110', 'C1', 1200, { reference: 'F-0001', letter: 'A' });
const PAYMENT = cash('20260212', 'C1', 1200, { reference: 'VIR' });
const END = invoice('20260227', 'C9', 1, { reference: 'END' });

const CASHED = { status: 'CASHED', code: '212', at: '2026-02-11T09:00:00Z' } as const;

interface World {
  api: ToldSource;
  invoices: ToldSource;
}

/** Each tells of one invoice of 1,200.00 and of its one payment, or not yet of the payment. */
const TELLERS = {
  invoice: ({ invoices }) =>
    tell(invoices, {
      b: [aParty('B1', { name: 'Acme SAS' })],
      f: [aDocument('F-0001/2026', { number: 'F-0001', partyKey: 'B1', dueOn: '2026-03-15' })],
    }),
  api: ({ api }) =>
    tell(api, {
      c: [aParty('C1', { name: 'ACME' })],
      f: [aDocument('invoice:1', { number: 'F 0001', openMinor: 120_000n, state: 'OPEN' })],
    }),
  cashed: ({ invoices }) =>
    tell(invoices, {
      e: [anEvent('E1', { documentNumber: 'F-0001', ...CASHED, amountMinor: 120_000n })],
    }),
  unpaid: ({ api }) => importBooks(api, fec(INVOICE, END)),
  paid: ({ api }) => importBooks(api, fec(INVOICE, PAYMENT, END)),
  lettered: ({ api }) =>
    importBooks(
      api,
      fec(INVOICE, cash('20260212', 'C1', 1200, { reference: 'VIR', letter: 'A' }), END),
    ),
  bank: ({ api }) =>
    receive(api, {
      ...{ on: '2026-02-10', cents: 120_000, name: 'ACME' },
      text: 'VIREMENT F0001',
    }),
  run: async ({ api }) => {
    await runCash(api);
  },
} satisfies Record<string, (world: World) => Promise<void>>;
type Teller = keyof typeof TELLERS;

const BOOKS: readonly Teller[] = ['unpaid', 'paid', 'lettered'];

async function newWorld(): Promise<World> {
  const api = await open();
  return { api, invoices: await open(api.tenantId, 'e-invoice') };
}

describe('one invoice and its one payment', () => {
  it('come to nothing owed, in whatever order invoice, API, books and bank tell of them', async () => {
    const told = fc.shuffledSubarray<Teller>(
      ['invoice', 'cashed', 'api', 'unpaid', 'paid', 'lettered', 'run', 'run'],
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(told, fc.nat(8), async (tellers, place) => {
        const world = await newWorld();
        const order = [...tellers.slice(0, place), 'bank' as const, ...tellers.slice(place)];
        for (const teller of order) await TELLERS[teller](world);
        await runCash(world.api);
        const isInvoiced = order.some((teller) => !['bank', 'run', 'cashed'].includes(teller));
        const inBooks = order.some((teller) => BOOKS.includes(teller)) ? 100n : 0n;
        expect(await owed(world.api)).toBe(isInvoiced ? inBooks : 0n);
        await everythingAnew(world.api);
        expect(await owed(world.api)).toBe(isInvoiced ? inBooks : 0n);
      }),
      { numRuns: 12, seed: 20_260_210 },
    );
  }, 180_000);
});

/** As if nothing had ever been computed. */
async function everythingAnew(source: ToldSource): Promise<void> {
  const { test, tenantId } = source;
  for (const table of ['receivable_entry', 'receivable', 'document_link', 'link_state'])
    await test.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [tenantId]);
  await test.query(
    `INSERT INTO rebuild_mark (tenant_id, connection_id, customer_id, marked_at)
     SELECT tenant_id, connection_id, customer_id, now() FROM customer WHERE tenant_id = $1`,
    [tenantId],
  );
  await rebuild(source);
}
