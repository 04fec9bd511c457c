import { quotient, type Answer } from './figure';

/** Minor units of one currency. */
export interface CollectionPeriod {
  openingMinor: bigint;
  salesMinor: bigint;
  closingMinor: bigint;
  /** Of the closing balance, what is not overdue. */
  closingCurrentMinor: bigint;
  /** How many months the sales are of. */
  months: number;
}

/**
 * Collection effectiveness index: of what could have been collected, the percentage that was. (opening + sales per month −
 * closing) / (opening + sales per month − closing not due) × 100.
 */
export function collectionEffectiveness(period: CollectionPeriod): Answer {
  const months = BigInt(period.months);
  const available = period.openingMinor * months + period.salesMinor;
  const collectable = available - period.closingCurrentMinor * months;
  if (collectable <= 0n) return 'NOTHING_TO_COLLECT';
  return quotient(100n * (available - period.closingMinor * months), collectable);
}

/**
 * Of what was due in a period (overdue at its start, or fallen due in it) and neither credited nor sold, the percentage
 * collected: collected / (collected + still due at the end + written off) × 100.
 */
export function collectionRate(period: {
  collectedOfDueMinor: bigint;
  stillDueMinor: bigint;
  writtenOffMinor: bigint;
}): Answer {
  const { collectedOfDueMinor, stillDueMinor, writtenOffMinor } = period;
  const due = collectedOfDueMinor + stillDueMinor + writtenOffMinor;
  if (due <= 0n) return 'NOTHING_DUE_IN_PERIOD';
  return quotient(100n * collectedOfDueMinor, due);
}

/** Mean days of payments, weighted by amount: sum of amount × days / sum of amounts. Payments made early count below zero. */
export function weightedDays(paidMinor: bigint, weightedDaysMinor: bigint): Answer {
  return paidMinor > 0n ? quotient(weightedDaysMinor, paidMinor) : 'NO_PAYMENTS_IN_PERIOD';
}
