import { SCALES_3 } from '../scorecards/score-scales';
import type { Grade, LimitEffect } from '../types';
import type { OverrideEffect, ScoringModel } from './scoring-model';

/** Debts of before the judgment may not be paid (art. L. 622-7 C. com.): for a supplier the default has happened. */
const DEFAULTED: OverrideEffect = {
  grade: 'E',
  limitEffect: 'ZERO',
  isDefault: true,
  isLegalFact: true,
};

/**
 * The third model. No public data hold accounts, ledger and events of the same firms, so the weights between sources, the
 * base rates and the curves of behaviour are settings, not measurements; the ratio table is trained.
 */
export const ENCOURS_3: ScoringModel = {
  version: 'encours-3',
  summary:
    'Accounts speak through a scorecard of 19 ratios trained on public data; published formulas are shown beside it.',
  isCandidate: false,
  weights: {
    financial: { withExternal: 0.6, alone: 0.8 },
    external: { withFinancial: 0.6, alone: 0.8 },
    behaviour: 0.8,
  },
  baseRate: {
    /*
     * The order and size follow what Banque de France publishes per sector (in 2004: industry and transport 2.5 %,
     * construction 2.1 %, wholesale and services 1.7 %, retail 0.9 %, hotels and restaurants 1.0 %) and its later counts
     * (restaurants up).
     */
    yearlyRates: {
      AGRICULTURE: 0.006,
      INDUSTRY: 0.018,
      CONSTRUCTION: 0.022,
      WHOLESALE: 0.016,
      RETAIL: 0.014,
      TRANSPORT: 0.022,
      ACCOMMODATION_AND_FOOD: 0.02,
      INFORMATION: 0.013,
      FINANCE: 0.009,
      REAL_ESTATE: 0.008,
      BUSINESS_SERVICES: 0.014,
      PUBLIC: 0.002,
      EDUCATION_AND_HEALTH: 0.006,
      OTHER_SERVICES: 0.012,
      UNKNOWN: 0.016,
    },
    // Young firms fail most between their second and fifth year; the first year is spent before anybody sues.
    ageFactors: [
      { belowYears: 1, factor: 1.1 },
      { belowYears: 5, factor: 1.5 },
      { belowYears: 10, factor: 1.1 },
      { belowYears: 20, factor: 0.85 },
      { belowYears: null, factor: 0.65 },
    ],
  },
  financial: {
    ratioTable: 'ratio-1',
    leastRatios: 5,
    fullRatios: 12,
    ratiosTold: 5,
    staleMonths: 18,
    unusableMonths: 24,
    // Outside these, bringing flows to a year would invent most of them.
    yearMonths: { least: 6, most: 24 },
    referenceBaseRate: 0.02,
    holding: { mostTurnoverToAssets: 0.05, leastFinancialAssets: 0.6 },
    tolerance: { flaggedMinor: 100, refusedShareOfAssets: 0.01 },
  },
  /*
   * The shrunk share of invoices more than 10 days late is the best single sign of a bad payer (AUC 0.84 measured); average
   * days late (0.79) and open overdue (0.55) add little, so they get little.
   */
  behaviour: {
    priorInvoices: 5,
    usualLateShare: 0.15,
    lateShareFactor: 0.7,
    daysLateFactor: 0.5,
    daysLate: [
      [-5, -0.5],
      [0, -0.4],
      [5, -0.2],
      [10, 0],
      [20, 0.4],
      [30, 0.8],
      [60, 1.5],
      [90, 2.2],
    ],
    openDaysOverdue: [
      [10, 0],
      [30, 0.3],
      [60, 0.8],
      [90, 1.2],
      [180, 1.6],
    ],
    over90Share: [
      [0, 0],
      [0.1, 0.8],
      [0.3, 1.5],
      [1, 2.2],
    ],
    returned: [
      [0, 0],
      [1, 0.8],
      [2, 1.3],
      [5, 2],
    ],
    utilisation: [
      [1.2, 0],
      [2, 0.2],
      [4, 0.4],
    ],
    fullInvoices: 10,
    leastInvoices: 3,
  },
  reviewMonths: 6,
  external: { freshMonths: 12, scales: SCALES_3 },
  overrides: {
    severeShare: 0.1,
    // One is enough: nothing new on credit until a person has looked why the bank sent it back.
    returnedPayments: 1,
    thinFileInvoices: 3,
    effects: {
      LIQUIDATION: DEFAULTED,
      STRUCK_OFF: DEFAULTED,
      CLOSED_INSUFFICIENT_ASSETS: DEFAULTED,
      RECEIVERSHIP: DEFAULTED,
      SAFEGUARD: DEFAULTED,
      // Dealing with who is on a sanctions list is forbidden, however well it would pay.
      SANCTIONS_HIT: act('E', 'ZERO'),
      PLAN_UNDER_WAY: act('D', 'INSURED_ONLY'),
      CLOSED_OUTCOME_UNKNOWN: act('D', 'FREEZE'),
      SEVERELY_OVERDUE: cap('D', 'FREEZE'),
      RETURNED_PAYMENTS: cap('D', 'FREEZE'),
      PUBLIC_PRIVILEGE: act('D', 'FREEZE'),
      PROVIDER_SAYS_FAILING: cap('D', 'UNINSURED_ONLY'),
      COVER_WITHDRAWN: cap('D', 'UNINSURED_ONLY'),
      EQUITY_BELOW_HALF_CAPITAL: cap('C', 'NONE'),
      THIN_FILE: cap('C', 'NONE'),
      ACCOUNTS_STALE: cap('B', 'NONE'),
    },
  },
  gradeFloors: { A: 0, B: 0.005, C: 0.015, D: 0.04, E: 0.12 },
  // Grades then begin at 66, 52, 40 and 25 points, near the bands bureaux use.
  scale: { pointsPerLogOdd: 12.5, logOddsAtBest: -8 },
  hysteresis: { crossingMargin: 0.15, waitAfterDowngradeDays: 90 },
};

function cap(grade: Grade, limitEffect: LimitEffect): OverrideEffect {
  return { grade, limitEffect, isDefault: false, isLegalFact: false };
}

function act(grade: Grade, limitEffect: LimitEffect): OverrideEffect {
  return { ...cap(grade, limitEffect), isLegalFact: true };
}
