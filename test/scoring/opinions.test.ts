import { assessCustomer } from '../../src/scoring/combine';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { isDisagreement, opinionsOf, spreadOf } from '../../src/scoring/opinions';
import type { ScoringInput } from '../../src/scoring/types';
import { GOOD_PAYER, scoringInput } from './scoring-inputs';

const opinions = (input: ScoringInput) => {
  const decision = assessCustomer(input);
  return opinionsOf(input, { decision, grade: decision.grade }, CURRENT_MODEL);
};
const score = (scale: string, value: string, computedOn = '2026-10-01') => ({
  ...{ sourceKey: `${scale}:${value}`, scale, value, computedOn },
});

describe('opinions side by side', () => {
  it('shows raw values with their direction, and grades on one scale', () => {
    const found = opinions(
      scoringInput({
        providerScores: [score('COFACE_DRA_10', '1'), score('ALLIANZ_GRADE', '1')],
      }),
    );
    expect(found.map(({ source }) => source)).toEqual(['OURS', 'PROVIDER', 'PROVIDER', 'PAYMENT']);
    expect(found[1]).toMatchObject({ value: '1', higherIsSafer: true, grade: 'E' });
    expect(found[2]).toMatchObject({ value: '1', higherIsSafer: false, grade: 'A' });
  });

  it('shows a score that is not used without a grade, so that it disagrees with nobody', () => {
    const found = opinions(
      scoringInput({
        providerScores: [
          score('SOMEBODY_7', '3'),
          score('COFACE_DRA_10', '1', '2024-10-01'),
          score('CREDITSAFE_PROVIDER_1_100', 'Not Rated'),
        ],
      }),
    );
    const theirs = found.filter(({ source }) => source === 'PROVIDER');
    expect(theirs.map(({ grade, probability }) => [grade, probability])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(theirs.map(({ higherIsSafer }) => higherIsSafer)).toEqual([null, true, true]);
  });

  it('sees payment and bureau apart by two notches as a disagreement', () => {
    const behaviour = {
      ...GOOD_PAYER,
      lateOver10Count12m: 30,
      weightedDaysLate: '1600000000',
      overdueMinor: '2000000',
      maxOpenDaysOverdue: 60,
    };
    const found = opinions(
      scoringInput({ behaviour, providerScores: [score('COFACE_DRA_10', '10')] }),
    );
    const spread = spreadOf(found);
    expect(spread).toBeGreaterThanOrEqual(2);
    expect(isDisagreement(spread)).toBe(true);
    const bureau = found.find(({ source }) => source === 'PROVIDER');
    const payment = found.find(({ source }) => source === 'PAYMENT');
    expect((payment?.probability ?? 0) > (bureau?.probability ?? 1)).toBe(true);
  });

  it('leaves out a provider that gave no value: that is no opinion', () => {
    const unrated = { ...score('COFACE_DRA_10', ''), value: null };
    const found = opinions(scoringInput({ providerScores: [unrated] }));
    expect(found.map(({ source }) => source)).toEqual(['OURS', 'PAYMENT']);
  });

  it('says of ours the grade that holds, and the one the numbers ask for beside it', () => {
    const input = scoringInput();
    const ours = { decision: assessCustomer(input), grade: 'E' } as const;
    const [first, ...others] = opinionsOf(input, ours, CURRENT_MODEL);
    expect(first).toMatchObject({ source: 'OURS', grade: 'E', gradeOfTheNumbers: 'A' });
    expect(others.every(({ gradeOfTheNumbers }) => gradeOfTheNumbers === null)).toBe(true);
  });

  it('has no spread where only one opinion has a grade', () => {
    const alone = opinions(scoringInput({ behaviour: null }));
    expect(alone).toHaveLength(1);
    expect(spreadOf(alone)).toBeNull();
    expect(isDisagreement(null)).toBe(false);
  });
});
