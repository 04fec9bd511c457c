/**
 * The ledger: what is owed. Lines and documents of the books become claims (receivables) with append-only entries, so that the entries
 * of a customer add up to its accounts on every day and at every moment of our knowledge. A claim that the books carry to
 * another account stays one claim; where no document states its due date, the terms in force on its day of issue do.
 * Applying the same books twice, or killed half-way and again, leaves the same ledger. Reads staged files,
 * landed payloads and unify's customers; writes ledger_line, accounting_document and what belongs to it, payment_terms,
 * rebuild_mark, receivable and receivable_entry.
 */
export {
  applyFile,
  countImported,
  resumeFile,
  type AppliedFile,
  type ApplyContext,
  type FileToApply,
} from './apply-file';
export { applySmallFiles, type SmallFile, type SmallFilesTarget } from './apply-small-files';
export {
  applyStream,
  isAccountingStream,
  type AppliedStream,
  type ApplyStreamContext,
} from './documents/apply-stream';
export {
  lockLedger,
  storeAccountingRecords,
  type StoredAccounting,
  type ToldRecords,
} from './documents/store-accounting-records';
export { rebuildMarked } from './rebuild-receivables';
export { ledgerEntities } from './entities';
export { customerFigures, portfolioFigures, type CustomerFigures } from './customer-figures';
export {
  heavyDebtors,
  openPortfolio,
  type HeavyDebtor,
  type OpenPortfolio,
} from './open-portfolio';
export { paceWindows, type PaceFigures } from './pace-windows';
export { setPaymentTerms, type TermsDecision } from './set-payment-terms';
export { runCashApplication, type CashRun } from './cash-application/run-cash-application';
export {
  confirmApplication,
  correctApplication,
  rejectApplication,
  type CashCorrection,
  type CashDecision,
} from './cash-application/decide-application';
export { CASH_REASON_TEXTS } from './cash-application/reason-texts';
export type { AppliedPart, CashReasonCode } from './cash-application/receipt';
