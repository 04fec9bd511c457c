import type { LocalDate } from '../../kernel';

export type DemoEventKind =
  | 'INSOLVENCY_OPENED'
  | 'INSOLVENCY_CONVERTED'
  | 'COMPANY_STRUCK_OFF'
  | 'PROCEEDINGS_ENDED'
  | 'SEAT_MOVED'
  | 'LEGAL_FORM_CHANGED'
  | 'ACTIVITY_CHANGED'
  | 'OFFICER_REPLACED'
  | 'PROMISE_BROKEN'
  | 'ACCOUNTS_FILED'
  | 'DIRECT_DEBIT_RETURNED'
  | 'LARGE_INVOICE_ISSUED'
  | 'INVOICE_POSTED_LATE'
  | 'INVOICE_ISSUED'
  | 'PAYMENT_RECEIVED'
  | 'LATE_PAYMENT_RECEIVED';

/** One thing that happened in the world. */
export interface DemoEvent {
  /** 1 for the first step of the world's life. */
  step: number;
  kind: DemoEventKind;
  siren: string | null;
  customerCode: string | null;
  /** One English sentence for a log. */
  description: string;
  at: LocalDate;
  /** Where it can be seen: at the provider simulators, in the next export of the books, or where people note their calls. */
  affects: 'registry' | 'books' | 'people';
  /** What a customer had promised on the telephone; absent of everything else. */
  promise?: BrokenPromise;
}

/** A promise to pay whose day has passed without the money. */
export interface BrokenPromise {
  promisedOn: LocalDate;
  /** Minor units of EUR. */
  amountMinor: bigint;
}
