import type { LocalDate } from '../kernel';
import type { Grade, LimitEffect } from '../scoring';

/** The named amounts a limit is the minimum of, in the order in which ties are told. */
export const LIMIT_TERMS = [
  'OVERRIDE',
  'GRADE',
  'NEED',
  'EQUITY',
  'TURNOVER',
  'TRADE_PAYABLES',
  'PAYMENT_RECORD',
  'COVER_AND_APPETITE',
  'BUREAU_LIMIT',
  'CONCENTRATION',
  'STARTER_CEILING',
] as const;
export type LimitTerm = (typeof LIMIT_TERMS)[number];

export const LIMIT_TERM_ABSENCES = [
  'NO_SALES_IN_12_MONTHS',
  'ACCOUNTS_UNAVAILABLE',
  'ITEM_UNKNOWN',
  'ACCOUNTS_PREFERRED',
  'NO_PAYMENT_RECORD',
  'NO_BUREAU_LIMIT',
  'INSURER_PREFERRED',
  'SELLER_SALES_UNKNOWN',
  'CAPACITY_KNOWN',
  'NO_OVERRIDE',
  'GRADE_HAS_NO_CEILING',
  'NOT_SCORED',
] as const;
export type LimitTermAbsence = (typeof LIMIT_TERM_ABSENCES)[number];

/** One term: an amount, or why it does not speak. */
export interface LimitTermAmount {
  readonly term: LimitTerm;
  readonly amountMinor: bigint | null;
  readonly reasonIfAbsent: LimitTermAbsence | null;
}

export const LIMIT_REASON_CODES = [
  'FIRST_LIMIT',
  'RAISED',
  'CUT',
  'UNCHANGED',
  'CHANGE_TOO_SMALL',
  'ABOVE_AUTOMATIC_AMOUNT',
  'NO_RECENT_SALES',
  'NO_CAPACITY_KNOWN',
  'LIMIT_BELOW_EXPOSURE',
  'OVERRIDE_IN_FORCE',
  'GRADE_E',
  'MANUAL_LIMIT_IN_FORCE',
  'PROPOSAL_PENDING',
  'NO_LIMIT_NOT_SCORED',
  'CURRENCY_NOT_COVERED',
  'REVIEW_DUE',
] as const;
export type LimitReasonCode = (typeof LIMIT_REASON_CODES)[number];

/** SET and RENEW write an active limit, PROPOSE one that waits for a person; KEEP and NONE write nothing. */
export const LIMIT_ACTIONS = ['SET', 'RENEW', 'PROPOSE', 'KEEP', 'NONE'] as const;
export type LimitAction = (typeof LIMIT_ACTIONS)[number];

/** What a limit is decided from. All amounts in one currency; minor units; null = unknown. */
export interface LimitInput {
  readonly asOf: LocalDate;
  readonly currency: string;
  /** The grade that holds (after hysteresis); null = not scored. */
  readonly grade: Grade | null;
  /** What the hard rule in force allows; null without one. */
  readonly overrideEffect: LimitEffect | null;
  /** Invoiced in the last 12 months, VAT included. */
  readonly sales12mMinor: bigint | null;
  readonly paymentTermsDays: number | null;
  /** Days beyond terms, weighted by amount; negative = early. */
  readonly averageDaysLate: number | null;
  /** From the statement the assessment read; null when it read none. */
  readonly accounts: LimitAccounts | null;
  /** Highest amount owed at one time in the last 24 months and paid within terms. */
  readonly highestCreditPaidOnTimeMinor: bigint | null;
  /** What the credit insurer covers today; null = no insurer, 0 = cover refused. */
  readonly insuredMinor: bigint | null;
  /** The highest credit a bureau recommends. */
  readonly bureauLimitMinor: bigint | null;
  readonly sellerSales12mMinor: bigint | null;
  readonly exposureMinor: bigint;
  readonly current: CurrentLimit | null;
  /** Amount of a proposal that waits for a person. */
  readonly proposedMinor: bigint | null;
}

/** Turnover is for twelve months. */
export interface LimitAccounts {
  readonly equityMinor: bigint | null;
  readonly intangibleAssetsMinor: bigint | null;
  readonly turnoverMinor: bigint | null;
  readonly tradePayablesMinor: bigint | null;
}

export interface CurrentLimit {
  readonly limitMinor: bigint;
  readonly decidedBy: 'POLICY' | 'PERSON';
  readonly reviewOn: LocalDate | null;
  /** Last day of a person's limit; null = until changed. */
  readonly expiresOn: LocalDate | null;
}

/** The decision, with everything needed to explain it. */
export interface LimitDecision {
  readonly action: LimitAction;
  /** The limit set, proposed or kept; null when there is none (nothing decided is not zero). */
  readonly limitMinor: bigint | null;
  /** The minimum of the terms, rounded down; what the policy alone would give. */
  readonly computedMinor: bigint | null;
  readonly status: 'ACTIVE' | 'PROPOSED' | 'NONE';
  /** The term that gave the minimum, and the one that would bind if it went away. */
  readonly bindingTerm: LimitTerm | null;
  readonly nextTerm: LimitTerm | null;
  /** All terms, absent ones with their reason. */
  readonly terms: readonly LimitTermAmount[];
  readonly reasonCodes: readonly LimitReasonCode[];
  readonly reviewOn: LocalDate | null;
  readonly policyVersion: string;
}
