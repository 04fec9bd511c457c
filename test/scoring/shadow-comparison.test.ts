import fc from 'fast-check';
import { SCORING_MODELS, type ScoringModel } from '../../src/scoring/models';
import { modelDifferences } from '../../src/scoring/model-differences';
import { biggestMove } from '../../src/scoring/shadow';
import { GRADES_OR_NONE, movesOf } from '../../src/scoring/shadow-comparison';
import type { Reason } from '../../src/scoring/types';

const reason = (code: Reason['code'], contribution: number): Reason => ({
  ...{ code, contribution, params: {}, evidence: [] },
});

describe('what a trial comes to', () => {
  it('counts notches of those both models score', () => {
    const sums = movesOf([
      { before: 'A', after: 'A', customers: 5 },
      { before: 'B', after: 'C', customers: 2 },
      { before: 'D', after: 'B', customers: 1 },
      { before: 'E', after: 'NONE', customers: 4 },
      { before: 'NONE', after: 'NONE', customers: 3 },
    ]);
    expect(sums).toEqual({
      ...{ customers: 15, scoredByBoth: 8, better: 1, worse: 2 },
      ...{ movedShare: 3 / 8, movedTwoShare: 1 / 8 },
    });
    expect(movesOf([])).toMatchObject({ customers: 0, movedShare: null, movedTwoShare: null });
  });

  it('loses nobody, whatever the moves', () => {
    const move = fc.record({
      before: fc.constantFrom(...GRADES_OR_NONE),
      after: fc.constantFrom(...GRADES_OR_NONE),
      customers: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const sums = movesOf(moves);
        const all = moves.reduce((sum, { customers }) => sum + customers, 0);
        expect(sums.customers).toBe(all);
        expect(sums.better + sums.worse).toBeLessThanOrEqual(sums.scoredByBoth);
        expect(sums.movedTwoShare ?? 0).toBeLessThanOrEqual(sums.movedShare ?? 0);
      }),
    );
  });

  it.each([
    [
      'the one that moved most',
      [
        ['LATE_SHARE', 2],
        ['DAYS_LATE', -5],
      ],
      [
        ['LATE_SHARE', -2],
        ['DAYS_LATE', -4],
      ],
      ['LATE_SHARE', -4],
    ],
    [
      'one that is gone',
      [
        ['LATE_SHARE', 2],
        ['DAYS_LATE', -5],
      ],
      [['LATE_SHARE', 2]],
      ['DAYS_LATE', 5],
    ],
    ['one that is new', [], [['LATE_SHARE', -3]], ['LATE_SHARE', -3]],
    [
      'several lines of one code together',
      [
        ['LATE_SHARE', 1],
        ['LATE_SHARE', 1],
      ],
      [['LATE_SHARE', 5]],
      ['LATE_SHARE', 3],
    ],
    ['none when all are the same', [['LATE_SHARE', 1]], [['LATE_SHARE', 1]], null],
  ] as const)('names of the reasons %s', (_what, before, after, expected) => {
    const reasons = (lines: readonly (readonly [Reason['code'], number])[]) =>
      lines.map(([code, points]) => reason(code, points));
    const moved = biggestMove(reasons(before), reasons(after));
    expect(moved).toEqual(expected === null ? null : { code: expected[0], points: expected[1] });
  });
});

describe('what differs between two models', () => {
  const [model] = SCORING_MODELS;

  it('names each parameter by its path, and nothing of what a model says of itself', () => {
    if (model === undefined) throw new Error('there is no model');
    const other: ScoringModel = {
      ...model,
      ...{ version: 'x', summary: 'y' },
      weights: { ...model.weights, behaviour: 0.123 },
    };
    expect(modelDifferences(model, other)).toEqual([
      {
        parameter: 'weights.behaviour',
        before: String(model.weights.behaviour),
        after: '0.123',
      },
    ]);
    expect(modelDifferences(model, model)).toEqual([]);
  });

  it('says of every model of this build that it is another', () => {
    for (const one of SCORING_MODELS) {
      for (const other of SCORING_MODELS) {
        if (one !== other) expect(modelDifferences(one, other)).not.toEqual([]);
      }
    }
  });
});
