import fc from 'fast-check';
import { addDays } from '../../src/kernel';
import { assessCustomer } from '../../src/scoring/combine';
import { gradeOf } from '../../src/scoring/grade';
import { nextGrade, type GradeState } from '../../src/scoring/grade-history';
import {
  GRADES,
  type AssessmentDecision,
  type Grade,
  type LimitEffect,
} from '../../src/scoring/types';
import { GOOD_PAYER, scoringInput, withItems } from './scoring-inputs';

const TODAY = '2026-11-02';
const TEMPLATE = assessCustomer(scoringInput());

function decision(
  probabilityOfDefault: number,
  override: AssessmentDecision['override'] = null,
): AssessmentDecision {
  const grade = gradeOf(probabilityOfDefault);
  return { ...TEMPLATE, grade, probabilityOfDefault, override };
}

function rule(
  name: 'LIQUIDATION' | 'SEVERELY_OVERDUE',
  grade: Grade,
): NonNullable<AssessmentDecision['override']> {
  const limitEffect: LimitEffect = 'ZERO';
  return { rule: name, grade, limitEffect, isBinding: true, evidence: [] };
}

function state(grade: Grade, changes: Partial<GradeState> = {}): GradeState {
  return {
    grade,
    assessedOn: addDays(TODAY, -1),
    pendingGrade: null,
    lastChangedOn: '2026-01-01',
    lastDowngradeOn: null,
    downgradedBy: null,
    ...changes,
  };
}

describe('gradeOf', () => {
  it.each([
    [0, 'A'],
    [0.004999, 'A'],
    [0.005, 'B'],
    [0.015, 'C'],
    [0.04, 'D'],
    [0.12, 'E'],
    [1, 'E'],
  ])('a probability of %d is %s', (probability, grade) => {
    expect(gradeOf(probability)).toBe(grade);
  });
});

describe('nextGrade', () => {
  const cases: [string, GradeState | null, AssessmentDecision, Grade, string][] = [
    ['the first grade is taken as it is', null, decision(0.2), 'E', 'FIRST'],
    [
      'on the day of the first grade it goes where the numbers ask, up by several',
      state('C', { assessedOn: TODAY, lastChangedOn: TODAY, firstGradedOn: TODAY }),
      decision(0.001),
      'A',
      'FIRST',
    ],
    [
      'or down, by a hair, and that is no downgrade to wait after',
      state('B', { assessedOn: TODAY, lastChangedOn: TODAY, firstGradedOn: TODAY }),
      decision(0.0151),
      'C',
      'FIRST',
    ],
    [
      'from the next day on, one notch a day',
      state('C', { firstGradedOn: addDays(TODAY, -1) }),
      decision(0.001),
      'B',
      'UPGRADED',
    ],
    ['just over the cut, the grade waits', state('B'), decision(0.0155), 'B', 'HELD_NEAR_THE_CUT'],
    ['well over the cut, it falls', state('B'), decision(0.018), 'C', 'DOWNGRADED'],
    ['far over, it falls by several at once', state('A'), decision(0.2), 'E', 'DOWNGRADED'],
    [
      'just over the cut twice in a row, it falls',
      state('B', { pendingGrade: 'C' }),
      decision(0.0151),
      'C',
      'DOWNGRADED',
    ],
    [
      'just over the cut, falling from A, it goes only as far as is sure',
      state('A'),
      decision(0.0151),
      'B',
      'DOWNGRADED',
    ],
    ['better by a hair, it waits', state('C'), decision(0.0145), 'C', 'HELD_NEAR_THE_CUT'],
    ['much better, it rises by one only', state('D'), decision(0.001), 'C', 'UPGRADED'],
    [
      'no rise within 90 days of a fall',
      state('D', { lastDowngradeOn: addDays(TODAY, -89) }),
      decision(0.001),
      'D',
      'HELD_AFTER_DOWNGRADE',
    ],
    [
      'a rise on the 90th day',
      state('D', { lastDowngradeOn: addDays(TODAY, -90) }),
      decision(0.001),
      'C',
      'UPGRADED',
    ],
    [
      'a hard rule acts at once, even by a hair',
      state('A'),
      decision(1, rule('LIQUIDATION', 'E')),
      'E',
      'OVERRIDDEN',
    ],
    [
      'nor waits when the numbers alone ask for the grade it caps at, by a hair',
      state('C'),
      decision(0.0405, { ...rule('SEVERELY_OVERDUE', 'D'), isBinding: false }),
      'D',
      'OVERRIDDEN',
    ],
    [
      'beyond the grade it caps at, the numbers wait as ever',
      state('C'),
      decision(0.121, { ...rule('SEVERELY_OVERDUE', 'D'), isBinding: false }),
      'D',
      'DOWNGRADED',
    ],
    [
      'a legal act that is lifted starts no waiting time',
      state('E', { lastDowngradeOn: addDays(TODAY, -3), downgradedBy: 'LIQUIDATION' }),
      decision(0.001),
      'D',
      'UPGRADED',
    ],
    [
      'a rule on payments does start it',
      state('D', { lastDowngradeOn: addDays(TODAY, -3), downgradedBy: 'SEVERELY_OVERDUE' }),
      decision(0.001),
      'D',
      'HELD_AFTER_DOWNGRADE',
    ],
    [
      'one notch a day: no second one on the day of a change',
      state('C', { assessedOn: TODAY, lastChangedOn: TODAY }),
      decision(0.001),
      'C',
      'HELD_ONE_NOTCH_A_DAY',
    ],
    [
      'asked twice on one day is asked once',
      state('B', { assessedOn: TODAY, pendingGrade: 'C' }),
      decision(0.0151),
      'B',
      'HELD_NEAR_THE_CUT',
    ],
  ];
  it.each(cases)('%s', (_, previous, given, grade, change) => {
    const step = nextGrade(previous, given, TODAY);
    expect(step.state.grade).toBe(grade);
    expect(step.change).toBe(change);
  });

  it('a customer that can no longer be scored loses its grade and keeps its history', () => {
    const none: AssessmentDecision = { ...TEMPLATE, grade: null, probabilityOfDefault: null };
    const before = state('D', { lastDowngradeOn: '2026-10-01' });
    const { state: after, change } = nextGrade(before, none, TODAY);
    expect(change).toBe('NO_LONGER_SCORED');
    expect(after).toMatchObject({ grade: null, lastDowngradeOn: '2026-10-01' });
  });

  it('never leaves a grade better than a hard rule that holds allows', () => {
    const payer = fc.record({
      paidCount12m: fc.integer({ min: 0, max: 40 }),
      lateOver10Count12m: fc.integer({ min: 0, max: 40 }),
      overdueOver90Minor: fc.constantFrom('0', '400000', '600000'),
      returnedPayments12m: fc.integer({ min: 0, max: 3 }),
    });
    const capitals = fc.constantFrom('300', '3700');
    fc.assert(
      fc.property(payer, capitals, fc.constantFrom(...GRADES), (payments, shareCapital, before) => {
        const lateOver10Count12m = Math.min(payments.lateOver10Count12m, payments.paidCount12m);
        const overdueMinor = payments.overdueOver90Minor;
        const behaviour = { ...GOOD_PAYER, ...payments, lateOver10Count12m, overdueMinor };
        const input = scoringInput({ behaviour, statements: [withItems({ shareCapital })] });
        const { state: after } = nextGrade(state(before), assessCustomer(input), TODAY);
        const isSevere = overdueMinor === '600000' || payments.returnedPayments12m > 1;
        const best = isSevere ? 'D' : shareCapital === '3700' ? 'C' : 'A';
        expect((after.grade ?? 'A') >= best).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  const probabilities = fc.double({ min: 0.0001, max: 0.9, noNaN: true });

  it('running again on the same day with the same decision changes nothing', () => {
    fc.assert(
      fc.property(fc.array(probabilities, { minLength: 1, maxLength: 12 }), (series) => {
        let known: GradeState | null = null;
        let day = TODAY;
        for (const probability of series) {
          known = nextGrade(known, decision(probability), day).state;
          expect(nextGrade(known, decision(probability), day).state).toEqual(known);
          day = addDays(day, 40);
        }
      }),
    );
  });

  it('a steady probability is followed within a year, whatever the grade was', () => {
    fc.assert(
      fc.property(
        probabilities,
        fc.constantFrom<Grade[]>('A', 'B', 'C', 'D', 'E'),
        (probability, from) => {
          let known = state(from, { lastDowngradeOn: addDays(TODAY, -1) });
          for (let day = 0; day < 365; day += 7) {
            known = nextGrade(known, decision(probability), addDays(TODAY, day)).state;
          }
          expect(known.grade).toBe(gradeOf(probability));
        },
      ),
    );
  });
});
