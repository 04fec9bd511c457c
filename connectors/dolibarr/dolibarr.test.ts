import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  booksOf,
  describeConnector,
  FixedClock,
  openContext,
  SAMPLE_TODAY,
  sampleWorld,
  silentLogger,
  startSimulators,
  validateConfig,
  type Checkpoint,
  type HttpClient,
  type Json,
  type Page,
  type RunningSimulators,
  type SimulatedBooks,
} from '../../src/connector-kit';
import { dolibarr, dolibarrSimulator } from '.';
import { mapCustomer, mapInvoice } from './map';
import { customers, invoices } from './streams';

describeConnector(dolibarr, { folder: __dirname, simulator: dolibarrSimulator });

function fixture(stream: string, name = 'typical'): Json[] {
  const path = join(__dirname, `fixtures/${stream}/${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping', () => {
  const invoice = (index: number): object[] => mapInvoice(fixture('invoices')[index] ?? null);

  it.each([
    [
      'an invoice paid in two parts, on the days of Paris',
      0,
      [
        { issuedOn: '2026-04-01', dueOn: '2026-05-01', amountMinor: 120_000n, openMinor: 50_000n },
        { kind: 'PAYMENT', amountMinor: -40_000n, issuedOn: '2026-05-04', openMinor: 0n },
        { kind: 'PAYMENT', amountMinor: -30_000n, issuedOn: '2026-05-07' },
      ],
    ],
    [
      'a credit note made into discounts: what is used, and what is left of it',
      1,
      [
        {
          kind: 'CREDIT_NOTE',
          amountMinor: -150_000n,
          openMinor: -30_000n,
          state: 'OPEN',
          dueOn: null,
          allocations: [{ toKey: 'invoice:1', amountMinor: 120_000n, on: null }],
        },
      ],
    ],
    [
      'a draft without its provisional number',
      2,
      [{ state: 'DRAFT', number: '', openMinor: null }],
    ],
    ['an abandoned invoice as no claim', 3, [{ state: 'VOID', openMinor: null }]],
    [
      'what a customer did not pay as written off',
      4,
      [
        { state: 'PAID', openMinor: 0n },
        { kind: 'PAYMENT', amountMinor: -70_000n },
        {
          kind: 'WRITE_OFF',
          amountMinor: -50_000n,
          allocations: [{ toKey: 'invoice:5', amountMinor: 50_000n, on: null }],
        },
      ],
    ],
    [
      'a discount for early payment',
      5,
      [{ openMinor: 0n }, { kind: 'PAYMENT' }, { kind: 'DISCOUNT', amountMinor: -2_400n }],
    ],
    [
      'an invoice paid too much: nothing is open of it, and the rest of the payment is',
      6,
      [
        { openMinor: 0n, state: 'PAID' },
        {
          amountMinor: -130_000n,
          openMinor: -10_000n,
          allocations: [{ toKey: 'invoice:8', amountMinor: 120_000n, on: '2026-05-04' }],
        },
      ],
    ],
    [
      'a foreign invoice that is all open, in its currency',
      7,
      [{ currency: 'USD', amountMinor: 140_000n, openMinor: 140_000n }],
    ],
    ['a foreign invoice paid in part as not said to be open', 8, [{ openMinor: null }]],
    [
      'a deposit as owed where it was invoiced',
      9,
      [{ amountMinor: 100_000n, openMinor: 100_000n }],
    ],
    [
      'money given back for a credit note',
      10,
      [
        { amountMinor: -10_000n, openMinor: -6_000n },
        { kind: 'REFUND', amountMinor: 4_000n, allocations: [] },
      ],
    ],
    ['a number 1e3 as 1000.00, due on no known day', 11, [{ amountMinor: 100_000n, dueOn: null }]],
  ])('reads %s', (_title, index, expected) => {
    expect(invoice(index)).toMatchObject(expected);
  });

  it.each([
    [0, 'invoice.date'],
    [1, 'invoice.remaintopay'],
    [2, 'invoice.remaintopay'],
    [3, 'invoice.status'],
    [4, 'invoice.multicurrency_code'],
    [5, 'payments[0].amount'],
    [6, 'payments[0].date'],
  ])('refuses malformed invoice %i at %s', (index, path) => {
    const refusal: unknown = expect.objectContaining({ code: 'PAYLOAD_INVALID', place: { path } });
    const payload = fixture('invoices', 'malformed')[index] ?? null;
    expect(() => mapInvoice(payload)).toThrow(refusal as Error);
  });

  it('reads the SIREN as people enter it, passes over a wrong one, and takes the limit', () => {
    const [company, bare, wrong] = fixture('customers').map(mapCustomer);
    expect(company).toMatchObject([
      {
        siren: '732829320',
        siret: '73282932000074',
        creditLimitMinor: 1_500_000n,
        currency: 'EUR',
      },
    ]);
    expect(bare).toMatchObject([
      { sourceKey: 'customer:8', siren: null, code: null, creditLimitMinor: null, isActive: false },
    ]);
    // A limit of 0 is a limit; the VAT number tells what the wrong SIREN does not.
    expect(wrong).toMatchObject([{ siren: '732829320', siret: null, creditLimitMinor: 0n }]);
  });
});

describe('reading', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  beforeEach(async () => {
    const world = sampleWorld();
    running = await startSimulators({ simulators: [dolibarrSimulator], world, clock });
    books = booksOf(world, 'dolibarr');
  });
  afterEach(() => running.stop());

  interface Choices {
    settings?: { [key: string]: Json };
    wrap?: (http: HttpClient) => HttpClient;
  }
  async function read(
    stream: typeof invoices,
    from: Checkpoint | null,
    { settings = {}, wrap = (http) => http }: Choices = {},
  ): Promise<Page[]> {
    const config = {
      baseUrl: running.baseUrl('dolibarr'),
      apiKey: 'simulated-key',
      requestsPerSecond: 10_000,
      ...settings,
    };
    const context = openContext(dolibarr, {
      config: validateConfig(dolibarr, config),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      retry: { attemptsMax: 1 },
    });
    const pages: Page[] = [];
    const wrapped = { ...context, http: wrap(context.http) };
    for await (const page of stream.read(wrapped, from)) pages.push(page);
    return pages;
  }
  const keysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));

  it('reads on by ids, however short pages are, and a last page that is full once more', async () => {
    const long = keysOf(await read(invoices, null));
    expect(keysOf(await read(invoices, null, { settings: { pageSize: 7 } }))).toEqual(long);
    const exact = await read(invoices, null, { settings: { pageSize: long.length } });
    expect(keysOf(exact)).toEqual(long);
    expect(exact.at(-1)?.goneBefore).toBeDefined();
  });

  it('loses nobody when an invoice is deleted between two pages', async () => {
    const all = keysOf(await read(invoices, null));
    let isDeleted = false;
    const deleting: Choices = {
      settings: { pageSize: 20 },
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          if (!isDeleted) books.apply({ do: 'delete-document', documentId: all[0] ?? '' });
          isDeleted = true;
          return response;
        },
      }),
    };
    expect(keysOf(await read(invoices, null, deleting))).toEqual(all);
  });

  it('reads what is unpaid and what credit notes became in every run, whatever has changed', async () => {
    const end = (await read(invoices, null)).at(-1)?.checkpoint ?? {};
    const later = new Date(clock.now().getTime() + 3 * 86_400_000).toISOString();
    const keys = new Set(keysOf(await read(invoices, { ...end, watermark: later })));
    const open = books.documents.filter(
      (each) => each.kind === 'INVOICE' && books.openOf(each) > 0n,
    );
    expect(open.every(({ id }) => keys.has(id))).toBe(true);
    expect(keys.size).toBeLessThan(books.documents.length);
  });

  it('asks for payments of paid invoices alone, and for discounts once for each customer', async () => {
    await read(invoices, null);
    const paths = running.log('dolibarr').map(({ path }) => path);
    const payments = paths.filter((path) => path.endsWith('/payments'));
    const discounts = paths.filter((path) => path.includes('fixedamountdiscounts'));
    expect(payments.length).toBeLessThan(books.documents.length);
    expect(new Set(discounts).size).toBe(discounts.length);
  });

  it('takes 404 of an empty list for empty, and 404 of another address for a wrong one', async () => {
    const answering = (data: Json): Choices => ({
      wrap: () => ({ request: () => Promise.resolve({ status: 404, headers: {}, data }) }),
    });
    const empty = { error: { code: 404, message: 'Not Found: No invoice found' } };
    expect(keysOf(await read(invoices, null, answering(empty)))).toEqual([]);
    for (const other of [null, { error: { code: 404, message: 'Not Found' } }]) {
      await expect(read(customers, null, answering(other))).rejects.toMatchObject({
        code: 'DOLIBARR_API_NOT_FOUND',
        place: { field: 'baseUrl' },
      });
    }
  });

  it('puts an invoice aside whose discounts cannot be told apart, and reads the others', async () => {
    const breaking: Choices = {
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          const isDiscounts = request.path.includes('fixedamountdiscounts');
          return isDiscounts ? { ...response, status: 200, data: ['no discount'] } : response;
        },
      }),
    };
    const pages = await read(invoices, null, breaking);
    const aside = pages.flatMap(({ malformed }) => malformed ?? []);
    const notes = books.documents.filter(
      ({ kind, deletedAt }) => kind === 'CREDIT_NOTE' && deletedAt === null,
    );
    expect(aside.map(({ code, path }) => [code, path])).toEqual(
      notes.map(() => ['PAYLOAD_INVALID', 'discounts[0]']),
    );
    expect(keysOf(pages)).toHaveLength(books.documents.length - notes.length);
    expect(pages.at(-1)?.goneBefore).toBeUndefined();
  });

  it('says so when the server serves the same page for ever', async () => {
    let first: Json = null;
    const again: Choices = {
      settings: { pageSize: 10 },
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          if (request.path !== '/invoices') return response;
          first ??= response.data;
          return { ...response, data: first };
        },
      }),
    };
    await expect(read(invoices, null, again)).rejects.toMatchObject({
      code: 'FEED_CURSOR_REPEATED',
    });
  });
});
