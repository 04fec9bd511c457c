/**
 * Reports: what others ask of the stages, as SQL functions over one tenant's transaction. They only read; each answers
 * any number of customers or companies in one statement, lists page by keyset, amounts stay exact, and a report as of a
 * day and as known at an instant sums the append-only entries, so that it can be asked for again to the byte.
 */
export * from './aged-balance';
export * from './ageing';
export * from './companies';
export * from './company-records';
export * from './credit-history';
export type { CustomerFilter, MatchStatus } from './customer-filter';
export * from './customers';
export * from './exposure';
export {
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  pageSize,
  type Direction,
  type Page,
  type PageRequest,
} from './keyset';
export * from './matches';
export * from './provider-connections';
export * from './receivable-entries';
export * from './receivables';
export {
  readPresent,
  reportPoint,
  type Present,
  type ReportPoint,
  type WantedPoint,
} from './report-point';
export * from './risk-alerts';
export * from './tenant-totals';
