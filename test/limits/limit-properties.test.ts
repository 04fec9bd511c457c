import fc from 'fast-check';
import { decideLimit } from '../../src/limits/decide-limit';
import type { LimitDecision, LimitInput } from '../../src/limits/limit-types';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';

/** Without the factor for peaks and the least need, so that the published examples can be checked by hand. */
const POLICY = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1, leastNeedMinor: 0n };

const cents = fc.bigInt({ min: -50_000_000n, max: 500_000_000n });
const maybe = fc.option(cents);
const limitInputs: fc.Arbitrary<LimitInput> = fc.record({
  asOf: fc.constant('2026-11-02'),
  currency: fc.constant('EUR'),
  grade: fc.option(
    fc.constantFrom('A' as const, 'B' as const, 'C' as const, 'D' as const, 'E' as const),
  ),
  overrideEffect: fc.option(
    fc.constantFrom('INSURED_ONLY' as const, 'FREEZE' as const, 'ZERO' as const),
  ),
  sales12mMinor: maybe,
  paymentTermsDays: fc.option(fc.integer({ min: 0, max: 120 })),
  averageDaysLate: fc.option(fc.double({ min: -30, max: 200, noNaN: true })),
  accounts: fc.option(
    fc.record({
      equityMinor: maybe,
      intangibleAssetsMinor: maybe,
      turnoverMinor: maybe,
      tradePayablesMinor: maybe,
    }),
  ),
  highestCreditPaidOnTimeMinor: maybe,
  insuredMinor: fc.option(fc.bigInt({ min: 0n, max: 100_000_000n })),
  bureauLimitMinor: maybe,
  sellerSales12mMinor: maybe,
  exposureMinor: cents,
  current: fc.option(
    fc.record({
      limitMinor: fc.bigInt({ min: 0n, max: 100_000_000n }),
      decidedBy: fc.constantFrom('POLICY' as const, 'PERSON' as const),
      reviewOn: fc.option(fc.constantFrom('2026-11-01', '2026-12-01')),
      expiresOn: fc.option(fc.constantFrom('2026-11-01', '2026-12-01')),
    }),
  ),
  proposedMinor: fc.option(fc.bigInt({ min: 0n, max: 100_000_000n })),
});

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
});
