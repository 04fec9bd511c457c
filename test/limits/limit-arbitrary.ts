import fc from 'fast-check';
import type { LimitInput } from '../../src/limits/limit-types';
import { SEGMENT_FACTS } from './limit-inputs';

export const cents = fc.bigInt({ min: -50_000_000n, max: 500_000_000n });
const maybe = fc.option(cents);
/** Whatever may be known of a customer, with books and limit in euros. */
export const limitInputs: fc.Arbitrary<LimitInput> = fc.record({
  asOf: fc.constant('2026-11-02'),
  currency: fc.constant('EUR'),
  segmentFacts: fc.constant(SEGMENT_FACTS),
  grade: fc.option(
    fc.constantFrom('A' as const, 'B' as const, 'C' as const, 'D' as const, 'E' as const),
  ),
  overrideEffect: fc.option(
    fc.constantFrom(
      'INSURED_ONLY' as const,
      'UNINSURED_ONLY' as const,
      'FREEZE' as const,
      'ZERO' as const,
    ),
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
  covers: fc.array(
    fc.record({
      policy: fc.constantFrom('one', 'two'),
      kind: fc.constantFrom('NAMED' as const, 'CHECKED' as const, 'DISCRETIONARY' as const),
      coveredMinor: fc.bigInt({ min: 0n, max: 100_000_000n }),
      insuredPercent: fc.option(fc.constantFrom('90', '87.5', '100')),
      isRefused: fc.boolean(),
      runOff: fc.option(
        fc.record({
          owedMinor: fc.bigInt({ min: 0n, max: 100_000_000n }),
          effectiveOn: fc.constantFrom('2026-01-01', '2026-10-01', '2026-12-01'),
          until: fc.option(fc.constantFrom('2026-11-01', '2026-11-02', '2027-01-01')),
        }),
      ),
    }),
    { maxLength: 4 },
  ),
  bureauLimitMinor: maybe,
  sellerSales12mMinor: maybe,
  group: fc.option(
    fc.record({
      members: fc.integer({ min: 2, max: 9 }),
      sales12mMinor: fc.bigInt({ min: 0n, max: 900_000_000n }),
    }),
  ),
  euroRate: fc.constant(null),
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
  isPersonsProposalPending: fc.boolean(),
  rejectedMinor: fc.option(fc.bigInt({ min: 0n, max: 100_000_000n })),
  sourceTerms: fc.constant({}),
});
