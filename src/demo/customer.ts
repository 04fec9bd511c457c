import type { CompanyProfile } from './registry/profile';
import type { Day } from './calendar';

/** How a customer pays, as its past invoices will show. */
export type Behaviour =
  'PROMPT' | 'SLIGHTLY_LATE' | 'LATE' | 'VERY_LATE' | 'DETERIORATING' | 'FAILING';

export type Terms = 'NET_30' | 'NET_60' | 'END_OF_MONTH_45' | 'CASH';

export type PaymentMeans = 'TRANSFER' | 'DIRECT_DEBIT' | 'CHEQUE' | 'BULK_TRANSFER' | 'CARD';

/** Habits few customers have, each with its own bookkeeping. */
export type Habit = 'NONE' | 'DISCOUNT' | 'DEPOSIT' | 'FACTORED' | 'ALSO_SUPPLIER';

/** How hard it is to find the company behind the label: the truth a matcher can be judged by. */
export type Matching = 'EASY' | 'AMBIGUOUS' | 'HARD' | 'NONE';

/** One auxiliary account of the seller's books and, unlike the books, the truth about who is behind it. */
export interface DemoCustomer {
  index: number;
  /** Auxiliary account, "C00042". */
  code: string;
  /** As the accountant typed it: capitals, at most 32 characters. */
  label: string;
  /** Null for the pooled account of passing customers. */
  siren: string | null;
  isPooled: boolean;
  profile: CompanyProfile | null;
  matching: Matching;
  behaviour: Behaviour;
  terms: Terms;
  means: PaymentMeans;
  habit: Habit;
  /** First and last day it buys. */
  activeFrom: Day;
  activeTo: Day;
  /** From this day on old invoices are no longer paid; null when it pays. */
  stopsPayingOn: Day | null;
  /** Invoices within the fiscal years of the books. */
  invoices: number;
  /** Usual net amount of an invoice, minor units. */
  basketMinor: bigint;
}
