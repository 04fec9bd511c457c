import type { CreditPolicy } from './credit-policy';

const EUR_1000 = 1_000_00n;

/** The policy in force until a tenant publishes its own; amounts in euro cents. */
export const DEFAULT_CREDIT_POLICY: CreditPolicy = {
  version: 'default-1',
  name: 'Default policy',
  currency: 'EUR',
  segments: [
    {
      name: 'default',
      when: null,
      grades: {
        A: {
          equityRate: 0.2,
          turnoverRate: 0.08,
          tradePayablesRate: 0.25,
          appetiteMinor: 250n * EUR_1000,
          paymentRecordCeilingMinor: 100n * EUR_1000,
          automaticUpToMinor: 100n * EUR_1000,
          reviewMonths: 12,
        },
        B: {
          equityRate: 0.12,
          turnoverRate: 0.05,
          tradePayablesRate: 0.15,
          appetiteMinor: 100n * EUR_1000,
          paymentRecordCeilingMinor: 50n * EUR_1000,
          automaticUpToMinor: 50n * EUR_1000,
          reviewMonths: 6,
        },
        C: {
          equityRate: 0.06,
          turnoverRate: 0.025,
          tradePayablesRate: 0.08,
          appetiteMinor: 40n * EUR_1000,
          paymentRecordCeilingMinor: 20n * EUR_1000,
          automaticUpToMinor: 20n * EUR_1000,
          reviewMonths: 3,
        },
        D: {
          equityRate: 0.02,
          turnoverRate: 0.01,
          tradePayablesRate: 0.03,
          appetiteMinor: 10n * EUR_1000,
          paymentRecordCeilingMinor: 5n * EUR_1000,
          automaticUpToMinor: 5n * EUR_1000,
          reviewMonths: 1,
        },
        E: {
          equityRate: 0,
          turnoverRate: 0,
          tradePayablesRate: 0,
          appetiteMinor: 0n,
          paymentRecordCeilingMinor: 0n,
          automaticUpToMinor: 0n,
          reviewMonths: 1,
        },
      },
      unscored: {
        appetiteMinor: 10n * EUR_1000,
        paymentRecordCeilingMinor: 5n * EUR_1000,
        automaticUpToMinor: 5n * EUR_1000,
        reviewMonths: 3,
      },
      starterCeilingMinor: 5n * EUR_1000,
    },
  ],
  paymentRecordFactor: 1.25,
  equityShareIfIntangiblesUnknown: 0.8,
  concentrationRate: 0.05,
  groupConcentrationRate: null,
  // The legal term where nothing is agreed (art. L. 441-10 C. com.).
  assumedTermsDays: 30,
  needPeakFactor: 2,
  leastNeedMinor: 5n * EUR_1000,
  roundingStepMinor: 500_00n,
  leastChangeRate: 0.1,
  leastChangeMinor: EUR_1000,
  approvals: {
    creditManagerUpToMinor: 100n * EUR_1000,
    twoApproversAboveMinor: 500n * EUR_1000,
  },
  manualLimits: { defaultExpiryDays: 90, longestExpiryDays: 365 },
  insurance: {
    countedKinds: ['NAMED', 'CHECKED', 'DISCRETIONARY'],
    discretionaryShare: 1,
    countsRunOff: true,
    appetiteShareIfWithdrawn: 1,
  },
  reservations: { defaultExpiryHours: 72, longestExpiryHours: 720, unbilledDays: 30 },
  alerts: {
    utilisationRates: [0.7, 0.9, 1],
    overdueDays: [30, 60],
    coverEndsWithinDays: 30,
    limitEndsWithinDays: 14,
  },
};
