/**
 * The ledger: what is owed. Accounting lines become claims (receivables) with append-only entries, so that the entries
 * of a customer add up to its accounts on every day and at every moment of our knowledge. Applying the same books twice,
 * or killed half-way and again, leaves the same ledger. Reads staged files and unify's customers; writes ledger_line,
 * receivable and receivable_entry.
 */
export {
  applyFile,
  countImported,
  resumeFile,
  type AppliedFile,
  type FileToApply,
} from './apply-file';
export { ledgerEntities } from './entities';
export { customerFigures, portfolioFigures, type CustomerFigures } from './customer-figures';
export { setPaymentTerms, type TermsDecision } from './set-payment-terms';
