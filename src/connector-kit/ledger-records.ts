/** Records of the books: lines of customer accounts and what their entries were for. */
import type { LocalDate } from '../kernel';

/**
 * One line of the general ledger on a customer account (411, 413, 416, 419; not 418, 491).
 * `line` is the 1-based physical line of the file; `entry` numbers the accounting entry within the file.
 */
export interface LedgerLineRecord {
  type: 'ledgerLine';
  line: number;
  entry: number;
  journal: string;
  entryNumber: string;
  entryOn: LocalDate;
  account: string;
  /** Customer code: the auxiliary account, else the general account itself. */
  party: string;
  partyName: string;
  /** The party is a shared account (DIVERS, card takings, bare collective account), not one company. */
  isPooled: boolean;
  reference: string;
  documentOn: LocalDate | null;
  label: string;
  /** Debit − credit, minor units of the books' currency. */
  amountMinor: bigint;
  letter: string | null;
  letteredOn: LocalDate | null;
  /** Only from an explicit column of the file. */
  dueOn: LocalDate | null;
  foreignAmountMinor: bigint | null;
  foreignCurrency: string | null;
}

/** What an entry was for, judged by its other lines; emitted once per entry that has ledger lines, after all lines. */
export const ENTRY_NATURES = [
  'OPENING',
  'SALE',
  'CASH',
  'WRITE_OFF',
  'ASSIGNMENT',
  'COMPENSATION',
  'DEPOSIT',
  'EXCHANGE',
  'TRANSFER',
  'OTHER',
] as const;
export type EntryNature = (typeof ENTRY_NATURES)[number];

export interface LedgerEntryRecord {
  type: 'ledgerEntry';
  entry: number;
  nature: EntryNature;
  /** Label says impayé, rejet, retour: a customer debit in such a cash entry is a returned payment, else a refund. */
  isReturn: boolean;
  /** Parts of the settlement that were not cash: cash discount (665), exchange (666/766), rounding and losses (654/658/758). */
  discountMinor: bigint;
  exchangeMinor: bigint;
  writeOffMinor: bigint;
}
