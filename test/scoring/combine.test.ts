import fc from 'fast-check';
import { assessCustomer } from '../../src/scoring/combine';
import { inputsHash as hashOf } from '../../src/scoring/inputs-hash';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { REASON_CODES } from '../../src/scoring/reason-codes';
import { reasonText } from '../../src/scoring/reason-texts';
import { SCALES_3 } from '../../src/scoring/scorecards/score-scales';
import type {
  AssessmentDecision,
  BehaviourFacts,
  ScoringInput,
  StatementFacts,
} from '../../src/scoring/types';
import {
  EXAMPLE_STATEMENT,
  GOOD_PAYER,
  SOUND_STATEMENT,
  scoringInput,
  withItems,
} from './scoring-inputs';

const inputsHash = (input: ScoringInput): string => hashOf(input, CURRENT_MODEL.version);

describe('assessCustomer', () => {
  it('grades a sound, punctual company well, with high confidence', () => {
    const decision = assessCustomer(scoringInput({ statements: [SOUND_STATEMENT] }));
    expect(decision).toMatchObject({ grade: 'A', confidence: 'HIGH', override: null });
    expect(decision.score).toBeGreaterThan(66);
  });

  it('does not score a customer nothing is known of, and says why', () => {
    const input = scoringInput({ company: null, statements: [], behaviour: null });
    expect(assessCustomer(input)).toMatchObject({
      grade: null,
      score: null,
      probabilityOfDefault: null,
      confidence: 'NONE',
      notScoredBecause: 'NOTHING_KNOWN',
      reasons: [],
    });
  });

  it('scores an unmatched customer on its payments alone, with less confidence', () => {
    const decision = assessCustomer(scoringInput({ company: null, statements: [] }));
    expect(decision.grade).not.toBeNull();
    expect(decision.confidence).toBe('MEDIUM');
    expect(decision.reasons.map(({ code }) => code)).toContain('NO_COMPANY_MATCHED');
  });

  it('is not sure because of three crumbs, but is with one source in full and another', () => {
    const stale = {
      ...EXAMPLE_STATEMENT,
      closedOn: '2024-12-31',
      confidentiality: 'INCOME_STATEMENT',
    } as const;
    const score = { sourceKey: 'S', scale: 'COFACE_DRA_10', value: '8', computedOn: '2026-10-01' };
    const few = { ...GOOD_PAYER, paidCount12m: 4, lateOver10Count12m: 0 };
    const crumbs = scoringInput({ statements: [stale], providerScores: [score], behaviour: few });
    expect(assessCustomer(crumbs).confidence).toBe('MEDIUM');
    expect(assessCustomer({ ...crumbs, behaviour: GOOD_PAYER }).confidence).toBe('HIGH');
    const alone = scoringInput({ statements: [], providerScores: [], behaviour: few });
    expect(assessCustomer(alone).confidence).toBe('LOW');
  });

  it('does not hold confidential accounts against a company', () => {
    const hidden: StatementFacts = { ...EXAMPLE_STATEMENT, confidentiality: 'FULL', items: {} };
    const confidential = assessCustomer(scoringInput({ statements: [hidden] }));
    const missing = assessCustomer(scoringInput({ statements: [] }));
    expect(confidential.score).toBe(missing.score);
    const note = confidential.reasons.find(({ code }) => code === 'ACCOUNTS_CONFIDENTIAL');
    expect(note?.contribution).toBe(0);
  });

  it('lets the accounts weigh less when a provider who read them speaks too', () => {
    const providerScores = [
      { sourceKey: 's', scale: 'PAPPERS_FINANCIAL_20', value: '11', computedOn: '2026-10-01' },
    ];
    const weightOf = (decision: AssessmentDecision) =>
      decision.reasons
        .filter(({ code }) => code === 'ACCOUNTS_RATIO' || code === 'ACCOUNTS_OTHER')
        .reduce((sum, { contribution }) => sum + contribution, 0);
    const statements = [SOUND_STATEMENT];
    const alone = weightOf(assessCustomer(scoringInput({ statements })));
    const together = weightOf(assessCustomer(scoringInput({ statements, providerScores })));
    expect(together).toBeLessThan(alone);
    expect(together).toBeGreaterThan(0);
  });
});

const amount = fc.integer({ min: 0, max: 20_000_000 });
const behaviours: fc.Arbitrary<BehaviourFacts> = fc
  .record({
    paid: fc.integer({ min: 0, max: 80 }),
    lateShare: fc.double({ min: 0, max: 1, noNaN: true }),
    paidAmount: amount,
    days: fc.integer({ min: -20, max: 120 }),
    open: amount,
    overdue: fc.double({ min: 0, max: 1, noNaN: true }),
    over90: fc.double({ min: 0, max: 1, noNaN: true }),
    returned: fc.integer({ min: 0, max: 4 }),
    maxDays: fc.integer({ min: 0, max: 300 }),
    portfolio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    assumed: fc.boolean(),
  })
  .map((raw) => {
    const overdue = Math.floor(raw.open * raw.overdue);
    return {
      paidCount12m: raw.paid,
      lateOver10Count12m: Math.floor(raw.paid * raw.lateShare),
      paidAmountMinor: String(raw.paidAmount),
      weightedDaysLate: String(raw.paidAmount * raw.days),
      openMinor: String(raw.open),
      overdueMinor: String(overdue),
      overdueOver90Minor: String(Math.floor(overdue * raw.over90)),
      returnedPayments12m: raw.returned,
      maxOpenDaysOverdue: raw.maxDays,
      portfolioLateShare: raw.portfolio,
      hasAssumedDueDates: raw.assumed,
    };
  });
const itemNames = Object.keys(EXAMPLE_STATEMENT.items) as (keyof StatementFacts['items'])[];
const statements: fc.Arbitrary<StatementFacts> = fc
  .record({
    amounts: fc.array(fc.integer({ min: -9000, max: 9000 }), {
      minLength: itemNames.length,
      maxLength: itemNames.length,
    }),
    kept: fc.array(fc.boolean(), { minLength: itemNames.length, maxLength: itemNames.length }),
    months: fc.constantFrom(null, 9, 12, 18),
    closedOn: fc.constantFrom('2025-12-31', '2025-03-31', '2023-12-31'),
    confidentiality: fc.constantFrom<StatementFacts['confidentiality'][]>(
      'PUBLIC',
      'INCOME_STATEMENT',
      'FULL',
    ),
  })
  .map(({ amounts, kept, months, closedOn, confidentiality }) => ({
    ...EXAMPLE_STATEMENT,
    months,
    closedOn,
    confidentiality,
    items: Object.fromEntries(
      itemNames.flatMap((name, index) =>
        kept[index] === true ? [[name, String(amounts[index])]] : [],
      ),
    ),
  }));
const inputs: fc.Arbitrary<ScoringInput> = fc
  .record({
    behaviour: fc.option(behaviours),
    statements: fc.oneof(fc.constant([EXAMPLE_STATEMENT]), fc.array(statements, { maxLength: 2 })),
    hasCompany: fc.boolean(),
    kind: fc.constantFrom<ScoringInput['insolvency']['kind'][]>(
      'NONE',
      'NONE',
      'NONE',
      'PLAN',
      'RECEIVERSHIP',
      'CLOSED',
    ),
    note: fc.option(fc.constantFrom('18', '11', '2')),
  })
  .map(({ behaviour, statements: given, hasCompany, kind, note }) => {
    const base = scoringInput();
    return {
      ...base,
      company: hasCompany ? base.company : null,
      behaviour,
      statements: given,
      insolvency: { ...base.insolvency, kind },
      providerScores:
        note === null
          ? []
          : [
              {
                sourceKey: 'note',
                scale: 'PAPPERS_FINANCIAL_20',
                value: note,
                computedOn: '2026-10-01',
              },
            ],
    };
  });

describe('properties of every assessment', () => {
  it('contributions sum exactly to the score, and every reason has a text in both languages', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { reasons, score } = assessCustomer(input);
        if (score === null) return reasons.length === 0;
        const sum = reasons.reduce((total, reason) => total + reason.contribution, 0);
        expect(sum).toBe(score);
        expect(reasons.every(({ contribution }) => Number.isInteger(contribution * 4))).toBe(true);
        for (const { code, params } of reasons) {
          expect(REASON_CODES).toContain(code);
          expect(reasonText(code, params, 'en')).not.toMatch(/[{}]|undefined|NaN/);
          expect(reasonText(code, params, 'fr')).not.toMatch(/[{}]|undefined|NaN/);
        }
        return true;
      }),
    );
  });

  it('rounding moves the base rate by less than two points', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const exact = assessCustomer({
          ...input,
          statements: [],
          behaviour: null,
          providerScores: [],
        });
        const base = assessCustomer(input).reasons[0]?.contribution;
        const alone = exact.reasons[0]?.contribution;
        if (base === undefined || alone === undefined) return;
        expect(Math.abs(base - alone)).toBeLessThan(3);
      }),
    );
  });

  it('the same input gives the same decision, also after a trip through JSON', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const replayed = JSON.parse(JSON.stringify(input)) as ScoringInput;
        expect(assessCustomer(replayed)).toEqual(assessCustomer(input));
        expect(inputsHash(replayed)).toBe(inputsHash(input));
        const decision = assessCustomer(input);
        expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      }),
    );
  });

  it.each<[string, (facts: BehaviourFacts, by: number) => BehaviourFacts]>([
    [
      'more late invoices',
      (facts, by) => ({
        ...facts,
        lateOver10Count12m: Math.min(facts.paidCount12m, facts.lateOver10Count12m + by),
      }),
    ],
    [
      'later payments',
      (facts, by) => ({
        ...facts,
        weightedDaysLate: String(Number(facts.weightedDaysLate) + by * 1_000_000),
      }),
    ],
    [
      'more overdue',
      (facts, by) => ({ ...facts, overdueMinor: String(Number(facts.overdueMinor) + by * 9999) }),
    ],
    [
      'more than 90 days overdue',
      (facts, by) => ({
        ...facts,
        overdueOver90Minor: String(Number(facts.overdueOver90Minor) + by * 9999),
      }),
    ],
    [
      'an older unpaid invoice',
      (facts, by) => ({ ...facts, maxOpenDaysOverdue: facts.maxOpenDaysOverdue + by }),
    ],
    [
      'more returned payments',
      (facts, by) => ({ ...facts, returnedPayments12m: facts.returnedPayments12m + by }),
    ],
  ])('%s never give a better score', (_, worsen) => {
    fc.assert(
      fc.property(inputs, behaviours, fc.integer({ min: 1, max: 50 }), (input, behaviour, by) => {
        const before = assessCustomer({ ...input, behaviour });
        const after = assessCustomer({ ...input, behaviour: worsen(behaviour, by) });
        expect(isNoBetter(before, after)).toBe(true);
      }),
    );
  });

  it.each<[string, (by: number) => StatementFacts['items']]>([
    ['less profit', (by) => ({ netIncome: String(220 - by) })],
    ['less operating profit', (by) => ({ operatingIncome: String(330 - by) })],
    ['less equity', (by) => ({ equity: String(1800 - by) })],
    ['fewer reserves', (by) => ({ retainedEarnings: String(1400 - by) })],
    ['less cash flow', (by) => ({ ebitda: String(520 - by) })],
    ['dearer debt', (by) => ({ financialCharges: String(60 + by) })],
    ['higher wages', (by) => ({ personnelCost: String(2000 + by) })],
  ])('%s never gives a better score', (_, items) => {
    fc.assert(
      fc.property(
        inputs,
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        (input, first, more) => {
          const at = (by: number) =>
            assessCustomer({ ...input, statements: [withItems(items(by))] });
          expect(isNoBetter(at(first), at(first + more))).toBe(true);
        },
      ),
    );
  });

  it.each(['PLAN', 'SAFEGUARD', 'RECEIVERSHIP', 'LIQUIDATION'] as const)(
    '%s never gives a better score',
    (kind) => {
      fc.assert(
        fc.property(inputs, (input) => {
          const before = assessCustomer({
            ...input,
            insolvency: { ...input.insolvency, kind: 'NONE' },
          });
          const after = assessCustomer({ ...input, insolvency: { ...input.insolvency, kind } });
          expect(isNoBetter(before, after)).toBe(true);
        }),
      );
    },
  );
});

describe('other facts', () => {
  const scoreOn = (scale: string, value: number): ScoringInput['providerScores'] => [
    { sourceKey: 'note', scale, value: String(value), computedOn: '2026-10-01' },
  ];

  it.each(
    SCALES_3.scales.flatMap((scale) => ('curve' in scale ? [[scale.id, scale] as const] : [])),
  )('a riskier value on %s never gives a better score, down to the one for failed', (_, scale) => {
    const least = scale.failed === undefined ? (scale.curve[0]?.[0] ?? 0) : 0;
    const most = scale.curve.at(-1)?.[0] ?? 0;
    const values = fc.integer({ min: least, max: most });
    fc.assert(
      fc.property(inputs, values, values, (input, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [safer, riskier] = scale.higherIsSafer ? [high, low] : [low, high];
        const at = (value: number): AssessmentDecision =>
          assessCustomer({ ...input, providerScores: scoreOn(scale.id, value) });
        expect(isNoBetter(at(safer), at(riskier))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, Partial<ScoringInput>]>([
    ['a sanctions match', { sanctionsHit: { sourceKey: 'h', caption: 'ACME' } }],
    ['a public privilege', { publicPrivilege: { sourceKey: 'p', publishedOn: '2026-10-01' } }],
    ['withdrawn cover', { coverWithdrawn: { sourceKey: 'c', effectiveOn: '2026-10-01' } }],
    ['striking off', { struckOff: { sourceKey: 'b', publishedOn: '2026-10-01' } }],
  ])('%s never gives a better score', (_, facts) => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(isNoBetter(assessCustomer(input), assessCustomer({ ...input, ...facts }))).toBe(
          true,
        );
      }),
    );
  });

  it('owing more than was ever paid on time never gives a better score', () => {
    const proven = fc.integer({ min: 1, max: 20_000_000 });
    fc.assert(
      fc.property(inputs, behaviours, proven, proven, (input, behaviour, one, other) => {
        const at = (highest: number): AssessmentDecision =>
          assessCustomer({
            ...input,
            behaviour: { ...behaviour, highestPaidOnTimeMinor: String(highest) },
          });
        expect(isNoBetter(at(Math.max(one, other)), at(Math.min(one, other)))).toBe(true);
      }),
    );
  });

  it('a customer of whom only the company is known starts at its base rate, not at zero', () => {
    const input = scoringInput({ statements: [], behaviour: null });
    const decision = assessCustomer(input);
    expect(decision).toMatchObject({ grade: 'C', confidence: 'LOW' });
    expect(decision.score).toBeGreaterThan(50);
    expect(decision.reasons[0]).toMatchObject({ code: 'BASE_RATE' });
  });
});

function isNoBetter(before: AssessmentDecision, after: AssessmentDecision): boolean {
  if (before.score === null || before.grade === null) return true;
  if (after.score === null || after.grade === null) return false;
  const isRiskier = (after.probabilityOfDefault ?? 0) >= (before.probabilityOfDefault ?? 0);
  return after.score <= before.score && after.grade >= before.grade && isRiskier;
}

describe('inputsHash', () => {
  it('does not depend on the order of keys, but on every value', () => {
    const input = scoringInput();
    const reversed = Object.fromEntries(Object.entries(input).reverse()) as unknown as ScoringInput;
    expect(inputsHash(reversed)).toBe(inputsHash(input));
    expect(inputsHash({ ...input, asOf: '2026-11-03' })).not.toBe(inputsHash(input));
    expect(inputsHash(input)).toMatch(/^[0-9a-f]{64}$/);
  });
});
