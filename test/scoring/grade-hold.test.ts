import { addDays } from '../../src/kernel';
import { assessCustomer } from '../../src/scoring/combine';
import { gradeOf } from '../../src/scoring/grade';
import { GRADE_HOLDS, gradeHoldOf, gradeHoldText, waitsUntil } from '../../src/scoring/grade-hold';
import { nextGrade, type GradeState } from '../../src/scoring/grade-history';
import type { AssessmentDecision, Grade } from '../../src/scoring/types';
import { scoringInput } from './scoring-inputs';

const TODAY = '2026-11-02';
const TEMPLATE = assessCustomer(scoringInput());

function decision(probabilityOfDefault: number): AssessmentDecision {
  return { ...TEMPLATE, grade: gradeOf(probabilityOfDefault), probabilityOfDefault };
}

function state(grade: Grade, changes: Partial<GradeState> = {}): GradeState {
  return {
    ...{ grade, assessedOn: addDays(TODAY, -1), pendingGrade: null, lastChangedOn: '2026-01-01' },
    ...{ lastDowngradeOn: null, downgradedBy: null },
    ...changes,
  };
}

/** What holds the grade after the run of a day. */
function holdAfter(before: GradeState, given: AssessmentDecision) {
  const after = nextGrade(before, given, TODAY).state;
  return gradeHoldOf(after, given);
}

describe('why a grade is held', () => {
  it('says until when, within 90 days of a downgrade', () => {
    const fell = addDays(TODAY, -13);
    const hold = holdAfter(state('E', { lastDowngradeOn: fell }), decision(0.022));
    expect(hold).toEqual({
      because: 'AFTER_DOWNGRADE',
      grade: 'E',
      asked: 'C',
      until: addDays(fell, 90),
    });
  });

  it('says so too when the numbers are near a cut besides', () => {
    const before = state('C', { lastDowngradeOn: addDays(TODAY, -13) });
    expect(holdAfter(before, decision(0.0145))?.because).toBe('AFTER_DOWNGRADE');
  });

  it('says that a grade rises one notch a day', () => {
    expect(holdAfter(state('E'), decision(0.001))).toMatchObject({
      ...{ because: 'ONE_NOTCH_A_DAY', grade: 'D', asked: 'A', until: addDays(TODAY, 1) },
    });
  });

  it.each([
    ['worse by a hair', 'B', 0.0155, 'C'],
    ['better by a hair', 'C', 0.0145, 'B'],
  ] as const)('says that a move %s must be asked for again', (_, grade, probability, asked) => {
    const hold = holdAfter(state(grade), decision(probability));
    expect(hold).toEqual({ because: 'NEAR_THE_CUT', grade, asked, until: null });
  });

  it('says nothing of a grade that is the one the numbers ask for', () => {
    expect(holdAfter(state('A'), decision(0.2))).toBeNull();
    expect(holdAfter(state('B'), decision(0.01))).toBeNull();
  });

  it('says nothing of what a model decided that this build has not', () => {
    const other = { ...decision(0.001), modelVersion: 'encours-0' };
    expect(gradeHoldOf(state('E'), other)).toBeNull();
    expect(waitsUntil(state('E', { lastDowngradeOn: TODAY }), other)).toBeNull();
  });

  it('has a sentence in both languages', () => {
    for (const because of GRADE_HOLDS) {
      const hold = { because, grade: 'E', asked: 'C', until: '2027-01-31' } as const;
      for (const locale of ['en', 'fr'] as const) {
        const text = gradeHoldText(hold, locale);
        expect(text).not.toMatch(/[{}]/);
        expect(text).toMatch(/C.*E/);
      }
    }
  });
});
