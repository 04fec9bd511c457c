import { quotient, type Answer } from './figure';

/** Balances and sales are minor units of one currency, tax included on both sides. */
export interface SalesPeriod {
  salesMinor: bigint;
  /** Calendar days. */
  days: number;
}

/** Outstanding / sales × days of the period. */
export function daysSalesOutstanding(outstandingMinor: bigint, period: SalesPeriod): Answer {
  if (outstandingMinor < 0n) return 'CREDITS_EXCEED_CLAIMS';
  if (period.salesMinor <= 0n) return 'NO_SALES_IN_PERIOD';
  return quotient(outstandingMinor * BigInt(period.days), period.salesMinor);
}

/** What the days would be if nothing were overdue: the part that is not due / sales × days. */
export function bestPossibleDays(
  balance: { outstandingMinor: bigint; overdueMinor: bigint },
  period: SalesPeriod,
): Answer {
  return daysSalesOutstanding(balance.outstandingMinor - balance.overdueMinor, period);
}

/** Days sales outstanding less the best possible: overdue / sales × days. */
export function averageDaysDelinquent(overdueMinor: bigint, period: SalesPeriod): Answer {
  return daysSalesOutstanding(overdueMinor, period);
}

/**
 * The count-back (exhaustion) method: whole months' sales are taken off the outstanding backwards from the day, each for
 * its days, and of the month that cannot be taken whole the share that is left. Months newest first, without gaps.
 */
export function countBackDays(outstandingMinor: bigint, months: readonly SalesPeriod[]): Answer {
  if (outstandingMinor < 0n) return 'CREDITS_EXCEED_CLAIMS';
  let rest = outstandingMinor;
  let days = 0;
  for (const month of months) {
    if (rest === 0n) return days;
    if (rest < month.salesMinor) {
      const [whole, part] = [BigInt(days) * month.salesMinor, rest * BigInt(month.days)];
      return quotient(whole + part, month.salesMinor);
    }
    rest -= month.salesMinor;
    days += month.days;
  }
  return rest === 0n ? days : 'SALES_HISTORY_TOO_SHORT';
}
