import { decideLimit } from '../../src/limits/decide-limit';
import { LIMIT_TERMS, type LimitDecision, type LimitInput } from '../../src/limits/limit-types';
import type { CreditPolicy } from '../../src/limits/policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { active, covering, euros, limitInput } from './limit-inputs';

/** Without the factor for peaks and the least need, so that the published examples can be checked by hand. */
const POLICY = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1, leastNeedMinor: 0n };

const ACCOUNTS = {
  ...{ equityMinor: euros(500_000), intangibleAssetsMinor: euros(100_000) },
  ...{ turnoverMinor: euros(4_000_000), tradePayablesMinor: euros(600_000) },
};

const termOf = (decision: LimitDecision, name: string) =>
  decision.terms.find(({ term }) => term === name);

describe('the terms of a limit', () => {
  it('give 28,000 on the published example: the smaller of 35 % of net worth and 5 % of turnover', () => {
    const segments = POLICY.segments.map((segment) => ({
      ...segment,
      grades: {
        ...segment.grades,
        B: { ...segment.grades.B, equityRate: 0.35, turnoverRate: 0.05 },
      },
    }));
    const published: CreditPolicy = { ...POLICY, segments };
    const decision = decideLimit(
      limitInput({
        sales12mMinor: euros(50_000),
        paymentTermsDays: 365,
        accounts: {
          equityMinor: euros(80_000),
          intangibleAssetsMinor: 0n,
          turnoverMinor: euros(700_000),
          tradePayablesMinor: null,
        },
      }),
      published,
    );
    expect(decision).toMatchObject({
      limitMinor: euros(28_000),
      bindingTerm: 'EQUITY',
      nextTerm: 'TURNOVER',
    });
    expect(termOf(decision, 'TURNOVER')?.amountMinor).toBe(euros(35_000));
    expect(termOf(decision, 'NEED')?.amountMinor).toBe(euros(50_000));
  });

  it('all appear, in their order, each with an amount or a reason', () => {
    const { terms } = decideLimit(limitInput(), POLICY);
    expect(terms.map(({ term }) => term)).toEqual([...LIMIT_TERMS]);
    for (const { amountMinor, reasonIfAbsent } of terms) {
      expect((amountMinor === null) !== (reasonIfAbsent === null)).toBe(true);
    }
  });

  const cases: [string, Partial<LimitInput>, string, bigint | null, string | null][] = [
    ['need: a year of sales × days / 365', {}, 'NEED', euros(30_000), null],
    ['need grows with the usual delay', { averageDaysLate: 15 }, 'NEED', euros(45_000), null],
    ['need does not shrink for early payers', { averageDaysLate: -9 }, 'NEED', euros(30_000), null],
    [
      'need takes 30 days when no terms are known',
      { paymentTermsDays: null },
      'NEED',
      euros(30_000),
      null,
    ],
    ['no need without sales', { sales12mMinor: 0n }, 'NEED', null, 'NO_SALES_IN_12_MONTHS'],
    ['equity counts less its intangible assets', {}, 'EQUITY', euros(48_000), null],
    [
      'equity counts for 80 % when the intangible assets are unknown',
      {
        accounts: {
          equityMinor: euros(500_000),
          intangibleAssetsMinor: null,
          turnoverMinor: null,
          tradePayablesMinor: null,
        },
      },
      'EQUITY',
      euros(48_000),
      null,
    ],
    [
      'negative equity bears nothing',
      {
        accounts: {
          equityMinor: -1n,
          intangibleAssetsMinor: 0n,
          turnoverMinor: null,
          tradePayablesMinor: null,
        },
      },
      'EQUITY',
      0n,
      null,
    ],
    ['turnover', {}, 'TURNOVER', euros(200_000), null],
    ['trade payables', {}, 'TRADE_PAYABLES', euros(90_000), null],
    [
      'owing suppliers nothing is no limit of nothing',
      { accounts: { ...ACCOUNTS, tradePayablesMinor: 0n } },
      'TRADE_PAYABLES',
      null,
      'ITEM_ZERO',
    ],
    [
      'nor is selling nothing',
      { accounts: { ...ACCOUNTS, turnoverMinor: 0n } },
      'TURNOVER',
      null,
      'ITEM_ZERO',
    ],
    [
      'with accounts, the payment record is not asked',
      {},
      'PAYMENT_RECORD',
      null,
      'ACCOUNTS_PREFERRED',
    ],
    [
      'without accounts, it is: a quarter more than was paid on time',
      { accounts: null },
      'PAYMENT_RECORD',
      euros(25_000),
      null,
    ],
    [
      'up to a ceiling',
      { accounts: null, highestCreditPaidOnTimeMinor: euros(900_000) },
      'PAYMENT_RECORD',
      euros(50_000),
      null,
    ],
    ['uninsured appetite alone', {}, 'COVER_AND_APPETITE', euros(100_000), null],
    [
      'cover comes on top',
      { covers: [covering(euros(70_000))] },
      'COVER_AND_APPETITE',
      euros(170_000),
      null,
    ],
    ['a bureau limit', { bureauLimitMinor: euros(12_000) }, 'BUREAU_LIMIT', euros(12_000), null],
    [
      'a bureau limit gives way to an insurer',
      { bureauLimitMinor: euros(12_000), covers: [covering(0n, { isRefused: true })] },
      'BUREAU_LIMIT',
      null,
      'INSURER_PREFERRED',
    ],
    ['concentration: 5 % of our own sales', {}, 'CONCENTRATION', euros(1_000_000), null],
    [
      'no concentration without our sales',
      { sellerSales12mMinor: null },
      'CONCENTRATION',
      null,
      'SELLER_SALES_UNKNOWN',
    ],
    [
      'a starter ceiling when nothing tells the capacity',
      { accounts: null, highestCreditPaidOnTimeMinor: null },
      'STARTER_CEILING',
      euros(5_000),
      null,
    ],
    [
      'frozen at what is owed, rounded up',
      { overrideEffect: 'FREEZE', exposureMinor: euros(10_100) },
      'OVERRIDE',
      euros(10_500),
      null,
    ],
    [
      'a freeze never raises',
      { overrideEffect: 'FREEZE', current: active(euros(4_000)) },
      'OVERRIDE',
      euros(4_000),
      null,
    ],
    [
      'insured part only',
      { overrideEffect: 'INSURED_ONLY', covers: [covering(euros(3_000))] },
      'OVERRIDE',
      euros(3_000),
      null,
    ],
    ['insured part only, uninsured', { overrideEffect: 'INSURED_ONLY' }, 'OVERRIDE', 0n, null],
  ];
  it.each(cases)('%s', (_, changes, term, amountMinor, reasonIfAbsent) => {
    const decision = decideLimit(limitInput(changes), POLICY);
    expect(termOf(decision, term)).toEqual({ term, amountMinor, reasonIfAbsent });
  });
});
