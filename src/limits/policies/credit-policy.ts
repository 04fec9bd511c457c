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
}

/** The rules of credit as one value: versioned, published, compared. */
export interface CreditPolicy {
  readonly version: string;
  readonly currency: string;
  readonly grades: Readonly<Record<Grade, GradeTerms>>;
  /** Customers without a grade: what a clean payment record alone can give. */
  readonly unscored: Pick<
    GradeTerms,
    'appetiteMinor' | 'paymentRecordCeilingMinor' | 'automaticUpToMinor' | 'reviewMonths'
  >;
  /** Most for a customer of whom neither accounts nor a payment record is known. */
  readonly starterCeilingMinor: bigint;
  /** Growth allowed beyond the highest credit paid on time. */
  readonly paymentRecordFactor: number;
  /** Equity counts for this share when the intangible assets in it are unknown. */
  readonly equityShareIfIntangiblesUnknown: number;
  /** Most of the seller's own yearly sales that one customer may owe. */
  readonly concentrationRate: number;
  readonly assumedTermsDays: number;
  /** How far what is owed rises above its yearly average. */
  readonly needPeakFactor: number;
  /** A smaller need counts as this much. */
  readonly leastNeedMinor: bigint;
  readonly roundingStepMinor: bigint;
  /** Smaller changes of an existing limit are not applied: relative, and absolute. */
  readonly leastChangeRate: number;
  readonly leastChangeMinor: bigint;
}
