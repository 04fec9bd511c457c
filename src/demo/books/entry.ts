import type { Day } from '../calendar';
import type { Account } from './accounts';

/** Journals of the books: code and label. */
export const JOURNALS = {
  AN: 'A-nouveaux',
  VE: 'Ventes',
  AC: 'Achats',
  BQ: 'Banque',
  OD: 'Opérations diverses',
} as const;
export type JournalCode = keyof typeof JOURNALS;

export interface EntryHead {
  journal: JournalCode;
  day: Day;
  reference: string;
  documentDay: Day;
  label: string;
}

/** Receives the entries of a year in order, line by line; amounts are debit − credit in minor units. */
export interface EntrySink {
  open(head: EntryHead): void;
  /** A line on a general account; `party` is a supplier where there is one. */
  line(account: Account, amountMinor: bigint, party?: Party): void;
  /** A line on a customer account, with the row of the books it stands for. */
  customerLine(account: Account, row: number): void;
  /** An opening item: like a customer line, under its own reference, document day and label. */
  openingItem(account: Account, row: number): void;
}

export interface Party {
  code: string;
  label: string;
}
