import type { LocalDate } from '../kernel';
import type { Grade, LimitEffect, SourceTerms } from '../scoring';
import type { CoverKind, SegmentFacts } from './policies/credit-policy';

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
  'GROUP_CONCENTRATION',
  'STARTER_CEILING',
] as const;
export type LimitTerm = (typeof LIMIT_TERMS)[number];

export const LIMIT_TERM_ABSENCES = [
  'NO_SALES_IN_12_MONTHS',
  'ACCOUNTS_UNAVAILABLE',
  'ITEM_UNKNOWN',
  'ITEM_ZERO',
  'ACCOUNTS_PREFERRED',
  'NO_PAYMENT_RECORD',
  'NO_BUREAU_LIMIT',
  'INSURER_PREFERRED',
  'SELLER_SALES_UNKNOWN',
  'NO_GROUP_CAP',
  'NOT_IN_A_GROUP',
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
  /** What the policy assumed where insurers do not say; absent where it had to assume nothing. */
  readonly assumed?: readonly CoverAssumption[];
  /** Under which terms its source told it; absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export const LIMIT_REASON_CODES = [
  'FIRST_LIMIT',
  'RAISED',
  'CUT',
  'UNCHANGED',
  'CHANGE_TOO_SMALL',
  'ABOVE_AUTOMATIC_AMOUNT',
  'POLICY_NOT_CONFIRMED',
  'NO_RECENT_SALES',
  'NO_CAPACITY_KNOWN',
  'LIMIT_BELOW_EXPOSURE',
  'OVERRIDE_IN_FORCE',
  'GRADE_E',
  'MANUAL_LIMIT_IN_FORCE',
  'ABOVE_AUTHORITY',
  'MANUAL_LIMIT_EXPIRED',
  'PROPOSAL_PENDING',
  'PROPOSAL_REJECTED',
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
  /** What the policy's segments tell customers apart by. */
  readonly segmentFacts: SegmentFacts;
  /** The grade that holds (after hysteresis); null = not scored. */
  readonly grade: Grade | null;
  /** What the most severe hard rule in force allows; null without one. */
  readonly overrideEffect: LimitEffect | null;
  /** What the others in force allow beside it, where that is something else; absent without any. */
  readonly furtherEffects?: readonly LimitEffect[];
  /** Invoiced in the last 12 months, VAT included. */
  readonly sales12mMinor: bigint | null;
  readonly paymentTermsDays: number | null;
  /** Days beyond terms, weighted by amount; negative = early. */
  readonly averageDaysLate: number | null;
  /** From the statement the assessment read; null when it read none. */
  readonly accounts: LimitAccounts | null;
  /** Highest amount owed at one time in the last 24 months and paid within terms. */
  readonly highestCreditPaidOnTimeMinor: bigint | null;
  /** What insurers cover today of what ships today, in the currency of the limit; empty = no insurer has spoken. */
  readonly covers: readonly CoverFact[];
  /** Of what each bureau says now, the least: opinions are not averaged. */
  readonly bureauLimitMinor: bigint | null;
  readonly sellerSales12mMinor: bigint | null;
  /** Null for a customer that stands alone, as far as is known. */
  readonly group: GroupFacts | null;
  /** Units of the currency for one euro that day; null for the euro itself, and when no rate is known. */
  readonly euroRate: string | null;
  /** The seller's books and the units of their currency for one euro that day; absent for books in euros. */
  readonly books?: { readonly currency: string; readonly euroRate: string | null };
  readonly exposureMinor: bigint;
  readonly current: CurrentLimit | null;
  /** Amount of a proposal of the policy that waits for a person. */
  readonly proposedMinor: bigint | null;
  /** Whether a person's proposal waits for another: the policy does not put its own in its place. */
  readonly isPersonsProposalPending: boolean;
  /** Amount of the policy's proposal that a person refused last, as long as the refusal holds. */
  readonly rejectedMinor: bigint | null;
  /** Terms of what not everybody may be told. */
  readonly sourceTerms: LimitSourceTerms;
}

/** One insurer's word on what is covered. */
export interface CoverFact {
  /** The connection and the number of the policy: covers of one policy do not add up. */
  readonly policy: string;
  readonly kind: CoverKind;
  /** Of what ships today, before the insured share. */
  readonly coveredMinor: bigint;
  /** Percent of a loss the insurer bears, as a decimal; null when it does not say. */
  readonly insuredPercent: string | null;
  /** The insurer refused, or has withdrawn what it covered. */
  readonly isRefused: boolean;
  /** What it still bears of what was shipped before it was cut; null when nothing was. */
  readonly runOff: RunOffFact | null;
}

export interface RunOffFact {
  /** What is still owed of what was shipped before, up to what was covered then. */
  readonly owedMinor: bigint;
  readonly effectiveOn: LocalDate;
  /** The last day; null when the insurer states none. */
  readonly until: LocalDate | null;
}

/** What insurers left unsaid and the policy assumed, in percent or days. */
export interface CoverAssumption {
  readonly of: 'INSURED_PERCENT' | 'RUN_OFF_DAYS';
  readonly value: number;
}

/** The customers whose companies belong together, this one among them. */
export interface GroupFacts {
  /** At least two. */
  readonly members: number;
  /** Invoiced in the last 12 months to all of them in the currency of the limit. */
  readonly sales12mMinor: bigint;
}

/** The sources a term may rest on that restrict who may be told. */
export interface LimitSourceTerms {
  readonly accounts?: SourceTerms;
  readonly covers?: SourceTerms;
  readonly bureau?: SourceTerms;
  readonly group?: SourceTerms;
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
  /** The first day nothing new goes on credit unless the limit is decided anew before; null for never. */
  readonly frozenFrom: LocalDate | null;
  /** How many people a proposal of this amount needs. */
  readonly approvalsNeeded: 1 | 2;
  readonly policyVersion: string;
}
