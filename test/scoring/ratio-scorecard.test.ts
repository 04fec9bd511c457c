import fc from 'fast-check';
import { checkedRatioTable, RATIO_NAMES, RATIO_TABLE, scoreRatios } from '../../src/scoring';
import type { RatioName, Ratios, RatioTable } from '../../src/scoring';
import { accountsOf } from '../../src/scoring/scorecards/accounts';
import { ratiosOf } from '../../src/scoring/scorecards/ratios';
import type { StatementFacts } from '../../src/scoring/types';
import { EXAMPLE_STATEMENT, withItems } from './scoring-inputs';

const NONE = Object.fromEntries(RATIO_NAMES.map((name) => [name, null])) as Ratios;
const anyValue = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true }),
  fc.double({ noNaN: true, min: -3, max: 3 }),
);
const anyRatios = fc.record(
  Object.fromEntries(RATIO_NAMES.map((name) => [name, anyValue])) as Record<
    RatioName,
    typeof anyValue
  >,
);

describe('the ratios of accounts', () => {
  it('are those of the example, by hand', () => {
    const items = { inventories: '900', tradeReceivables: '1680', turnover: '8400' };
    const statement = withItems({ ...items, ebitda: '520', profitBeforeTax: '300' });
    const before = accountsOf(withItems({ turnover: '8000' }));
    const ratios = ratiosOf(accountsOf(statement), before);
    const expected: Partial<Record<RatioName, number>> = {
      working_capital_to_assets: 600 / 5200,
      equity_to_liabilities: 1800 / 3400,
      liabilities_to_assets: 3400 / 5200,
      current_ratio: 3100 / 2500,
      cash_flow_to_liabilities: (220 + 180) / 3400,
      permanent_capital_to_assets: 2700 / 5200,
      quick_assets_to_assets: 2200 / 5200,
      ebitda_to_liabilities: 520 / 3400,
      profit_before_tax_to_current_liabilities: 300 / 2500,
      inventory_days: (900 * 365) / 8400,
      receivable_days: 73,
      current_liability_days: (2500 * 365) / 8400,
      net_margin: 220 / 8400,
      sales_growth: 0.05,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, ratios[name as RatioName]]).toEqual([name, expect.closeTo(value, 10)]);
    }
  });

  it.each<[string, StatementFacts, RatioName[]]>([
    ['nothing was sold', withItems({ turnover: '0' }), ['net_margin', 'inventory_days']],
    ['nothing is due', withItems({ currentLiabilities: '0' }), ['current_ratio']],
    ['nothing is owed', withItems({ equity: '5200' }), ['equity_to_liabilities']],
    ['assets are negative', withItems({ totalAssets: '-1' }), ['liabilities_to_assets']],
  ])('are unknown, not 0, when %s', (_, statement, names) => {
    const ratios = ratiosOf(accountsOf(statement), null);
    for (const name of names) expect([name, ratios[name]]).toEqual([name, null]);
    expect(ratios.sales_growth).toBeNull();
  });

  it('keep a negative equity, and a growth from nothing is none', () => {
    const ratios = ratiosOf(
      accountsOf(withItems({ equity: '-800' })),
      accountsOf(withItems({ turnover: '0' })),
    );
    expect(ratios.equity_to_liabilities).toBeCloseTo(-800 / 6000, 10);
    expect(ratios.sales_growth).toBeNull();
  });

  it('compare years brought to twelve months', () => {
    const long = { ...withItems({ turnover: '12600' }), months: 18 };
    const before = accountsOf(withItems({ turnover: '8000' }));
    expect(ratiosOf(accountsOf(long), before).sales_growth).toBeCloseTo(0.05, 10);
  });
});

describe('the table', () => {
  it('is whole and says what it was made of', () => {
    expect(checkedRatioTable(RATIO_TABLE)).toBe(RATIO_TABLE);
    expect(RATIO_TABLE.training.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(RATIO_TABLE.training).toMatchObject({ rows: 59277, failures: 565 });
    expect(RATIO_TABLE.attribution.join(' ')).toMatch(/Lombardo.*UCI/);
    expect(RATIO_TABLE.intercept).toBeCloseTo(Math.log(0.02 / 0.98), 5);
  });

  it.each<[string, RatioName, (bins: RatioTable['ratios'][RatioName]['bins']) => unknown[]]>([
    ['a gap', 'net_margin', (bins) => bins.slice(1)],
    ['no upper end', 'net_margin', (bins) => bins.slice(0, -1)],
    [
      'log-odds that are not exact',
      'net_margin',
      (bins) => bins.map((b) => ({ ...b, logOdds: 0.1 })),
    ],
    [
      'a turn in a ratio that has a direction',
      'net_margin',
      (bins) => bins.map((bin) => ({ ...bin, logOdds: -bin.logOdds })),
    ],
  ])('is refused with %s', (_, name, spoil) => {
    const scale = RATIO_TABLE.ratios[name];
    const spoilt = { ...scale, bins: spoil(scale.bins) };
    const table = { ...RATIO_TABLE, ratios: { ...RATIO_TABLE.ratios, [name]: spoilt } };
    expect(() => checkedRatioTable(table as RatioTable)).toThrow(name);
  });
});

describe('a score', () => {
  it('is the base rate when nothing is known: missing moves nothing', () => {
    const score = scoreRatios(NONE);
    expect(score.probability).toBeCloseTo(0.02, 12);
    expect(score.logLikelihoodRatio).toBe(0);
    expect(score.missing).toEqual(RATIO_NAMES);
    expect(score.parts.every((part) => part.isMissing && part.logOdds === 0)).toBe(true);
  });

  it('is exactly the sum of its parts, in any order, whatever the values', () => {
    fc.assert(
      fc.property(anyRatios, (ratios) => {
        const { parts, logLikelihoodRatio, probability } = scoreRatios(ratios);
        const sum = (order: typeof parts): number =>
          order.reduce((all, each) => all + each.logOdds, 0);
        expect(sum(parts)).toBe(logLikelihoodRatio);
        expect(sum([...parts].reverse())).toBe(logLikelihoodRatio);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
      }),
    );
  });

  it('never gets better by a ratio that gets worse', () => {
    const directed = RATIO_NAMES.filter((name) => RATIO_TABLE.ratios[name].direction !== 'FREE');
    expect(directed).toHaveLength(16);
    const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.constantFrom(...directed),
        anyRatios,
        fc.tuple(value, value),
        (name, ratios, [a, b]) => {
          const [less, more] = [a, b]
            .sort((one, other) => one - other)
            .map((each) => scoreRatios({ ...ratios, [name]: each }).probability);
          if (RATIO_TABLE.ratios[name].direction === 'MORE_IS_SAFER') {
            expect(more!).toBeLessThanOrEqual(less!);
          } else expect(more!).toBeGreaterThanOrEqual(less!);
        },
      ),
    );
  });

  it('puts a boundary into the bin that begins there, and the ends into the outermost', () => {
    for (const name of RATIO_NAMES) {
      const { bins } = RATIO_TABLE.ratios[name];
      const at = (value: number): number =>
        scoreRatios({ ...NONE, [name]: value }).logLikelihoodRatio;
      for (const bin of bins) if (bin.from !== null) expect(at(bin.from)).toBe(bin.logOdds);
      expect(at(-Infinity)).toBe(bins[0]?.logOdds);
      expect(at(Infinity)).toBe(bins.at(-1)?.logOdds);
    }
  });

  it('takes what is no number for missing', () => {
    expect(scoreRatios({ ...NONE, net_margin: NaN }).missing).toContain('net_margin');
  });

  it('tells a sound company from one that is not', () => {
    const sound = scoreRatios(ratiosOf(accountsOf(EXAMPLE_STATEMENT), null));
    const weak = ratiosOf(accountsOf(withItems({ equity: '-800', netIncome: '-600' })), null);
    expect(scoreRatios(weak).probability).toBeGreaterThan(2 * sound.probability);
  });
});
