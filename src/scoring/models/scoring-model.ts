import type { BaseRateParameters } from '../scorecards/base-rate.scorecard';
import type { BehaviourParameters } from '../scorecards/behaviour.scorecard';
import type { ExternalParameters } from '../scorecards/external.scorecard';
import type { FinancialParameters } from '../scorecards/financial-parameters';
import type { OverrideRule } from '../reason-codes';
import type { Grade, LimitEffect } from '../types';

/** What a hard rule does while its facts hold: it may only make a customer riskier. */
export interface OverrideEffect {
  /** The best grade that is left. */
  readonly grade: Grade;
  readonly limitEffect: LimitEffect;
  /** Whether a default has happened: the probability is 1, not the grade's lowest. */
  readonly isDefault: boolean;
  /** Rests on a public act: when the act is lifted, the downgrade it caused starts no waiting time. */
  readonly isLegalFact: boolean;
}

export interface OverrideParameters {
  /** More than this share of the open amount over 90 days late is severe delinquency. */
  readonly severeShare: number;
  /** Payments the bank returned in 12 months from which nothing new goes on credit. */
  readonly returnedPayments: number;
  /** Fewer paid invoices, no accounts and no provider's opinion: too little to be called good. */
  readonly thinFileInvoices: number;
  readonly effects: Readonly<Record<OverrideRule, OverrideEffect>>;
}

/** Weights of the sources in log-odds; below 1 because they overlap. */
export interface SourceWeights {
  /** Accounts and a provider's score stand in for each other: either weighs more when the other is silent. */
  readonly financial: { readonly withExternal: number; readonly alone: number };
  readonly external: { readonly withFinancial: number; readonly alone: number };
  readonly behaviour: number;
}

/**
 * One version of the model: every number a decision depends on beside its input. A version that decided once is never
 * edited, only followed by another, so that what it decided can be computed again.
 */
export interface ScoringModel {
  readonly version: string;
  /** What it does otherwise than the version it follows, and why. */
  readonly summary: string;
  /** Proposed, and may be run in shadow; not meant to count before it was compared. */
  readonly isCandidate: boolean;
  readonly weights: SourceWeights;
  readonly baseRate: BaseRateParameters;
  readonly financial: FinancialParameters;
  readonly behaviour: BehaviourParameters;
  readonly external: ExternalParameters;
  /** For so many months a notice of a change in the register is shown as something to look at. */
  readonly reviewMonths: number;
  readonly overrides: OverrideParameters;
  /** Lowest probability of default, within 12 months, that still gives the grade. */
  readonly gradeFloors: Readonly<Record<Grade, number>>;
  /** The score is a straight line in log-odds from 0 points at even odds to 100 at `logOddsAtBest`. */
  readonly scale: { readonly pointsPerLogOdd: number; readonly logOddsAtBest: number };
  readonly hysteresis: {
    /** Log-odds by which the probability must cross a cut before the grade follows at once. */
    readonly crossingMargin: number;
    /** Nobody is trusted again sooner than this after a downgrade. */
    readonly waitAfterDowngradeDays: number;
  };
}
