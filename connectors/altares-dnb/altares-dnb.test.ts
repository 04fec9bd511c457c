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
  transientError,
  validateConfig,
  type Checkpoint,
  type HttpClient,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { altaresDnb, altaresDnbSimulator, createAltaresDnbSimulator } from '.';
import { fetchBlocks } from './companies';
import type { AltaresDnbConfig } from './config';
import { mapBlocks } from './map';
import { readNotices, unwatch, watch } from './monitoring';

describeConnector(altaresDnb, { folder: __dirname, simulator: altaresDnbSimulator });

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return records.filter(isWanted);
}

describe('against the simulated service', () => {
  let running: RunningSimulators;
  let purchases: RecordedPurchases;
  const [first = '', second = '', , , , young = ''] = SAMPLE_SIRENS;
  const watchedAtFirst = SAMPLE_SIRENS.length;

  async function start(
    options: Parameters<typeof createAltaresDnbSimulator>[0] = {},
  ): Promise<void> {
    purchases = new RecordedPurchases();
    running = await startSimulators({
      simulators: [createAltaresDnbSimulator({ watchedAtFirst, ...options })],
      world: sampleWorld(),
    });
  }
  afterEach(() => running.stop());

  interface Choices {
    subjects?: readonly string[];
    secret?: string;
    registration?: string;
    confidenceMin?: number;
    day?: string;
    known?: Readonly<Record<string, string>>;
    wrap?: (http: HttpClient) => HttpClient;
  }

  function context(choices: Choices = {}): ReadContext<AltaresDnbConfig> {
    const opened = openContext<AltaresDnbConfig>(altaresDnb, {
      config: validateConfig(altaresDnb, {
        baseUrl: running.baseUrl('altares-dnb'),
        consumerKey: 'key',
        consumerSecret: choices.secret ?? 'right',
        registration: choices.registration ?? 'SIMULATED',
        confidenceMin: choices.confidenceMin ?? 8,
        requestsPerSecond: 10_000,
      }),
      clock: new FixedClock(new Date(`${choices.day ?? SAMPLE_TODAY}T09:30:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects: choices.subjects ?? SAMPLE_SIRENS,
      limiter: new RateLimiter(),
      tokens: new TokenStore(),
      purchases,
      identifierOf: (siren) => choices.known?.[siren] ?? null,
    });
    return { ...opened, http: choices.wrap?.(opened.http) ?? opened.http };
  }

  it('matches, buys once and is billed once per DUNS, however often it is read', async () => {
    await start();
    for (const round of [1, 2]) {
      expect([round, (await fetchBlocks(context(), first)).outcome]).toEqual([round, 'FOUND']);
    }
    expect(running.bill('altares-dnb')).toMatchObject([{ call: 'data-block', subject: first }]);
    expect(purchases.begun.map(({ call, subject }) => [call, subject])).toEqual([
      ['data-block', first],
      ['data-block', first],
    ]);
  });

  it('takes no candidate of another number, nor one of too little confidence', async () => {
    await start();
    for (const siren of SAMPLE_SIRENS) {
      const { items } = await fetchBlocks(context(), siren);
      const records = items.flatMap(({ payload }) => mapBlocks(payload));
      const sirens = new Set(records.map((record) => ('siren' in record ? record.siren : null)));
      expect([...sirens]).toEqual([siren]);
    }
    // The company itself is matched with 9; what comes before it with 10 is another.
    for (const siren of [...SAMPLE_SIRENS, '900000019']) {
      const { outcome } = await fetchBlocks(context({ confidenceMin: 10 }), siren);
      expect([siren, outcome]).toEqual([siren, 'UNKNOWN']);
    }
  });

  it('says what D&B cannot score, and never a zero', async () => {
    await start();
    const { items } = await fetchBlocks(context(), young);
    const scores = ofType(
      items.flatMap(({ payload }) => mapBlocks(payload)),
      'providerScore',
    );
    expect(scores.map(({ value }) => value)).toEqual([null, null, null, null, null]);
    expect(scores.every(({ absentBecause }) => absentBecause !== null)).toBe(true);
  });

  it('counts a 202 as not ready and not charged, and has the answer the next time', async () => {
    await start({ slow: [first] });
    expect(await fetchBlocks(context(), first)).toEqual({ items: [], outcome: 'INCOMPLETE' });
    expect(purchases.ends).toEqual(['not-charged']);
    expect((await fetchBlocks(context(), first)).outcome).toBe('FOUND');
    expect(running.bill('altares-dnb')).toHaveLength(1);
  });

  it('matches again when the DUNS it remembers has been transferred', async () => {
    await start({ transferred: [first] });
    const answer = await fetchBlocks(context({ known: { [first]: '111111111' } }), first);
    expect(answer.outcome).toBe('FOUND');
    expect(purchases.ends).toEqual(['not-charged', 'answered']);
  });

  it('does not try a wrong secret twice', async () => {
    await start();
    const refused = fetchBlocks(context({ secret: 'wrong' }), first);
    await expect(refused).rejects.toMatchObject({ family: 'AUTH' });
    expect(running.log('altares-dnb')).toHaveLength(1);
  });

  it('adds and removes subjects, twice as well as once', async () => {
    await start({ watchedAtFirst: 0 });
    for (const round of [1, 2]) {
      expect([round, await watch(context(), [first, second, '900000019'])]).toEqual([
        round,
        [{ siren: '900000019', reason: 'D&B does not know this company' }],
      ]);
    }
    for (const round of [1, 2]) {
      expect([round, await unwatch(context(), [second])]).toEqual([round, []]);
    }
    expect(running.bill('altares-dnb')).toEqual([]);
  });

  it('gives the reason when a DUNS is refused, in D&B’s words', async () => {
    await start({ watchedAtFirst: 0 });
    const known = { [first]: '111111111' };
    expect(await watch(context({ known }), [first])).toEqual([
      { siren: first, reason: '21002: DUNS not found' },
    ]);
  });

  it('drains the queue and says so; the next run finds nothing and replays nothing', async () => {
    await start();
    const pages = await list(readNotices(context(), null));
    expect(keys(pages).length).toBeGreaterThan(1);
    const end = pages.at(-1)?.checkpoint ?? null;
    expect(end).toEqual({ since: `${SAMPLE_TODAY}T09:30:00.000Z`, isDrained: true });
    running.clearLog('altares-dnb');
    expect(keys(await list(readNotices(context(), end)))).toEqual([]);
    expect(asked()).not.toContain('replay');
  });

  it('loses nothing when it is killed after any page, before that page is landed', async () => {
    await start();
    const whole = keys(await list(readNotices(context(), null)));
    await running.stop();
    for (let killedAt = 1; killedAt < 4; killedAt++) {
      await start();
      const landed: string[] = [];
      let checkpoint: Checkpoint | null = null;
      let pages = 0;
      for await (const page of readNotices(context(), null)) {
        if (++pages > killedAt) break;
        landed.push(...keys([page]));
        checkpoint = page.checkpoint;
      }
      landed.push(...keys(await list(readNotices(context(), checkpoint))));
      expect(new Set(landed)).toEqual(new Set(whole));
      await running.stop();
    }
    await start();
  });

  it('finds by replay what was handed over in an answer that never arrived', async () => {
    await start();
    const whole = keys(await list(readNotices(context(), null)));
    await running.stop();
    await start();
    let lost = 0;
    const wrap = (http: HttpClient): HttpClient => ({
      request: async (request) => {
        const response = await http.request(request);
        if (!request.path.endsWith('/notifications') || lost > 0) return response;
        lost += 1;
        throw transientError('PROVIDER_UNAVAILABLE', 'no answer came');
      },
    });
    expect(new Set(keys(await list(readNotices(context({ wrap }), null))))).toEqual(new Set(whole));
    expect(lost).toBe(1);
  });

  it('replays delivery after delivery, however few one replay brings', async () => {
    await start();
    const whole = keys(await list(readNotices(context(), null)));
    await running.stop();
    await start();
    let pulls = 0;
    const wrap = (http: HttpClient): HttpClient => ({
      request: async (request) => {
        if (!request.path.includes('/notifications')) return http.request(request);
        const few = { ...request, query: { ...request.query, maxNotifications: 2 } };
        const response = await http.request(few);
        if (!request.path.endsWith('/notifications') || ++pulls !== 3) return response;
        throw transientError('PROVIDER_UNAVAILABLE', 'no answer came');
      },
    });
    expect(whole.length).toBeGreaterThan(6);
    expect(new Set(keys(await list(readNotices(context({ wrap }), null))))).toEqual(new Set(whole));
  });

  it('finds what was handed over although D&B’s clock is behind ours', async () => {
    await start();
    const end = (await list(readNotices(context({ day: '2026-06-29' }), null))).at(-1)?.checkpoint;
    await running.stop();
    await start();
    const whole = keys(await list(readNotices(context(), null)));
    await running.stop();
    await start();
    let lost = 0;
    const wrap = (http: HttpClient): HttpClient => ({
      request: async (request) => {
        const response = await http.request(request);
        if (!request.path.endsWith('/notifications') || lost > 0) return response;
        lost += 1;
        throw transientError('PROVIDER_UNAVAILABLE', 'no answer came');
      },
    });
    // Our half past nine is nine o'clock at the simulated service.
    const read = await list(readNotices(context({ wrap }), end ?? null));
    expect(new Set(keys(read))).toEqual(new Set(whole));
  });

  it('asks for fewer notices at once after an answer that did not come', async () => {
    await start();
    let lost = 0;
    const wrap = (http: HttpClient): HttpClient => ({
      request: (request) => {
        if (!request.path.endsWith('/notifications') || lost > 0) return http.request(request);
        lost += 1;
        return Promise.reject(transientError('PROVIDER_UNAVAILABLE', 'no answer came'));
      },
    });
    await list(readNotices(context({ wrap }), null));
    expect(asked()).toContain('maxNotifications=50');
  });

  it('replays after a pause longer than the queue keeps notices', async () => {
    await start();
    const end = (await list(readNotices(context(), null))).at(-1)?.checkpoint ?? null;
    running.clearLog('altares-dnb');
    await list(readNotices(context({ day: '2026-07-05' }), end));
    expect(asked()).toContain('replayStartTimestamp=2026-06-30T08%3A30%3A00Z');
  });

  it('says that the registration is missing', async () => {
    await start();
    expect(await watch(context({ registration: 'OTHER' }), [first])).toEqual([
      { siren: first, reason: '21001: Registration not found' },
    ]);
  });

  const asked = (): string =>
    running
      .log('altares-dnb')
      .map(({ path, query }) => `${path}?${query}`)
      .join('\n');
});

async function list<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

function keys(pages: readonly Page[]): string[] {
  return pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
}
