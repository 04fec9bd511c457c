import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
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
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { altaresDnb, altaresDnbSimulator, createAltaresDnbSimulator } from '.';
import { fetchBlocks } from './companies';
import type { AltaresDnbConfig } from './config';
import { mapBlocks, mapNotice } from './map';
import { readNotices, unwatch, watch } from './monitoring';

describeConnector(altaresDnb, { folder: __dirname, simulator: altaresDnbSimulator });

function fixture(path: string): Json[] {
  const text = readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8');
  const parsed = JSON.parse(text) as Json;
  return Array.isArray(parsed) ? parsed : [parsed];
}

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return records.filter(isWanted);
}

const mapped = (name: string): UnifiedRecord[] => fixture(`blocks/${name}`).flatMap(mapBlocks);

describe('mapping of data blocks', () => {
  it('multiplies accounts by their units', () => {
    const [year, group] = ofType(mapped('typical'), 'financialStatement');
    expect(year).toMatchObject({ closedOn: '2024-12-31', months: 12, scope: 'COMPANY' });
    expect(year?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_050_000n,
      currentLiabilities: 250_000_000n,
      totalDebt: 330_000_000n,
      equity: 180_000_000n,
      turnover: 840_000_000n,
      netIncome: -4_500_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', items: { totalAssets: 990_000_000n } });
  });

  it('keeps percentiles and classes apart, each with its direction and what it foretells', () => {
    const scores = ofType(mapped('typical'), 'providerScore');
    expect(
      scores.map(({ scale, value, higherIsSafer, measures, computedOn }) => [
        scale,
        value,
        higherIsSafer,
        measures,
        computedOn,
      ]),
    ).toEqual([
      ['DNB_FAILURE_PERCENTILE', '81', true, 'FAILURE', '2026-06-01'],
      ['DNB_FAILURE_CLASS', '2', false, 'FAILURE', '2026-06-01'],
      ['DNB_DELINQUENCY_PERCENTILE', '55', true, 'LATE_PAYMENT', '2026-06-30'],
      ['DNB_DELINQUENCY_CLASS', '3', false, 'LATE_PAYMENT', '2026-06-30'],
      ['DNB_RATING', '2A2', false, 'FAILURE', '2026-06-30'],
    ]);
    expect(ofType(mapped('typical'), 'recommendedLimit')).toMatchObject([
      { kind: 'MAXIMUM', amountMinor: 6_500_000n, computedOn: '2026-06-02' },
    ]);
  });

  it('tells {} and NQ as no score with a reason, and says nothing of what was not bought', () => {
    const records = mapped('no-score');
    expect(
      ofType(records, 'providerScore').map(({ scale, value, absentBecause }) => [
        scale,
        value,
        absentBecause,
      ]),
    ).toEqual([
      ['DNB_FAILURE_PERCENTILE', null, 'D&B gives no score'],
      ['DNB_FAILURE_CLASS', null, 'D&B gives no score'],
      ['DNB_RATING', null, 'NQ: Information insuffisante'],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: 'D&B recommends no limit' },
    ]);
    expect(ofType(records, 'company')).toMatchObject([{ createdOn: null }]);
  });

  it('leaves out what it cannot be sure of: units, currencies and values off the scale', () => {
    const records = mapped('unknown-values');
    expect(ofType(records, 'financialStatement')).toEqual([]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: '10 in a currency that is not known (20080)' },
    ]);
    const [percentile, group] = ofType(records, 'providerScore');
    expect([percentile?.value, percentile?.absentBecause]).toEqual([null, 'Procédure en cours']);
    expect(group?.value).toBeNull();
  });

  it('lists an officer once and no company as its own parent', () => {
    const records = mapped('typical');
    expect(ofType(records, 'officer').map(({ name, role }) => [name, role])).toEqual([
      ['Anne EXEMPLIER', 'Président'],
      ['Luc MODELE', 'Non précisé'],
    ]);
    expect(
      ofType(records, 'groupLink').map((link) => [link.parentIdentifier, link.countryCode]),
    ).toEqual([
      ['DUNS:100200301', 'FR'],
      ['DUNS:300200301', 'DE'],
    ]);
    expect(ofType(mapped('no-score'), 'groupLink')).toEqual([]);
  });

  it.each([
    [0, 'answer.organization.duns'],
    [1, 'answer.organization.registrationNumbers'],
    [2, 'answer.organization.dnbAssessment.failureScore.nationalPercentile'],
    [3, 'answer.organization'],
  ])('names the path of malformed blocks %i: %s', (index, path) => {
    expect(complaint(() => mapBlocks(fixture('blocks/malformed')[index] ?? null))).toBe(path);
  });
});

describe('mapping of notices', () => {
  it('tells each changed element with before and after, an empty list as nothing', () => {
    const notices = fixture('notifications/typical').flatMap(mapNotice);
    expect(notices.map(({ before, after, noticedOn }) => [before, after, noticedOn])).toEqual([
      ['1326', '1327', '2026-06-22'],
      [null, '[{"name":"FONDEX"}]', '2026-06-23'],
      ['FONDERIE', 'FONDERIE EXEMPLE', '2026-06-25'],
    ]);
    expect(new Set(notices.map(({ sourceKey }) => sourceKey)).size).toBe(3);
  });

  it('tells what happened to the DUNS itself, and that a seed is no change', () => {
    const facets = fixture('notifications/lifecycle')
      .flatMap(mapNotice)
      .map(({ facet }) => facet);
    expect(facets).toEqual(['TRANSFER', 'DELETE', 'EXIT', 'UNDER_REVIEW']);
  });
});

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

/** Path in the payload that a mapping complains about; null when it does not. */
function complaint(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
