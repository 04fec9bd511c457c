/**
 * What every reader of books and lists needs: accounts of the French chart as bits, what an entry was for, French and
 * international amounts and days, the text encodings of exports, and warnings counted by code.
 */
export { AccountKind, accountKinds, kindOfAccount } from './accounts';
export * from './amount';
export { BooksConfig } from './books-config';
export * from './date';
export {
  isOpeningEntry,
  entryNature,
  entryRecord,
  EntryMark,
  type EntryFacts,
} from './entry-nature.rule';
export { EntryTable } from './entry-table';
export { describeForeign } from './foreign-format';
export * from './labels';
export * from './text';
export * from './line-marks';
export { Totals } from './totals';
export { WarningLog } from './warnings';
