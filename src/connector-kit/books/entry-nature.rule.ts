import type { EntryNature, LedgerEntryRecord } from '../ledger-records';
import { AccountKind as K } from './accounts';

/** What labels and lines add to an entry's account kinds; the bits follow those of AccountKind. */
export const EntryMark = {
  OPENING_JOURNAL: 1 << 20,
  OPENING_LABEL: 1 << 21,
  FACTOR_LABEL: 1 << 22,
  RETURN_LABEL: 1 << 23,
  /** A customer account is debited. */
  CUSTOMER_DEBIT: 1 << 24,
  /** Some line has an amount. */
  MOVED: 1 << 25,
} as const;

/** All that is kept of an entry until the file has been read: bits and sums, debit − credit in minor units. */
export interface EntryFacts {
  /** AccountKind and EntryMark bits of all its lines. */
  bits: number;
  /** On the first day of the file, which no entry marked as opening claims. */
  isFirstDay: boolean;
  discount: number;
  exchange: number;
  writeOff: number;
  salesVat: number;
}

/** A difference larger than this booked to 758 is income that somebody owes, not a rounding. */
const ROUNDING_MINOR_MAX = 1000;
const SETTLEMENTS: ReadonlySet<EntryNature> = new Set([
  ...(['CASH', 'WRITE_OFF', 'ASSIGNMENT', 'COMPENSATION', 'EXCHANGE', 'OTHER'] as const),
]);

/**
 * Opening entries carry last year's balances: the journal or the label says so, or account 89 balances them, or all
 * lines are on balance-sheet accounts on the first day. Capital, assets or stock tell the last two from a receipt.
 */
export function isOpeningEntry(bits: number, isFirstDay: boolean): boolean {
  if (has(bits, K.OUTSIDE_BALANCE)) return false;
  if (has(bits, EntryMark.OPENING_JOURNAL | K.BALANCE_SHEET)) return true;
  const isCashOnly = has(bits, K.CASH) && !has(bits, K.CAPITAL);
  if (has(bits, EntryMark.OPENING_LABEL) && !isCashOnly && !has(bits, K.SALES_VAT)) return true;
  return isFirstDay && has(bits, K.CAPITAL);
}

/** What an entry was for, judged by its other lines (its journal only decides for openings). */
export function entryNature(facts: EntryFacts): EntryNature {
  const { bits } = facts;
  if (isOpeningEntry(bits, facts.isFirstDay)) return 'OPENING';
  const isFactored = has(bits, K.THIRD_PARTY) && has(bits, EntryMark.FACTOR_LABEL);
  if (isFactored && !has(bits, K.SALES)) return 'ASSIGNMENT';
  if (has(bits, K.CASH)) return cashNature(bits);
  if (has(bits, K.SALES)) return 'SALE';
  if (has(bits, K.LOSS)) return 'WRITE_OFF';
  if (has(bits, K.ADVANCE) && has(bits, K.CLAIM)) return 'DEPOSIT';
  if (has(bits, K.SALES_VAT | K.INCOME)) return 'SALE';
  if (has(bits, K.PAYABLE)) return 'COMPENSATION';
  if (has(bits, K.EXCHANGE)) return 'EXCHANGE';
  if (has(bits, K.ROUNDING)) return facts.writeOff < -ROUNDING_MINOR_MAX ? 'SALE' : 'WRITE_OFF';
  return has(bits, COUNTERPARTS) ? 'OTHER' : 'TRANSFER';
}

/** A counter sale bills and cashes in one entry; a receipt with some turnover beside it only credits the customer. */
function cashNature(bits: number): EntryNature {
  return has(bits, K.SALES) && has(bits, EntryMark.CUSTOMER_DEBIT) ? 'SALE' : 'CASH';
}

const COUNTERPARTS =
  K.CAPITAL | K.RESULT | K.OTHER | K.THIRD_PARTY | K.DISCOUNT | K.OUTSIDE_BALANCE | K.BALANCE_SHEET;

/**
 * The record of an entry. The three parts are positive where they reduced the customer's debt without cash, so that
 * the cash is the customer's credit less the parts; they are 0 in entries that settle nothing.
 */
export function entryRecord(entry: number, facts: EntryFacts): LedgerEntryRecord {
  const nature = entryNature(facts);
  const parts = SETTLEMENTS.has(nature) ? settlementParts(facts) : NO_PARTS;
  return {
    type: 'ledgerEntry',
    entry,
    nature,
    isReturn: isReturn(nature, facts.bits),
    discountMinor: BigInt(parts.discount),
    exchangeMinor: BigInt(parts.exchange),
    writeOffMinor: BigInt(parts.writeOff),
  };
}

const NO_PARTS = { discount: 0, exchange: 0, writeOff: 0 };

/** The VAT taken back with a discount or a loss reduced the debt with it. */
function settlementParts(facts: EntryFacts): typeof NO_PARTS {
  const { discount, exchange, writeOff } = facts;
  const vat = Math.max(facts.salesVat, 0);
  if (discount > 0) return { discount: discount + vat, exchange, writeOff };
  if (writeOff > 0) return { discount, exchange, writeOff: writeOff + vat };
  return { discount, exchange, writeOff };
}

/** An unpaid bill comes back without cash (413 to 411), hence transfers too. */
function isReturn(nature: EntryNature, bits: number): boolean {
  return (nature === 'CASH' || nature === 'TRANSFER') && has(bits, EntryMark.RETURN_LABEL);
}

function has(bits: number, mask: number): boolean {
  return (bits & mask) !== 0;
}
