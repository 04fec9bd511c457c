import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import type { PaceWindow } from '../../src/alerts/behaviour-signals';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { addDays } from '../../src/kernel';
import { behaviour, remember, riskView } from './risk-views';

const START = '2026-11-02';

/** Runs a story day by day and tells each day in a line: what was raised, what got worse, what ended and why. */
function story(...views: Partial<CustomerRiskView>[]): string[] {
  let known: KnownAlert[] = [];
  return views.map((changes, index) => {
    const view = riskView({ today: addDays(START, index), ...changes });
    const decision = decideAlerts(view, known);
    known = remember(known, decision);
    const again = decideAlerts(view, known);
    expect([again.raise, again.escalate, again.resolve]).toEqual([[], [], []]);
    return [
      ...decision.raise.map(({ rule, severity }) => `${rule} ${severity}`),
      ...decision.escalate.map(({ draft }) => `worse: ${draft.rule} ${draft.severity}`),
      ...decision.resolve.map(({ because }) => `over: ${because}`),
    ].join(', ');
  });
}

const using = (percent: number) => ({ exposureMinor: BigInt(percent) * 20_000n });

describe('the use of a limit', () => {
  it('is one alert that grows with it, and ends five points below the lowest rate', () => {
    expect(story(...[65, 71, 91, 85, 100, 69, 65, 64, 71].map(using))).toEqual([
      '',
      'LIMIT_UTILISATION INFO',
      'worse: LIMIT_UTILISATION LOW',
      '',
      'worse: LIMIT_UTILISATION MEDIUM',
      ...['', ''],
      'over: USE_RECEDED',
      'LIMIT_UTILISATION INFO',
    ]);
  });

  it('beyond the limit is told by the excess alone, and goes on where it was when it fits again', () => {
    expect(story(...[91, 120, 120, 95, 50].map(using))).toEqual([
      'LIMIT_UTILISATION LOW',
      'LIMIT_EXCEEDED MEDIUM',
      '',
      'over: WITHIN_LIMIT',
      'over: USE_RECEDED',
    ]);
  });

  it('ends with the limit', () => {
    expect(story(using(91), { ...using(91), limitMinor: null })).toEqual([
      'LIMIT_UTILISATION LOW',
      'over: NO_LIMIT',
    ]);
  });

  it('says nothing of rates that the policy sets beyond the limit', () => {
    const { thresholds } = riskView();
    const beyond = { thresholds: { ...thresholds, utilisationRates: [1.2, 1.5] } };
    expect(story({ ...using(100), ...beyond }, { ...using(130), ...beyond })).toEqual([
      '',
      'LIMIT_EXCEEDED MEDIUM',
    ]);
  });
});

describe('the end of a limit', () => {
  const until = (endsOn: string) => ({
    behaviour: behaviour({ limitEnd: { endsOn, frozenFrom: addDays(endsOn, 1) } }),
  });

  it('is told before, again when it has come, and is over with another limit', () => {
    const [end, later] = [addDays(START, 1), addDays(START, 90)];
    expect(story(until(end), until(end), until(end), until(later))).toEqual([
      'LIMIT_EXPIRED LOW',
      '',
      'worse: LIMIT_EXPIRED MEDIUM',
      'over: LIMIT_RENEWED',
    ]);
  });
});

describe('lateness', () => {
  const since = (dueOn: string | null, wasSeriouslyLateBefore = true) => ({
    oldestOverdue:
      dueOn === null
        ? null
        : { sourceKey: 'r', number: '1', dueOn, isDueDateAssumed: false, openMinor: 90_000n },
    ...{ overdueMinor: 90_000n, overdueOver30Minor: 90_000n, wasSeriouslyLateBefore },
  });
  const days = (late: number, index: number) => since(addDays(START, index - late));

  it('is one alert from threshold to threshold, until nothing is later than the first', () => {
    expect(story(...[30, 31, 60, 61, 45, 30].map(days))).toEqual([
      '',
      'LATENESS_WORSENING MEDIUM',
      '',
      'worse: LATENESS_WORSENING HIGH',
      '',
      'over: LATE_AMOUNT_SETTLED',
    ]);
  });

  it('is told in turn of who was never late: late, seriously late, and worse', () => {
    const first = (late: number, index: number) => ({
      ...days(late, index),
      wasSeriouslyLateBefore: false,
    });
    expect(story(...[5, 6, 31, 61, 0].map(first))).toEqual([
      '',
      'FIRST_LATE LOW',
      'SERIOUSLY_LATE MEDIUM',
      'LATENESS_WORSENING HIGH',
      'over: LATE_AMOUNT_SETTLED, over: LATE_AMOUNT_SETTLED, over: LATE_AMOUNT_SETTLED',
    ]);
  });
});

describe('paying slower', () => {
  const window = (daysLate: number): PaceWindow => ({
    ...{ daysLate, paymentCount: 9 },
    paidMinor: 100n,
  });
  const pace = (recent: number | null) => ({
    behaviour: behaviour({
      pace: {
        recent: recent === null ? null : window(recent),
        ...{ habit: window(4), paymentCount: 40, mostDaysLate: 40 },
      },
    }),
  });

  it('ends when half of it is made up for, not at the threshold', () => {
    expect(story(...[14, 13, 9, 8.9, 14, 24].map(pace))).toEqual([
      'PAYMENT_SLOWDOWN LOW',
      ...['', ''],
      'over: PACE_REGAINED',
      'PAYMENT_SLOWDOWN LOW',
      'worse: PAYMENT_SLOWDOWN MEDIUM',
    ]);
  });

  it('ends when nothing is paid any more, which lateness tells', () => {
    expect(story(pace(14), pace(null))).toEqual([
      'PAYMENT_SLOWDOWN LOW',
      'over: NO_RECENT_PAYMENTS',
    ]);
  });
});

describe('a sliding score', () => {
  const scored = (score: number, baseline: number | null = 50) => ({
    grade: { current: 'C' as const, previous: null, changedOn: '2025-01-01', score },
    behaviour: behaviour({
      probabilityOfDefault: 1 / (1 + Math.exp(score / 12.5)),
      baseline:
        baseline === null
          ? null
          : {
              ...{ from: '2026-05-06', to: '2026-08-04', score: baseline },
              probabilityOfDefault: 1 / (1 + Math.exp(baseline / 12.5)),
            },
    }),
  });

  it('is over when half is made up for, or has become its own', () => {
    expect(story(scored(40), scored(44), scored(46), scored(39), scored(39, 42))).toEqual([
      'GRADE_DRIFT LOW',
      '',
      'over: SCORE_STEADY',
      'GRADE_DRIFT LOW',
      'over: SCORE_STEADY',
    ]);
  });

  it('lasts while what it was cannot be said', () => {
    expect(story(scored(40), scored(40, null), scored(40))).toEqual(['GRADE_DRIFT LOW', '', '']);
  });
});

describe('a concentration', () => {
  const share = (percent: bigint | null) => ({
    behaviour: behaviour({
      openClaimsMinor: (percent ?? 10n) * 100_000n,
      portfolio: percent === null ? null : { openMinor: 10_000_000n, debtors: 80 },
    }),
  });

  it('ends at nine tenths of the rate, and where nobody read the total nothing is said', () => {
    expect(story(share(10n), share(9n), share(null), share(8n), share(20n))).toEqual([
      'CONCENTRATION LOW',
      ...['', ''],
      'over: SHARE_RECEDED',
      'CONCENTRATION MEDIUM',
    ]);
  });
});

describe('broken promises', () => {
  const promise = (id: string, promisedOn: string, receivedMinor = 0n) => ({
    ...{ brokenPromiseId: id, promisedOn, reference: null, amountMinor: 100n, receivedMinor },
  });
  const broken = (...brokenPromises: ReturnType<typeof promise>[]) => ({
    behaviour: behaviour({ brokenPromises }),
  });

  it('are one alert each, until the money came or the policy’s days are over', () => {
    const [first, second] = [promise('a', '2026-10-30'), promise('b', '2026-11-01')];
    const paid = promise('a', '2026-10-30', 100n);
    expect(
      story(broken(first), broken(first, second), broken(paid, second), {
        ...broken(paid, second),
        today: '2026-12-02',
      }),
    ).toEqual([
      'PROMISE_BROKEN MEDIUM',
      'PROMISE_BROKEN HIGH',
      'over: PROMISED_AMOUNT_RECEIVED',
      'over: PROMISE_AGED',
    ]);
  });
});
