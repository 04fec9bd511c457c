import type {
  CompanyStatus,
  ControlItem,
  FinancialStatementRecord,
  StatementItem,
  UseRestriction,
} from '../connector-kit';
import type { LocalDate, TextParams } from '../kernel';
import type { OverrideRule, ReasonCode } from './reason-codes';

/** Under which terms a source told something; absent where everybody may know it. */
export interface SourceTerms {
  readonly restriction: Exclude<UseRestriction, 'NONE'>;
  readonly connector: string;
}

/** From the safest to the riskiest; compares with < and >. */
export const GRADES = ['A', 'B', 'C', 'D', 'E'] as const;
export type Grade = (typeof GRADES)[number];

export const CONFIDENCES = ['HIGH', 'MEDIUM', 'LOW', 'NONE'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const INSOLVENCY_KINDS = [
  'NONE',
  'SAFEGUARD',
  'RECEIVERSHIP',
  'LIQUIDATION',
  'PLAN',
  'CLOSED',
] as const;
export type InsolvencyKind = (typeof INSOLVENCY_KINDS)[number];

/**
 * All an assessment may know about one customer on one day. Plain JSON (amounts are decimal strings of minor units),
 * so that it can be hashed, stored and replayed to the same answer years later.
 */
export interface ScoringInput {
  readonly asOf: LocalDate;
  /** Null when the customer is matched to no company. */
  readonly company: CompanyFacts | null;
  /** The latest statements, in any order; those closed after asOf are ignored. */
  readonly statements: readonly StatementFacts[];
  readonly insolvency: InsolvencyFacts;
  /** The notice that struck the company off, when one is in force. */
  readonly struckOff: NoticeFacts | null;
  /** Null when nothing was ever invoiced to the customer. */
  readonly behaviour: BehaviourFacts | null;
  readonly providerScores: readonly ProviderScoreFacts[];
  /** A match with somebody on a sanctions list; absent without one. */
  readonly sanctionsHit?: ScreeningFacts;
  /** A fresh registration of the State's or URSSAF's privilege; absent without one. */
  readonly publicPrivilege?: NoticeFacts;
  /** The credit insurer's refusal to go on covering; absent without one. */
  readonly coverWithdrawn?: CoverWithdrawal;
  /** Notices somebody should read (another manager, seat or owner), newest first; they move no points. */
  readonly eventsToReview?: readonly EventToReview[];
}

export interface ScreeningFacts {
  readonly sourceKey: string;
  /** As the list names who is on it. */
  readonly caption: string;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface CoverWithdrawal {
  readonly sourceKey: string;
  readonly effectiveOn: LocalDate | null;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface EventToReview extends NoticeFacts {
  readonly kind: 'MODIFIED' | 'SALE_OF_BUSINESS';
}

export interface CompanyFacts {
  readonly siren: string | null;
  readonly sourceKey: string | null;
  readonly createdOn: LocalDate | null;
  readonly ceasedOn: LocalDate | null;
  readonly activityCode: string | null;
  readonly legalFormCode: string | null;
  readonly status: CompanyStatus;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface StatementFacts {
  readonly sourceKey: string;
  readonly closedOn: LocalDate;
  readonly months: number | null;
  readonly confidentiality: FinancialStatementRecord['confidentiality'];
  readonly scope: FinancialStatementRecord['scope'];
  readonly items: Readonly<Partial<Record<StatementItem | ControlItem, string>>>;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface NoticeFacts {
  readonly sourceKey: string | null;
  readonly publishedOn: LocalDate | null;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface InsolvencyFacts extends NoticeFacts {
  readonly kind: InsolvencyKind;
  /** Why CLOSED proceedings ended; null when unknown or not closed. */
  readonly closedFor: 'INSUFFICIENT_ASSETS' | 'OTHER' | null;
}

/** Sums over the customer's ledger as known on asOf; 12 months back, disputed parts left out by the caller. */
export interface BehaviourFacts {
  readonly paidCount12m: number;
  /** Of those, paid more than 10 days after the due date. */
  readonly lateOver10Count12m: number;
  readonly paidAmountMinor: string;
  /** Σ amount × days beyond terms of what was paid (negative when early): days late weighted by amount. */
  readonly weightedDaysLate: string;
  readonly openMinor: string;
  readonly overdueMinor: string;
  readonly overdueOver90Minor: string;
  readonly returnedPayments12m: number;
  readonly maxOpenDaysOverdue: number;
  /** Share of the whole portfolio's paid invoices that were more than 10 days late, 0..1; null when too few. */
  readonly portfolioLateShare: number | null;
  /** Some due dates are assumed from terms, not read from invoices. */
  readonly hasAssumedDueDates: boolean;
  /** The most that was owed at one time in 24 months and paid on time; absent when not known. */
  readonly highestPaidOnTimeMinor?: string;
}

export interface ProviderScoreFacts {
  readonly sourceKey: string;
  readonly scale: string;
  readonly value: string | null;
  /** As the provider says of this very score; as its scale says when absent. */
  readonly higherIsSafer?: boolean;
  readonly computedOn: LocalDate | null;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

/** Where a reason comes from: a stored record's own key. */
export interface EvidenceRef {
  readonly kind:
    | 'company'
    | 'statement'
    | 'notice'
    | 'providerScore'
    | 'recommendedLimit'
    | 'ledger'
    | 'cover'
    | 'screening';
  readonly sourceKey: string;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

/** One line of the explanation. Contributions are multiples of a quarter point and sum exactly to the score. */
export interface Reason {
  readonly code: ReasonCode;
  /** Points added to (safer) or taken from (riskier) the score. */
  readonly contribution: number;
  readonly params: TextParams;
  readonly evidence: readonly EvidenceRef[];
}

export const MODEL_ABSENCES = [
  'NO_STATEMENT',
  'SECTOR_NOT_COVERED',
  'MISSING_ITEMS',
  'INCOME_STATEMENT_CONFIDENTIAL',
  'INCONSISTENT_ACCOUNTS',
  'RATIO_UNDEFINED',
] as const;
export type ModelAbsence = (typeof MODEL_ABSENCES)[number];
export type ModelZone = 'SAFE' | 'GREY' | 'DISTRESS';

/** A published formula's answer, shown beside our own score. */
export interface ModelResult {
  /** The raw value, in the formula's own direction. */
  readonly value: number | null;
  /** 0..1, 1 = riskiest, the same axis for all models: chance to fail in a population half of which fails. */
  readonly risk: number | null;
  /** Chance to fail within a year that the formula's own authors give, or their table brought to the stated base rate. */
  readonly probability: number | null;
  readonly zone: ModelZone | null;
  readonly applicable: boolean;
  readonly reason: ModelAbsence | null;
  /** Log-likelihood ratio of failing, from measured failure rates; null when not applicable. */
  readonly logLikelihoodRatio: number | null;
}

export interface ModelResults {
  readonly altmanZSecond: ModelResult;
  readonly conanHolder: ModelResult;
  readonly zmijewski: ModelResult;
}

/** Where in a statement a check looks: an item, or what the statement says of itself. */
export type StatementField =
  | StatementItem
  | ControlItem
  | 'months'
  | 'closedOn'
  | 'confidentiality'
  | 'scope'
  | 'previousTotalAssets';

export const STATEMENT_CHECK_CODES = [
  'TOTAL_ASSETS_MISSING',
  'TOTAL_ASSETS_NOT_POSITIVE',
  'BALANCE_SHEET_UNBALANCED',
  'EQUITY_PARTS_DIFFER',
  'NET_INCOME_DIFFERS',
  'CURRENT_ASSETS_ABOVE_TOTAL',
  'DEBT_DUE_ABOVE_DEBT',
  'AMOUNT_NEGATIVE',
  'EQUITY_ABOVE_TOTAL',
  'UNIT_DOUBTFUL',
  'YEAR_UNUSABLE',
  'YEAR_NOT_TWELVE_MONTHS',
  'YEAR_LENGTH_UNKNOWN',
  'TOO_OLD',
  'STALE',
  'ALL_CONFIDENTIAL',
  'INCOME_STATEMENT_CONFIDENTIAL',
  'CONSOLIDATED',
  'HOLDING_BY_SHAPE',
  'EQUITY_ZERO',
  'EQUITY_NEGATIVE',
  'EQUITY_BELOW_HALF_CAPITAL',
  'VALUE_ADDED_NOT_POSITIVE',
  'TURNOVER_ZERO',
  'DEBT_ZERO',
] as const;
export type StatementCheckCode = (typeof STATEMENT_CHECK_CODES)[number];

/** What of one statement is wrong or special, and where. */
export interface StatementCheck {
  readonly statementKey: string;
  readonly closedOn: LocalDate;
  readonly code: StatementCheckCode;
  /** The fields that fail it, the first one first to look at. */
  readonly fields: readonly StatementField[];
  /** Whether the statement was put aside for it; otherwise it is told and the accounts are scored. */
  readonly isRefusal: boolean;
}

/** What a hard rule allows beside the grade; the limit policy carries it out. */
export type LimitEffect = 'ZERO' | 'INSURED_ONLY' | 'UNINSURED_ONLY' | 'FREEZE' | 'NONE';

export interface AssessmentOverride {
  readonly rule: OverrideRule;
  /** The best grade the rule allows. */
  readonly grade: Grade;
  readonly limitEffect: LimitEffect;
  /** Whether the grade would have been better without the rule. */
  readonly isBinding: boolean;
  readonly evidence: readonly EvidenceRef[];
}

export const NOT_SCORED_CODES = ['NOTHING_KNOWN'] as const;
export type NotScoredCode = (typeof NOT_SCORED_CODES)[number];

/** The answer of assessCustomer; JSON-serialisable. */
export interface AssessmentDecision {
  readonly grade: Grade | null;
  /** 0–100, 100 = safest. */
  readonly score: number | null;
  /** Within 12 months, 0..1. */
  readonly probabilityOfDefault: number | null;
  readonly confidence: Confidence;
  readonly modelVersion: string;
  readonly reasons: readonly Reason[];
  /** The hard rule that leaves the worst grade and, of those, the least credit. */
  readonly override: AssessmentOverride | null;
  /** The others that hold beside it, the most severe first: each has its effect on the limit. Absent when none does. */
  readonly furtherOverrides?: readonly AssessmentOverride[];
  readonly notScoredBecause: NotScoredCode | null;
  readonly models: ModelResults;
  /** What is wrong or special about the accounts, of those put aside as well; absent in what older models decided. */
  readonly statementChecks?: readonly StatementCheck[];
  /** The statement the models read; null when none was usable. */
  readonly statementKey: string | null;
}
