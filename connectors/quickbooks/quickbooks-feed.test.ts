import {
  booksOf,
  FixedClock,
  isEncoursError,
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
  type SimulatedWorld,
} from '../../src/connector-kit';
import { quickbooks, quickbooksSimulator, quickbooksTokens } from '.';
import { customers, invoices, journalEntries, payments } from './streams';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('reading QuickBooks', () => {
  let clock: FixedClock;
  let running: RunningSimulators;
  let world: SimulatedWorld;
  let books: SimulatedBooks;
  beforeEach(async () => {
    clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
    world = sampleWorld();
    running = await startSimulators({ simulators: [quickbooksSimulator], world, clock });
    books = booksOf(world, 'quickbooks');
  });
  afterEach(() => running.stop());

  interface Choices {
    from?: Checkpoint | null;
    homeCurrency?: string;
    /** What becomes of an answer, by the path and the statement asked. */
    change?: (data: Json, asked: string) => Json;
  }

  function wrapped(http: HttpClient, { change }: Choices): HttpClient {
    return {
      request: async (request) => {
        const response = await http.request(request);
        const asked = `${request.path} ${String(request.query?.['query'] ?? '')}`;
        return { ...response, data: change?.(response.data, asked) ?? response.data };
      },
    };
  }

  async function read(stream: typeof invoices, choices: Choices = {}): Promise<Page[]> {
    const { homeCurrency, from = null } = choices;
    const context = openContext(quickbooks, {
      config: validateConfig(quickbooks, {
        baseUrl: running.baseUrl('quickbooks'),
        realmId: '9130350000000001',
        clientId: 'simulated-client',
        clientSecret: 'simulated-secret',
        refreshToken: 'granted-token',
        requestsPerSecond: 10_000,
        ...(homeCurrency === undefined ? {} : { homeCurrency }),
      }),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      retry: { attemptsMax: 1 },
    });
    const pages: Page[] = [];
    const http = wrapped(context.http, choices);
    for await (const page of stream.read({ ...context, http }, from)) pages.push(page);
    return pages;
  }

  const keysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
  const endOf = (pages: readonly Page[]): Checkpoint => pages.at(-1)?.checkpoint ?? {};
  const isOwed = (each: SimulatedBooks['documents'][number]): boolean => books.openOf(each) > 0n;
  const errorOf = (reading: Promise<unknown>): Promise<unknown> =>
    reading.then(
      () => null,
      (error: unknown) => (isEncoursError(error) ? [error.code, error.place.path] : error),
    );
  const asked = (): string[] =>
    running.log('quickbooks').map(({ path }) => path.split('/')[4] ?? '');

  it('lists everything once, by positions that overlap, inactive customers too', async () => {
    const { id } = books.customers.at(-1) ?? { id: '' };
    books.apply({ do: 'archive-customer', customerId: id });
    expect(keysOf(await read(customers)).sort()).toEqual(
      books.customers.map((each) => each.id).sort(),
    );
    const pages = await read(invoices);
    const keys = keysOf(pages);
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
    expect(pages.at(-1)?.goneBefore).toBeDefined();
  });

  it('reads changes, voids and deletions from the change data capture', async () => {
    const from = endOf(await read(invoices));
    books.advanceTo(clock.now());
    const [paid, deleted, voided] = books.documents.filter(isOwed);
    if (!paid || !deleted || !voided) throw new Error('too little is open');
    books.apply({ do: 'pay', documentId: paid.id, amountMinor: 1n });
    books.apply({ do: 'delete-document', documentId: deleted.id });
    books.apply({ do: 'void', documentId: voided.id });
    running.clearLog('quickbooks');
    const pages = await read(invoices, { from });
    expect(asked()).toEqual(['cdc']);
    expect(keysOf(pages)).toEqual(expect.arrayContaining([paid.id, voided.id]));
    expect(pages.flatMap(({ gone }) => gone ?? [])).toEqual([deleted.id]);
  });

  it('tells the end of the payment that applied a credit', async () => {
    const owed = books.documents.find(isOwed);
    if (!owed) throw new Error('nothing is open');
    books.advanceTo(clock.now());
    const memo = books.apply({ do: 'credit', documentId: owed.id, amountMinor: 1n });
    const from = endOf(await read(payments));
    books.apply({ do: 'void', documentId: memo });
    const gone = (await read(payments, { from })).flatMap((page) => page.gone ?? []);
    expect(gone).toHaveLength(1);
  });

  it('lists everything when an answer of changes is full, for nobody knows what it left out', async () => {
    const from = endOf(await read(invoices));
    const many = Array.from({ length: 1_000 }, (_each, index) => ({
      Id: `x${index}`,
      MetaData: { LastUpdatedTime: '2026-06-30T01:00:00-08:00' },
    }));
    running.clearLog('quickbooks');
    const pages = await read(invoices, {
      from,
      change: (data, path) =>
        path.includes('/cdc') ? { CDCResponse: [{ QueryResponse: [{ Invoice: many }] }] } : data,
    });
    expect(asked().slice(0, 2)).toEqual(['cdc', 'query']);
    expect(keysOf(pages)).not.toContain('x0');
    expect(pages.at(-1)?.goneBefore).toBeDefined();
  });

  it('does not ask for changes of more than 29 days ago', async () => {
    const from = { ...endOf(await read(invoices)), reconciledAt: clock.now().toISOString() };
    clock.advanceMs(30 * DAY_MS);
    books.advanceTo(clock.now());
    running.clearLog('quickbooks');
    await read(invoices, { from: { ...from, reconciledAt: clock.now().toISOString() } });
    expect(asked()).not.toContain('cdc');
  });

  it('takes a list under another name for a change of the API, not for an empty company', async () => {
    const from = endOf(await read(invoices));
    const renamed = (data: Json): Json =>
      JSON.parse(JSON.stringify(data).replace('"Invoice":', '"Invoice_v2":')) as Json;
    expect(await errorOf(read(invoices, { change: renamed }))).toEqual([
      'QUICKBOOKS_LIST_MISSING',
      'QueryResponse.Invoice',
    ]);
    books.advanceTo(clock.now());
    const owed = books.documents.find(isOwed);
    books.apply({ do: 'pay', documentId: owed?.id ?? '', amountMinor: 1n });
    expect(await errorOf(read(invoices, { from, change: renamed }))).toEqual([
      'QUICKBOOKS_LIST_MISSING',
      'CDCResponse[0].QueryResponse[0].Invoice',
    ]);
  });

  it('refuses an answer to a count that does not count', async () => {
    const change = (data: Json, statement: string): Json =>
      statement.includes('COUNT') ? { QueryResponse: {} } : data;
    expect(await errorOf(read(invoices, { change }))).toEqual([
      'QUICKBOOKS_COUNT_MISSING',
      'QueryResponse.totalCount',
    ]);
  });

  it('loses none when many are deleted and others made while it pages', async () => {
    const { customerId = '' } = books.documents[0] ?? {};
    let queries = 0;
    const change = (data: Json, statement: string): Json => {
      queries += statement.includes('SELECT *') ? 1 : 0;
      if (queries === 1 && statement.includes('SELECT *')) {
        for (let id = 1; id <= 20; id += 1) {
          const document = books.document(String(id));
          if (document.deletedAt === null) {
            books.apply({ do: 'delete-document', documentId: document.id });
            books.apply({ do: 'create-invoice', customerId, amountMinor: 100n });
          }
        }
      }
      return data;
    };
    const keys = new Set(keysOf(await read(invoices, { change })));
    const there = books.documents.filter(
      (each) => each.kind === 'INVOICE' && each.state !== 'DRAFT' && each.deletedAt === null,
    );
    expect(there.filter(({ id }) => !keys.has(id))).toEqual([]);
  });

  it('renews a token that ends between two pages, once', async () => {
    let answers = 0;
    const before = quickbooksTokens.renewals(world);
    const pages = await read(invoices, {
      change: (data) => {
        answers += 1;
        if (answers === 2) quickbooksTokens.endAccess(world);
        return data;
      },
    });
    expect(pages.length).toBeGreaterThan(1);
    expect(quickbooksTokens.renewals(world) - before).toBe(2);
  });

  it('ends with a coded error when the access is withdrawn between two pages', async () => {
    let answers = 0;
    const change = (data: Json): Json => {
      answers += 1;
      if (answers === 2) quickbooksTokens.revoke(world);
      return data;
    };
    const refused = ['OAUTH_REFRESH_REFUSED', undefined];
    expect(await errorOf(read(invoices, { change }))).toEqual(refused);
    expect(answers).toBe(2);
  });

  it('keeps of journal entries what concerns accounts receivable', async () => {
    const pages = await read(journalEntries);
    const told = pages.flatMap(({ items }) =>
      items.flatMap((item) => journalEntries.map(item.payload)),
    );
    expect(told).toMatchObject([
      { partyKey: 'customer:1', amountMinor: 100_100n },
      { partyKey: 'customer:2', amountMinor: 100_200n },
      { partyKey: 'customer:3', amountMinor: -100_300n },
    ]);
  });

  it('takes the currency of the settings where documents name none, and no other', async () => {
    const change = (data: Json): Json =>
      JSON.parse(
        JSON.stringify(data).replaceAll('"CurrencyRef":{"value":"EUR","name":"Euro"},', ''),
      ) as Json;
    const [page] = await read(invoices, { change, homeCurrency: 'USD' });
    const [item] = page?.items ?? [];
    expect(invoices.map(item?.payload ?? null)).toMatchObject([{ currency: 'USD' }]);
    const [named] = await read(invoices, { homeCurrency: 'USD' });
    expect(invoices.map(named?.items[0]?.payload ?? null)).toMatchObject([{ currency: 'EUR' }]);
  });

  it('declares nothing gone, and ends, when the same page is served again and again', async () => {
    const first: { answer: Json } = { answer: null };
    const change = (data: Json, statement: string): Json => {
      if (!statement.includes('SELECT *')) return data;
      first.answer ??= data;
      return first.answer;
    };
    const pages = await read(invoices, { change });
    expect(pages.every(({ goneBefore }) => goneBefore === undefined)).toBe(true);
    expect(new Set(keysOf(pages)).size).toBe(40);
  });
});
