import type { LegalEventKind } from '../connector-kit';
import type { LocalDate, TextParams } from '../kernel';
import type { AlertThresholds } from '../limits';
import type { EvidenceRef, Grade, InsolvencyKind, SourceTerms } from '../scoring';
import type { BehaviourSignals } from './behaviour-signals';
import type { CompanySignals } from './company-signals';
import type { AlertTextKey } from './texts';

export const ALERT_RULE_CODES = [
  'INSOLVENCY_NOTICE',
  'COMPANY_STRUCK_OFF',
  'ACCOUNTS_NOT_FILED',
  'EQUITY_BELOW_HALF_CAPITAL',
  'SHAREHOLDERS_CHANGE_OFTEN',
  'OFFICERS_CHANGE_OFTEN',
  'SEAT_CHANGED',
  'LEGAL_FORM_CHANGED',
  'ACTIVITY_CHANGED',
  'PROVIDER_SCORE_DROP',
  'COVER_REDUCED',
  'COVER_WITHDRAWN',
  'COVER_ENDING',
  'RECOMMENDED_LIMIT_CUT',
  'COMPANY_DATA_STALE',
  'UNMATCHED_EXPOSURE',
  'GRADE_DROP',
  'GRADE_DRIFT',
  'LIMIT_UTILISATION',
  'LIMIT_EXCEEDED',
  'LIMIT_EXPIRED',
  'FIRST_LATE',
  'SERIOUSLY_LATE',
  'LATENESS_WORSENING',
  'PAYMENT_SLOWDOWN',
  'RETURNED_PAYMENT',
  'PROMISE_BROKEN',
  'CONCENTRATION',
] as const;
export type AlertRuleCode = (typeof ALERT_RULE_CODES)[number];

/** From a note to "drop everything". */
export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Why the condition behind an alert is over. */
export const RESOLUTIONS = [
  'PROCEEDINGS_OVER',
  'REGISTERED_AGAIN',
  'GRADE_RECOVERED',
  'WITHIN_LIMIT',
  'LATE_AMOUNT_SETTLED',
  'ACCOUNTS_FILED',
  'EQUITY_RESTORED',
  'CHANGES_SETTLED',
  'CHANGE_AGED',
  'SCORE_RECOVERED',
  'COVER_RESTORED',
  'COVER_RENEWED',
  'RECOMMENDATION_RAISED',
  'DATA_CONFIRMED',
  'CUSTOMER_MATCHED',
  'EXPOSURE_FELL',
  'OVERTAKEN',
  'SCORE_STEADY',
  'USE_RECEDED',
  'NO_LIMIT',
  'LIMIT_RENEWED',
  'PACE_REGAINED',
  'NO_RECENT_PAYMENTS',
  'PROMISED_AMOUNT_RECEIVED',
  'PROMISE_AGED',
  'RETURN_CORRECTED',
  'RETURN_AGED',
  'SHARE_RECEDED',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** What the rules see of one customer on one day. Amounts in minor units of `currency`; null = unknown or none. */
export interface CustomerRiskView {
  readonly today: LocalDate;
  /** Of the credit policy in force: from where on to tell. */
  readonly thresholds: AlertThresholds;
  readonly customerId: string;
  readonly customerName: string;
  readonly currency: string;
  readonly grade: GradeView | null;
  /** The notice that put the company where it is; null when there is none. */
  readonly insolvency: InsolvencyView | null;
  readonly struckOff: StruckOffView | null;
  /** Open receivables, reservations and unbilled deliveries less unallocated credits. */
  readonly exposureMinor: bigint;
  /** The active limit; null when none was decided. */
  readonly limitMinor: bigint | null;
  /** What an exception in force lets it owe beyond the limit; 0 without one. */
  readonly exceptionMinor: bigint;
  /** What was owed when the policy set the active limit below it; null when it fitted, and when a person set the limit. */
  readonly policyCutAtMinor: bigint | null;
  /** Open receivables past their due date, undisputed. */
  readonly overdueMinor: bigint;
  /** Of those, more than 30 days past it. */
  readonly overdueOver30Minor: bigint;
  readonly maxDaysOverdue: number;
  /** The open receivable that is overdue longest, undisputed. */
  readonly oldestOverdue: OverdueView | null;
  /** Something was already more than 30 days late before that one, paid since or not. */
  readonly wasSeriouslyLateBefore: boolean;
  /** While they are news, the oldest first. */
  readonly returnedPayments: readonly ReturnedPaymentView[];
  /** The latest accounts that were filed, confidential ones too; null when none is known. */
  readonly latestAccounts: FiledAccountsView | null;
  readonly behaviour: BehaviourSignals;
  /** What registers, bureaux and insurers say of the company. */
  readonly company: CompanySignals;
}

export interface GradeView {
  readonly current: Grade;
  /** The grade before the last change; null when there was no other. */
  readonly previous: Grade | null;
  readonly changedOn: LocalDate;
  readonly score: number | null;
}

export interface InsolvencyView {
  readonly kind: InsolvencyKind;
  /** What the latest notice did. */
  readonly event: LegalEventKind;
  readonly noticeKey: string;
  readonly publishedOn: LocalDate;
  /** Publication of the opening judgment, from which claims must be declared; null = the same notice. */
  readonly openedPublishedOn: LocalDate | null;
  readonly title: string;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface StruckOffView {
  /** The notice, or the registry record that says ceased. */
  readonly sourceKey: string;
  readonly on: LocalDate | null;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface OverdueView {
  readonly sourceKey: string;
  readonly number: string;
  readonly dueOn: LocalDate;
  /** The books state no due date: this is the legal default, an assumption. */
  readonly isDueDateAssumed: boolean;
  readonly openMinor: bigint;
}

export interface ReturnedPaymentView {
  readonly sourceKey: string;
  readonly on: LocalDate;
  readonly amountMinor: bigint;
}

export interface FiledAccountsView {
  readonly sourceKey: string;
  readonly closedOn: LocalDate;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export type AlertFacts = Readonly<Record<string, string | number | null>>;

/** An alert to raise. */
export interface AlertDraft {
  readonly rule: AlertRuleCode;
  readonly severity: Severity;
  /** Says what happened, once: two drafts with the same key are the same alert. Unique within a tenant. */
  readonly dedupKey: string;
  /** No news while another alert of the same rule and customer lasts. */
  readonly isTellingLess?: true;
  readonly customerId: string;
  /** The state before and after, plain JSON; amounts as decimal strings of minor units. */
  readonly before: AlertFacts | null;
  readonly after: AlertFacts;
  readonly evidence: readonly EvidenceRef[];
  /** Last day to act, by law; null when there is none. */
  readonly deadlineOn: LocalDate | null;
  /** Which title and detail (texts.ts), with their values. */
  readonly textKey: AlertTextKey;
  readonly textParams: TextParams;
}

/** An alert of this customer that was raised before, open or not. */
export interface KnownAlert {
  readonly alertId: string;
  readonly rule: AlertRuleCode;
  readonly severity: Severity;
  readonly dedupKey: string;
  /** The condition was seen to be over. Independent of what people did with the alert. */
  readonly isOver: boolean;
  /** What the draft's `after` was. */
  readonly after: AlertFacts;
}

/**
 * A rule looks at one view and says which alerts it calls for; it never looks at a clock or a database. A rule on facts
 * (a notice, a returned payment) keys its alert by the fact. A rule on a condition (over the limit) keys it by the
 * episode: the condition may end and begin again, and each time is one alert.
 */
export interface AlertRule {
  readonly code: AlertRuleCode;
  /**
   * One alert per stretch of time the condition holds; the key gets the number of the episode. A draft of a higher
   * severity escalates the alert of the stretch.
   */
  readonly isEpisodic: boolean;
  evaluate(view: CustomerRiskView): readonly AlertDraft[];
  /** Why the alert's condition is over; null while it holds. Absent for facts that never end. */
  readonly isOver?: (alert: KnownAlert, view: CustomerRiskView) => Resolution | null;
}
