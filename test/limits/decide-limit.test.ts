import { decideLimit } from '../../src/limits/decide-limit';
import { LIMIT_TERMS, type LimitDecision, type LimitInput } from '../../src/limits/limit-types';
import type { CreditPolicy } from '../../src/limits/policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { active, covering, euros, limitInput } from './limit-inputs';

/** Without the factor for peaks and the least need, so that the published examples can be checked by hand. */
const POLICY = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1, leastNeedMinor: 0n };

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

describe('the decision', () => {
  type Expected = Partial<LimitDecision>;
  const cases: [string, Partial<LimitInput>, Expected][] = [
    [
      'sets a first limit within the automatic amount, to be reviewed by grade',
      {},
      {
        action: 'SET',
        status: 'ACTIVE',
        limitMinor: euros(30_000),
        bindingTerm: 'NEED',
        nextTerm: 'EQUITY',
        reasonCodes: ['FIRST_LIMIT'],
        reviewOn: '2027-05-02',
      },
    ],
    [
      'sets a limit just at the automatic amount',
      {
        grade: 'A',
        sales12mMinor: euros(3_650_000),
        accounts: null,
        highestCreditPaidOnTimeMinor: euros(90_000),
      },
      { action: 'SET', limitMinor: euros(100_000) },
    ],
    [
      'proposes what only a person may grant',
      {
        grade: 'C',
        accounts: {
          equityMinor: euros(1_000_000),
          intangibleAssetsMinor: 0n,
          turnoverMinor: null,
          tradePayablesMinor: null,
        },
      },
      {
        action: 'PROPOSE',
        status: 'PROPOSED',
        limitMinor: euros(30_000),
        reasonCodes: ['FIRST_LIMIT', 'ABOVE_AUTOMATIC_AMOUNT'],
      },
    ],
    [
      'proposes when nothing was sold for a year',
      { sales12mMinor: null },
      {
        action: 'PROPOSE',
        limitMinor: euros(48_000),
        reasonCodes: ['FIRST_LIMIT', 'NO_RECENT_SALES'],
      },
    ],
    [
      'proposes a starter limit when capacity is unknown',
      { accounts: null, highestCreditPaidOnTimeMinor: null },
      {
        action: 'PROPOSE',
        limitMinor: euros(5_000),
        reasonCodes: ['FIRST_LIMIT', 'NO_CAPACITY_KNOWN'],
      },
    ],
    [
      'does not propose again what waits',
      { sales12mMinor: null, proposedMinor: euros(47_000) },
      {
        action: 'NONE',
        limitMinor: null,
        reasonCodes: ['PROPOSAL_PENDING', 'FIRST_LIMIT', 'NO_RECENT_SALES'],
      },
    ],
    [
      'keeps a limit that is right',
      { current: active(euros(30_000)) },
      {
        action: 'KEEP',
        limitMinor: euros(30_000),
        reasonCodes: ['UNCHANGED'],
        reviewOn: '2027-03-01',
      },
    ],
    [
      'ignores a change below 10 %',
      { current: active(euros(33_000)) },
      {
        action: 'KEEP',
        limitMinor: euros(33_000),
        computedMinor: euros(30_000),
        reasonCodes: ['CHANGE_TOO_SMALL'],
      },
    ],
    [
      'ignores a change below the floor',
      { sales12mMinor: euros(36_500), current: active(euros(2_500)) },
      { action: 'KEEP', limitMinor: euros(2_500), reasonCodes: ['CHANGE_TOO_SMALL'] },
    ],
    [
      'raises what grew enough',
      { current: active(euros(20_000)) },
      { action: 'SET', limitMinor: euros(30_000), reasonCodes: ['RAISED'] },
    ],
    [
      'cuts at once, however large the limit was',
      { current: active(euros(900_000)) },
      { action: 'SET', limitMinor: euros(30_000), reasonCodes: ['CUT'] },
    ],
    [
      'flags a cut below what is owed',
      { current: active(euros(90_000)), exposureMinor: euros(50_000) },
      { action: 'SET', limitMinor: euros(30_000), reasonCodes: ['CUT', 'LIMIT_BELOW_EXPOSURE'] },
    ],
    [
      'cuts to zero on grade E',
      { grade: 'E', current: active(euros(500)) },
      {
        action: 'SET',
        limitMinor: 0n,
        bindingTerm: 'GRADE',
        reasonCodes: ['CUT', 'GRADE_E', 'LIMIT_BELOW_EXPOSURE'],
        reviewOn: '2026-12-02',
      },
    ],
    [
      'cuts to zero on a hard rule',
      { grade: 'E', overrideEffect: 'ZERO', current: active(euros(30_000)), exposureMinor: 0n },
      {
        action: 'SET',
        limitMinor: 0n,
        bindingTerm: 'OVERRIDE',
        reasonCodes: ['CUT', 'GRADE_E', 'OVERRIDE_IN_FORCE'],
      },
    ],
    [
      "leaves a person's limit alone",
      { current: active(euros(80_000), { decidedBy: 'PERSON', expiresOn: '2026-11-02' }) },
      { action: 'KEEP', limitMinor: euros(80_000), reasonCodes: ['MANUAL_LIMIT_IN_FORCE'] },
    ],
    [
      "takes over when a person's limit has expired",
      { current: active(euros(80_000), { decidedBy: 'PERSON', expiresOn: '2026-11-01' }) },
      {
        action: 'SET',
        limitMinor: euros(30_000),
        reasonCodes: ['CUT', 'MANUAL_LIMIT_EXPIRED'],
      },
    ],
    [
      "cuts even a person's limit in liquidation",
      {
        grade: 'E',
        overrideEffect: 'ZERO',
        current: active(euros(80_000), { decidedBy: 'PERSON' }),
        exposureMinor: 0n,
      },
      { action: 'SET', limitMinor: 0n },
    ],
    [
      'renews a right limit whose review is due',
      { current: active(euros(30_000), { reviewOn: '2026-11-02' }) },
      {
        action: 'RENEW',
        limitMinor: euros(30_000),
        reviewOn: '2027-05-02',
        reasonCodes: ['UNCHANGED', 'REVIEW_DUE'],
      },
    ],
    [
      'gives an unscored customer with a clean record a small limit',
      { grade: null, accounts: null, highestCreditPaidOnTimeMinor: euros(3_000) },
      {
        action: 'SET',
        limitMinor: euros(3_500),
        bindingTerm: 'PAYMENT_RECORD',
        reviewOn: '2027-02-02',
      },
    ],
    [
      'decides nothing, which is not zero, when nothing is known',
      { grade: null, accounts: null, highestCreditPaidOnTimeMinor: null },
      {
        action: 'NONE',
        status: 'NONE',
        limitMinor: null,
        computedMinor: null,
        bindingTerm: null,
        reasonCodes: ['NO_LIMIT_NOT_SCORED'],
      },
    ],
    [
      'does not judge amounts in a currency the policy has no amounts for',
      { currency: 'USD', current: active(euros(9_000)) },
      {
        action: 'KEEP',
        limitMinor: euros(9_000),
        computedMinor: null,
        reasonCodes: ['CURRENCY_NOT_COVERED'],
      },
    ],
    [
      'keeps what was decided when a customer can no longer be scored',
      {
        grade: null,
        accounts: null,
        highestCreditPaidOnTimeMinor: null,
        current: active(euros(9_000)),
      },
      { action: 'KEEP', status: 'ACTIVE', limitMinor: euros(9_000) },
    ],
  ];
  it.each(cases)('%s', (_, changes, expected) => {
    expect(decideLimit(limitInput(changes), POLICY)).toMatchObject(expected);
  });
});
