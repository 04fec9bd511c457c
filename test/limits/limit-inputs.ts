import type { CoverFact, LimitInput } from '../../src/limits/limit-types';
import type { SegmentFacts } from '../../src/limits/policies/credit-policy';

/** A customer of whom nothing is known that tells it apart. */
export const SEGMENT_FACTS: SegmentFacts = {
  account: 'C1',
  isMatched: true,
  siren: null,
  activityCode: null,
  legalFormCode: null,
  countryCode: null,
  parentSirens: [],
  hasParent: false,
};

/** Whole or broken euros in cents. */
export const euros = (amount: number) => BigInt(Math.round(amount * 100));

/** Grade B, 30-day terms, punctual, with accounts; nothing decided yet. */
export function limitInput(changes: Partial<LimitInput> = {}): LimitInput {
  return {
    asOf: '2026-11-02',
    currency: 'EUR',
    segmentFacts: SEGMENT_FACTS,
    grade: 'B',
    overrideEffect: null,
    sales12mMinor: euros(365_000),
    paymentTermsDays: 30,
    averageDaysLate: 0,
    accounts: {
      equityMinor: euros(500_000),
      intangibleAssetsMinor: euros(100_000),
      turnoverMinor: euros(4_000_000),
      tradePayablesMinor: euros(600_000),
    },
    highestCreditPaidOnTimeMinor: euros(20_000),
    covers: [],
    bureauLimitMinor: null,
    sellerSales12mMinor: euros(20_000_000),
    group: null,
    euroRate: null,
    exposureMinor: euros(10_000),
    current: null,
    proposedMinor: null,
    isPersonsProposalPending: false,
    rejectedMinor: null,
    sourceTerms: {},
    ...changes,
  };
}

/** A limit in force. */
export function active(
  limitMinor: bigint,
  changes: Partial<NonNullable<LimitInput['current']>> = {},
) {
  return {
    limitMinor,
    decidedBy: 'POLICY' as const,
    reviewOn: '2027-03-01',
    expiresOn: null,
    ...changes,
  };
}

/** A cover for this buyer, whose insurer says that it bears all. */
export function covering(coveredMinor: bigint, changes: Partial<CoverFact> = {}): CoverFact {
  return {
    ...{ policy: 'insurer 1', kind: 'NAMED', coveredMinor, insuredPercent: '100' },
    ...{ isRefused: false, runOff: null },
    ...changes,
  };
}
