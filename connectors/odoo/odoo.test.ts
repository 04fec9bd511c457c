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
import { odoo, odooSimulator } from '.';
import { mapEntry, mapInvoice, mapPartner } from './map';
import { customers, entries, invoices } from './streams';

describeConnector(odoo, { folder: __dirname, simulator: odooSimulator });

function fixture(stream: string, name = 'typical'): Json[] {
  const path = join(__dirname, `fixtures/${stream}/${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping', () => {
  const invoice = (index: number): object[] => mapInvoice(fixture('invoices')[index] ?? null);
  const entry = (index: number): object[] => mapEntry(fixture('entries')[index] ?? null);

  it.each([
    [
      'an invoice in two instalments, the first of them paid',
      0,
      {
        amountMinor: 120_000n,
        openMinor: 48_000n,
        dueOn: '2026-05-31',
        instalments: [
          { dueOn: '2026-05-01', amountMinor: 72_000n },
          { dueOn: '2026-05-31', amountMinor: 48_000n },
        ],
        references: ['BC-1001', 'RF18 FA1'],
        state: 'OPEN',
      },
    ],
    [
      'a credit note larger than the invoice, told once for both of its lines',
      1,
      {
        kind: 'CREDIT_NOTE',
        amountMinor: -150_000n,
        openMinor: -30_000n,
        allocations: [{ toKey: 'invoice:1001', amountMinor: 120_000n, on: '2026-05-04' }],
        precedingNumber: 'FA/2026/00001',
      },
    ],
    ['a cancelled invoice as no claim', 3, { state: 'VOID', openMinor: null }],
    [
      'a disputed invoice in dollars, 1e3 of them, due on no known day',
      4,
      { amountMinor: 100_000n, currency: 'USD', dueOn: null, isDisputed: true },
    ],
    ['an invoice without a receivable line by its totals', 5, { openMinor: 9_999n }],
  ])('reads %s', (_title, index, expected) => {
    expect(invoice(index)).toMatchObject([expected]);
  });

  it('says nothing of a draft without customer and day', () => {
    expect(invoice(2)).toEqual([]);
  });

  it.each([
    [
      'a payment, leaving out what was settled in another currency or may not be read',
      0,
      {
        kind: 'PAYMENT',
        amountMinor: -100_000n,
        openMinor: -28_000n,
        number: '',
        allocations: [{ toKey: 'invoice:1001', amountMinor: 72_000n, on: '2026-05-04' }],
      },
    ],
    [
      'an opening entry by its label',
      1,
      { kind: 'OPENING', number: 'ANCIEN-1', openMinor: 120_000n },
    ],
    [
      'another entry, set against the opening',
      2,
      {
        kind: 'ADJUSTMENT',
        number: 'OD/2026/0001',
        state: 'PAID',
        allocations: [{ toKey: 'line:600000', amountMinor: 2_000n, on: '2026-05-04' }],
      },
    ],
    ['money given back', 3, { kind: 'REFUND', amountMinor: 3_000n }],
    ['an entry that is not posted as a draft', 5, { state: 'DRAFT', openMinor: null }],
  ])('reads %s', (_title, index, expected) => {
    expect(entry(index)).toMatchObject([expected]);
  });

  it('says nothing of a line that names no customer', () => {
    expect(entry(4)).toEqual([]);
  });

  it.each([
    ['invoices', mapInvoice, ['move.invoice_date', 'lines[0].amount_residual_currency']],
    ['entries', mapEntry, ['line.amount_residual_currency', 'line.amount_currency']],
    ['customers', mapPartner, ['partner.credit_limit', 'partner.commercial_partner_id']],
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

  it('takes a contact of a company for nobody who owes, and a company of a company for its own', () => {
    const [company, contact, foreign, child] = fixture('customers').map(mapPartner);
    expect(company).toMatchObject([
      {
        sourceKey: 'partner:70',
        siren: '732829320',
        siret: '73282932000074',
        creditLimitMinor: 1_500_050n,
        paymentTerms: '45 jours fin de mois',
      },
    ]);
    expect(contact).toEqual([]);
    expect(foreign).toMatchObject([
      { siren: null, countryCode: 'DE', creditLimitMinor: null, currency: null, isActive: false },
    ]);
    expect(child).toMatchObject([{ siren: '732829320', siret: null, parentKey: 'partner:70' }]);
  });
});

describe('reading', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  beforeEach(async () => {
    const world = sampleWorld();
    running = await startSimulators({ simulators: [odooSimulator], world, clock });
    books = booksOf(world, 'odoo');
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
      baseUrl: running.baseUrl('odoo'),
      apiKey: 'simulated-key',
      requestsPerSecond: 10_000,
      ...settings,
    };
    const context = openContext(odoo, {
      config: validateConfig(odoo, config),
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
  const RPC = { protocol: 'jsonrpc', database: 'demo', login: 'lecture@exemple.example' };
  /** The login as it is, and then this. */
  const answering = (data: Json): Choices => ({
    settings: RPC,
    wrap: (http) => ({
      request: async (request) => {
        const response = await http.request(request);
        const isLogin = JSON.stringify(request.body).includes('authenticate');
        return isLogin ? response : { ...response, data };
      },
    }),
  });

  it.each([
    ['customers', customers],
    ['invoices', invoices],
    ['entries', entries],
  ])('reads %s by JSON-RPC as by JSON-2', async (_name, stream) => {
    const json2 = await read(stream, null);
    const rpc = await read(stream, null, { settings: RPC });
    expect(rpc).toEqual(json2);
    expect(keysOf(rpc).length).toBeGreaterThan(20);
  });

  it('reads on from any page, however short pages are', async () => {
    const long = keysOf(await read(invoices, null));
    const short = keysOf(await read(invoices, null, { settings: { pageSize: 7 } }));
    expect(short).toEqual(long);
  });

  it('reads every open invoice in every run, and a settled one when it is reconciled', async () => {
    const end = (await read(invoices, null)).at(-1)?.checkpoint ?? {};
    const open = books.documents.filter((each) => books.openOf(each) > 0n);
    const [paid] = open.filter(({ kind }) => kind === 'INVOICE');
    if (paid === undefined) throw new Error('nothing is open');
    // No write_date of the invoice itself is late enough: what is open is read for itself.
    const late = new Date(clock.now().getTime() + 60 * 60_000).toISOString();
    books.advanceTo(new Date(clock.now().getTime() + 120 * 60_000));
    books.apply({ do: 'pay', documentId: paid.id, amountMinor: books.openOf(paid) });
    paid.updatedAt = paid.createdAt;
    const keys = keysOf(await read(invoices, { ...end, watermark: late }));
    const ids = open.map(({ id }) => String(1_000 + Number(id)));
    expect(keys).toEqual(expect.arrayContaining(ids));
    expect(keys.length).toBeLessThan(books.documents.length);
  });

  it.each([
    ['odoo.exceptions.AccessDenied', 'Access Denied', 'ODOO_ACCESS_REFUSED', 'AUTH'],
    ['psycopg2.errors.SerializationFailure', 'could not', 'ODOO_BUSY', 'TRANSIENT'],
    ['builtins.ValueError', "Invalid field 'siret' on model", 'ODOO_REQUEST_REFUSED', 'CONTRACT'],
    ['<html>', 'secret words of a page', 'ODOO_REQUEST_REFUSED', 'CONTRACT'],
  ])('reads a refusal %s that comes with status 200', async (name, message, code, family) => {
    const refusal = { jsonrpc: '2.0', id: 1, error: { code: 200, data: { name, message } } };
    const reading = read(invoices, null, answering(refusal));
    await expect(reading).rejects.toMatchObject({ code, family });
    await expect(reading).rejects.not.toThrow(/secret words/);
  });

  it('asks for what JSON-RPC needs before it sends anything', async () => {
    const settings = { protocol: 'jsonrpc', database: 'demo' };
    await expect(read(invoices, null, { settings })).rejects.toMatchObject({
      code: 'ODOO_LOGIN_INCOMPLETE',
      place: { field: 'login' },
    });
    expect(running.log('odoo')).toEqual([]);
  });

  it('stops at a key that was withdrawn', async () => {
    const settings = { ...RPC, apiKey: 'withdrawn-key' };
    await expect(read(invoices, null, { settings })).rejects.toMatchObject({
      code: 'ODOO_ACCESS_REFUSED',
    });
  });

  it('keeps what came and says so when a page is served twice', async () => {
    let first: Json = null;
    const again: Choices = {
      settings: { pageSize: 10 },
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          if (!request.path.includes('account.move/')) return response;
          first ??= response.data;
          return { ...response, data: first };
        },
      }),
    };
    await expect(read(invoices, null, again)).rejects.toMatchObject({
      code: 'FEED_CURSOR_REPEATED',
    });
  });

  it('refuses a page in which nothing has an id any more, instead of ending the list there', async () => {
    const renamed: Choices = {
      settings: { pageSize: 5 },
      wrap: (http) => ({
        request: async (request) => {
          const response = await http.request(request);
          const list = response.data as { [key: string]: Json }[];
          return { ...response, data: list.map(({ id = 0, ...rest }) => ({ ...rest, uid: id })) };
        },
      }),
    };
    await expect(read(invoices, null, renamed)).rejects.toMatchObject({
      code: 'ODOO_PAGE_UNREADABLE',
      place: { path: 'account.move[0].id' },
    });
  });
});
