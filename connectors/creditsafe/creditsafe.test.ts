import {
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  TokenStore,
  validateConfig,
  type AccessTokens,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { createCreditsafeSimulator, creditsafe, creditsafeSimulator } from '.';
import { fetchReport } from './companies';
import type { CreditsafeConfig } from './config';
import { mapEvent, mapReport } from './map';
import { readEvents, unwatch, watch, watched } from './monitoring';

describeConnector(creditsafe, { folder: __dirname, simulator: creditsafeSimulator });

describe('against the simulated service', () => {
  let running: RunningSimulators;
  let purchases: RecordedPurchases;
  const [first = '', second = '', third = ''] = SAMPLE_SIRENS;

  beforeEach(async () => {
    purchases = new RecordedPurchases();
    running = await startSimulators({
      simulators: [createCreditsafeSimulator({ watchedAtFirst: 0, pageSizeMax: 2 })],
      world: sampleWorld(),
    });
  });
  afterEach(() => running.stop());

  interface Choices {
    subjects?: readonly string[];
    password?: string;
    portfolioId?: number;
    day?: string;
    tokens?: AccessTokens;
    known?: Readonly<Record<string, string>>;
  }

  function context(choices: Choices = {}): ReadContext<CreditsafeConfig> {
    const { subjects = SAMPLE_SIRENS, password = 'right', portfolioId = 589960 } = choices;
    return openContext<CreditsafeConfig>(creditsafe, {
      config: validateConfig(creditsafe, {
        baseUrl: running.baseUrl('creditsafe'),
        username: 'ann',
        password,
        portfolioId,
        requestsPerSecond: 10_000,
      }),
      clock: new FixedClock(new Date(`${choices.day ?? SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
      tokens: choices.tokens ?? new TokenStore(),
      purchases,
      identifierOf: (siren) => choices.known?.[siren] ?? null,
    });
  }

  const paths = (): string[] =>
    running.log('creditsafe').map(({ method, path }) => `${method} ${path}`);

  it('buys one report about a company, and nothing about one it does not know', async () => {
    const found = await fetchReport(context(), first);
    const unknown = await fetchReport(context(), '900000019');
    expect([found.outcome, unknown.outcome]).toEqual(['FOUND', 'UNKNOWN']);
    expect(running.bill('creditsafe')).toMatchObject([
      { call: 'report', subject: first, units: 1 },
    ]);
    expect(purchases.begun).toMatchObject([{ call: 'report', subject: first }]);
    expect(mapReport(unknown.items[0]?.payload ?? null)).toEqual([]);
  });

  it('orders by the number it remembers, and searches again when that is gone', async () => {
    const answer = await fetchReport(context({ known: { [first]: 'FR-0-GONE' } }), first);
    expect(answer.outcome).toBe('FOUND');
    expect(paths().filter((path) => path.startsWith('GET'))).toEqual([
      'GET /companies/FR-0-GONE',
      'GET /companies',
      `GET /companies/FR-0-${[...first].reverse().join('')}`,
    ]);
    expect(purchases.ends).toEqual(['not-charged', 'answered']);
  });

  it('takes the head office, not a branch with the same SIREN that comes before it', async () => {
    for (const siren of SAMPLE_SIRENS.slice(5)) {
      const { items } = await fetchReport(context(), siren);
      expect(items[0]?.payload).not.toMatchObject({ connectId: 'FR-0-BRANCH' });
    }
  });

  it('logs in once for many, and again when the token is refused', async () => {
    const tokens = new TokenStore();
    await Promise.all(
      [first, second, third].map((siren) => fetchReport(context({ tokens }), siren)),
    );
    expect(paths().filter((path) => path.includes('authenticate'))).toHaveLength(1);
    const stale = new TokenStore();
    await stale.use(() => Promise.resolve({ token: 'of yesterday', expiresInMs: 3_600_000 }));
    expect((await fetchReport(context({ tokens: stale }), first)).outcome).toBe('FOUND');
    expect(paths().filter((path) => path.includes('authenticate'))).toHaveLength(2);
  });

  it('does not try a wrong login twice', async () => {
    const refused = fetchReport(context({ password: 'wrong' }), first);
    await expect(refused).rejects.toMatchObject({ family: 'AUTH' });
    expect(running.log('creditsafe')).toHaveLength(1);
    expect(purchases.begun).toEqual([]);
  });

  it('adds, lists and removes companies, twice as well as once', async () => {
    for (const round of [1, 2]) {
      expect([round, await watch(context(), [first, second, '900000019'])]).toEqual([
        round,
        [{ siren: '900000019', reason: 'Creditsafe does not know this company' }],
      ]);
    }
    expect(await watch(context(), [third])).toEqual([]);
    expect((await list(watched(context()))).flat().sort()).toEqual([first, second, third].sort());
    for (const round of [1, 2]) {
      expect([round, await unwatch(context(), [second])]).toEqual([round, []]);
    }
    expect((await list(watched(context()))).flat().sort()).toEqual([first, third].sort());
    expect(running.bill('creditsafe')).toEqual([]);
  });

  it('says that the portfolio is missing, and does not take it for a missing company', async () => {
    const error = { family: 'CONFIG', place: { field: 'portfolioId' } };
    await expect(watch(context({ portfolioId: 1 }), [first])).rejects.toMatchObject(error);
    await expect(unwatch(context({ portfolioId: 1 }), [first])).rejects.toMatchObject(error);
  });

  it('reads the events of all pages, and those entered late with the next window', async () => {
    const watchedSirens = SAMPLE_SIRENS.slice(0, 12);
    await watch(context(), watchedSirens);
    const whole = keys(await list(readEvents(context(), null)));
    expect(whole.length).toBeGreaterThan(4);
    expect(new Set(whole).size).toBe(whole.length);
    const early = await list(readEvents(context({ day: '2026-05-20' }), null));
    const end = early.at(-1)?.checkpoint ?? null;
    const late = keys(await list(readEvents(context(), end)));
    expect(new Set([...keys(early), ...late])).toEqual(new Set(whole));
  });

  it('goes on in the middle of a window, whose end stays where it was', async () => {
    await watch(context(), SAMPLE_SIRENS.slice(0, 12));
    const pages = await list(readEvents(context(), null));
    const middle = pages[0]?.checkpoint ?? null;
    const rest = await list(readEvents(context({ day: '2026-07-15' }), middle));
    expect(keys([...pages.slice(0, 1), ...rest])).toEqual(keys(pages));
    expect(rest.at(-1)?.checkpoint).toEqual({ until: `${SAMPLE_TODAY}T10:00:00.000Z` });
  });

  it('leaves out events on companies that are no longer customers', async () => {
    await watch(context(), SAMPLE_SIRENS.slice(0, 12));
    const pages = await list(readEvents(context({ subjects: [second] }), null));
    const sirens = pages.flatMap(({ items }) => items.flatMap(({ payload }) => mapEvent(payload)));
    expect(new Set(sirens.map(({ siren }) => siren))).toEqual(new Set([second]));
  });
});

async function list<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

function keys(pages: readonly Page[]): string[] {
  return pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
}
