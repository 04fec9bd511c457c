import type { LocalDate } from '../kernel';
import type { OpenPortfolio } from '../ledger';

/** How a customer pays and what it was promised, beside what its ledger and grade say. Amounts in minor units. */
export interface BehaviourSignals {
  /** Within 12 months, by the current assessment; null without one. */
  readonly probabilityOfDefault: number | null;
  /** Where score and probability were three to six months ago; null when the same model did not judge it then. */
  readonly baseline: ScoreBaseline | null;
  /** What the same model said that matters for where they were, today and while nothing is learnt; the oldest first. */
  readonly points: readonly ScorePoint[];
  /** Null without an active limit. */
  readonly limitEnd: LimitEnd | null;
  readonly pace: PaymentPace;
  /** Open claims, credits not set against them. */
  readonly openClaimsMinor: bigint;
  /** Of all customers in this one's currency; null where nobody read it: then nothing is said about shares of it. */
  readonly portfolio: OpenPortfolio | null;
  /** Of a year, the oldest first. */
  readonly brokenPromises: readonly BrokenPromiseView[];
}

/** What a customer's assessment said from a day on, until the next one. */
export interface ScorePoint {
  readonly on: LocalDate;
  /** Null: not scored. */
  readonly score: number | null;
  readonly probabilityOfDefault: number | null;
}

/** Medians over the time each value held. */
export interface ScoreBaseline {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly score: number;
  readonly probabilityOfDefault: number;
}

export interface LimitEnd {
  /** Last day of a limit that a person set; null when it has none. */
  readonly endsOn: LocalDate | null;
  /** The first day nothing new goes on credit under it; null for never. */
  readonly frozenFrom: LocalDate | null;
}

/** Lateness of what was paid, disputed claims left out. */
export interface PaymentPace {
  /** Of the last 90 days; null when nothing was paid in them. */
  readonly recent: PaceWindow | null;
  /** Of the year before those. */
  readonly habit: PaceWindow | null;
  /** In 24 months. */
  readonly paymentCount: number;
  /** Of amounts that matter, in 24 months; negative is early. Null when nothing was paid. */
  readonly mostDaysLate: number | null;
}

export interface PaceWindow {
  readonly paymentCount: number;
  readonly paidMinor: bigint;
  /** Days past the due date weighted by amount, to a tenth; negative is early. */
  readonly daysLate: number;
}

export interface BrokenPromiseView {
  readonly brokenPromiseId: string;
  readonly promisedOn: LocalDate;
  /** Null when none was named. */
  readonly amountMinor: bigint | null;
  readonly reference: string | null;
  /** Came in since the promised day, and not for an earlier promise. */
  readonly receivedMinor: bigint;
}
