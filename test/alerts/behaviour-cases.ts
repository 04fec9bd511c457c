import type { AlertRuleCode, CustomerRiskView, Severity } from '../../src/alerts/alert-types';
import type { BehaviourSignals, PaceWindow } from '../../src/alerts/behaviour-signals';
import { behaviour } from './risk-views';

type Case = [string, Partial<CustomerRiskView>, [AlertRuleCode, Severity][]];

const of = (
  changes: Partial<BehaviourSignals>,
  view: Partial<CustomerRiskView> = {},
): Partial<CustomerRiskView> => ({ behaviour: behaviour(changes), ...view });
const graded = (current: 'B' | 'C' | 'D', score: number): Partial<CustomerRiskView> => ({
  grade: { current, previous: null, changedOn: '2025-01-05', score },
});

/** Scored so much now, and so much three to six months ago. */
const drift = (
  [score, probability]: [number, number],
  [scoreThen, probabilityThen]: [number, number],
  view: Partial<CustomerRiskView> = {},
): Partial<CustomerRiskView> =>
  of(
    {
      probabilityOfDefault: probability,
      baseline: {
        ...{ from: '2026-05-06', to: '2026-08-04' },
        ...{ score: scoreThen, probabilityOfDefault: probabilityThen },
      },
    },
    { ...graded('C', score), ...view },
  );
const fell = (changedOn: string): Partial<CustomerRiskView> => ({
  grade: { current: 'C', previous: 'B', changedOn, score: 40 },
});
const DRIFTS: Case[] = [
  ['a score nine points below its own', drift([41, 0.03], [50, 0.016]), []],
  ['a score ten points below its own', drift([40, 0.03], [50, 0.016]), [['GRADE_DRIFT', 'LOW']]],
  ['twice the probability', drift([42, 0.032], [50, 0.016]), [['GRADE_DRIFT', 'LOW']]],
  ['nearly twice the probability', drift([42, 0.0319], [50, 0.016]), []],
  ['twenty points below', drift([30, 0.06], [50, 0.016]), [['GRADE_DRIFT', 'MEDIUM']]],
  [
    'of who owes nothing',
    drift([30, 0.06], [50, 0.016], { exposureMinor: 0n }),
    [['GRADE_DRIFT', 'LOW']],
  ],
  ['of the safest', drift([70, 0.0099], [95, 0.001]), []],
  ['a better score', drift([60, 0.01], [50, 0.016]), []],
  [
    'a fall of the grade since',
    drift([40, 0.03], [50, 0.016], fell('2026-07-01')),
    [['GRADE_DROP', 'MEDIUM']],
  ],
  [
    'a fall of the grade half a year before',
    drift([40, 0.03], [50, 0.016], fell('2026-05-06')),
    [
      ['GRADE_DROP', 'MEDIUM'],
      ['GRADE_DRIFT', 'LOW'],
    ],
  ],
];

const using = (exposureMinor: bigint, view: Partial<CustomerRiskView> = {}) => ({
  exposureMinor,
  ...view,
});
const USES: Case[] = [
  ['a cent under 70 % of the limit', using(1_399_999n), []],
  ['70 % of the limit', using(1_400_000n), [['LIMIT_UTILISATION', 'INFO']]],
  ['a cent under 90 %', using(1_799_999n), [['LIMIT_UTILISATION', 'INFO']]],
  ['90 % of the limit', using(1_800_000n), [['LIMIT_UTILISATION', 'LOW']]],
  ['all of the limit', using(2_000_000n), [['LIMIT_UTILISATION', 'MEDIUM']]],
  ['all of it, graded D', using(2_000_000n, graded('D', 30)), [['LIMIT_UTILISATION', 'HIGH']]],
  ['70 % with what an exception adds', using(1_400_000n, { exceptionMinor: 1_000n }), []],
  ['nothing of a limit of nothing', using(0n, { limitMinor: 0n }), []],
];

const ends = (endsOn: string | null, frozenFrom: string | null, view = {}) =>
  of({ limitEnd: { endsOn, frozenFrom } }, view);
const IDLE = { exposureMinor: 0n };
const ENDS: Case[] = [
  ['a limit that ends in 15 days', ends('2026-11-17', '2026-11-18'), []],
  ['a limit that ends in 14 days', ends('2026-11-16', '2026-11-17'), [['LIMIT_EXPIRED', 'LOW']]],
  ['one of who owes nothing', ends('2026-11-16', '2026-11-17', IDLE), [['LIMIT_EXPIRED', 'INFO']]],
  ['a limit on its last day', ends('2026-11-02', '2026-11-03'), [['LIMIT_EXPIRED', 'LOW']]],
  ['a limit that ended yesterday', ends('2026-11-01', '2026-11-02'), [['LIMIT_EXPIRED', 'MEDIUM']]],
  ['a review that nobody made', ends(null, '2026-11-02'), [['LIMIT_EXPIRED', 'MEDIUM']]],
  ['a review due tomorrow', ends(null, '2026-11-03'), []],
  ['no limit', of({ limitEnd: null }, { limitMinor: null }), []],
];

const late = (days: number, view: Partial<CustomerRiskView> = {}): Partial<CustomerRiskView> => ({
  oldestOverdue: {
    ...{ sourceKey: 'r1', number: 'F-2026-77', isDueDateAssumed: false, openMinor: 500_000n },
    dueOn: new Date(Date.parse('2026-11-02') - days * 86_400_000).toISOString().slice(0, 10),
  },
  ...{ overdueMinor: 500_000n, overdueOver30Minor: days > 30 ? 500_000n : 0n },
  ...view,
});
const paid = (paymentCount: number, mostDaysLate: number | null) => {
  const { recent, habit } = behaviour().pace;
  return of({ pace: { recent, habit, paymentCount, mostDaysLate } });
};
const CHRONIC = { wasSeriouslyLateBefore: true };
const LATENESS: Case[] = [
  ['five days late for the first time', late(5), []],
  ['six days late for the first time', late(6), [['FIRST_LATE', 'LOW']]],
  ['six days late, graded D', late(6, graded('D', 30)), [['FIRST_LATE', 'MEDIUM']]],
  ['six days late as it once was before', late(6, paid(40, 6)), []],
  ['six days late after two payments', late(6, paid(2, 0)), []],
  ['six days late, who never paid', late(6, paid(0, null)), []],
  ['31 days late, as ever', late(31, CHRONIC), [['LATENESS_WORSENING', 'MEDIUM']]],
  [
    '74 days late for the first time',
    late(74),
    [
      ['SERIOUSLY_LATE', 'HIGH'],
      ['LATENESS_WORSENING', 'HIGH'],
    ],
  ],
  ['75 days late when first seen', late(75), [['SERIOUSLY_LATE', 'HIGH']]],
  ['30 days late, as ever', late(30, CHRONIC), []],
  ['60 days late, as ever', late(60, CHRONIC), [['LATENESS_WORSENING', 'MEDIUM']]],
  ['61 days late, as ever', late(61, CHRONIC), [['LATENESS_WORSENING', 'HIGH']]],
  [
    '31 days late, as ever, graded D',
    late(31, { ...CHRONIC, ...graded('D', 30) }),
    [['LATENESS_WORSENING', 'HIGH']],
  ],
];

const window = (daysLate: number, paymentCount = 6): PaceWindow => ({
  ...{ daysLate, paymentCount },
  paidMinor: 3_000_000n,
});
const pace = (recent: PaceWindow | null, habit: PaceWindow | null, view = {}) =>
  of({ pace: { recent, habit, paymentCount: 40, mostDaysLate: 40 } }, view);
const PACES: Case[] = [
  ['ten days slower', pace(window(14), window(4)), [['PAYMENT_SLOWDOWN', 'LOW']]],
  ['nearly ten days slower', pace(window(13.9), window(4)), []],
  ['ten days slower, of a very late payer', pace(window(40), window(30)), []],
  ['half as late again', pace(window(45), window(30)), [['PAYMENT_SLOWDOWN', 'LOW']]],
  ['twenty days slower', pace(window(24), window(4)), [['PAYMENT_SLOWDOWN', 'MEDIUM']]],
  [
    'twenty days slower, graded D',
    pace(window(24), window(4), graded('D', 30)),
    [['PAYMENT_SLOWDOWN', 'HIGH']],
  ],
  ['no more early, and not late', pace(window(0), window(-20)), []],
  ['no more early, but late', pace(window(1), window(-20)), [['PAYMENT_SLOWDOWN', 'MEDIUM']]],
  ['slower by two payments', pace(window(24, 2), window(4)), []],
  ['slower than four payments', pace(window(24), window(4, 4)), []],
  ['nothing paid lately', pace(null, window(4)), []],
  ['no habit', pace(window(24), null), []],
];

const promise = (promisedOn: string, amountMinor: bigint | null, receivedMinor = 0n) => ({
  ...{ brokenPromiseId: `p-${promisedOn}`, reference: 'F-77' },
  ...{ promisedOn, amountMinor, receivedMinor },
});
const OVERDUE = { overdueMinor: 500_000n };
const AGAIN = [promise('2026-01-10', 500n, 500n), promise('2026-10-30', 500n)];
const AGAIN_NO_AMOUNT = [promise('2026-01-10', null), promise('2026-10-30', null)];
const PROMISES: Case[] = [
  [
    'a broken promise',
    of({ brokenPromises: [promise('2026-10-30', 500n)] }),
    [['PROMISE_BROKEN', 'MEDIUM']],
  ],
  ['one that is kept by now', of({ brokenPromises: [promise('2026-10-30', 500n, 500n)] }), []],
  [
    'one kept but for a cent',
    of({ brokenPromises: [promise('2026-10-30', 500n, 499n)] }),
    [['PROMISE_BROKEN', 'MEDIUM']],
  ],
  [
    'one of 30 days ago',
    of({ brokenPromises: [promise('2026-10-03', 500n)] }),
    [['PROMISE_BROKEN', 'MEDIUM']],
  ],
  ['one of 31 days ago', of({ brokenPromises: [promise('2026-10-02', 500n)] }), []],
  ['the second within a year', of({ brokenPromises: AGAIN }), [['PROMISE_BROKEN', 'HIGH']]],
  [
    'one without an amount',
    of({ brokenPromises: [promise('2026-10-30', null)] }, OVERDUE),
    [['PROMISE_BROKEN', 'MEDIUM']],
  ],
  [
    'the second without one',
    of({ brokenPromises: AGAIN_NO_AMOUNT }, OVERDUE),
    [['PROMISE_BROKEN', 'HIGH']],
  ],
  ['one without an amount, and nothing overdue', of({ brokenPromises: AGAIN_NO_AMOUNT }), []],
];

const share = (openClaimsMinor: bigint, debtors = 80, openMinor = 10_000_000n) =>
  of({ openClaimsMinor, portfolio: { openMinor, debtors } });
const SHARES: Case[] = [
  ['a tenth of all that is owed', share(1_000_000n), [['CONCENTRATION', 'LOW']]],
  ['a cent less than a tenth', share(999_999n), []],
  ['a fifth of all that is owed', share(2_000_000n), [['CONCENTRATION', 'MEDIUM']]],
  ['a third, of four customers', share(3_333_333n, 4), []],
  ['half, of four customers', share(5_000_000n, 4), [['CONCENTRATION', 'MEDIUM']]],
  ['all, of the only customer', share(10_000_000n, 1), []],
  ['half of next to nothing', share(400_000n, 80, 999_999n), []],
  ['a share of what nobody read', of({ portfolio: null }), []],
];

/** What is seen of grade, limit and payments → which alerts, at, below and above each threshold of the default policy. */
export const BEHAVIOUR_CASES: readonly Case[] = [
  ...[...DRIFTS, ...USES, ...ENDS, ...LATENESS],
  ...[...PACES, ...PROMISES, ...SHARES],
];
