import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { SETTLEMENT, type CustomerFigures } from './customer-figures';

/** How late a customer paid in the last 90 days and in the year before: as in its figures. */
export type PaceFigures = Pick<
  CustomerFigures,
  | 'customerId'
  | 'recentPaymentCount'
  | 'recentPaidMinor'
  | 'recentWeightedDaysLate'
  | 'habitPaymentCount'
  | 'habitPaidMinor'
  | 'habitWeightedDaysLate'
>;

/**
 * The two windows of every customer that has paid in both, late on the whole in the last one, and of those named that paid in
 * either: what time alone moves from one window to the other. One pass over the payments of 455 days.
 */
export async function paceWindows(
  tx: Transaction,
  asOf: LocalDate,
  customerIds: readonly string[],
): Promise<PaceFigures[]> {
  return tx.query<PaceFigures>(WINDOWS, [tx.tenantId, asOf, [...customerIds]]);
}

const IS_RECENT = 'effective_on > $2::date - 90';

const WINDOWS = `
  WITH settlement AS (${SETTLEMENT('AND e.effective_on > $2::date - 455 AND r.last_effective_on > $2::date - 455')})
  SELECT customer_id AS "customerId",
    (count(*) FILTER (WHERE ${IS_RECENT}))::int AS "recentPaymentCount",
    coalesce(sum(amount) FILTER (WHERE ${IS_RECENT}), 0)::text AS "recentPaidMinor",
    coalesce(sum(amount * days_late) FILTER (WHERE ${IS_RECENT}), 0)::text AS "recentWeightedDaysLate",
    (count(*) FILTER (WHERE NOT (${IS_RECENT})))::int AS "habitPaymentCount",
    coalesce(sum(amount) FILTER (WHERE NOT (${IS_RECENT})), 0)::text AS "habitPaidMinor",
    coalesce(sum(amount * days_late) FILTER (WHERE NOT (${IS_RECENT})), 0)::text AS "habitWeightedDaysLate"
  FROM settlement GROUP BY customer_id
  HAVING (sum(amount * days_late) FILTER (WHERE ${IS_RECENT}) > 0 AND count(*) FILTER (WHERE NOT (${IS_RECENT})) > 0)
    OR customer_id = ANY ($3::uuid[])
  ORDER BY 1`;
