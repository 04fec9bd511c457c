/** Records of bank statements, for cash application. */
import type { LocalDate } from '../kernel';

/** A statement of an account over some days. */
export interface BankStatementRecord {
  type: 'bankStatement';
  /** The same statement sent twice, by whatever file, has the same key. */
  sourceKey: string;
  /** IBAN where the bank gives one, else its own account number. */
  account: string;
  currency: string;
  /** The bank's number of the statement; null when it has none. */
  number: string | null;
  /** Booked balances; null when the statement does not carry one. */
  openingOn: LocalDate | null;
  openingMinor: bigint | null;
  closingOn: LocalDate | null;
  closingMinor: bigint | null;
}

/** One movement of an account; a batch the bank details is told as its parts. */
export interface BankTransactionRecord {
  type: 'bankTransaction';
  /** The bank's own reference, else what the movement says with its occurrence: equal in overlapping statements. */
  sourceKey: string;
  /** `sourceKey` of its statement. */
  statementKey: string;
  /** How its statement is written, "CAMT.053": in another format the same movement has another key. */
  format: string;
  account: string;
  bookedOn: LocalDate;
  valueOn: LocalDate | null;
  /** Credits positive, debits negative. */
  amountMinor: bigint;
  currency: string;
  /** Who paid or was paid. */
  counterpartyName: string | null;
  counterpartyAccount: string | null;
  /** The payer's reference; NOTPROVIDED is null. */
  endToEndId: string | null;
  /** Structured creditor reference (ISO 11649) or the numbers of documents the payer names. */
  documentReferences: readonly string[];
  /** All free text, in order. */
  remittanceText: string;
  bankReference: string | null;
  /** The bank's code of the kind of movement, "PMNT/RCDT/ESCT", "NTRF", "18". */
  operationCode: string | null;
  /** Of a direct debit or transfer that came back. */
  returnReason: string | null;
  /** The bank undoes an earlier booking. */
  isReversal: boolean;
  /** Movements the bank booked as this one sum; 1 when it is one. */
  batchSize: number;
}
