import fc from 'fast-check';
import { decideLimit } from '../../src/limits/decide-limit';
import type { LimitDecision, LimitInput } from '../../src/limits/limit-types';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { cents, limitInputs } from './limit-arbitrary';

/** Without the factor for peaks and the least need, so that the published examples can be checked by hand. */
const POLICY = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1, leastNeedMinor: 0n };

const GROUPED = { ...POLICY, groupConcentrationRate: 0.08 };

/** The terms that have an amount. */
function speaking({ terms }: LimitDecision): string {
  return terms.flatMap(({ term, amountMinor }) => (amountMinor === null ? [] : term)).join();
}

/** What the shell does with a decision. */
function applied(input: LimitInput, decision: LimitDecision): LimitInput {
  const { action, limitMinor, reviewOn } = decision;
  if (action === 'PROPOSE') return { ...input, proposedMinor: limitMinor };
  if ((action !== 'SET' && action !== 'RENEW') || limitMinor === null) return input;
  return { ...input, current: { limitMinor, decidedBy: 'POLICY', reviewOn, expiresOn: null } };
}

describe('properties of every decision', () => {
  it('applied and run again, it changes nothing', () => {
    fc.assert(
      fc.property(limitInputs, (input) => {
        const once = applied(input, decideLimit(input, POLICY));
        expect(['KEEP', 'NONE']).toContain(decideLimit(once, POLICY).action);
      }),
      { numRuns: 500 },
    );
  });

  it('is never negative, never above any of its terms, and a whole number of steps', () => {
    fc.assert(
      fc.property(limitInputs, (input) => {
        const { computedMinor, terms } = decideLimit(input, POLICY);
        if (computedMinor === null) return;
        expect(computedMinor).toBeGreaterThanOrEqual(0n);
        expect(computedMinor % POLICY.roundingStepMinor).toBe(0n);
        for (const { amountMinor } of terms) {
          if (amountMinor !== null) expect(computedMinor <= amountMinor).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a worse grade never computes a higher limit', () => {
    const grades = ['A', 'B', 'C', 'D', 'E'] as const;
    fc.assert(
      fc.property(limitInputs, (input) => {
        const amounts = grades.map(
          (grade) => decideLimit({ ...input, grade }, POLICY).computedMinor ?? 0n,
        );
        for (let index = 1; index < amounts.length; index++) {
          expect((amounts[index] ?? 0n) <= (amounts[index - 1] ?? 0n)).toBe(true);
        }
      }),
    );
  });

  it('more exposure never changes what is computed, but where it is frozen at what is owed', () => {
    fc.assert(
      fc.property(limitInputs, cents, (input, exposureMinor) => {
        if (input.overrideEffect === 'FREEZE') return;
        const other = decideLimit({ ...input, exposureMinor }, POLICY);
        expect(other.computedMinor).toBe(decideLimit(input, POLICY).computedMinor);
      }),
    );
  });

  it('more equity, turnover, cover, record, advice or sales of the seller never computes less', () => {
    const more = (amount: bigint | null, by: bigint) => (amount === null ? null : amount + by);
    const raised: ((input: LimitInput, by: bigint) => LimitInput)[] = [
      (input, by) => ({ ...input, sales12mMinor: more(input.sales12mMinor, by) }),
      (input, by) => ({ ...input, bureauLimitMinor: more(input.bureauLimitMinor, by) }),
      (input, by) => ({ ...input, sellerSales12mMinor: more(input.sellerSales12mMinor, by) }),
      (input, by) => ({
        ...input,
        highestCreditPaidOnTimeMinor: more(input.highestCreditPaidOnTimeMinor, by),
      }),
      ({ accounts, ...input }, by) => ({
        ...input,
        accounts: accounts && { ...accounts, equityMinor: more(accounts.equityMinor, by) },
      }),
      ({ accounts, ...input }, by) => ({
        ...input,
        accounts: accounts && { ...accounts, turnoverMinor: more(accounts.turnoverMinor, by) },
      }),
      ({ covers, ...input }, by) => ({
        ...input,
        covers: covers.map((each) => ({ ...each, coveredMinor: each.coveredMinor + by })),
      }),
    ];
    const by = fc.bigInt({ min: 0n, max: 90_000_000n });
    fc.assert(
      fc.property(limitInputs, by, fc.constantFrom(...raised), (input, amount, raise) => {
        const before = decideLimit(input, GROUPED);
        const after = decideLimit(raise(input, amount), GROUPED);
        // A term that begins to speak may bind: knowing more is not the same as having more.
        if (speaking(before) !== speaking(after)) return;
        expect((after.computedMinor ?? 0n) >= (before.computedMinor ?? 0n)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the limits of a group never add up to more than its cap, whoever is decided first', () => {
    const sales = fc.array(fc.bigInt({ min: 0n, max: 100_000_000n }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(limitInputs, sales, (input, members) => {
        const group = {
          members: members.length,
          sales12mMinor: members.reduce((sum, each) => sum + each, 0n),
        };
        const shares = members.map((sales12mMinor) => {
          const { terms } = decideLimit({ ...input, group, sales12mMinor }, GROUPED);
          return terms.find(({ term }) => term === 'GROUP_CONCENTRATION')?.amountMinor ?? 0n;
        });
        const cap = ((input.sellerSales12mMinor ?? 0n) * 8n) / 100n + 1n;
        const all = shares.reduce((sum, each) => sum + each, 0n);
        expect(all <= (cap > 0n ? cap : 1n)).toBe(true);
      }),
    );
  });

  it('euros in dollars decide as dollars, as far as steps allow', () => {
    fc.assert(
      fc.property(limitInputs, (input) => {
        const dollars = { ...input, currency: 'USD', euroRate: '1' };
        const { computedMinor, reasonCodes } = decideLimit(dollars, POLICY);
        const known = decideLimit(input, POLICY);
        expect([computedMinor, reasonCodes]).toEqual([known.computedMinor, known.reasonCodes]);
      }),
    );
  });
});
