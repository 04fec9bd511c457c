import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
  openContext,
  RateLimiter,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  validateConfig,
  type FinancialStatementRecord,
  type HttpClient,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { ratiosInpiBce } from '.';
import type { RatiosInpiBceConfig } from './config';
import { mapStatement } from './map';
import { ratiosInpiBceSimulator } from './simulator';
import { statements } from './statements';

describeConnector(ratiosInpiBce, { folder: __dirname, simulator: ratiosInpiBceSimulator });

type Fields = { [key: string]: Json };

function fixture(name: string): Fields[] {
  const path = join(__dirname, 'fixtures/statements', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Fields[];
}

function only(name: string, index = 0): FinancialStatementRecord | undefined {
  return fixture(name).flatMap(mapStatement)[index];
}

describe('mapping of rows', () => {
  it('reads euros to the cent and ratios to the digit', () => {
    expect(only('typical')).toEqual({
      type: 'financialStatement',
      sourceKey: '900000019:2024-12-31:C',
      siren: '900000019',
      closedOn: '2024-12-31',
      months: null,
      scope: 'COMPANY',
      confidentiality: 'PUBLIC',
      currency: 'EUR',
      filedOn: null,
      items: {
        turnover: 184_836_700n,
        ebitda: 13_000_000n,
        operatingIncome: -2_300_000n,
        netIncome: 0n,
      },
      ratios: {
        debtRatioPercent: '85.681',
        liquidityRatioPercent: '0',
        financialAutonomyPercent: '32.827',
        ebitdaMarginPercent: '7.033',
        customerCreditDays: '61.5',
        workingCapitalDays: '-12.25',
      },
    });
  });

  it('keeps consolidated accounts of a closing apart from the company’s own', () => {
    expect(only('typical', 1)).toMatchObject({
      sourceKey: '900000019:2024-12-31:K',
      scope: 'CONSOLIDATED',
    });
  });

  it('leaves absent what is absent, also where the service writes null', () => {
    expect(only('sparse')).toMatchObject({ items: { turnover: 50_000_000n } });
    expect(Object.keys(only('sparse')?.items ?? {})).toEqual(['turnover']);
    expect(only('sparse')?.ratios).toEqual({});
  });

  it('shows nothing of an income statement that was declared confidential, though the row has it', () => {
    const [hidden] = fixture('confidential').flatMap(mapStatement);
    expect(hidden).toMatchObject({ confidentiality: 'INCOME_STATEMENT', items: {} });
    expect(hidden?.ratios).toEqual({ debtRatioPercent: '12', financialAutonomyPercent: '44.1' });
  });

  it('shows nothing of confidential accounts, nor of a word nobody knows', () => {
    const [, whole] = fixture('confidential').flatMap(mapStatement);
    expect(whole).toMatchObject({ confidentiality: 'FULL', items: {}, ratios: {} });
    expect(only('unknown-confidentiality')).toMatchObject({ items: {}, ratios: {} });
  });

  it('reads a simplified publication as public', () => {
    const [, , simplified] = fixture('confidential').flatMap(mapStatement);
    expect(simplified).toMatchObject({ confidentiality: 'PUBLIC', items: { turnover: 1_00n } });
  });

  it('keeps outliers as they were published', () => {
    expect(only('outliers')?.ratios).toEqual({
      workingCapitalDays: '-2401.619',
      customerCreditDays: '422',
      pretaxMarginPercent: '602.205',
      ebitdaMarginPercent: '0.0000001',
    });
  });

  it('maps accounts of banks and insurers, which keep other books, to nothing', () => {
    expect(fixture('unknown-type').flatMap(mapStatement)).toEqual([]);
  });

  it.each([
    [0, 'date_cloture_exercice'],
    [1, 'chiffre_d_affaires'],
    [2, 'marge_ebe'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('malformed')[index] ?? null;
    try {
      mapStatement(payload);
      throw new Error('it was accepted');
    } catch (error) {
      expect(isEncoursError(error, 'CONTRACT') ? error.place.path : error).toBe(path);
    }
  });
});

describe('against the simulated data set', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({
      simulators: [ratiosInpiBceSimulator],
      world: sampleWorld(),
    });
  });
  afterEach(() => running.stop());

  function context(
    subjects: readonly string[],
    http?: HttpClient,
  ): ReadContext<RatiosInpiBceConfig> {
    const baseUrl = running.baseUrl('ratios-inpi-bce');
    const opened = openContext<RatiosInpiBceConfig>(ratiosInpiBce, {
      config: validateConfig(ratiosInpiBce, { baseUrl, requestsPerSecond: 10_000 }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
    return http === undefined ? opened : { ...opened, http };
  }

  it('gives back the accounts of the world, without those that are hidden', async () => {
    const pages = await all(context(SAMPLE_SIRENS));
    const records = pages.flatMap((page) =>
      page.items.flatMap(({ payload }) => mapStatement(payload)),
    );
    const truths = sampleWorld().companies();
    expect(records).toHaveLength(truths.flatMap((truth) => truth.statements).length);
    for (const truth of truths) {
      for (const { closedOn, confidentiality, items } of truth.statements) {
        const mine = records.find(
          (each) => each.siren === truth.siren && each.closedOn === closedOn,
        );
        expect(mine).toMatchObject({ confidentiality });
        const turnover = confidentiality === 'PUBLIC' ? BigInt(items.turnover) * 100n : undefined;
        expect(mine?.items.turnover).toBe(turnover);
      }
    }
  });

  it('reports a company without published accounts as unknown', async () => {
    expect(await all(context(['900000019']))).toMatchObject([
      { items: [], read: [{ siren: '900000019', outcome: 'UNKNOWN' }] },
    ]);
  });

  it('takes the fuller of two rows of one closing, whatever their order, and quarantines the other', async () => {
    const [first = {}] = fixture('typical');
    const poorer = { ...first, ebe: null };
    for (const results of [
      [poorer, first],
      [first, poorer],
    ]) {
      const [page] = await all(context(['900000019'], answering({ total_count: 2, results })));
      expect(page?.items.map(({ payload }) => payload)).toEqual([first]);
      expect(page?.malformed).toMatchObject([{ code: 'RATIO_ROW_DUPLICATED', payload: poorer }]);
    }
  });

  it('quarantines a row of another company and one without a closing day; the others arrive', async () => {
    const [first = {}, second = {}] = fixture('typical');
    const results = [{ ...first, siren: '900000027' }, second, { siren: '900000019' }];
    const [page] = await all(context(['900000019'], answering({ total_count: 3, results })));
    expect(page?.items).toHaveLength(1);
    expect(page?.malformed?.map(({ code, path }) => [code, path]).sort()).toEqual([
      ['ANSWER_FOR_ANOTHER_COMPANY', 'results[0].siren'],
      ['PAYLOAD_INVALID', 'results[2].date_cloture_exercice'],
    ]);
  });
});

function answering(data: Json): HttpClient {
  return { request: () => Promise.resolve({ status: 200, headers: {}, data }) };
}

async function all(context: ReadContext<RatiosInpiBceConfig>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of statements.read(context, null)) pages.push(page);
  return pages;
}
