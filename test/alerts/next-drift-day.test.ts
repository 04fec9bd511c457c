import fc from 'fast-check';
import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { lastingDrift, nextDriftDay } from '../../src/alerts/next-drift-day';
import { baselineOf } from '../../src/alerts/score-drift';
import { addDays, defined } from '../../src/kernel';
import { remember, riskView } from './risk-views';

const TODAY = riskView().today;
/** Days before today, and the score from then on. */
type Point = readonly [daysAgo: number, score: number];

const probability = (score: number): number => (100 - score) / 1_000;

/** What is seen some days from now of whom nothing was learnt since. */
function seen(points: readonly Point[], inDays = 0): CustomerRiskView {
  const { grade, behaviour } = riskView();
  const today = addDays(TODAY, inDays);
  const held = points.map(([daysAgo, score]) => ({
    on: addDays(TODAY, -daysAgo),
    ...{ score, probabilityOfDefault: probability(score) },
  }));
  const now = defined(held.at(-1), 'a score');
  return riskView({
    today,
    grade: { ...(grade ?? { current: 'C', previous: null, changedOn: TODAY }), score: now.score },
    behaviour: {
      ...behaviour,
      probabilityOfDefault: now.probabilityOfDefault,
      ...{ points: held, baseline: baselineOf(held, today) },
    },
  });
}

const isDrift = ({ rule }: { rule: string }): boolean => rule === 'GRADE_DRIFT';
const next = (points: readonly Point[]): string | null => nextDriftDay(seen(points), null);

describe('the day on which a drift begins by itself', () => {
  it('is when the score that was better has held for long enough to be the customer’s own', () => {
    expect(
      next([
        [100, 60],
        [5, 45],
      ]),
    ).toBe(addDays(TODAY, 19));
  });

  it('is when the better score has held for most of the window', () => {
    expect(
      next([
        [400, 45],
        [130, 60],
        [5, 45],
      ]),
    ).toBe(addDays(TODAY, 5));
  });

  it('is none where no score was so much better, or where it has left the window before', () => {
    expect(
      next([
        [400, 50],
        [5, 45],
      ]),
    ).toBeNull();
    expect(
      next([
        [400, 45],
        [170, 60],
        [150, 45],
      ]),
    ).toBeNull();
  });
});

it('a drift that lasts is looked at on the day the lower score has become the customer’s own', () => {
  const points: Point[] = [
    [400, 60],
    [120, 45],
  ];
  const decision = decideAlerts(seen(points), []);
  const lasting = defined(lastingDrift([], decision), 'a drift');
  const on = defined(nextDriftDay(seen(points), lasting), 'a day');
  expect(on).toBe(addDays(TODAY, 15));
  const known = remember([], decision).filter(isDrift);
  expect(decideAlerts(seen(points, 14), known).resolve).toEqual([]);
  const over = decideAlerts(seen(points, 15), known);
  expect(over.resolve).toMatchObject([{ because: 'SCORE_STEADY' }]);
  expect(lastingDrift(known, over)).toBeNull();
});

it('until that day, nothing begins or ends, and on it something does', () => {
  const daysAgo = fc.uniqueArray(fc.integer({ min: 0, max: 260 }), { minLength: 1, maxLength: 5 });
  const scores = fc.array(fc.integer({ min: 20, max: 80 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(daysAgo, scores, (days, held) => {
      const points = [...days]
        .sort((one, other) => other - one)
        .map((each, index): Point => [each, held[index] ?? 0]);
      const decision = decideAlerts(seen(points), []);
      const known: KnownAlert[] = remember([], decision).filter(isDrift);
      const on = nextDriftDay(seen(points), lastingDrift([], decision));
      for (let ahead = 1; ahead <= 30; ahead += 1) {
        const { today } = seen(points, ahead);
        const later = decideAlerts(seen(points, ahead), known);
        const news = [
          ...later.raise.filter(isDrift),
          ...later.escalate.filter(({ draft }) => isDrift(draft)),
          ...later.resolve,
        ];
        if (on === null || today < on) expect(news).toEqual([]);
        if (today === on) return expect(news).not.toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
