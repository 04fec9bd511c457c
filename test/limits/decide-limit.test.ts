import { decideLimit } from '../../src/limits/decide-limit';
import type { LimitDecision, LimitInput } from '../../src/limits/limit-types';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { active, euros, limitInput } from './limit-inputs';

/** Without the factor for peaks and the least need, so that the published examples can be checked by hand. */
const POLICY = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1, leastNeedMinor: 0n };

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
