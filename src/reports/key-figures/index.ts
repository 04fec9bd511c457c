/**
 * Key figures of a portfolio: how long sales stay unpaid, what is overdue, what comes in, what may be lost. Pure formulas
 * over exact sums, each answered with its method or with why it has no value. The sums are kept day by day in ledger_day;
 * what was learnt since is added when they are read, so an answer always equals a computation from scratch.
 */
export { type AbsenceReason, type Figure, type FigureUnit } from './figure';
export { figuresPeriod, type FiguresPeriod } from './figures-period';
export {
  keyFigures,
  type KeyFigures,
  type KeyFiguresMonth,
  type KeyFiguresQuery,
} from './key-figures';
export type {
  Concentration,
  ExpectedReceipts,
  Provision,
  ProvisionLine,
} from './open-item-figures';
export type { OverdueBucket, PeriodFigures } from './period-figures';
export { provisionRatesFromHistory, type DerivedRates } from './loss-history';
export { publishProvisionRates, type ProvisionMatrix } from './provision-rates';
export { refreshLedgerDays } from './refresh-ledger-days';
