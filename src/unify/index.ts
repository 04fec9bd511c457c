/**
 * Unify: who is what. Customers of the books are matched to companies of the registries, with a confidence and never
 * silently; what providers say of a company is kept per field with its provenance, and one value is chosen by stated
 * precedence. Exchange rates are kept with the instant we learnt them, corrections beside what they correct. Reads
 * raw_record and customer; writes customer, match_candidate, company and its facts, exchange_rate.
 */
export { foldName } from './fold-name';
export { CustomerEntity } from './customer.entity';
export type { KeptChangeKind } from './company-change.entity';
export {
  COMPANY_FACETS,
  type CompanyChange,
  type CompanyFacet,
  type OnChanges,
} from './company-changes';
export { ensureCustomers, type PartyNames } from './customers';
export { confirmMatch, rejectMatch, type MatchRuling } from './decide-match';
export { applyTerms, companiesUnderTerms, forgetExpired, type TermsApplied } from './apply-terms';
export { FACT_PRECEDENCE, STALE_AFTER_MONTHS } from './choose-facts';
export { unifyEntities } from './entities';
export { identifiersOf, type KnownIdentifiers } from './known-identifiers';
export { namesOf, type KnownNames } from './known-names';
export {
  claimsDueOn,
  legalEventClass,
  legalEventSeverity,
  type LegalEventClass,
} from './legal-event-classes';
export { lockCustomers } from './lock-customers';
export {
  matchCustomers,
  type CompanySearch,
  type MatchChange,
  type MatchContext,
  type MatchCounts,
} from './match-customers';
export {
  customersMatchedSince,
  customersOfCompanies,
  portfolioSirens,
  sirensOfCompanies,
  sirensOfCustomers,
} from './portfolio';
export { LICENSED_TABLES } from './licensed-tables';
export { knownInside, termsInside, type RestrictedValue } from './restricted-value';
export { storeFileRecords } from './store-file-records';
export {
  customerIdOf,
  forgetParties,
  storeParties,
  type StoredParties,
  type StoredParty,
} from './store-parties';
export {
  latestByKey,
  originRow,
  TOLD_COLUMNS,
  typedColumns,
  type AccountingSource,
  type RecordOrigin,
  type ToldRecord,
} from './told-record';
export { unifyStream, type UnifiedCounts, type UnifyContext } from './unify-records';
