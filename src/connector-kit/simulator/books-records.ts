/** What the simulated books of a small company hold. Amounts are above 0; what they mean is in the kind. */
import type { LocalDate } from '../../kernel';
import type { SimulatedCompany } from './world';

/** What every object of accounting software has. Instants are ISO in UTC, to the second: several share one. */
export interface BookObject {
  /** A whole number as text, unique in its list; `Number(id)` where a provider has numbers. */
  id: string;
  /** For providers that have them. */
  uuid: string;
  createdAt: string;
  updatedAt: string;
  /** Null while it is there. */
  deletedAt: string | null;
}

export interface BookCustomer extends BookObject {
  /** "CL0007" */
  code: string;
  name: string;
  siren: string;
  siret: string;
  vatNumber: string;
  isNaturalPerson: boolean;
  email: string;
  termsDays: number;
  creditLimitMinor: bigint | null;
  isArchived: boolean;
  /** The customer it was merged into; its documents are that one's since. */
  mergedIntoId: string | null;
}

export interface BookDocument extends BookObject {
  kind: 'INVOICE' | 'CREDIT_NOTE';
  /** "FA-2026-0042", "AV-2026-0003"; a draft has none. */
  number: string | null;
  customerId: string;
  issuedOn: LocalDate;
  /** Null where nobody said. */
  dueOn: LocalDate | null;
  currency: string;
  /** With tax, and without. */
  totalMinor: bigint;
  netMinor: bigint;
  state: 'DRAFT' | 'POSTED' | 'VOID';
  /** The invoice a credit note corrects. */
  correctsId: string | null;
  /** The customer's order. */
  reference: string;
  /** Marked as paid by hand, without a payment: this much. */
  settledMinor: bigint;
}

export interface BookPayment extends BookObject {
  customerId: string;
  paidOn: LocalDate;
  amountMinor: bigint;
  currency: string;
  reference: string;
}

/** A payment or credit note set against an invoice. */
export interface BookAllocation extends BookObject {
  from: 'PAYMENT' | 'CREDIT_NOTE';
  fromId: string;
  toId: string;
  amountMinor: bigint;
  on: LocalDate;
}

/** The truth for tests: what a document, or an unused payment, comes to. Signed from the debtor's side. */
export interface BookOpenItem {
  kind: 'INVOICE' | 'CREDIT_NOTE' | 'PAYMENT';
  id: string;
  number: string | null;
  customerId: string;
  siren: string;
  currency: string;
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  totalMinor: bigint;
  openMinor: bigint;
}

/** What happens in the books. */
export type BookOperation =
  | {
      do: 'create-invoice';
      customerId: string;
      amountMinor: bigint;
      /** Null: the invoice has no due date. The customer's terms when absent. */
      termsDays?: number | null;
      isDraft?: boolean;
    }
  | { do: 'issue-draft'; documentId: string }
  /** The amount may not fall below what has been set against it. */
  | { do: 'edit-invoice'; documentId: string; amountMinor?: bigint; dueOn?: LocalDate | null }
  /** What was set against it, or by it, is free again. */
  | { do: 'void' | 'delete-document'; documentId: string }
  /** More than what is open stays with the customer. */
  | { do: 'pay'; documentId: string; amountMinor: bigint }
  | { do: 'settle-by-hand'; documentId: string }
  | { do: 'delete-payment'; paymentId: string }
  /** Takes a payment off what it paid and sets it against another invoice. */
  | { do: 'reallocate'; paymentId: string; documentId: string }
  /** Takes a payment off what it paid: it stays with the customer. */
  | { do: 'unallocate'; paymentId: string }
  /** Takes a credit note off what it was set against and sets it against another invoice. */
  | { do: 'apply-credit'; creditId: string; documentId: string }
  /** May be larger than the invoice. */
  | { do: 'credit'; documentId: string; amountMinor: bigint }
  | { do: 'rename-customer'; customerId: string; name: string }
  | { do: 'archive-customer' | 'restore-customer'; customerId: string }
  | { do: 'merge-customer'; customerId: string; intoId: string };

/** Whether a document counts as owed, or as credit: issued, neither voided nor deleted. */
export function isClaim({ state, deletedAt }: BookDocument): boolean {
  return state === 'POSTED' && deletedAt === null;
}

/** Books as what happens in them needs them. */
export interface Books {
  readonly customers: readonly BookCustomer[];
  readonly documents: readonly BookDocument[];
  readonly payments: readonly BookPayment[];
  advanceTo(instant: Date): void;
  apply(operation: BookOperation): string;
  customer(id: string): BookCustomer;
  openOf(document: BookDocument): bigint;
  addCustomer(
    company: SimulatedCompany,
    terms: Pick<BookCustomer, 'termsDays' | 'creditLimitMinor'>,
  ): string;
}
