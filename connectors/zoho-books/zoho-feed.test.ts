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
  type SimulatedWorld,
} from '../../src/connector-kit';
import { zohoBooks, zohoBooksSimulator } from '.';
import type { Context } from './client';
import { endAccess } from './simulator';
import { invoices, payments } from './streams';

describe('reading Zoho Books', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  let world: SimulatedWorld;
  let logins = 0;
  beforeEach(async () => {
    world = sampleWorld();
    running = await startSimulators({ simulators: [zohoBooksSimulator], world, clock });
    books = booksOf(world, 'zoho-books');
  });
  afterEach(() => running.stop());

  function contextOf(): Context {
    logins += 1;
    return openContext(zohoBooks, {
      config: validateConfig(zohoBooks, {
        baseUrl: running.baseUrl('zoho-books'),
        organizationId: '60001234567',
        clientId: 'simulated-client',
        clientSecret: 'simulated-secret',
        refreshToken: `simulated-grant-${logins}`,
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
  const detailsAsked = (): number =>
    running.log('zoho-books').filter(({ path }) => /^\/customerpayments\/\d+$/.test(path)).length;

  it('reads all payments in runs that are cut off after each page, since each costs a request', async () => {
    const met = new Set<string>();
    let from: Checkpoint | null = null;
    let isWhole = false;
    for (let runs = 0; runs < 20 && !isWhole; runs += 1) {
      for await (const page of payments.read(contextOf(), from)) {
        for (const { sourceKey } of page.items) met.add(sourceKey);
        from = page.checkpoint;
        isWhole = page.goneBefore !== undefined;
        break;
      }
    }
    expect(isWhole).toBe(true);
    expect([...met].sort()).toEqual(keysOf(await read(payments)).sort());
  });

  it('asks for each payment once at first, then only for those that changed', async () => {
    const first = await read(payments);
    const alive = books.payments.filter(({ deletedAt }) => deletedAt === null);
    expect(keysOf(first)).toHaveLength(alive.length);
    expect(detailsAsked()).toBe(alive.length);
    running.clearLog('zoho-books');
    books.advanceTo(clock.now());
    const open = books.documents.find((each) => each.kind === 'INVOICE' && books.openOf(each) > 0n);
    if (open === undefined) throw new Error('nothing is open');
    books.apply({ do: 'pay', documentId: open.id, amountMinor: 1n });
    const pages = await read(payments, endOf(first));
    expect(detailsAsked()).toBe(1);
    expect(payments.map(pages[0]?.items[0]?.payload ?? null)).toMatchObject([
      { amountMinor: -1n, allocations: [{ amountMinor: 1n }] },
    ]);
  });

  it('tells a payment that went between the list and the question as gone', async () => {
    const vanishing = changing((request, answer) =>
      /^\/customerpayments\/\d+$/.test(request.path) ? { ...answer, status: 404 } : answer,
    );
    const pages = await read(payments, null, vanishing);
    expect(keysOf(pages)).toEqual([]);
    expect(pages.flatMap(({ gone }) => gone ?? []).length).toBeGreaterThan(0);
  });

  it('refuses the answer about another payment', async () => {
    const mixing = changing((request, answer) => {
      if (!/^\/customerpayments\/\d+$/.test(request.path)) return answer;
      const { payment, ...rest } = answer.data as { payment: { [key: string]: Json } };
      return { ...answer, data: { ...rest, payment: { ...payment, payment_id: '1' } } };
    });
    await expect(read(payments, null, mixing)).rejects.toMatchObject({
      code: 'ZOHO_OTHER_PAYMENT',
      place: { path: 'payment.payment_id' },
    });
  });

  it.each([200, 400])('tells the code of a refusal under status %i', async (status) => {
    const refusing = changing((request, answer) =>
      request.path === '/invoices'
        ? { ...answer, status, data: { code: 2, message: 'Invalid value passed' } }
        : answer,
    );
    await expect(read(invoices, null, refusing)).rejects.toMatchObject({
      family: 'CONTRACT',
      code: 'ZOHO_ANSWERED_ERROR',
      message: expect.stringContaining('code 2') as string,
    });
  });

  it('asks for changes with a zone as Zoho reads it', async () => {
    const end = endOf(await read(invoices));
    const asked: HttpRequest[] = [];
    await read(
      invoices,
      end,
      changing((request, answer) => {
        asked.push(request);
        return answer;
      }),
    );
    expect(asked.find(({ path }) => path === '/invoices')?.query?.['last_modified_time']).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/,
    );
  });

  it('goes on with a new token when the one in force is withdrawn in the middle', async () => {
    const reading = invoices.read(contextOf(), null)[Symbol.asyncIterator]();
    await reading.next();
    endAccess(world);
    let last: Page | null = null;
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
      last = next.value;
    }
    expect(last?.goneBefore).toBeDefined();
  });

  it('stops at a page that is served again and again', async () => {
    let first: Json = null;
    const repeating = changing((request, answer) => {
      if (request.path !== '/invoices') return answer;
      first ??= answer.data;
      return { ...answer, data: first };
    });
    await expect(read(invoices, null, repeating)).rejects.toMatchObject({
      code: 'FEED_PAGE_REPEATED',
    });
  });

  it('misses nothing when an object is deleted between two pages', async () => {
    const newest = [...books.documents]
      .filter(({ kind, deletedAt }) => kind === 'INVOICE' && deletedAt === null)
      .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1))[0];
    let isDone = false;
    const deleting = changing((request, answer) => {
      if (request.path === '/invoices' && !isDone && newest !== undefined) {
        books.apply({ do: 'delete-document', documentId: newest.id });
        isDone = true;
      }
      return answer;
    });
    const met = new Set(keysOf(await read(invoices, null, deleting)));
    const alive = books.documents.filter(
      ({ kind, deletedAt }) => kind === 'INVOICE' && deletedAt === null,
    );
    expect(met.size).toBeGreaterThanOrEqual(alive.length);
  });
});
