import type { LimitInput } from '../../src/limits/limit-types';

/** Whole or broken euros in cents. */
export const euros = (amount: number) => BigInt(Math.round(amount * 100));

/** Grade B, 30-day terms, punctual, with accounts; nothing decided yet. */
export function limitInput(changes: Partial<LimitInput> = {}): LimitInput {
  return {
    asOf: '2026-11-02',
    currency: 'EUR',
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
    insuredMinor: null,
    bureauLimitMinor: null,
    sellerSales12mMinor: euros(20_000_000),
    exposureMinor: euros(10_000),
    current: null,
    proposedMinor: null,
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
