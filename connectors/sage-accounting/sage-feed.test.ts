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
  type HttpResponse,
  type Json,
  type Page,
  type RunningSimulators,
  type SimulatedBooks,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { sageAccounting, sageAccountingSimulator } from '.';
import type { Context } from './client';
import { endAccess, renewalsOf } from './simulator-login';
import { creditNotes, customers, invoices, payments } from './streams';

describe('reading Sage', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  let running: RunningSimulators;
  let books: SimulatedBooks;
  let world: SimulatedWorld;
  let logins = 0;
  beforeEach(async () => {
    world = sampleWorld();
    running = await startSimulators({ simulators: [sageAccountingSimulator], world, clock });
    books = booksOf(world, 'sage-accounting');
  });
  afterEach(() => running.stop());

  function contextOf(): Context {
    logins += 1;
    return openContext(sageAccounting, {
      config: validateConfig(sageAccounting, {
        baseUrl: running.baseUrl('sage-accounting'),
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
  function changing(change: (path: string, answer: HttpResponse) => HttpResponse): Context {
    const context = contextOf();
    const { http } = context;
    const changed: HttpClient = {
      request: async (request) => change(request.path, await http.request(request)),
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
  const goneIn = (pages: readonly Page[]): string[] => pages.flatMap(({ gone }) => gone ?? []);

  it('reads what changed, then what was deleted, and nothing else', async () => {
    const end = (await read(invoices)).at(-1)?.checkpoint ?? null;
    books.advanceTo(clock.now());
    const [paid, dropped] = books.documents
      .filter((each) => each.kind === 'INVOICE' && books.openOf(each) > 0n)
      .reverse();
    if (paid === undefined || dropped === undefined) throw new Error('nothing is open');
    books.apply({ do: 'pay', documentId: paid.id, amountMinor: 1n });
    books.apply({ do: 'delete-document', documentId: dropped.id });
    const pages = await read(invoices, end);
    expect(keysOf(pages)).toEqual([paid.uuid]);
    expect(goneIn(pages)).toEqual([dropped.uuid]);
    expect(pages.every(({ goneBefore }) => goneBefore === undefined)).toBe(true);
  });

  it('tells a payment that was set against another invoice', async () => {
    const payment = books.payments.find(({ deletedAt }) => deletedAt === null);
    const target = books.documents.find(
      (each) => each.kind === 'INVOICE' && books.openOf(each) > 0n,
    );
    if (payment === undefined || target === undefined) throw new Error('the books are too quiet');
    const end = (await read(payments)).at(-1)?.checkpoint ?? null;
    books.advanceTo(clock.now());
    books.apply({ do: 'reallocate', paymentId: payment.id, documentId: target.id });
    const [item] = (await read(payments, end)).flatMap(({ items }) => items);
    expect(item?.sourceKey).toBe(payment.uuid);
    expect(payments.map(item?.payload ?? null)).toMatchObject([
      { allocations: [{ toKey: `artefact:${target.uuid}` }] },
    ]);
  });

  it('reads in the next run what changed while pages are turned', async () => {
    const reading = invoices.read(contextOf(), null)[Symbol.asyncIterator]();
    await reading.next();
    books.advanceTo(clock.now());
    const changed = books.documents.findLast(
      (each) => each.kind === 'INVOICE' && books.openOf(each) > 0n,
    );
    if (changed === undefined) throw new Error('nothing is open');
    books.apply({ do: 'pay', documentId: changed.id, amountMinor: 1n });
    let end: Checkpoint | null = null;
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
      end = next.value.checkpoint;
    }
    expect(keysOf(await read(invoices, end))).toContain(changed.uuid);
  });

  it('reads everything again when something slipped past because another was deleted', async () => {
    let isDone = false;
    const deleting = changing((path, answer) => {
      const [first] = books.documents.filter(
        ({ kind, deletedAt }) => kind === 'INVOICE' && deletedAt === null,
      );
      if (path === '/sales_invoices' && !isDone && first !== undefined) {
        books.apply({ do: 'delete-document', documentId: first.id });
        isDone = true;
      }
      return answer;
    });
    const whole = keysOf(await read(invoices));
    const met = new Set(keysOf(await read(invoices, null, deleting)));
    expect(whole.filter((key) => !met.has(key)).length).toBeLessThanOrEqual(1);
  });

  it('goes on with new tokens when those in force are withdrawn in the middle', async () => {
    const reading = invoices.read(contextOf(), null)[Symbol.asyncIterator]();
    await reading.next();
    endAccess(world);
    let last: Page | null = null;
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
      last = next.value;
    }
    expect(last?.goneBefore).toBeDefined();
    expect(renewalsOf(world)).toBe(2);
  });

  it('stops at a page that leads back to itself', async () => {
    const repeating = changing((_path, answer) => ({
      ...answer,
      data: { ...(answer.data as { [key: string]: Json }), $next: '/sales_invoices?page=1' },
    }));
    await expect(read(invoices, null, repeating)).rejects.toMatchObject({
      family: 'CONTRACT',
      code: 'FEED_CURSOR_REPEATED',
    });
  });

  it('stops at a page that was served twice, and goes on from its checkpoint', async () => {
    let first: Json = null;
    const serving = changing((path, answer) => {
      if (path !== '/contact_payments') return answer;
      const { $items = null, ...rest } = answer.data as { [key: string]: Json };
      first ??= $items;
      return { ...answer, data: { ...rest, $items: first } };
    });
    const reading = payments.read(serving, null)[Symbol.asyncIterator]();
    const page = await reading.next();
    await expect(reading.next()).rejects.toMatchObject({ code: 'FEED_PAGE_REPEATED' });
    const checkpoint = page.done === true ? null : page.value.checkpoint;
    expect(keysOf(await read(payments, checkpoint))).toHaveLength(books.payments.length);
  });

  it('follows the number of the next page only, never another host', async () => {
    const leading = changing((_path, answer) => ({
      ...answer,
      data: { ...(answer.data as { [key: string]: Json }), $next: 'https://evil.example/x' },
    }));
    const refused = await read(invoices, null, leading).catch((error: unknown) => error);
    expect(isEncoursError(refused, 'CONTRACT') && refused.place.path).toBe('$next');
  });

  it('puts aside what cannot be keyed, and then declares nothing gone', async () => {
    const renaming = changing((_path, answer) => {
      const { $items, ...rest } = answer.data as { $items: { [key: string]: Json }[] };
      const [{ id: _id, ...first } = {}, ...others] = $items;
      return { ...answer, data: { ...rest, $items: [first, ...others] } };
    });
    const pages = await read(customers, null, renaming);
    expect(pages[0]?.malformed?.[0]).toMatchObject({
      code: 'PAYLOAD_INVALID',
      path: '$items[0].id',
    });
    expect(pages.some(({ goneBefore }) => goneBefore !== undefined)).toBe(false);
  });

  it('asks for the allocations of a customer once a page, and only where a credit is used', async () => {
    await read(creditNotes);
    const asked = running
      .log('sage-accounting')
      .filter(({ path }) => path === '/contact_allocations');
    const used = books.documents.filter(
      (each) => each.kind === 'CREDIT_NOTE' && books.openOf(each) < each.totalMinor,
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(used.length);
  });

  it('ends an endless list of allocations', async () => {
    const endless = changing((path, answer) => {
      if (path !== '/contact_allocations') return answer;
      const $next = '/contact_allocations?page=2';
      return { ...answer, data: { ...(answer.data as { [key: string]: Json }), $next } };
    });
    await expect(read(creditNotes, null, endless)).rejects.toMatchObject({
      code: 'SAGE_ALLOCATIONS_ENDLESS',
    });
  });
});
