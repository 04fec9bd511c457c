import fc from 'fast-check';
import { judgeScores } from '../../src/scoring';

const judge = (failed: readonly number[], survived: readonly number[]) =>
  judgeScores(Float64Array.from(failed), Float64Array.from(survived), 0.02);

/** By the definition: every pair of a failure and a survivor. */
function pairCount(failed: readonly number[], survived: readonly number[]): number {
  const wins = failed.flatMap((one) =>
    survived.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)),
  );
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
}

/** Few different values, so that ties are the rule. */
const probabilities = fc.array(
  fc.integer({ min: 1, max: 9 }).map((tenth) => tenth / 10),
  { minLength: 1, maxLength: 30 },
);

it('gives the area that counting every pair gives, ties counted half', () => {
  fc.assert(
    fc.property(probabilities, probabilities, (failed, survived) => {
      const { auc, aucLow, aucHigh } = judge(failed, survived);
      expect(auc).toBeCloseTo(pairCount(failed, survived), 12);
      expect(aucLow!).toBeLessThanOrEqual(auc!);
      expect(aucHigh!).toBeGreaterThanOrEqual(auc!);
    }),
  );
});

it('counts every row in exactly one band, and never parts equal probabilities', () => {
  fc.assert(
    fc.property(probabilities, probabilities, (failed, survived) => {
      const { calibration } = judge(failed, survived);
      const sum = (of: 'n' | 'failures') => calibration.reduce((all, band) => all + band[of], 0);
      expect(sum('n')).toBe(failed.length + survived.length);
      expect(sum('failures')).toBe(failed.length);
      expect(calibration.length).toBeLessThanOrEqual(10);
      const means = calibration.map((band) => band.predicted);
      expect(means).toEqual([...means].sort((a, b) => a - b));
    }),
  );
});

it('reproduces a worked example', () => {
  // Pairs won: 0.9 beats all four, 0.4 beats two and ties with one: (4 + 2.5) / 8. DeLong by hand: the variance of
  // (1, 0.625) is 0.0703125, that of (1, 1, 0.75, 0.5) is 0.0572917; √(0.0703125 / 2 + 0.0572917 / 4) = 0.222439.
  const quality = judge([0.9, 0.4], [0.1, 0.2, 0.4, 0.6]);
  expect(quality.auc).toBe(0.8125);
  expect(quality.aucLow).toBeCloseTo(0.8125 - 1.959964 * 0.222439, 5);
  expect(quality.aucHigh).toBe(1);
  expect(quality.ks).toBe(0.5);
  // A tenth of six rows is 0.6 of the one row with the highest probability, a failure.
  expect(quality.worst10).toBeCloseTo(0.3, 12);
});

it('shares a tie at the edge of the worst tenth out by its size', () => {
  const quality = judge([0.5, 0.5], Array<number>(18).fill(0.5));
  expect(quality.worst10).toBeCloseTo(0.1, 12);
  expect(quality).toMatchObject({ auc: 0.5, ks: 0 });
});

it.each([
  ['no rows', [], [], 'NO_ROWS'],
  ['no failures', [], [0.1], 'NO_FAILURES'],
  ['failures only', [0.1], [], 'ONLY_FAILURES'],
])('says why there is no area with %s', (_, failed, survived, because) => {
  const quality = judge(failed, survived);
  expect(quality).toMatchObject({ auc: null, aucLow: null, ks: null, worst10: null, because });
});

it('restates predictions to the rows’ own share of failures', () => {
  const [band] = judge([0.02], [0.02]).calibration;
  expect(band).toMatchObject({ n: 2, failures: 1, predicted: 0.02, observed: 0.5 });
  expect(band?.predictedAtOwnRate).toBeCloseTo(0.5, 12);
});
