import type { CoverStatus } from '../connector-kit';
import type { Json } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { SourceTerms } from '../scoring';
import type { KeptChangeKind } from '../unify';

/** What registers, bureaux and insurers say of the company behind a customer, as far as rules look at it. */
export interface CompanySignals {
  /** Null: the customer is matched to no company, and all else here is empty. */
  readonly siren: string | null;
  /** INSEE's code of the legal form; null when unknown. */
  readonly legalFormCode: string | null;
  readonly createdOn: LocalDate | null;
  /** Of the latest usable accounts that state both; null without any. */
  readonly equity: EquityView | null;
  /** What the same source said otherwise before, within the window of the policy; the oldest first. */
  readonly changes: readonly CompanyChangeView[];
  /** Days since when its officers and owners are said to be what they are, within the same window. */
  readonly appointments: readonly AppointmentView[];
  /** Scores of bureaux, a series by connection and scale. */
  readonly scores: readonly ScoreSeriesView[];
  /** Limits that bureaux and insurers recommend, a series by connection and currency. */
  readonly recommendedLimits: readonly LimitSeriesView[];
  /** Of every cover the state that holds. */
  readonly covers: readonly CoverView[];
  /** The last day on which any source confirmed what it says of the company; null when none ever did. */
  readonly confirmedOn: LocalDate | null;
  /** The policy's amount for customers without a company, in the customer's currency; null when no rate is known. */
  readonly unmatchedExposureMinor: bigint | null;
}

export interface EquityView {
  readonly sourceKey: string;
  readonly closedOn: LocalDate;
  /** Of the accounts. */
  readonly currency: string;
  readonly equityMinor: bigint;
  readonly shareCapitalMinor: bigint;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface CompanyChangeView {
  /** Of the stored change. */
  readonly changeId: string;
  readonly kind: KeptChangeKind;
  readonly connectionId: string;
  /** The day the source states, else the day we learnt of it. */
  readonly changedOn: LocalDate;
  /** The day we learnt of it. */
  readonly learntOn: LocalDate;
  /** Null of officers and owners, who are only counted. */
  readonly before: Json;
  readonly after: Json;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface AppointmentView {
  readonly kind: 'OFFICERS' | 'OWNERS';
  readonly connectionId: string;
  readonly on: LocalDate;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface ScoreSeriesView {
  readonly connectionId: string;
  readonly connectorId: string;
  readonly scale: string;
  /** The oldest first, one a day. */
  readonly values: readonly ScoreValueView[];
}

export interface ScoreValueView {
  readonly sourceKey: string;
  /** Null when the provider gave none that day. */
  readonly value: string | null;
  readonly higherIsSafer: boolean;
  readonly on: LocalDate;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface LimitSeriesView {
  readonly connectionId: string;
  readonly connectorId: string;
  readonly currency: string;
  /** The oldest first, one a day. */
  readonly values: readonly LimitValueView[];
}

export interface LimitValueView {
  readonly sourceKey: string;
  /** Null: it recommends none any more. */
  readonly amountMinor: bigint | null;
  readonly on: LocalDate;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

export interface CoverView {
  readonly connectionId: string;
  readonly connectorId: string;
  readonly sourceKey: string;
  readonly policyNumber: string;
  readonly status: CoverStatus;
  readonly currency: string;
  /** Covered now; null while undecided. */
  readonly amountMinor: bigint | null;
  /** From effectiveOn on; null when no change was announced. */
  readonly announcedMinor: bigint | null;
  /** Covered before, when this state covers less. */
  readonly previousMinor: bigint | null;
  readonly decidedOn: LocalDate | null;
  readonly noticeOn: LocalDate | null;
  readonly effectiveOn: LocalDate | null;
  /** The last day of the cover; null when open. */
  readonly endsOn: LocalDate | null;
  readonly runOffUntil: LocalDate | null;
  /** The day we learnt of this state. */
  readonly learntOn: LocalDate;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

/** What is known of a customer without a company: nothing. */
export const NO_COMPANY: Omit<CompanySignals, 'unmatchedExposureMinor'> = {
  ...{ siren: null, legalFormCode: null, createdOn: null, equity: null, confirmedOn: null },
  ...{ changes: [], appointments: [], scores: [], recommendedLimits: [], covers: [] },
};
