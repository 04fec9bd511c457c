import fc from 'fast-check';
import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { addDays } from '../../src/kernel';
import { remember, riskView } from './risk-views';

/** Runs a story day by day and gives what was raised and resolved on each. */
function story(...views: Partial<CustomerRiskView>[]) {
  let known: KnownAlert[] = [];
  return views.map((changes, index) => {
    const decision = decideAlerts(
      riskView({ today: addDays('2026-11-02', index), ...changes }),
      known,
    );
    known = remember(known, decision);
    return {
      raised: decision.raise.map(({ dedupKey }) => dedupKey.replace(/:[0-9a-f-]{36}/, '')),
      resolved: decision.resolve.map(({ because }) => because),
    };
  });
}

const QUIET = { raised: [], resolved: [] };
const OVER = { exposureMinor: 3_000_000n };
const NOTICE = {
  kind: 'LIQUIDATION',
  event: 'LIQUIDATION_OPENED',
  noticeKey: 'A1',
  publishedOn: '2026-10-30',
  openedPublishedOn: null,
  title: 'Liquidation',
} as const;

describe('decideAlerts', () => {
  it('tells each stretch over the limit once, and when it is over', () => {
    expect(story(OVER, OVER, {}, {}, OVER, {})).toEqual([
      { raised: ['LIMIT_EXCEEDED:1'], resolved: [] },
      QUIET,
      { raised: [], resolved: ['WITHIN_LIMIT'] },
      QUIET,
      { raised: ['LIMIT_EXCEEDED:2'], resolved: [] },
      { raised: [], resolved: ['WITHIN_LIMIT'] },
    ]);
  });

  it('tells a notice once, and the next notice again', () => {
    const receivership = {
      ...NOTICE,
      kind: 'RECEIVERSHIP' as const,
      event: 'RECEIVERSHIP_OPENED' as const,
      noticeKey: 'A0',
    };
    expect(
      story(
        { insolvency: receivership },
        { insolvency: receivership },
        { insolvency: NOTICE },
        { insolvency: null },
        { insolvency: NOTICE },
      ),
    ).toEqual([
      { raised: ['INSOLVENCY_NOTICE:A0'], resolved: [] },
      QUIET,
      { raised: ['INSOLVENCY_NOTICE:A1'], resolved: [] },
      { raised: [], resolved: ['PROCEEDINGS_OVER', 'PROCEEDINGS_OVER'] },
      QUIET,
    ]);
  });

  it('tells serious lateness once in a customer’s life', () => {
    const late = {
      oldestOverdue: {
        sourceKey: 'r',
        number: '1',
        dueOn: '2026-09-20',
        isDueDateAssumed: false,
        openMinor: 90_000n,
      },
      overdueMinor: 90_000n,
      overdueOver30Minor: 90_000n,
    };
    expect(story(late, {}, late)).toEqual([
      { raised: ['SERIOUSLY_LATE'], resolved: [] },
      { raised: [], resolved: ['LATE_AMOUNT_SETTLED'] },
      QUIET,
    ]);
  });

  it('takes an alert about accounts back when they are filed, and tells the next missing year', () => {
    const latest = (closedOn: string) => ({ latestAccounts: { sourceKey: closedOn, closedOn } });
    expect(story(latest('2023-12-31'), latest('2024-12-31'), latest('2025-12-31'))).toEqual([
      { raised: ['ACCOUNTS_NOT_FILED:2024-12-31'], resolved: [] },
      { raised: ['ACCOUNTS_NOT_FILED:2025-12-31'], resolved: ['ACCOUNTS_FILED'] },
      { raised: [], resolved: ['ACCOUNTS_FILED'] },
    ]);
  });

  it('takes a grade drop back when the customer recovers', () => {
    const fell = {
      grade: { previous: 'A', current: 'C', changedOn: '2026-11-02', score: 45 },
    } as const;
    const rose = {
      grade: { previous: 'C', current: 'B', changedOn: '2026-12-24', score: 55 },
    } as const;
    expect(story(fell, fell, rose)).toEqual([
      { raised: ['GRADE_DROP:2026-11-02:AC'], resolved: [] },
      QUIET,
      { raised: [], resolved: ['GRADE_RECOVERED'] },
    ]);
  });

  it('does not take an amount of another customer or rule for its own', () => {
    const foreign: KnownAlert = {
      alertId: 'x',
      rule: 'LIMIT_EXCEEDED',
      severity: 'LOW',
      dedupKey: 'LIMIT_EXCEEDED:6f1c7e1e-0000-4000-8000-0000000000019:1',
      isOver: false,
      after: {},
    };
    expect(decideAlerts(riskView(OVER), [foreign]).raise).toHaveLength(1);
  });
});

const views = fc.record({
  exposureMinor: fc.bigInt({ min: -100_000n, max: 5_000_000n }),
  limitMinor: fc.option(fc.bigInt({ min: 0n, max: 4_000_000n })),
  grade: fc.option(
    fc.record({
      current: fc.constantFrom('A' as const, 'C' as const, 'E' as const),
      previous: fc.option(fc.constantFrom('A' as const, 'B' as const, 'D' as const)),
      changedOn: fc.constantFrom('2026-10-01', '2026-10-15'),
      score: fc.constant(40),
    }),
  ),
  insolvency: fc.option(
    fc.record({
      kind: fc.constantFrom('LIQUIDATION' as const, 'CLOSED' as const, 'PLAN' as const),
      event: fc.constantFrom('LIQUIDATION_OPENED' as const, 'PLAN_FAILED' as const),
      noticeKey: fc.constantFrom('A1', 'A2'),
      publishedOn: fc.constant('2026-10-01'),
      openedPublishedOn: fc.constant(null),
      title: fc.constant('Jugement'),
    }),
  ),
  struckOff: fc.option(
    fc.record({ sourceKey: fc.constantFrom('B1', 'B2'), on: fc.constant(null) }),
  ),
  oldestOverdue: fc.option(
    fc.record({
      sourceKey: fc.constant('r'),
      number: fc.constant('F1'),
      dueOn: fc.constantFrom('2026-06-01', '2026-10-30'),
      isDueDateAssumed: fc.boolean(),
      openMinor: fc.constant(50_000n),
    }),
  ),
  overdueOver30Minor: fc.constantFrom(0n, 50_000n),
  wasSeriouslyLateBefore: fc.boolean(),
  latestAccounts: fc.option(
    fc.record({
      sourceKey: fc.constant('a'),
      closedOn: fc.constantFrom('2022-12-31', '2024-02-29', '2025-12-31'),
    }),
  ),
  returnedPayments: fc.uniqueArray(
    fc.record({
      sourceKey: fc.constantFrom('p1', 'p2', 'p3'),
      on: fc.constant('2026-10-20'),
      amountMinor: fc.constant(100n),
    }),
    { maxLength: 3, selector: ({ sourceKey }) => sourceKey },
  ),
});

describe('properties of every decision', () => {
  it('written and run again on the same view, it decides nothing', () => {
    fc.assert(
      fc.property(fc.array(views, { minLength: 1, maxLength: 6 }), (series) => {
        let known: KnownAlert[] = [];
        for (const changes of series) {
          const view = riskView(changes);
          known = remember(known, decideAlerts(view, known));
          expect(decideAlerts(view, known)).toEqual({ raise: [], escalate: [], resolve: [] });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never raises a key twice, over any history', () => {
    fc.assert(
      fc.property(fc.array(views, { maxLength: 8 }), (series) => {
        let known: KnownAlert[] = [];
        for (const changes of series)
          known = remember(known, decideAlerts(riskView(changes), known));
        expect(new Set(known.map(({ dedupKey }) => dedupKey)).size).toBe(known.length);
      }),
    );
  });

  it('a person closing an alert raises nothing: what is told is told', () => {
    fc.assert(
      fc.property(views, (changes) => {
        const view = riskView(changes);
        // Closing leaves isOver alone: it is the condition's business.
        const known = remember([], decideAlerts(view, []));
        expect(decideAlerts(view, known).raise).toEqual([]);
      }),
    );
  });
});
