/** What cash application knows of a movement, of open claims, and what it proposes. */
import type { LocalDate } from '../../kernel';

/** Money that came in, or came back (negative). */
export interface Receipt {
  bankTransactionId: string;
  bookedOn: LocalDate;
  /** Credits positive; a return of what was received is negative. */
  amountMinor: bigint;
  currency: string;
  /** As names are compared; "" when the bank names nobody. */
  foldedName: string;
  counterpartyAccount: string | null;
  /** All the payer and the bank wrote. */
  text: string;
  /** Structured references: the payer names what is paid. */
  references: readonly string[];
  batchSize: number;
}

/** A claim with something open; credit notes and payments on account are negative. */
export interface OpenClaim {
  receivableId: string;
  customerId: string;
  number: string;
  /** What else the payer may quote. */
  references: readonly string[];
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  openMinor: bigint;
  /** What may be deducted when paid by that day. */
  discountOn: LocalDate | null;
  discountMinor: bigint | null;
}

export interface Debtor {
  customerId: string;
  foldedName: string;
  /** Its code in the books. */
  account: string;
  siren: string | null;
  /** Accounts it has paid from, by confirmed applications. */
  ibans: readonly string[];
  claims: readonly OpenClaim[];
  /** Whether the books show this very payment of it already. */
  hasBooked?: boolean;
}

/** Why a customer is thought to have paid. */
export type IdentityCode =
  'NUMBER' | 'IBAN' | 'SIREN' | 'NAME' | 'CODE' | 'NAME_PART' | 'AMOUNT_ONLY';

/** Why these claims are thought to be paid. */
export type FitCode =
  | 'QUOTED_SUM'
  | 'QUOTED_SUM_CREDITS'
  | 'QUOTED_DISCOUNT'
  | 'QUOTED_DIFFERENCE'
  | 'QUOTED_PART'
  | 'ONE_CLAIM'
  | 'ONE_OF_EQUALS'
  | 'WHOLE_BALANCE'
  | 'DUE_BALANCE'
  | 'MONTH'
  | 'OLDEST_RUN'
  | 'ONLY_SUM'
  | 'SOME_SUM'
  | 'CLAIM_DISCOUNT'
  | 'CLAIM_DIFFERENCE'
  | 'OLDEST_FIRST'
  | 'RETURNED'
  | 'IN_BOOKS';

/** What speaks against it. */
export type DoubtCode =
  'OTHER_FIT' | 'OTHER_CUSTOMER' | 'OTHER_NUMBER' | 'ADVANCE' | 'PAID_BY_ANOTHER' | 'BATCH';

export type CashReasonCode = IdentityCode | FitCode | DoubtCode;

/** What a receipt would settle of a claim; negative for a credit note it is set against. */
export interface AppliedPart {
  receivableId: string;
  amountMinor: bigint;
}

export interface CashProposal {
  customerId: string;
  parts: readonly AppliedPart[];
  /** 0..1, in steps of a hundredth. */
  confidence: number;
  reasons: readonly CashReasonCode[];
}

/** The best proposal and up to four others; null when nobody is thought of. */
export interface CashProposals {
  best: CashProposal;
  alternatives: readonly CashProposal[];
}
