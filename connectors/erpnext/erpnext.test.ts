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
import { erpnext, erpnextSimulator } from '.';
import { mapCustomer, mapInvoice, mapPayment } from './map';
import { customers, invoices, payments } from './streams';

describeConnector(erpnext, { folder: __dirname, simulator: erpnextSimulator });

function fixture(stream: string, name = 'typical'): Json[] {
  const path = join(__dirname, `fixtures/${stream}/${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping', () => {
  it.each([
    [
      'an invoice in two instalments by its rounded total',
      0,
      {
        amountMinor: 120_000n,
        openMinor: 48_000n,
        instalments: [
          { dueOn: '2026-05-01', amountMinor: 72_000n },
          { dueOn: '2026-05-31', amountMinor: 48_000n },
        ],
        isAssigned: false,
      },
    ],
    [
      'a return larger than the invoice it returns',
      1,
      {
        kind: 'CREDIT_NOTE',
        number: 'RET 2026/1',
        amountMinor: -150_000n,
        openMinor: -30_000n,
        allocations: [{ toKey: 'invoice:ACC-SINV-2026-00001', amountMinor: 120_000n, on: null }],
        precedingNumber: 'ACC-SINV-2026-00001',
      },
    ],
    ['a draft', 2, { state: 'DRAFT', number: '', openMinor: null, dueOn: null }],
    ['a cancelled invoice as no claim', 3, { state: 'VOID', openMinor: null }],
    ['a discounted invoice as assigned', 4, { isAssigned: true, instalments: [], state: 'OPEN' }],
    [
      'a foreign invoice in the currency of the account it is owed on',
      5,
      { currency: 'EUR', amountMinor: 129_032n, openMinor: 129_032n, instalments: [] },
    ],
    ['an opening invoice, 1e3 of it', 6, { kind: 'OPENING', amountMinor: 100_000n }],
    ['a schedule that does not add up as none', 7, { instalments: [], state: 'PAID' }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(fixture('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it.each([
    [
      'a payment with a part that is set against nothing, two lines for one invoice as one',
      0,
      [
        {
          kind: 'PAYMENT',
          amountMinor: -100_000n,
          openMinor: -28_000n,
          allocations: [
            { toKey: 'invoice:ACC-SINV-2026-00001', amountMinor: 72_000n, on: '2026-05-04' },
          ],
        },
      ],
    ],
    [
      'what was deducted beside the money as a record of its own',
      1,
      [
        {
          amountMinor: -117_600n,
          openMinor: 0n,
          allocations: [
            { toKey: 'invoice:A', amountMinor: 100_000n },
            { toKey: 'invoice:B', amountMinor: 17_600n },
          ],
        },
        {
          sourceKey: 'deduction:PAY 2026/2',
          kind: 'ADJUSTMENT',
          amountMinor: -2_400n,
          allocations: [{ toKey: 'invoice:B', amountMinor: 2_400n }],
        },
      ],
    ],
    [
      'a payment beside which a credit note was used, without inventing what that settled',
      2,
      [{ amountMinor: -50_000n, allocations: [{ toKey: 'invoice:A', amountMinor: 50_000n }] }],
    ],
    [
      'money given back, in the currency of the customer',
      3,
      [
        {
          kind: 'REFUND',
          amountMinor: 30_000n,
          currency: 'EUR',
          allocations: [{ toKey: 'invoice:RET 2026/1', amountMinor: 30_000n }],
        },
      ],
    ],
    ['a payment for an order as set against no claim', 4, [{ openMinor: 0n, allocations: [] }]],
    ['a cancelled payment', 5, [{ state: 'VOID', openMinor: null, allocations: [] }]],
  ])('reads %s', (_title, index, expected) => {
    const records = mapPayment(fixture('payments')[index] ?? null);
    expect(records).toMatchObject(expected);
    expect(records).toHaveLength(expected.length);
  });

  it.each([
    ['invoices', mapInvoice, ['posting_date', 'outstanding_amount', 'outstanding_amount']],
    [
      'payments',
      mapPayment,
      ['unallocated_amount', 'references[0].allocated_amount', 'payment_type'],
    ],
    ['customers', mapCustomer, ['customer.customer_name']],
  ])('refuses %s that are not as they should be, and says where', (stream, map, places) => {
    for (const [index, path] of places.entries()) {
      const payload = fixture(stream, 'malformed')[index] ?? null;
      const refusal: unknown = expect.objectContaining({
        code: 'PAYLOAD_INVALID',
        place: { path },
      });
      expect(() => map(payload)).toThrow(refusal as Error);
    }
  });

  it('finds a SIREN in a VAT number or a SIRET, and the limit of the company that is meant', () => {
    const [vat, siret, several, greek] = fixture('customers').map(mapCustomer);
    expect(vat).toMatchObject([
      { siren: '732829320', countryCode: 'FR', creditLimitMinor: 1_500_050n, currency: 'EUR' },
    ]);
    expect(siret).toMatchObject([
      { siren: '732829320', siret: '73282932000074', vatNumber: null, creditLimitMinor: null },
    ]);
    expect(several).toMatchObject([{ siren: null, creditLimitMinor: null, email: null }]);
    expect(greek).toMatchObject([{ siren: null, countryCode: 'GR', creditLimitMinor: 200_000n }]);
  });
});

describe('reading', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  beforeEach(async () => {
    const world = sampleWorld();
    running = await startSimulators({ simulators: [erpnextSimulator], world, clock });
    books = booksOf(world, 'erpnext');
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
      baseUrl: running.baseUrl('erpnext'),
      apiKey: 'simulated-key',
      apiSecret: 'simulated-secret',
      requestsPerSecond: 10_000,
      ...settings,
    };
    const context = openContext(erpnext, {
      config: validateConfig(erpnext, config),
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
  /** Answers to requests for single objects, changed. */
  const changing = (change: (data: Json, path: string) => Json): Choices => ({
    wrap: (http) => ({
      request: async (request) => {
        const response = await http.request(request);
        const isOne = request.path.split('/').length > 4;
        return isOne ? { ...response, data: change(response.data, request.path) } : response;
      },
    }),
  });

  it('reads names with spaces and slashes, each by a request of its own', async () => {
    const names = keysOf(await read(customers, null));
    expect(names[0]).toBe('Client 0001/A');
    expect(names).toHaveLength(books.customers.length);
    expect(keysOf(await read(payments, null)).every((name) => name.startsWith('ACC-PAY '))).toBe(
      true,
    );
  });

  it('reads on by names, however short pages are', async () => {
    const long = keysOf(await read(invoices, null));
    expect(keysOf(await read(invoices, null, { settings: { pageSize: 7 } }))).toEqual(long);
  });

  it('reads what changed alone, and an invoice whose payment was moved to another with it', async () => {
    const end = (await read(payments, null)).at(-1)?.checkpoint ?? {};
    const later = new Date(clock.now().getTime() + 2 * 86_400_000);
    books.advanceTo(later);
    const payment = books.payments.find(
      ({ id }) => books.allocationsFrom('PAYMENT', id).length > 0,
    );
    const other = books.documents.find(
      (each) =>
        each.kind === 'INVOICE' &&
        books.openOf(each) > 0n &&
        books.allocationsFrom('PAYMENT', payment?.id ?? '').every(({ toId }) => toId !== each.id),
    );
    if (payment === undefined || other === undefined) throw new Error('the books are too quiet');
    books.apply({ do: 'reallocate', paymentId: payment.id, documentId: other.id });
    const watermark = new Date(later.getTime() - 3_600_000).toISOString();
    const pages = await read(payments, { ...end, watermark });
    expect(keysOf(pages)).toEqual([`ACC-PAY 2026/${payment.id.padStart(5, '0')}`]);
    expect(mapPayment(pages[0]?.items[0]?.payload ?? null)).toMatchObject([
      { allocations: [{ toKey: `invoice:${other.number ?? ''}` }] },
    ]);
  });

  it('takes what went away between list and object for gone', async () => {
    const { exc_type } = { exc_type: 'DoesNotExistError' };
    const away: Choices = {
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          const isOne = request.path.endsWith('FA-2026-0001');
          return isOne ? { ...response, status: 404, data: { exc_type } } : response;
        },
      }),
    };
    const pages = await read(invoices, null, away);
    expect(pages.flatMap(({ gone }) => gone ?? [])).toEqual(['FA-2026-0001']);
    expect(keysOf(pages)).not.toContain('FA-2026-0001');
  });

  it('stores of an object what is used, and of its items nothing', async () => {
    const pages = await read(invoices, null);
    expect(JSON.stringify(pages)).not.toMatch(/item_code|parentfield|customer_name/);
  });

  it('refuses another object than the one asked for', async () => {
    const other = { data: { name: 'X', modified: '2026-01-01 00:00:00' } };
    await expect(
      read(
        invoices,
        null,
        changing(() => other),
      ),
    ).rejects.toMatchObject({
      code: 'ERPNEXT_OTHER_OBJECT',
    });
  });

  it('puts aside an answer without an object, and reads the others', async () => {
    const wordless = changing((data, path) =>
      path.endsWith('FA-2026-0001') ? { message: 'ok' } : data,
    );
    const pages = await read(invoices, null, wordless);
    expect(pages.flatMap(({ malformed }) => malformed ?? [])).toMatchObject([
      { code: 'PAYLOAD_INVALID', path: 'FA-2026-0001.data' },
    ]);
    const alive = books.documents.filter(({ deletedAt }) => deletedAt === null);
    expect(keysOf(pages)).toHaveLength(alive.length - 1);
  });

  it('puts aside an object whose name was renamed, and tells nothing to be gone', async () => {
    const renamed = changing((data, path) =>
      path.endsWith('FA-2026-0001') ? { data: { title: 'FA-2026-0001' } } : data,
    );
    const pages = await read(invoices, null, renamed);
    expect(pages.flatMap(({ malformed }) => malformed ?? [])).toMatchObject([
      { code: 'PAYLOAD_INVALID', path: 'Sales Invoice[0].name' },
    ]);
    expect(pages.at(-1)?.goneBefore).toBeUndefined();
  });

  it('does not take a page of a proxy for an object that is gone', async () => {
    const proxy: Choices = {
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          const isOne = request.path.split('/').length > 4;
          return isOne ? { ...response, status: 404, data: null } : response;
        },
      }),
    };
    await expect(read(invoices, null, proxy)).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_FOUND_UNSAID',
    });
  });

  it('says so when the same page is served for ever', async () => {
    let first: Json = null;
    const again: Choices = {
      settings: { pageSize: 10 },
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          if (request.path.split('/').length > 4) return response;
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
