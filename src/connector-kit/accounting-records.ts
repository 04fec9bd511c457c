/**
 * Records of accounting software, e-invoices and lists: who owes, what was issued, what settled it. They are the open
 * items of the books, where a ledger export gives lines of accounts. Amounts are signed from the debtor's side: what adds to what the
 * party owes is positive (an invoice, a refund), what lessens it negative (a credit note, a payment).
 */
import type { LocalDate } from '../kernel';

/** Somebody who owes, as the source knows it. */
export interface PartyRecord {
  type: 'party';
  /** What documents of the same connection name as their `partyKey`; the customer's account in the hub. */
  sourceKey: string;
  /** The code people use for it; null when there is none beside the key. */
  code: string | null;
  name: string;
  siren: string | null;
  siret: string | null;
  vatNumber: string | null;
  /** ISO 3166, two letters. */
  countryCode: string | null;
  /** For statements and reminders. */
  email: string | null;
  phone: string | null;
  /** As the source words them, "45 jours fin de mois"; what cannot be understood is kept as words. */
  paymentTerms: string | null;
  /** The limit the source itself keeps, shown beside ours; in `currency`. */
  creditLimitMinor: bigint | null;
  currency: string | null;
  /** A shared account (cash sales, DIVERS): not one company. */
  isPooled: boolean;
  isActive: boolean;
  /** The party it belongs to at the source (a site, a job, a contact of a company). */
  parentKey: string | null;
  /** The party it was merged into: what it owes is that one's. */
  mergedIntoKey: string | null;
}

export const DOCUMENT_KINDS = [
  'INVOICE',
  'CREDIT_NOTE',
  /** Money received before what it pays for was invoiced. */
  'DEPOSIT',
  'OPENING',
  'ADJUSTMENT',
  'BILL',
  'PAYMENT',
  'REFUND',
  'RETURNED_PAYMENT',
  'WRITE_OFF',
  'ASSIGNMENT',
  'COMPENSATION',
  'DISCOUNT',
  'EXCHANGE',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** DRAFT and VOID are no claims. PAID says that nothing is open, even where no payment is told. */
export const DOCUMENT_STATES = ['DRAFT', 'OPEN', 'PAID', 'VOID', 'UNKNOWN'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** A part of a document that falls due on a day of its own. */
export interface DocumentInstalment {
  dueOn: LocalDate | null;
  /** Signed as the document. */
  amountMinor: bigint;
}

/** What a document is set against: a payment against invoices, a credit note against an invoice. */
export interface DocumentAllocation {
  /** `sourceKey` of the other document; it may be told later or never. */
  toKey: string;
  /** Above 0, in the currency of both. */
  amountMinor: bigint;
  /** The day of the matching; null: the later of the two documents' days. */
  on: LocalDate | null;
}

/**
 * One document of the books: a claim, or what settles claims. Tell each allocation from one side only (the payment's
 * or the credit note's, where the source has it there).
 */
export interface AccountingDocumentRecord {
  type: 'accountingDocument';
  /** Unique in the connection, over all its streams: "invoice:42". */
  sourceKey: string;
  kind: DocumentKind;
  partyKey: string;
  /** The number people know it by; "" for a payment without one. */
  number: string;
  label: string;
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  currency: string;
  /** What falls due at issue, signed: of an e-invoice the amount due (BT-115), not the total. */
  amountMinor: bigint;
  /** What the source says is still open now, signed alike; null when it does not say. It decides over the allocations. */
  openMinor: bigint | null;
  /** When what is open was last as said; dates a settlement the source tells no payment for. */
  openOn: LocalDate | null;
  /** Two or more, adding up to `amountMinor`; empty for a document due on one day. */
  instalments: readonly DocumentInstalment[];
  state: DocumentState;
  allocations: readonly DocumentAllocation[];
  isDisputed: boolean;
  isDoubtful: boolean;
  /** The debtor pays somebody else: a factor named on the document. */
  isAssigned: boolean;
  /** Numbers the buyer or its bank may quote: order, buyer's reference, structured remittance reference. */
  references: readonly string[];
  /** Number of the document it corrects. */
  precedingNumber: string | null;
}

/** Steps of the French life cycle of an e-invoice (flow 6), by their codes; what is not on the list is UNKNOWN. */
export const LIFECYCLE_STATUSES = [
  'SUBMITTED',
  'ISSUED',
  'RECEIVED',
  'MADE_AVAILABLE',
  'TAKEN_IN_CHARGE',
  'APPROVED',
  'PARTLY_APPROVED',
  'DISPUTED',
  'SUSPENDED',
  'COMPLETED',
  'REFUSED',
  'PAYMENT_SENT',
  'CASHED',
  'REJECTED',
  'CANCELLED',
  'ROUTING_ERROR',
  'ASSIGNED',
  'UNKNOWN',
] as const;
export type LifecycleStatus = (typeof LIFECYCLE_STATUSES)[number];

/** Something that happened to a document after it was issued; appended, never changed. */
export interface DocumentEventRecord {
  type: 'documentEvent';
  sourceKey: string;
  /** The document, by its number and day of issue where the message names them. */
  documentNumber: string;
  documentIssuedOn: LocalDate | null;
  status: LifecycleStatus;
  /** As the message has it, "207". */
  code: string;
  /** "QTE_ERR", and words. */
  reasonCode: string | null;
  reason: string | null;
  /** Of a partial approval or a payment; above 0. */
  amountMinor: bigint | null;
  currency: string | null;
  /** ISO instant with its zone. */
  at: string;
}

/** A party or document that is no more at the source. */
export interface GoneRecord {
  type: 'gone';
  /** Of the record that is gone. */
  sourceKey: string;
  what: 'party' | 'accountingDocument';
}

export interface AgedBucket {
  /** Days past due from and to, both included; null below: not due yet, null above: without end. */
  fromDays: number | null;
  toDays: number | null;
  /** As the sheet heads the column. */
  label: string;
  amountMinor: bigint;
}

/** A customer's line of an imported aged balance: compared with ours, never made into claims. */
export interface AgedBalanceLineRecord {
  type: 'agedBalanceLine';
  sourceKey: string;
  asOf: LocalDate;
  partyCode: string;
  partyName: string;
  currency: string;
  totalMinor: bigint;
  buckets: readonly AgedBucket[];
}
