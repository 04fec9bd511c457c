import { assessCustomer } from '../../src/scoring/combine';
import { effectsOf, rulesOf } from '../../src/scoring/overrides-held';
import { OVERRIDE_RULES } from '../../src/scoring/reason-codes';
import type { ScoringInput } from '../../src/scoring/types';
import { GOOD_PAYER, SOUND_STATEMENT, scoringInput, withItems } from './scoring-inputs';

const CLOSED = { kind: 'CLOSED', sourceKey: 'A1', publishedOn: '2026-01-01' } as const;
const open = (kind: 'LIQUIDATION' | 'RECEIVERSHIP' | 'SAFEGUARD' | 'PLAN') => ({
  insolvency: { kind, sourceKey: 'A202600010001', publishedOn: '2026-10-01', closedFor: null },
});

const failed = (scale: string) => ({
  ...{ sourceKey: 's', scale, value: '0', computedOn: '2026-10-01' },
});

describe('hard rules', () => {
  const stale = { ...SOUND_STATEMENT, closedOn: '2025-04-30' };
  const cases: [string, Partial<ScoringInput>, string, string, string][] = [
    ['liquidation', open('LIQUIDATION'), 'LIQUIDATION', 'E', 'ZERO'],
    ['receivership', open('RECEIVERSHIP'), 'RECEIVERSHIP', 'E', 'ZERO'],
    ['safeguard', open('SAFEGUARD'), 'SAFEGUARD', 'E', 'ZERO'],
    ['a plan under way', open('PLAN'), 'PLAN_UNDER_WAY', 'D', 'INSURED_ONLY'],
    [
      'closure for insufficient assets',
      { insolvency: { ...CLOSED, closedFor: 'INSUFFICIENT_ASSETS' } },
      'CLOSED_INSUFFICIENT_ASSETS',
      'E',
      'ZERO',
    ],
    [
      'striking off',
      { struckOff: { sourceKey: 'B1', publishedOn: '2026-01-01' } },
      'STRUCK_OFF',
      'E',
      'ZERO',
    ],
    [
      'severe delinquency',
      { behaviour: { ...GOOD_PAYER, overdueMinor: '600000', overdueOver90Minor: '600000' } },
      'SEVERELY_OVERDUE',
      'D',
      'FREEZE',
    ],
    [
      'one returned payment',
      { behaviour: { ...GOOD_PAYER, returnedPayments12m: 1 } },
      'RETURNED_PAYMENTS',
      'D',
      'FREEZE',
    ],
    [
      'equity below half of the capital',
      { statements: [withItems({ shareCapital: '3700' })] },
      'EQUITY_BELOW_HALF_CAPITAL',
      'C',
      'NONE',
    ],
    ['a thin file', { statements: [], behaviour: null }, 'THIN_FILE', 'C', 'NONE'],
    ['stale accounts', { statements: [stale] }, 'ACCOUNTS_STALE', 'B', 'NONE'],
    [
      'a match with a sanctions list',
      { sanctionsHit: { sourceKey: 'OS-1', caption: 'ACME' } },
      'SANCTIONS_HIT',
      'E',
      'ZERO',
    ],
    [
      'a registered privilege of the State or URSSAF',
      { publicPrivilege: { sourceKey: 'P1', publishedOn: '2026-10-01' } },
      'PUBLIC_PRIVILEGE',
      'D',
      'FREEZE',
    ],
    [
      "a provider's zero",
      { providerScores: [failed('CREDITSAFE_PROVIDER_1_100')] },
      'PROVIDER_SAYS_FAILING',
      'D',
      'UNINSURED_ONLY',
    ],
    [
      'withdrawn cover',
      { coverWithdrawn: { sourceKey: 'C1', effectiveOn: '2026-11-02' } },
      'COVER_WITHDRAWN',
      'D',
      'UNINSURED_ONLY',
    ],
  ];

  it.each(cases)('%s caps the grade', (_, changes, rule, grade, limitEffect) => {
    const decision = assessCustomer(scoringInput(changes));
    expect(decision.grade).toBe(grade);
    expect(decision.override).toMatchObject({ rule, grade, limitEffect, isBinding: true });
    const reason = decision.reasons.find(({ code }) => code === `OVERRIDE_${rule}`);
    expect(reason?.contribution).toBeLessThan(0);
  });

  it('liquidation means default, score 0 and the notice as evidence', () => {
    const decision = assessCustomer(scoringInput(open('LIQUIDATION')));
    expect(decision).toMatchObject({ score: 0, probabilityOfDefault: 1, confidence: 'HIGH' });
    expect(decision.override?.evidence).toEqual([{ kind: 'notice', sourceKey: 'A202600010001' }]);
  });

  it('a company that ceased before the day is struck off, one that will cease is not yet', () => {
    const company = scoringInput().company;
    const ceased = (ceasedOn: string) =>
      assessCustomer(scoringInput({ company: company && { ...company, ceasedOn } }));
    expect(ceased('2026-11-02').grade).toBe('E');
    expect(ceased('2026-11-03').grade).not.toBe('E');
  });

  it('proceedings closed with the debts paid leave no rule behind', () => {
    const insolvency = { ...CLOSED, closedFor: 'OTHER' as const };
    expect(assessCustomer(scoringInput({ insolvency })).override).toBeNull();
  });

  it('a withdrawal that has been announced acts on its day, not before', () => {
    const coverWithdrawn = { sourceKey: 'C1', effectiveOn: '2026-11-03' };
    expect(assessCustomer(scoringInput({ coverWithdrawn })).override).toBeNull();
    const next = scoringInput({ coverWithdrawn, asOf: '2026-11-03' });
    expect(assessCustomer(next).override?.rule).toBe('COVER_WITHDRAWN');
  });

  it('a plan grants no credit that what the customer owes freezes', () => {
    const behaviour = { ...GOOD_PAYER, returnedPayments12m: 2 };
    const late = assessCustomer(scoringInput({ ...open('PLAN'), behaviour }));
    expect(late.override).toMatchObject({ rule: 'RETURNED_PAYMENTS', limitEffect: 'FREEZE' });
    const coverWithdrawn = { sourceKey: 'C1', effectiveOn: null };
    const alone = assessCustomer(scoringInput({ ...open('PLAN'), coverWithdrawn }));
    expect(alone.override).toMatchObject({ rule: 'PLAN_UNDER_WAY', limitEffect: 'INSURED_ONLY' });
  });

  it('a zero is a failure only on scales that say so', () => {
    const zero = (scale: string) =>
      assessCustomer(scoringInput({ providerScores: [failed(scale)] })).override?.rule;
    expect(zero('COFACE_DRA_10')).toBe('PROVIDER_SAYS_FAILING');
    expect(zero('DNB_FAILURE_PERCENTILE')).toBeUndefined();
    expect(zero('ALLIANZ_GRADE')).toBeUndefined();
  });

  it('a sanctions list blocks a company that has a plan, and changes nothing of one in liquidation', () => {
    const sanctionsHit = { sourceKey: 'OS-1', caption: 'ACME' };
    const withPlan = assessCustomer(scoringInput({ ...open('PLAN'), sanctionsHit }));
    expect(withPlan.override).toMatchObject({ rule: 'SANCTIONS_HIT', limitEffect: 'ZERO' });
    const gone = assessCustomer(scoringInput({ ...open('LIQUIDATION'), sanctionsHit }));
    expect(gone.override?.rule).toBe('LIQUIDATION');
  });

  it('a change in the register is told for half a year and moves nothing', () => {
    const eventsToReview = [
      { kind: 'SALE_OF_BUSINESS', sourceKey: 'B9', publishedOn: '2026-09-01' },
      { kind: 'MODIFIED', sourceKey: 'B8', publishedOn: '2026-05-01' },
    ] as const;
    const plain = assessCustomer(scoringInput());
    const told = assessCustomer(scoringInput({ eventsToReview }));
    expect(told).toMatchObject({ score: plain.score, grade: plain.grade, override: null });
    const notes = told.reasons.filter(({ code }) => code === 'EVENT_TO_REVIEW');
    expect(notes).toMatchObject([
      { contribution: 0, evidence: [{ kind: 'notice', sourceKey: 'B9' }] },
    ]);
  });

  it('the most severe of several rules governs', () => {
    const decision = assessCustomer(
      scoringInput({ ...open('PLAN'), struckOff: { sourceKey: 'B1', publishedOn: null } }),
    );
    expect(decision.override?.rule).toBe('STRUCK_OFF');
  });

  describe('of several at once', () => {
    const coverWithdrawn = { sourceKey: 'C1', effectiveOn: '2026-11-01' };
    const behaviour = { ...GOOD_PAYER, returnedPayments12m: 1 };
    const both = assessCustomer(scoringInput({ coverWithdrawn, behaviour }));

    it('each has its effect, the most severe first', () => {
      expect(both.override).toMatchObject({ rule: 'RETURNED_PAYMENTS', limitEffect: 'FREEZE' });
      const evidence = [{ kind: 'cover', sourceKey: 'C1' }];
      expect(both.furtherOverrides).toMatchObject([
        { rule: 'COVER_WITHDRAWN', grade: 'D', limitEffect: 'UNINSURED_ONLY', evidence },
      ]);
      expect(effectsOf(both)).toEqual({
        overrideEffect: 'FREEZE',
        furtherEffects: ['UNINSURED_ONLY'],
      });
    });

    it('all are told with their evidence, and the points stand on the first', () => {
      const told = both.reasons.filter(({ code }) => code.startsWith('OVERRIDE_'));
      expect(told.map(({ code }) => code)).toEqual([
        'OVERRIDE_RETURNED_PAYMENTS',
        'OVERRIDE_COVER_WITHDRAWN',
      ]);
      expect(told[0]?.contribution).toBeLessThan(0);
      expect(told[1]).toMatchObject({
        contribution: 0,
        evidence: [{ kind: 'cover', sourceKey: 'C1' }],
      });
      expect(both.reasons.reduce((sum, each) => sum + each.contribution, 0)).toBe(both.score);
    });

    it('the grade is the worst, whichever rule freezes', () => {
      const decision = assessCustomer(
        scoringInput({ ...open('RECEIVERSHIP'), coverWithdrawn, behaviour }),
      );
      expect(decision).toMatchObject({ grade: 'E', probabilityOfDefault: 1 });
      expect(rulesOf(decision)).toEqual(['RECEIVERSHIP', 'RETURNED_PAYMENTS', 'COVER_WITHDRAWN']);
    });

    it('under terms of their sources each', () => {
      const terms = { restriction: 'INTERNAL_ONLY', connector: 'atradius' } as const;
      const restricted = { ...coverWithdrawn, terms };
      const decision = assessCustomer(scoringInput({ coverWithdrawn: restricted, behaviour }));
      expect(decision.furtherOverrides?.[0]?.evidence[0]).toMatchObject({ terms });
      expect(decision.override?.evidence).toEqual([]);
    });

    it('one alone is stored as it always was', () => {
      const alone = assessCustomer(scoringInput({ behaviour }));
      expect(alone).not.toHaveProperty('furtherOverrides');
      expect(effectsOf(alone)).toEqual({ overrideEffect: 'FREEZE' });
    });
  });

  it('every rule has a case here or is the one for an unknown outcome', () => {
    const tested = new Set([...cases.map(([, , rule]) => rule), 'CLOSED_OUTCOME_UNKNOWN']);
    expect(OVERRIDE_RULES.filter((rule) => !tested.has(rule))).toEqual([]);
  });
});
