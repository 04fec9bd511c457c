import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  booksOf,
  describeConnector,
  FixedClock,
  isEncoursError,
  openContext,
  SAMPLE_TODAY,
  sampleWorld,
  silentLogger,
  startSimulators,
  validateConfig,
  type Checkpoint,
  type Json,
  type Page,
  type RunningSimulators,
  type SimulatedBooks,
} from '../../src/connector-kit';
import { pennylane, pennylaneSimulator } from '.';
import { mapCustomer, mapInvoice, mapSettlement } from './map';
import { invoices, payments } from './streams';

describeConnector(pennylane, { folder: __dirname, simulator: pennylaneSimulator });

function typical(stream: string): Json[] {
  const path = join(__dirname, `fixtures/${stream}/typical.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

const invoiceWith = (changes: { [key: string]: Json }): Json => ({
  ...(typical('invoices')[0] as { [key: string]: Json }),
  ...changes,
});

/** Code and path of what a mapping throws. */
function refusalOf(map: () => unknown): unknown {
  try {
    return map();
  } catch (error) {
    return isEncoursError(error) ? [error.code, error.place.path] : error;
  }
}

describe('mapping', () => {
  it.each([
    [
      'an open invoice',
      0,
      { kind: 'INVOICE', amountMinor: 120_000n, openMinor: 20_000n, state: 'OPEN' },
    ],
    ['a credit note in negative amounts', 1, { amountMinor: -12_000n, openMinor: 0n, dueOn: null }],
    [
      'a credit note in positive amounts, larger than what it used',
      2,
      { amountMinor: -150_000n, openMinor: -30_000n },
    ],
    [
      'an invoice paid by hand, where nothing remains to be said',
      3,
      { openMinor: 0n, state: 'PAID' },
    ],
    ['an invoice that is late with nothing left', 4, { openMinor: 0n, state: 'PAID' }],
    [
      'a foreign invoice that is all open, in its currency',
      5,
      { currency: 'USD', openMinor: 100_000n },
    ],
    ['a foreign invoice paid in part as one whose open amount is not said', 6, { openMinor: null }],
    ['a cancelled invoice as no claim', 7, { state: 'VOID' }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(typical('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('says nothing of a draft, whatever it lacks', () => {
    expect(mapInvoice(typical('invoices')[8] ?? null)).toEqual([]);
    expect(mapInvoice(invoiceWith({ status: 'cancelled', invoice_number: null }))).toEqual([]);
    const refused = refusalOf(() => mapInvoice(invoiceWith({ invoice_number: null })));
    expect(refused).toEqual(['PAYLOAD_INVALID', 'invoice_number']);
  });

  it('sets what is used of a credit note against the invoice it credits', () => {
    expect(mapInvoice(typical('invoices')[2] ?? null)).toMatchObject([
      { allocations: [{ toKey: 'invoice:1', amountMinor: 120_000n }] },
    ]);
  });

  it('refuses an amount that is no text, and one with too many decimals, with their place', () => {
    for (const currency_amount of [1200, '0.30000000000000004', '1 200,00', null]) {
      expect(refusalOf(() => mapInvoice(invoiceWith({ currency_amount })))).toEqual([
        'PAYLOAD_INVALID',
        'currency_amount',
      ]);
    }
  });

  it('takes a word it does not know for unknown', () => {
    expect(mapInvoice(invoiceWith({ status: 'in_collection' }))).toMatchObject([
      { state: 'UNKNOWN' },
    ]);
  });

  it('spreads what is settled over the transactions by day, and no further', () => {
    const [payload = null] = typical('payments');
    expect(
      mapSettlement(payload).map(({ sourceKey, issuedOn, amountMinor }) => [
        sourceKey,
        issuedOn,
        amountMinor,
      ]),
    ).toEqual([
      ['transaction:8:1', '2026-04-20', -60_000n],
      ['transaction:9:1', '2026-05-04', -40_000n],
    ]);
  });

  it('finds the SIREN in a SIRET with spaces, or in the VAT number', () => {
    const [company = null, person = null] = typical('customers');
    expect(mapCustomer(company)).toMatchObject([
      { siren: '732829320', siret: '73282932000074', paymentTerms: '45 jours' },
    ]);
    expect(mapCustomer(person)).toMatchObject([
      { name: 'Zoé ESSAI', siren: null, paymentTerms: null },
    ]);
    const byVat = { ...(company as { [key: string]: Json }), reg_no: null };
    expect(mapCustomer(byVat)).toMatchObject([{ siren: '732829320', siret: null }]);
  });
});

describe('reading', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  beforeEach(async () => {
    const world = sampleWorld();
    running = await startSimulators({ simulators: [pennylaneSimulator], world, clock });
    books = booksOf(world, 'pennylane');
  });
  afterEach(() => running.stop());

  async function read(stream: typeof invoices, from: Checkpoint | null): Promise<Page[]> {
    const context = openContext(pennylane, {
      config: validateConfig(pennylane, {
        baseUrl: running.baseUrl('pennylane'),
        apiToken: 'simulated-token',
        requestsPerSecond: 10_000,
      }),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      retry: { attemptsMax: 1 },
    });
    const pages: Page[] = [];
    for await (const page of stream.read(context, from)) pages.push(page);
    return pages;
  }
  const keysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
  const asked = (): string[] =>
    running.log('pennylane').map(({ path }) => path.split('/')[1] ?? '');

  it('reads changes and deletions from the changelog, each object once', async () => {
    const end = (await read(invoices, null)).at(-1)?.checkpoint ?? null;
    books.advanceTo(clock.now());
    const invoice = books.documents.find((each) => books.openOf(each) > 0n);
    const other = books.documents.find((each) => each !== invoice && books.openOf(each) > 0n);
    if (invoice === undefined || other === undefined) throw new Error('nothing is open');
    books.apply({ do: 'pay', documentId: invoice.id, amountMinor: 1n });
    books.apply({ do: 'pay', documentId: invoice.id, amountMinor: 1n });
    books.apply({ do: 'delete-document', documentId: other.id });
    running.clearLog('pennylane');
    const pages = await read(invoices, end);
    expect(keysOf(pages)).toContain(invoice.id);
    expect(pages.flatMap(({ gone }) => gone ?? [])).toEqual([other.id]);
    expect(asked()[0]).toBe('changelogs');
    expect(new Set(keysOf(pages)).size).toBe(keysOf(pages).length);
  });

  it('reads everything anew after more than four weeks, and when the changelog says it is too old', async () => {
    const end = (await read(invoices, null)).at(-1)?.checkpoint ?? {};
    const old = new Date(clock.now().getTime() - 40 * 86_400_000).toISOString();
    running.clearLog('pennylane');
    const pages = await read(invoices, { ...end, watermark: old });
    expect(asked()).not.toContain('changelogs');
    expect(pages.at(-1)?.goneBefore).toBeDefined();
    // The provider's clock is ahead of ours by weeks: it refuses what we think it still knows.
    books.advanceTo(new Date(clock.now().getTime() + 60 * 86_400_000));
    running.clearLog('pennylane');
    const late = await read(invoices, end);
    expect(asked()[0]).toBe('changelogs');
    expect(late.at(-1)?.goneBefore).toBeDefined();
  });

  it('asks the bank only about invoices that have been paid at all', async () => {
    const pages = await read(payments, null);
    const touched = books.documents.filter(
      (each) =>
        each.kind === 'INVOICE' &&
        books.allocationsTo(each.id).some(({ from }) => from === 'PAYMENT'),
    );
    expect(keysOf(pages).sort()).toEqual(touched.map(({ id }) => id).sort());
    const questions = running
      .log('pennylane')
      .filter(({ path }) => path.endsWith('matched_transactions'));
    expect(questions.length).toBeLessThan(books.documents.length);
  });

  it('does not store the address of a file, which is another each time', async () => {
    const pages = await read(invoices, null);
    expect(JSON.stringify(pages)).not.toContain('public_file_url');
  });
});
