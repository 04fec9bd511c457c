import {
  authError,
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  STATEMENT_ITEMS,
  TokenStore,
  transientError,
  validateConfig,
  type Checkpoint,
  type FinancialStatementRecord,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { inpiRne } from '.';
import { changes } from './changes';
import type { InpiRneConfig } from './config';
import { inpiRneSimulator } from './simulator';
import { accounts, companies } from './streams';

describeConnector(inpiRne, { folder: __dirname, simulator: inpiRneSimulator });

const SIREN = '900000019';

describe('against the simulated register', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({ simulators: [inpiRneSimulator], world: sampleWorld() });
  });
  afterEach(() => running.stop());

  function context(
    subjects: readonly string[],
    { day = SAMPLE_TODAY, config = {}, http }: Choices = {},
  ): ReadContext<InpiRneConfig> {
    const baseUrl = running.baseUrl('inpi-rne');
    const login = { username: 'simulated@example.org', password: 'simulated' };
    const opened = openContext<InpiRneConfig>(inpiRne, {
      config: validateConfig(inpiRne, {
        ...{ baseUrl, ...login, requestsPerSecond: 10_000 },
        ...config,
      }),
      clock: new FixedClock(new Date(`${day}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
      tokens: new TokenStore(),
      retry: { backoffBaseMs: 1 },
    });
    return http === undefined ? opened : { ...opened, http };
  }

  const paths = (): string[] => running.log('inpi-rne').map(({ path }) => path);

  it('gives back the facts of the world', async () => {
    const found = recordsOf(companies, await all(companies, context(SAMPLE_SIRENS)));
    for (const truth of sampleWorld().companies()) {
      const mine = found.filter((each) => 'siren' in each && each.siren === truth.siren);
      expect(mine.find(({ type }) => type === 'company')).toMatchObject({
        name: truth.name,
        activityCode: truth.activityCode,
        createdOn: truth.createdOn,
        ceasedOn: truth.ceasedOn,
        addressLine: truth.address.line,
        isDiffusible: truth.isDiffusible,
      });
    }
  });

  it('gives back every item of the world’s accounts, but those that are hidden', async () => {
    const pages = await all(accounts, context(SAMPLE_SIRENS));
    const found = recordsOf(accounts, pages) as FinancialStatementRecord[];
    const truths = sampleWorld().companies();
    expect(found).toHaveLength(truths.flatMap((truth) => truth.statements).length);
    for (const truth of truths) {
      for (const statement of truth.statements.filter(
        ({ confidentiality }) => confidentiality === 'PUBLIC',
      )) {
        const mine = found.find(
          (each) => each.siren === truth.siren && each.closedOn === statement.closedOn,
        );
        const expected = STATEMENT_ITEMS.map((item) => [
          item,
          BigInt(statement.items[item]) * 100n,
        ]);
        expect(mine?.items).toMatchObject(Object.fromEntries(expected));
        expect(mine).toMatchObject({ months: statement.months, filedOn: statement.filedOn });
      }
    }
  });

  it('logs in once for all requests of a run, and reports who has no entry as unknown', async () => {
    const pages = await all(companies, context([...SAMPLE_SIRENS.slice(0, 5), SIREN]));
    expect(pages.at(-1)?.read).toEqual([{ siren: SIREN, outcome: 'UNKNOWN' }]);
    expect(paths().filter((path) => path === '/sso/login')).toHaveLength(1);
  });

  it('logs in once more when a token has ended, and replays the request', async () => {
    const opened = context(SAMPLE_SIRENS.slice(0, 2));
    await opened.tokens.use(() => Promise.resolve({ token: 'stale', expiresInMs: 3_600_000 }));
    const pages = await all(companies, opened);
    expect(pages.map(({ read }) => read?.[0]?.outcome)).toEqual(['FOUND', 'FOUND']);
  });

  it('answers a 429 without a time by one more login, and a 429 with one by waiting', async () => {
    const stale = refusing(transientError('PROVIDER_RATE_LIMITED', 'blocked'));
    const pages = await all(companies, context([SIREN], { http: stale.client }));
    expect(pages).toMatchObject([{ read: [{ outcome: 'UNKNOWN' }] }]);
    expect(stale.asked).toEqual([
      '/sso/login',
      '/companies/900000019',
      '/sso/login',
      '/companies/900000019',
    ]);
    const error = transientError('PROVIDER_RATE_LIMITED', 'quota', { retryAfterMs: 3_600_000 });
    const spent = refusing(error);
    await expect(all(companies, context([SIREN], { http: spent.client }))).rejects.toBe(error);
    expect(spent.asked).toEqual(['/sso/login', '/companies/900000019']);
  });

  it('stops at wrong credentials, and at a login without a token, instead of asking company after company', async () => {
    const refused = refusing(authError('PROVIDER_AUTH_REFUSED', 'no'), '/sso/login');
    const many = SAMPLE_SIRENS.slice(0, 20);
    await expect(all(companies, context(many, { http: refused.client }))).rejects.toMatchObject({
      family: 'AUTH',
    });
    expect(refused.asked).toHaveLength(1);
    const client: HttpClient = { request: () => Promise.resolve(answer({ user: {} })) };
    await expect(all(companies, context(many, { http: client }))).rejects.toMatchObject({
      family: 'TRANSIENT',
      code: 'PROVIDER_UNAVAILABLE',
    });
  });

  describe('changes', () => {
    const back = { changesLookBackDays: 60 };

    it('notices our companies that were changed, and nobody else', async () => {
      const [healthy = '', insolvent = ''] = SAMPLE_SIRENS;
      const notices = recordsOf(
        changes,
        await all(changes, context([insolvent, healthy, SIREN], { config: back })),
      );
      expect(notices.map((each) => 'noticedOn' in each && [each.siren, each.noticedOn])).toEqual(
        [
          [healthy, '2026-05-28'],
          [insolvent, '2026-06-18'],
        ].sort(),
      );
    });

    it('halves a page that is too large for the service, and misses nothing', async () => {
      const large = await all(changes, context(SAMPLE_SIRENS, { config: back }));
      const small = await all(
        changes,
        context(SAMPLE_SIRENS, { config: { ...back, changesPageSize: 5 } }),
      );
      expect(itemsOf(large)).toEqual(itemsOf(small));
      expect(itemsOf(large).length).toBeGreaterThan(30);
      const sizes = running.log('inpi-rne').map(({ query }) => /pageSize=(\d+)/.exec(query)?.[1]);
      expect(new Set(sizes)).toEqual(new Set([undefined, '100', '50', '5']));
    });

    it('goes on after the last landed page, then with the days that have passed since', async () => {
      const config = { ...back, changesPageSize: 5 };
      const pages = await all(changes, context(SAMPLE_SIRENS, { config, day: '2026-06-10' }));
      const [first] = pages;
      const rest = await all(
        changes,
        context(SAMPLE_SIRENS, { config }),
        first?.checkpoint ?? null,
      );
      const again = [...(first === undefined ? [] : [first]), ...rest];
      const once = await all(changes, context(SAMPLE_SIRENS, { config }));
      const keys = (all: readonly Page[]): string[] => [
        ...new Set(itemsOf(all).map(({ sourceKey }) => sourceKey)),
      ];
      expect(keys(again)).toEqual(expect.arrayContaining(keys(once)));
      expect(rest.at(-1)?.checkpoint).toEqual({ from: SAMPLE_TODAY, to: null, searchAfter: null });
    });

    it('is cut short by a cursor that leads back to itself', async () => {
      const page = [{ siren: SIREN, updatedAt: '2026-06-29T10:00:00+02:00' }];
      const client: HttpClient = {
        request: ({ path }) =>
          Promise.resolve(answer(path === '/sso/login' ? { token: 'simulated' } : page)),
      };
      await expect(all(changes, context([SIREN], { http: client }))).rejects.toMatchObject({
        code: 'INPI_CURSOR_STUCK',
      });
    });

    it('gives up on a single company that is too large', async () => {
      const error = transientError('PROVIDER_UNAVAILABLE', '500: Allowed memory size of 1 bytes');
      const { client } = refusing(error, '/companies/diff', Infinity);
      await expect(all(changes, context([SIREN], { http: client }))).rejects.toMatchObject({
        code: 'INPI_PAGE_TOO_LARGE',
      });
    });
  });
});

interface Choices {
  day?: string;
  config?: { [key: string]: Json };
  http?: HttpClient;
}

/** A service that knows nobody, and answers a path with an error so many times. */
function refusing(
  error: Error,
  path = `/companies/${SIREN}`,
  times = 1,
): { client: HttpClient; asked: string[] } {
  const asked: string[] = [];
  let left = times;
  const request = (sent: HttpRequest): Promise<HttpResponse> => {
    asked.push(sent.path);
    if (sent.path === path && left > 0) {
      left -= 1;
      return Promise.reject(error);
    }
    if (sent.path === '/sso/login') return Promise.resolve(answer({ token: `t${asked.length}` }));
    return Promise.resolve({ ...answer(null), status: 404 });
  };
  return { client: { request }, asked };
}

function answer(data: Json): HttpResponse {
  return { status: 200, headers: {}, data };
}

async function all(
  stream: Stream<InpiRneConfig>,
  context: ReadContext<InpiRneConfig>,
  checkpoint: Checkpoint | null = null,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of stream.read(context, checkpoint)) pages.push(page);
  return pages;
}

function itemsOf(pages: readonly Page[]): Page['items'] {
  return pages.flatMap((page) => page.items);
}

function recordsOf(stream: Stream<InpiRneConfig>, pages: readonly Page[]): UnifiedRecord[] {
  return itemsOf(pages).flatMap(({ payload }) => stream.map(payload));
}
