import { BankStatementEntity } from './cash-application/bank-statement.entity';
import { BankTransactionEntity } from './cash-application/bank-transaction.entity';
import { BankTransactionRepeatEntity } from './cash-application/bank-transaction-repeat.entity';
import { CashApplicationEntity } from './cash-application/cash-application.entity';
import { CashApplicationPartEntity } from './cash-application/cash-application-part.entity';
import { CashApplicationStepEntity } from './cash-application/cash-application-step.entity';
import { CashRejectionEntity } from './cash-application/cash-rejection.entity';
import { DebtorAccountEntity } from './cash-application/debtor-account.entity';
import { AccountingDocumentEntity } from './documents/accounting-document.entity';
import { AgedBalanceLineEntity } from './documents/aged-balance-line.entity';
import { BookClaimEntity } from './documents/book-claim.entity';
import { DocumentAllocationEntity } from './documents/document-allocation.entity';
import { DocumentDifferenceEntity } from './documents/document-difference.entity';
import { DocumentReplacementEntity } from './documents/document-replacement.entity';
import { DocumentEventEntity } from './documents/document-event.entity';
import { DocumentLinkEntity } from './documents/document-link.entity';
import { DocumentReferenceEntity } from './documents/document-reference.entity';
import { LinkMarkEntity } from './documents/link-mark.entity';
import { LinkStateEntity } from './documents/link-state.entity';
import { RebuildMarkEntity } from './documents/rebuild-mark.entity';
import { SourceConflictEntity } from './documents/source-conflict.entity';
import { LedgerLineEntity } from './ledger-line.entity';
import { PaymentTermsEntity } from './payment-terms.entity';
import { ReceivableEntity } from './receivable.entity';
import { ReceivableEntryEntity } from './receivable-entry.entity';
import { ReceivableVersionEntity } from './receivable-version.entity';

/** The tables this stage writes. */
export const ledgerEntities = [
  LedgerLineEntity,
  PaymentTermsEntity,
  ReceivableEntity,
  ReceivableEntryEntity,
  ReceivableVersionEntity,
  AccountingDocumentEntity,
  DocumentAllocationEntity,
  DocumentDifferenceEntity,
  DocumentReplacementEntity,
  DocumentEventEntity,
  AgedBalanceLineEntity,
  RebuildMarkEntity,
  DocumentLinkEntity,
  DocumentReferenceEntity,
  BookClaimEntity,
  LinkMarkEntity,
  LinkStateEntity,
  SourceConflictEntity,
  BankStatementEntity,
  BankTransactionEntity,
  BankTransactionRepeatEntity,
  CashApplicationEntity,
  CashApplicationPartEntity,
  CashApplicationStepEntity,
  CashRejectionEntity,
  DebtorAccountEntity,
] as const;
