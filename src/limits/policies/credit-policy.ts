import type { Grade } from '../../scoring';

/** What a grade is worth. Rates are shares (0.2 = 20 %), amounts minor units of the policy's currency. */
export interface GradeTerms {
  /** Share of the customer's equity less intangible assets. */
  readonly equityRate: number;
  /** Share of the customer's yearly turnover. */
  readonly turnoverRate: number;
  /** Share of what the customer owes its suppliers. */
  readonly tradePayablesRate: number;
  /** Uninsured risk we take. */
  readonly appetiteMinor: bigint;
  /** Most that payment history alone can give. */
  readonly paymentRecordCeilingMinor: bigint;
  /** Raises up to here need nobody. */
  readonly automaticUpToMinor: bigint;
  readonly reviewMonths: number;
  /** Days after which what providers say of such a customer is read, and bought, again; absent: what each connection says. */
  readonly refreshAfterDays?: number;
  /** Most for any customer of the grade, whatever the other terms give; absent: none. */
  readonly ceilingMinor?: bigint;
}

/** Customers without a grade: what a clean payment record alone can give. */
export type UnscoredTerms = Pick<
  GradeTerms,
  'appetiteMinor' | 'paymentRecordCeilingMinor' | 'automaticUpToMinor' | 'reviewMonths'
>;

/**
 * Whom a segment is for. All conditions given must hold, a list holds when one of its entries does; what is not known
 * of a customer fulfils no condition on it, neither true nor false.
 */
export interface SegmentCondition {
  /** Sections of NAF rev. 2, A to U. */
  readonly sectors?: readonly string[];
  /** Beginnings of NAF codes, with or without the point: 41, 46.7, 4673A. */
  readonly activities?: readonly string[];
  /** Beginnings of INSEE's legal form codes: 54, 5710. */
  readonly legalForms?: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[];
  /** Legal forms under 4 and 7: public establishments, administrations. */
  readonly isPublicBody?: boolean;
  /** Customers by their codes in the accounting software. */
  readonly accounts?: readonly string[];
  /** SIREN of companies at the top of, or above, a group; their own accounts belong to it. */
  readonly groups?: readonly string[];
  /** Whether another company is known to stand above it. */
  readonly isInGroup?: boolean;
  /** Whether the customer is matched to a company. */
  readonly isMatched?: boolean;
}

/** Customers judged by one grade matrix. */
export interface PolicySegment {
  readonly name: string;
  /** Null: everybody no segment before it is for. Only the last one has none. */
  readonly when: SegmentCondition | null;
  readonly grades: Readonly<Record<Grade, GradeTerms>>;
  readonly unscored: UnscoredTerms;
  /** Most for a customer of whom neither accounts nor a payment record is known. */
  readonly starterCeilingMinor: bigint;
}

/** What is known of a customer that decides its segment; null = unknown. */
export interface SegmentFacts {
  /** Its code in the accounting software. */
  readonly account: string;
  readonly isMatched: boolean;
  /** Of the company, when it is matched to one. */
  readonly siren: string | null;
  /** NAF rev. 2. */
  readonly activityCode: string | null;
  readonly legalFormCode: string | null;
  readonly countryCode: string | null;
  /** SIREN of the companies above it, in order; those without one count as a parent but are not in it. */
  readonly parentSirens: readonly string[];
  /** Whether a source tells of a company above it. */
  readonly hasParent: boolean;
}

/** Who may put a limit in force. Above the automatic amount of the grade a person decides. */
export interface ApprovalRules {
  /** A credit manager alone, up to and including. */
  readonly creditManagerUpToMinor: bigint;
  /** Above it two approvers, neither of them the author; up to it one. */
  readonly twoApproversAboveMinor: bigint;
}

export interface ManualLimitRules {
  /** When the author gives no last day. */
  readonly defaultExpiryDays: number;
  readonly longestExpiryDays: number;
}

export const COVER_KINDS = ['NAMED', 'CHECKED', 'DISCRETIONARY'] as const;
export type CoverKind = (typeof COVER_KINDS)[number];

export interface InsuranceRules {
  /** Covers of other kinds are shown and not lent on. */
  readonly countedKinds: readonly CoverKind[];
  /** Share of a discretionary cover that counts, since the insurer has not looked at the buyer. */
  readonly discretionaryShare: number;
  /** Whether limits count what is still owed of what was shipped before a cover was cut as insured, until its run-off ends. */
  readonly countsRunOff: boolean;
  /** Percent of a loss the insurer is taken to bear where a cover does not say it. */
  readonly assumedInsuredPercent: number;
  /** Days from a cut on for which what was shipped before is taken to stay covered where the insurer states no end. */
  readonly assumedRunOffDays: number;
  /** Share of the grade's appetite left where an insurer refused or withdrew its cover: it may know something. */
  readonly appetiteShareIfWithdrawn: number;
}

export interface ReservationRules {
  readonly defaultExpiryHours: number;
  readonly longestExpiryHours: number;
  /** Days a committed reservation, delivered and not invoiced, stays in exposure. */
  readonly unbilledDays: number;
}

/** From where on people are told. */
export interface AlertThresholds {
  /** Shares of the limit in use, ascending; 1 is the limit. */
  readonly utilisationRates: readonly number[];
  /** Days past due, ascending. */
  readonly overdueDays: readonly number[];
  readonly coverEndsWithinDays: number;
  readonly limitEndsWithinDays: number;
  /** Points the score lies below what it was three to six months ago. */
  readonly driftScorePoints: number;
  /** Times the probability of default is what it was then. */
  readonly driftProbabilityRatio: number;
  /** Days a customer who always paid in time is late before that is news. */
  readonly firstLateAfterDays: number;
  /** A customer pays slower by this many days than its habit, and by this ratio: both must hold. */
  readonly slowdownDays: number;
  readonly slowdownRatio: number;
  /** Share of all that customers owe which one of them owes. */
  readonly concentrationRate: number;
  /** Days after a promised day for which a broken promise stays a matter of its own. */
  readonly promiseDays: number;
  /** Months after the closing of a year in which its accounts are expected. */
  readonly filingMonths: number;
  /** So many changes of owners, or of officers, within so many days are many. */
  readonly changesAtLeast: number;
  readonly changesWithinDays: number;
  /** Steps a bureau's score falls on the bureau's own scale. */
  readonly providerScoreDropNotches: number;
  /** Share by which a bureau lowers the limit it recommends. */
  readonly recommendedLimitCutRate: number;
  /** Days for which no source confirmed anything of a company that owes. */
  readonly staleAfterDays: number;
  /** Owed by a customer that is matched to no company. */
  readonly unmatchedExposureMinor: bigint;
  /** Days the event log is kept. */
  readonly keepEventsDays: number;
}

/** The rules of credit as one value: versioned, published, compared. Amounts are minor units of its currency. */
export interface CreditPolicy {
  /** `default-1`, or `policy-<n>` for the n-th the tenant published: what credit_limit.policy_version says. */
  readonly version: string;
  readonly name: string;
  readonly currency: string;
  /** In order: the first that a customer fits judges it. The last is for everybody else. */
  readonly segments: readonly PolicySegment[];
  /** Growth allowed beyond the highest credit paid on time. */
  readonly paymentRecordFactor: number;
  /** Equity counts for this share when the intangible assets in it are unknown. */
  readonly equityShareIfIntangiblesUnknown: number;
  /** Most of the seller's own yearly sales that one customer may owe. */
  readonly concentrationRate: number;
  /** The same for all companies of a group together; null: no such cap. */
  readonly groupConcentrationRate: number | null;
  readonly assumedTermsDays: number;
  /** How far what is owed rises above its yearly average. */
  readonly needPeakFactor: number;
  /** A smaller need counts as this much. */
  readonly leastNeedMinor: bigint;
  readonly roundingStepMinor: bigint;
  /** Smaller changes of an existing limit are not applied: relative, and absolute. */
  readonly leastChangeRate: number;
  readonly leastChangeMinor: bigint;
  readonly approvals: ApprovalRules;
  readonly manualLimits: ManualLimitRules;
  readonly insurance: InsuranceRules;
  readonly reservations: ReservationRules;
  readonly alerts: AlertThresholds;
  /**
   * The policy whose automatic amounts bound this one's above what a credit manager may grant: one person alone allowed
   * more than it. Absent: nobody has to confirm this one.
   */
  readonly bound?: CreditPolicy;
}
