import {
  booksOf,
  FixedClock,
  openContext,
  SAMPLE_TODAY,
  sampleWorld,
  silentLogger,
  startSimulators,
  validateConfig,
  type Checkpoint,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type Page,
  type RunningSimulators,
  type SimulatedBooks,
} from '../../src/connector-kit';
import { axonaut, axonautSimulator } from '.';
import type { Context } from './client';
import { customers, invoices, payments } from './streams';

describe('reading Axonaut', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  beforeEach(async () => {
    const world = sampleWorld();
    running = await startSimulators({ simulators: [axonautSimulator], world, clock });
    books = booksOf(world, 'axonaut');
  });
  afterEach(() => running.stop());

  function contextOf(): Context {
    return openContext(axonaut, {
      config: validateConfig(axonaut, {
        baseUrl: running.baseUrl('axonaut'),
        apiKey: 'simulated-key',
        requestsPerSecond: 10_000,
      }),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      retry: { attemptsMax: 1 },
    });
  }

  /** A context whose answers are changed on the way. */
  function changing(change: (request: HttpRequest, answer: HttpResponse) => HttpResponse): Context {
    const context = contextOf();
    const { http } = context;
    const changed: HttpClient = {
      request: async (request) => change(request, await http.request(request)),
    };
    return { ...context, http: changed };
  }

  async function read(
    stream: typeof invoices,
    from: Checkpoint | null = null,
    context = contextOf(),
  ): Promise<Page[]> {
    const pages: Page[] = [];
    for await (const page of stream.read(context, from)) pages.push(page);
    return pages;
  }
  const keysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
  const endOf = (pages: readonly Page[]): Checkpoint | null => pages.at(-1)?.checkpoint ?? null;

  it('asks for pages by a header and for days as DD/MM/YYYY, a day earlier than it needs', async () => {
    const end = endOf(await read(invoices));
    running.clearLog('axonaut');
    const asked: HttpRequest[] = [];
    await read(
      invoices,
      end,
      changing((request, answer) => {
        asked.push(request);
        return answer;
      }),
    );
    expect(asked.map(({ headers }) => headers?.['page'])).toEqual(['1']);
    expect(asked[0]?.query?.['updated_after']).toMatch(/^\d{2}\/\d{2}\/\d{4}$/);
    expect(asked[0]?.query).not.toHaveProperty('page');
  });

  it('misses nothing when an object is deleted between two pages', async () => {
    const [first] = books.documents.filter(
      ({ state, deletedAt }) => state !== 'VOID' && deletedAt === null,
    );
    let isDone = false;
    const deleting = changing((_request, answer) => {
      if (!isDone && first !== undefined) {
        books.apply({ do: 'delete-document', documentId: first.id });
      }
      isDone = true;
      return answer;
    });
    const met = new Set(keysOf(await read(invoices, null, deleting)));
    const alive = books.documents.filter(
      ({ state, deletedAt }) => state !== 'VOID' && deletedAt === null,
    );
    expect(alive.filter(({ id }) => !met.has(id))).toEqual([]);
  });

  it('gives each key once and sees it the second time', async () => {
    const pages = await read(customers);
    expect(new Set(keysOf(pages)).size).toBe(keysOf(pages).length);
    expect(pages.flatMap(({ seen }) => seen ?? []).sort()).toEqual(keysOf(pages).sort());
    expect(pages.at(-1)?.goneBefore).toBeDefined();
  });

  it('lists payments once for everything, and asks by invoice only for what changed', async () => {
    const end = endOf(await read(payments));
    const byInvoice = running.log('axonaut').filter(({ query }) => query.includes('invoice_id'));
    expect(byInvoice).toEqual([]);
    books.advanceTo(clock.now());
    const open = books.documents.find((each) => each.kind === 'INVOICE' && books.openOf(each) > 0n);
    if (open === undefined) throw new Error('nothing is open');
    books.apply({ do: 'pay', documentId: open.id, amountMinor: 1n });
    const pages = await read(payments, end);
    expect(keysOf(pages)).toContain(open.id);
  });

  it('reads a payment whose invoice does not say that it has changed', async () => {
    const end = endOf(await read(payments));
    books.advanceTo(clock.now());
    const open = books.documents.find((each) => each.kind === 'INVOICE' && books.openOf(each) > 0n);
    if (open === undefined) throw new Error('nothing is open');
    const { updatedAt } = open;
    books.apply({ do: 'pay', documentId: open.id, amountMinor: 1n });
    open.updatedAt = updatedAt;
    expect(keysOf(await read(payments, end))).toContain(open.id);
  });

  it('takes an error without a number of pages for no end', async () => {
    const failing = changing((request, answer) =>
      request.headers?.['page'] === '2'
        ? { ...answer, status: 400, data: { error: { message: 'Try later' } } }
        : answer,
    );
    await expect(read(invoices, null, failing)).rejects.toMatchObject({
      family: 'CONTRACT',
      code: 'AXONAUT_ANSWERED_ERROR',
      place: { path: 'error.pages' },
    });
  });

  it('stops where the header of the page is not heeded', async () => {
    const served = new Map<string, Json>();
    const repeating = changing((request, answer) => {
      const first = served.get(request.path) ?? answer.data;
      served.set(request.path, first);
      return { ...answer, status: 200, data: first };
    });
    await expect(read(invoices, null, repeating)).rejects.toMatchObject({
      code: 'FEED_PAGE_REPEATED',
    });
    await expect(read(payments, null, repeating)).rejects.toMatchObject({
      code: 'AXONAUT_PAYMENTS_REPEATED',
    });
  });

  it('puts a payment without a readable invoice aside, and then declares nothing gone', async () => {
    const renaming = changing((request, answer) => {
      if (request.path !== '/payments' || !Array.isArray(answer.data)) return answer;
      const [first, ...others] = answer.data as { [key: string]: Json }[];
      const { invoice_id: invoice = null, ...rest } = first ?? {};
      return { ...answer, data: [{ ...rest, invoice }, ...others] };
    });
    const pages = await read(payments, null, renaming);
    expect(pages[0]?.malformed?.[0]).toMatchObject({ path: 'payments[0].invoice_id' });
    expect(pages.some(({ goneBefore }) => goneBefore !== undefined)).toBe(false);
  });
});
