import type { LocalDate } from '../../kernel';

export type DemoEventKind =
  | 'INSOLVENCY_OPENED'
  | 'INSOLVENCY_CONVERTED'
  | 'COMPANY_STRUCK_OFF'
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
  /** Where it can be seen: at the provider simulators, or in the next export of the books. */
  affects: 'registry' | 'books';
}
