/**
 * Reports: what others ask of the stages, as SQL functions over one tenant's transaction. They only read; each answers
 * any number of customers or companies in one statement, lists page by keyset, amounts stay exact, and a report as of a
 * day and as known at an instant sums the append-only entries, so that it can be asked for again to the byte.
 */
export * from './accounting-sources';
export * from './aged-balance';
export * from './aged-reconciliation';
export * from './ageing';
export * from './alert-handling';
export * from './cash-applications';
export type { ExportFormat } from './bi-columns';
export type { CreditControlExport } from './bi-credit-control';
export { exportCopy } from './bi-export';
export { COMPANY_STATUSES, EXPORT_LISTS, type ExportList, type ExportRequest } from './bi-lists';
export type { ProviderExport } from './bi-provider-lists';
export { calibration, type Calibration, type CalibrationRow } from './calibration';
export { assessmentInputs, type AssessmentInputs } from './assessment-inputs';
export * from './companies';
export * from './company-opinions';
export * from './company-records';
export * from './company-structure';
export * from './connection-alerts';
export * from './cover-calendar';
export * from './cover-requests';
export * from './credit-history';
export * from './credit-reservations';
export {
  assessmentAt,
  limitAt,
  limitStateAt,
  MATCH_STATUSES,
  type CustomerFilter,
  type MatchStatus,
} from './customer-filter';
export * from './customer-groups';
export * from './customers';
export { reportEntities } from './entities';
export * from './exchange-rates';
export * from './exception-grants';
export * from './exposure';
export { insuredMinor, restsOnCovers } from './insured';
export * from './key-figures';
export {
  cursorSignature,
  DEFAULT_PAGE_SIZE,
  keyset,
  keysetConditions,
  MAX_PAGE_SIZE,
  pageSize,
  Params,
  type Direction,
  type Keyset,
  type Page,
  type PageRequest,
} from './keyset';
export * from './limit-lists';
export type { ListSource } from './list-source';
export * from './lettering-coverage';
export * from './matches';
export * from './payment-terms';
export * from './provider-connections';
export * from './provider-spend';
export * from './receivable-entries';
export * from './receivables';
export {
  customersAt,
  readPresent,
  receivablesAt,
  isUnsettled,
  reportPoint,
  type Present,
  type ReportPoint,
  type WantedPoint,
} from './report-point';
export * from './risk-alerts';
export * from './scoring-runs';
export * from './broken-promises';
export * from './supply-holds';
export * from './tenant-totals';
export * from './watched-portfolios';
export * from './webhooks';
export * from './emails';
