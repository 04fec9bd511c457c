/**
 * Scoring: how risky. One pure function grades a customer from a plain input; the shell reads inputs in sets, keeps the
 * grade steady where a move may be noise, and stores an assessment only when it differs, with everything it was computed
 * from. Reads the ledger's figures and the companies' facts; writes credit_assessment.
 */
export {
  assessCustomers,
  customersInScope,
  type AssessContext,
  type AssessmentScope,
} from './assess-customers';
export { scoringEntities } from './entities';
export * from './reason-codes';
export { reasonText } from './reason-texts';
export { strictestTerms, termsBeside } from './source-terms';
export * from './types';
