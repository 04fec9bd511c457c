import { assessCustomer } from '../../src/scoring/combine';
import { gradeOf } from '../../src/scoring/grade';
import { inputsHash } from '../../src/scoring/inputs-hash';
import {
  CURRENT_MODEL,
  modelOf,
  SCORING_MODELS,
  type ScoringModel,
} from '../../src/scoring/models';
import { OVERRIDE_RULES } from '../../src/scoring/reason-codes';
import { SECTORS } from '../../src/scoring/scorecards/base-rate.scorecard';
import { GRADES } from '../../src/scoring/types';
import { GOOD_PAYER, scoringInput } from './scoring-inputs';

describe('versions of the model', () => {
  it('are told apart by name, and the one in force is no candidate', () => {
    const versions = SCORING_MODELS.map(({ version }) => version);
    expect(new Set(versions).size).toBe(versions.length);
    expect(CURRENT_MODEL.isCandidate).toBe(false);
    for (const version of versions) expect(modelOf(version).version).toBe(version);
  });

  it('refuses a version that this build does not have', () => {
    expect(() => modelOf('encours-0')).toThrow(
      expect.objectContaining({ code: 'SCORING_MODEL_UNKNOWN' }) as Error,
    );
  });

  it.each(SCORING_MODELS.map((model) => [model.version, model] as const))(
    '%s is whole: every sector, rule and grade, curves and cuts that rise',
    (_, model) => {
      for (const sector of SECTORS) expect(model.baseRate.yearlyRates[sector]).toBeGreaterThan(0);
      for (const rule of OVERRIDE_RULES)
        expect(GRADES).toContain(model.overrides.effects[rule].grade);
      const floors = GRADES.map((grade) => model.gradeFloors[grade]);
      expect(floors).toEqual([...floors].sort((a, b) => a - b));
      const { behaviour } = model;
      const curves = [behaviour.daysLate, behaviour.openDaysOverdue, behaviour.over90Share];
      for (const curve of [...curves, behaviour.returned, behaviour.utilisation]) {
        const [xs, ys] = [curve.map(([x]) => x), curve.map(([, y]) => y)];
        expect(xs).toEqual([...xs].sort((a, b) => a - b));
        expect(ys).toEqual([...ys].sort((a, b) => a - b));
      }
    },
  );

  it('decides by the model it is given, and says which', () => {
    const late = { ...GOOD_PAYER, lateOver10Count12m: 30, weightedDaysLate: '1600000000' };
    const input = scoringInput({ behaviour: late });
    const decisions = SCORING_MODELS.map((model) => assessCustomer(input, model));
    expect(decisions.map(({ modelVersion }) => modelVersion)).toEqual(
      SCORING_MODELS.map(({ version }) => version),
    );
    const [now, candidate] = decisions;
    expect(candidate?.score).toBeLessThan(now?.score ?? NaN);
    expect(inputsHash(input, 'a')).not.toBe(inputsHash(input, 'b'));
  });

  it('takes cuts, scale and rules from the model, none from elsewhere', () => {
    const strict: ScoringModel = {
      ...CURRENT_MODEL,
      version: 'strict',
      gradeFloors: { A: 0, B: 0.0001, C: 0.0002, D: 0.0003, E: 0.0004 },
      scale: { pointsPerLogOdd: 10, logOddsAtBest: -10 },
    };
    const input = scoringInput();
    const [plain, other] = [assessCustomer(input), assessCustomer(input, strict)];
    expect(other.probabilityOfDefault).toBe(plain.probabilityOfDefault);
    expect(other).toMatchObject({ grade: 'E', modelVersion: 'strict' });
    const sum = other.reasons.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBe(other.score);
    expect(gradeOf(0.00015, strict)).toBe('B');
  });
});
