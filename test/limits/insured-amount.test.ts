import fc from 'fast-check';
import { decideLimit } from '../../src/limits/decide-limit';
import {
  assumptionsIn,
  insuredAmount,
  isCoverRefused,
  runOffAmount,
} from '../../src/limits/insured-amount';
import { coverAssumptionText } from '../../src/limits/limit-reason-texts';
import type { CoverFact, LimitInput } from '../../src/limits/limit-types';
import type { InsuranceRules } from '../../src/limits/policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { active, covering, euros, limitInput } from './limit-inputs';

const RULES = DEFAULT_CREDIT_POLICY.insurance;
const rules = (changes: Partial<InsuranceRules>): InsuranceRules => ({ ...RULES, ...changes });
const on = (asOf: string, ...covers: CoverFact[]) => ({ asOf, covers });
const policy = (changes: Partial<InsuranceRules>) => ({
  ...DEFAULT_CREDIT_POLICY,
  insurance: rules(changes),
});

describe('a share the insurer does not state', () => {
  const unstated = covering(euros(100_000), { insuredPercent: null });

  it('is what the policy assumes, never the whole', () => {
    expect(insuredAmount(on('2026-11-02', unstated), RULES)).toBe(euros(90_000));
    const half = rules({ assumedInsuredPercent: 50 });
    expect(insuredAmount(on('2026-11-02', unstated), half)).toBe(euros(50_000));
    expect(insuredAmount(on('2026-11-02', unstated), rules({ assumedInsuredPercent: 0 }))).toBe(0n);
  });

  it('is said in the term that rests on it, in both languages', () => {
    const { terms } = decideLimit(limitInput({ covers: [unstated] }), DEFAULT_CREDIT_POLICY);
    const term = terms.find((each) => each.term === 'COVER_AND_APPETITE');
    expect(term).toEqual({
      ...{ term: 'COVER_AND_APPETITE', amountMinor: euros(190_000), reasonIfAbsent: null },
      assumed: [{ of: 'INSURED_PERCENT', value: 90 }],
    });
    const [assumed] = term?.assumed ?? [];
    if (assumed === undefined) throw new Error('nothing was assumed');
    expect(coverAssumptionText(assumed, 'en')).toBe(
      'Insured share not stated: 90 % assumed by the policy.',
    );
    expect(coverAssumptionText(assumed, 'fr')).toMatch(/90 % retenus par la politique/);
  });

  it('replaces nothing that is stated, to the decimal, rounded down', () => {
    const stated = covering(100_01n, { insuredPercent: '87.5' });
    expect(insuredAmount(on('2026-11-02', stated), RULES)).toBe(87_50n);
    expect(assumptionsIn(on('2026-11-02', stated), RULES)).toEqual([]);
  });

  it('is not said of a cover that bears nothing or does not count', () => {
    const none = covering(0n, { insuredPercent: null, isRefused: true });
    expect(assumptionsIn(on('2026-11-02', none), RULES)).toEqual([]);
    const uncounted = covering(euros(1), { insuredPercent: null, kind: 'DISCRETIONARY' });
    const named = rules({ countedKinds: ['NAMED'] });
    expect(assumptionsIn(on('2026-11-02', uncounted), named)).toEqual([]);
  });
});

describe('what was shipped before a withdrawal', () => {
  const effectiveOn = '2026-07-01';
  const withdrawn = (until: string | null, changes: Partial<CoverFact> = {}): CoverFact =>
    covering(0n, {
      ...{ isRefused: true, runOff: { owedMinor: euros(30_000), effectiveOn, until } },
      ...changes,
    });

  it('stays covered until the last day the insurer states', () => {
    const cover = withdrawn('2026-09-30');
    expect(insuredAmount(on('2026-06-30', cover), RULES)).toBe(0n);
    expect(insuredAmount(on('2026-07-01', cover), RULES)).toBe(euros(30_000));
    expect(insuredAmount(on('2026-09-30', cover), RULES)).toBe(euros(30_000));
    expect(insuredAmount(on('2026-10-01', cover), RULES)).toBe(0n);
  });

  it('and as many days as the policy assumes when none is stated, which is said', () => {
    // 180 days after 1 July.
    expect(insuredAmount(on('2026-12-28', withdrawn(null)), RULES)).toBe(euros(30_000));
    expect(insuredAmount(on('2026-12-29', withdrawn(null)), RULES)).toBe(0n);
    expect(assumptionsIn(on('2026-12-28', withdrawn(null)), RULES)).toEqual([
      { of: 'RUN_OFF_DAYS', value: 180 },
    ]);
    const none = rules({ assumedRunOffDays: 0 });
    expect(insuredAmount(on('2026-07-02', withdrawn(null)), none)).toBe(0n);
  });

  it('counts in limits only where the policy counts run-off', () => {
    const input = limitInput({
      ...{ asOf: '2026-08-01', grade: 'D', overrideEffect: 'UNINSURED_ONLY' },
      covers: [withdrawn('2026-09-30', { insuredPercent: '90' })],
      ...{ exposureMinor: euros(30_000), current: active(euros(60_000)) },
      accounts: null,
      ...{ highestCreditPaidOnTimeMinor: null, sales12mMinor: euros(900_000) },
    });
    const of = (countsRunOff: boolean) => {
      const { terms } = decideLimit(input, policy({ countsRunOff }));
      return ['OVERRIDE', 'COVER_AND_APPETITE'].map(
        (name) => terms.find(({ term }) => term === name)?.amountMinor,
      );
    };
    // Grade D risks 10,000 uninsured; of the 30,000 owed the insurer bears 27,000.
    expect(of(true)).toEqual([euros(37_000), euros(37_000)]);
    expect(of(false)).toEqual([euros(10_000), euros(10_000)]);
  });

  it('is no cover of anything new: the insurer has withdrawn all the same', () => {
    expect(isCoverRefused(on('2026-08-01', withdrawn(null)), RULES)).toBe(true);
  });

  it('of a reduced cover counts as far as it is more than what is left', () => {
    const reduced = covering(euros(20_000), {
      runOff: { owedMinor: euros(30_000), effectiveOn, until: null },
    });
    expect(insuredAmount(on('2026-08-01', reduced), RULES)).toBe(euros(30_000));
    expect(insuredAmount(on('2027-08-01', reduced), RULES)).toBe(euros(20_000));
  });

  it('never bears more than is owed of it, whatever else is covered (property)', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10_000_000n });
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 0, max: 100 }), (covered, owed, percent) => {
        const cover = covering(covered, {
          insuredPercent: String(percent),
          runOff: { owedMinor: owed, effectiveOn, until: null },
        });
        const day = on('2026-08-01', cover);
        expect(runOffAmount(day, RULES)).toBeLessThanOrEqual(owed);
        const most = covered > owed ? covered : owed;
        expect(insuredAmount(day, RULES) ?? 0n).toBe((most * BigInt(percent)) / 100n);
      }),
    );
  });
});

describe('several hard rules', () => {
  const left = (changes: Partial<LimitInput>) =>
    decideLimit(limitInput(changes), DEFAULT_CREDIT_POLICY).terms.find(
      ({ term }) => term === 'OVERRIDE',
    )?.amountMinor;

  it('leave the least that one of them leaves', () => {
    const covers = [covering(euros(3_000))];
    const owed = { exposureMinor: euros(10_000), covers };
    expect(left({ ...owed, overrideEffect: 'FREEZE' })).toBe(euros(10_000));
    const both = { overrideEffect: 'FREEZE', furtherEffects: ['INSURED_ONLY'] } as const;
    expect(left({ ...owed, ...both })).toBe(euros(3_000));
    const other = { overrideEffect: 'INSURED_ONLY', furtherEffects: ['FREEZE'] } as const;
    expect(left({ ...owed, ...other })).toBe(euros(3_000));
    expect(left({ ...owed, overrideEffect: 'NONE', furtherEffects: ['ZERO'] })).toBe(0n);
  });

  it('cut a limit a person set to nothing when one of them leaves nothing', () => {
    const decision = decideLimit(
      limitInput({
        ...{ overrideEffect: 'FREEZE', furtherEffects: ['ZERO'] },
        current: active(euros(50_000), { decidedBy: 'PERSON' }),
      }),
      DEFAULT_CREDIT_POLICY,
    );
    expect(decision).toMatchObject({ action: 'SET', limitMinor: 0n });
  });
});
