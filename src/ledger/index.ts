/**
 * The ledger: what is owed. Accounting lines become claims (receivables) with append-only entries, so that the entries
 * of a customer add up to its accounts on every day and at every moment of our knowledge. A claim that the books carry to
 * another account stays one claim; where no document states its due date, the terms in force on its day of issue do.
 * Applying the same books twice, or killed half-way and again, leaves the same ledger. Reads staged files and unify's
 * customers; writes ledger_line, payment_terms, receivable and receivable_entry.
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
export { openPortfolio, type OpenPortfolio } from './open-portfolio';
export { setPaymentTerms, type TermsDecision } from './set-payment-terms';
