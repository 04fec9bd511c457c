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
  type HttpRequest,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type SimulatedBooks,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { xero, xeroSimulator, xeroTokens, type XeroConfig } from '.';
import { contacts, invoices, overpayments, payments, prepayments } from './streams';
import { SIMULATED_TENANT } from './simulator';
import { probeOrganisation } from './tenant';

describe('reading Xero', () => {
  let clock: FixedClock;
  let running: RunningSimulators;
  let world: SimulatedWorld;
  let books: SimulatedBooks;
  beforeEach(async () => {
    clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
    world = sampleWorld();
    running = await startSimulators({ simulators: [xeroSimulator], world, clock });
    books = booksOf(world, 'xero');
  });
  afterEach(() => running.stop());

  interface Choices {
    from?: Checkpoint | null;
    config?: { [key: string]: Json };
    change?: (data: Json, request: HttpRequest) => Json;
  }

  function contextOf({ config = {}, change }: Choices): ReadContext<XeroConfig> {
    const context = openContext(xero, {
      config: validateConfig(xero, {
        baseUrl: running.baseUrl('xero'),
        clientId: 'simulated-client',
        clientSecret: 'simulated-secret',
        refreshToken: 'granted-token',
        requestsPerSecond: 10_000,
        ...config,
      }),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      retry: { attemptsMax: 2 },
    });
    const http: HttpClient = {
      request: async (request) => {
        const response = await context.http.request(request);
        return { ...response, data: change?.(response.data, request) ?? response.data };
      },
    };
    return { ...context, http };
  }

  async function read(stream: typeof invoices, choices: Choices = {}): Promise<Page[]> {
    const pages: Page[] = [];
    const { from = null } = choices;
    for await (const page of stream.read(contextOf(choices), from)) pages.push(page);
    return pages;
  }

  const keysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
  const endOf = (pages: readonly Page[]): Checkpoint => pages.at(-1)?.checkpoint ?? {};
  const headersAsked = (name: string): (string | undefined)[] =>
    running.log('xero').map(({ headers }) => headers[name]);
  const pathsAsked = (): string[] => running.log('xero').map(({ path }) => path);
  const errorOf = async (reading: Promise<unknown>): Promise<unknown> => {
    try {
      return await reading;
    } catch (error) {
      return error;
    }
  };

  it('asks for JSON, without which it would be answered in XML', async () => {
    const [first] = await read(invoices);
    expect(first?.items.length).toBeGreaterThan(0);
    const lists = running.log('xero').filter(({ path }) => path.startsWith('/api.xro'));
    expect(new Set(lists.map(({ headers }) => headers['accept']))).toEqual(
      new Set(['application/json']),
    );
    const forgetful = await errorOf(
      read(invoices, {
        change: (data, { path }) => (path.includes('Invoices') ? '<Response/>' : data),
      }),
    );
    expect(isEncoursError(forgetful, 'CONTRACT')).toBe(true);
  });

  it('asks after the first time for what was modified since, to the second and in UTC', async () => {
    const from = endOf(await read(invoices));
    books.advanceTo(clock.now());
    const owed = books.documents.find((each) => books.openOf(each) > 0n);
    books.apply({ do: 'pay', documentId: owed?.id ?? '', amountMinor: 1n });
    running.clearLog('xero');
    const pages = await read(invoices, { from });
    // The last change is more than a day old: a day before the first reading, less ten minutes.
    expect(headersAsked('if-modified-since')).toContain('2026-06-29T09:50:00');
    expect(keysOf(pages)).toContain(owed?.uuid);
    expect(keysOf(pages).length).toBeLessThan(10);
  });

  it('takes 304 for nothing new', async () => {
    const config = { tenantId: SIMULATED_TENANT };
    const from = endOf(await read(invoices, { config }));
    running.setFaults('xero', { always: { kind: 'status', status: 304 } });
    expect(keysOf(await read(invoices, { from, config }))).toEqual([]);
  });

  it('ends the run when the day is used up, and says when to come back', async () => {
    await read(invoices);
    const retryAfter = { seconds: 8 * 3_600, as: 'seconds' } as const;
    running.setFaults('xero', { always: { kind: 'status', status: 429, retryAfter } });
    running.clearLog('xero');
    const error = await errorOf(read(invoices));
    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 8 * 3_600_000 });
    expect(running.log('xero')).toHaveLength(1);
  });

  it('renews a token that ends between two pages', async () => {
    let answers = 0;
    const before = xeroTokens.renewals(world);
    const pages = await read(invoices, {
      change: (data, { path }) => {
        answers += path.includes('Invoices') ? 1 : 0;
        if (answers === 2) xeroTokens.endAccess(world);
        return data;
      },
    });
    expect(pages.length).toBeGreaterThan(2);
    expect(xeroTokens.renewals(world) - before).toBe(2);
  });

  it('ends with a coded error when the access is withdrawn between two pages', async () => {
    let pages = 0;
    const change = (data: Json, { path }: HttpRequest): Json => {
      pages += path.includes('Invoices') ? 1 : 0;
      if (pages === 1) xeroTokens.revoke(world);
      return data;
    };
    expect(await errorOf(read(invoices, { change }))).toMatchObject({
      code: 'OAUTH_REFRESH_REFUSED',
    });
    expect(pages).toBe(1);
  });

  it('finds the organisation by itself where there is one, once for a reading', async () => {
    await read(invoices);
    expect(pathsAsked().filter((path) => path === '/connections')).toHaveLength(1);
    expect(new Set(headersAsked('xero-tenant-id').slice(2))).toEqual(new Set([SIMULATED_TENANT]));
    expect(await probeOrganisation(contextOf({}))).toBe('Xero answers: Maison Simulée');
  });

  it('asks which organisation is meant where there are several, and refuses one that is not covered', async () => {
    const two = (data: Json, { path }: HttpRequest): Json =>
      path === '/connections'
        ? [...(data as Json[]), { tenantId: 'b', tenantName: 'Autre' }]
        : data;
    expect(await errorOf(read(invoices, { change: two }))).toMatchObject({
      code: 'XERO_TENANT_UNCLEAR',
      place: { field: 'tenantId' },
    });
    const config = { tenantId: '00000000-0000-4000-8000-000000000000' };
    expect(await errorOf(probeOrganisation(contextOf({ config })))).toMatchObject({
      code: 'XERO_TENANT_UNCLEAR',
    });
    expect(await errorOf(read(invoices, { config }))).toMatchObject({
      code: 'PROVIDER_AUTH_REFUSED',
    });
  });

  it('sees payments to suppliers without storing them, and puts aside a type nobody knows', async () => {
    const pages = await read(payments);
    expect(pages.flatMap(({ seen }) => seen ?? [])).toHaveLength(3);
    expect(JSON.stringify(pages)).not.toContain('ACCPAY');
    const odd = (data: Json): Json =>
      JSON.parse(JSON.stringify(data).replace('"ACCRECPAYMENT"', '"ACCBARTER"')) as Json;
    const [first] = await read(payments, { change: odd });
    const [aside, ...others] = first?.malformed ?? [];
    expect([aside?.code, others]).toEqual(['PAYLOAD_INVALID', []]);
    expect(aside?.path).toMatch(/^Payments\[\d+\]\.PaymentType$/);
  });

  it('takes the currency of the settings only for payments without a rate of their own', async () => {
    const change = (data: Json): Json =>
      JSON.parse(
        JSON.stringify(data).replaceAll('"CurrencyCode":"EUR"', '"CurrencyCode":null'),
      ) as Json;
    const config = { baseCurrency: 'NZD' };
    const [home] = await read(payments, { change, config });
    expect(payments.map(home?.items[0]?.payload ?? null)).toMatchObject([{ currency: 'NZD' }]);
    const foreign = (data: Json): Json =>
      JSON.parse(
        JSON.stringify(change(data)).replaceAll('"CurrencyRate":1', '"CurrencyRate":1.08'),
      ) as Json;
    const [other] = await read(payments, { change: foreign, config });
    expect(() => payments.map(other?.items[0]?.payload ?? null)).toThrow('no currency');
  });

  it('loses none when documents are modified and deleted while it pages', async () => {
    let isDone = false;
    const change = (data: Json, { path }: HttpRequest): Json => {
      if (!isDone && path.includes('Invoices')) {
        isDone = true;
        books.advanceTo(clock.now());
        // Those with an odd number leave the list, so that what follows moves forward over the edge of the page.
        for (const each of books.documents.filter(({ id }) => Number(id) % 2 === 1).slice(0, 12)) {
          books.apply({ do: 'delete-document', documentId: each.id });
        }
        books.live(5, 9);
      }
      return data;
    };
    const keys = new Set(keysOf(await read(invoices, { change })));
    const there = books.documents.filter(
      ({ kind, deletedAt, createdAt }) =>
        kind === 'INVOICE' && deletedAt === null && createdAt < '2026-06-30T10:00:00Z',
    );
    expect(there.filter(({ uuid }) => !keys.has(uuid)).map(({ id }) => id)).toEqual([]);
  });

  it('refuses an answer whose list has another name, instead of emptying the books', async () => {
    const renamed = (data: Json, { path }: HttpRequest): Json =>
      path.includes('Invoices')
        ? (JSON.parse(JSON.stringify(data).replace('"Invoices":', '"Invoices_v2":')) as Json)
        : data;
    expect(await errorOf(read(invoices, { change: renamed }))).toMatchObject({
      code: 'PAYLOAD_INVALID',
      place: { path: 'Invoices' },
    });
  });

  it('lists archived and merged contacts, and credits with what is left of them', async () => {
    const [one, other] = books.customers;
    books.apply({ do: 'merge-customer', customerId: one?.id ?? '', intoId: other?.id ?? '' });
    const told = (await read(contacts)).flatMap(({ items }) =>
      items.flatMap(({ payload }) => contacts.map(payload)),
    );
    expect(told).toContainEqual(
      expect.objectContaining({ mergedIntoKey: `contact:${other?.uuid ?? ''}` }),
    );
    expect(keysOf(await read(overpayments)).length).toBeGreaterThan(0);
    expect(keysOf(await read(prepayments)).length).toBeGreaterThan(0);
  });

  it('notices a page that is served twice', async () => {
    const first: { answer: Json } = { answer: null };
    const change = (data: Json, { path }: HttpRequest): Json => {
      if (!path.includes('Invoices')) return data;
      first.answer ??= data;
      return first.answer;
    };
    expect(await errorOf(read(invoices, { change }))).toMatchObject({ code: 'FEED_PAGE_REPEATED' });
  });
});
