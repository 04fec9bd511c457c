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
  validateConfig,
  type AccessTokens,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { createCreditsafeSimulator, creditsafe, creditsafeSimulator } from '.';
import { numberIn, toDecimal } from './amounts';
import { fetchReport } from './companies';
import type { CreditsafeConfig } from './config';
import { mapEvent, mapReport } from './map';
import { readEvents, unwatch, watch, watched } from './monitoring';

describeConnector(creditsafe, { folder: __dirname, simulator: creditsafeSimulator });

function fixture(path: string): Json[] {
  const parsed = JSON.parse(
    readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8'),
  ) as Json;
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

const mapped = (name: string): UnifiedRecord[] => fixture(`reports/${name}`).flatMap(mapReport);

describe('mapping of a report', () => {
  it('reads who the company is from a registration number with spaces and a dotless activity', () => {
    expect(ofType(mapped('typical'), 'company')).toMatchObject([
      {
        siren: '900000019',
        name: 'FONDERIE EXEMPLE SAS',
        activityCode: '24.51Z',
        legalFormCode: null,
        capitalMinor: 17_034_875n,
        employeesMin: 61,
        employeesMax: 61,
        addressLine: '12 RUE DES FORGES',
        status: 'ACTIVE',
      },
    ]);
  });

  it('takes limit and score out of strings, the scale with its ends', () => {
    const records = mapped('typical');
    expect(
      ofType(records, 'providerScore').map(({ scale, value, higherIsSafer }) => [
        scale,
        value,
        higherIsSafer,
      ]),
    ).toEqual([
      ['CREDITSAFE_COMMON', 'B', false],
      ['CREDITSAFE_PROVIDER_1_100', '62', true],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { kind: 'RECOMMENDED', amountMinor: 1_500_000n, currency: 'EUR', absentBecause: null },
    ]);
  });

  it('keeps the words when there is no number, never a zero', () => {
    const records = mapped('words-for-numbers');
    expect(
      ofType(records, 'providerScore').map(({ value, absentBecause }) => [value, absentBecause]),
    ).toEqual([
      [null, 'Not Rated'],
      [null, '0: Comptes non disponibles'],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: 'No limit' },
    ]);
  });

  it('takes a 0 for no score where the scale does not say where it begins', () => {
    const text = readFileSync(join(__dirname, 'fixtures/reports/words-for-numbers.json'), 'utf8');
    const payload = JSON.parse(
      text.replace(/"(minValue|maxValue)": *"[^"]*"/g, '"$1": null'),
    ) as Json;
    const records = mapReport(payload);
    const values = ofType(records, 'providerScore').map(({ value }) => value);
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => value !== null)).toEqual([]);
  });

  it('falls back on the summary when the section of the score has failed', () => {
    const records = mapped('failed-sections');
    expect(ofType(records, 'providerScore')).toHaveLength(2);
    expect(ofType(records, 'officer')).toEqual([]);
    expect(ofType(records, 'groupLink')).toEqual([]);
  });

  it('reads the standardised accounts only, and no total of which a part is missing', () => {
    const [year, group] = ofType(mapped('typical'), 'financialStatement');
    expect(year).toMatchObject({
      closedOn: '2024-12-31',
      months: 12,
      scope: 'COMPANY',
      ratios: {
        customerCreditDays: '65.18',
        pretaxMarginPercent: '-0.57',
        financialAutonomyPercent: '34.6',
      },
    });
    expect(year?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_000_000n,
      inventories: 90_000_000n,
      tradeReceivables: 150_000_000n,
      cash: 25_000_000n,
      equity: 180_000_000n,
      shareCapital: 30_000_000n,
      retainedEarnings: 140_000_000n,
      totalDebt: 330_000_000n,
      currentLiabilities: 250_000_000n,
      financialDebt: 70_000_000n,
      tradePayables: 110_000_000n,
      turnover: 840_000_000n,
      operatingIncome: 1_200_050n,
      depreciation: 18_000_000n,
      financialCharges: 6_000_000n,
      profitBeforeTax: -4_800_000n,
      netIncome: -4_500_000n,
      personnelCost: 200_000_000n,
      intangibleAssets: 30_000_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', months: 9 });
    expect(group?.items).toEqual({
      totalAssets: 500_000_000n,
      netIncome: 12_000_000n,
      currentLiabilities: 100n,
    });
  });

  it('gives an officer per position, a month of birth and no day, and only holders of today', () => {
    const records = mapped('typical');
    expect(
      ofType(records, 'officer').map(({ role, birthMonth, officerSiren }) => [
        role,
        birthMonth,
        officerSiren,
      ]),
    ).toEqual([
      ['Président', '1971-09', null],
      ['Administrateur', '1971-09', null],
      ['Non précisé', null, '900000068'],
    ]);
    expect(
      ofType(records, 'owner').map(({ name, sharePercent, ownerSiren }) => [
        name,
        sharePercent,
        ownerSiren,
      ]),
    ).toEqual([
      ['EXEMPLE HOLDING', '66.67', '900000068'],
      ['Anne EXEMPLIER', '33.33', null],
    ]);
  });

  it('takes a foreign number for no SIREN, however it looks', () => {
    expect(
      ofType(mapped('typical'), 'groupLink').map((link) => [
        link.relation,
        link.parentSiren,
        link.parentIdentifier,
      ]),
    ).toEqual([
      ['DIRECT_PARENT', '900000068', 'CREDITSAFE:FR-0-EXAMPLE2'],
      ['ULTIMATE_PARENT', null, 'CREDITSAFE:DE-X-EXAMPLE'],
    ]);
  });

  it('maps an unknown company to nothing, and new values to UNKNOWN', () => {
    expect(mapped('no-hit')).toEqual([]);
    const records = mapped('unknown-values');
    expect(ofType(records, 'company')).toMatchObject([{ status: 'UNKNOWN', employeesMin: null }]);
    expect(ofType(records, 'financialStatement')).toEqual([]);
  });

  it.each([
    [0, 'answer.report.financialStatements'],
    [1, 'answer.report'],
    [2, 'answer.report.companySummary.companyRegistrationNumber'],
    [3, 'answer.report.financialStatements[0].balanceSheet.totalAssets'],
  ])('names the path of malformed report %i: %s', (index, path) => {
    expect(complaint(() => mapReport(fixture('reports/malformed')[index] ?? null))).toBe(path);
  });

  it('tells a notice in the words of its rule, else by the rule’s number', () => {
    expect(fixture('notifications/typical').flatMap(mapEvent)).toMatchObject([
      { facet: 'International Rating', before: 'A', after: 'B', noticedOn: '2026-06-12' },
    ]);
    expect(fixture('notifications/unknown-rule').flatMap(mapEvent)).toMatchObject([
      { facet: 'rule 1802', before: null, after: null },
    ]);
  });

  it.each([
    ['15000', 15000],
    ['15 000', 15000],
    ['-3.5', -3.5],
    ['No limit', null],
    ['', null],
    [null, null],
  ])('reads %j as the number %j', (text, expected) => {
    expect(numberIn(text)).toBe(expected);
  });

  it.each([
    [100, '100'],
    [33.333333, '33.3333'],
    [0.00001, '0'],
    [-0.5, '-0.5'],
  ])('writes %d as %s', (value, expected) => {
    expect(toDecimal(value)).toBe(expected);
  });
});

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

/** Path in the payload that a mapping complains about; null when it does not. */
function complaint(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
