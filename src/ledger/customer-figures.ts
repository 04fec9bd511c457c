import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';

/** What the ledger says of one customer on a day: the sums that scoring, limits and alert rules read. Minor units as strings. */
export interface CustomerFigures {
  customerId: string;
  /** Nothing was ever invoiced to the customer. */
  hasReceivables: boolean;
  openReceivablesMinor: string;
  unallocatedCreditsMinor: string;
  overdueMinor: string;
  overdueOver30Minor: string;
  overdueOver90Minor: string;
  maxDaysOverdue: number;
  hasAssumedDueDates: boolean;
  /** Claims settled in the last 12 months, and of those the ones whose last payment came more than 10 days late. */
  paidCount12m: number;
  lateOver10Count12m: number;
  paidAmountMinor: string;
  /** Sum of amount × days beyond terms over the payments of 12 months. */
  weightedDaysLate: string;
  returnedPayments12m: number;
  /** Days from issue to due date of the invoices of 12 months, weighted by amount; null when no due date is stated. */
  paymentTermsDays: number | null;
  sales12mMinor: string;
  /** Highest running total of the claims of 24 months that were paid at most 10 days late; null without any. */
  highestCreditPaidOnTimeMinor: string | null;
  /** Something was paid more than 30 days late before, by an amount that matters. */
  wasPaidSeriouslyLate: boolean;
  /** Payments of 24 months, and the latest of those of amounts that matter: days past the due date, negative is early. */
  paymentCount24m: number;
  mostDaysLate24m: number | null;
  /** The payments of the last 90 days, and of the year before those: amount × days as above. */
  recentPaymentCount: number;
  recentPaidMinor: string;
  recentWeightedDaysLate: string;
  habitPaymentCount: number;
  habitPaidMinor: string;
  habitWeightedDaysLate: string;
  oldestOverdueId: string | null;
  oldestOverdueNumber: string | null;
  oldestOverdueDueOn: LocalDate | null;
  oldestOverdueOpenMinor: string | null;
  /** Its due date is the usual or the legal default, since neither the books nor its terms state one. */
  isOldestOverdueAssumed: boolean;
  /**
   * The first day on which time alone may change any of these but the windows of 90 days; null when none does. Never too
   * late, seldom too early.
   */
  staleOn: LocalDate | null;
}

/** Figures of the given customers, or of all, as known now; one row each, also for customers without receivables. */
export async function customerFigures(
  tx: Transaction,
  asOf: LocalDate,
  customerIds: readonly string[],
): Promise<CustomerFigures[]> {
  return tx.query<CustomerFigures>(FIGURES, [tx.tenantId, asOf, [...customerIds]]);
}

/**
 * Sales of the whole portfolio in 12 months, in the currency of the books at the rates of the day (without a rate they count
 * for nothing), and the share of settled claims that were more than 10 days late. The share is
 * part of what everybody is judged by: to a whole percent, or one payment would be news of every customer.
 */
export async function portfolioFigures(
  tx: Transaction,
  asOf: LocalDate,
): Promise<{ sales12mMinor: string; lateShare: number | null }> {
  const [row] = await tx.query<{ sales12mMinor: string; lateShare: number | null }>(PORTFOLIO, [
    tx.tenantId,
    asOf,
  ]);
  return row ?? { sales12mMinor: '0', lateShare: null };
}

/** Below this many settled claims a share says nothing. */
const LATE_SHARE_LEAST = 20;
/** A claim forgotten at one euro is not a late payment. */
const MATTERS_MINOR = 100_00;

/** Kinds of entry that are somebody paying. */
const SETTLING = `('PAYMENT', 'DISCOUNT', 'COMPENSATION')`;

/**
 * Money that settled claims with a due date, corrections netted out. Conditions are on bare columns, customers are an
 * array: the planner must know that a batch is a small part of the ledger, or it reads all of it for every batch.
 */
export const SETTLEMENT = (where: string): string => `
  SELECT r.customer_id, r.receivable_id, r.open_minor, e.effective_on, e.effective_on - r.due_on AS days_late,
    -sum(e.amount_minor) AS amount
  FROM receivable r JOIN receivable_entry e USING (tenant_id, receivable_id)
  WHERE r.tenant_id = $1 AND r.kind IN ('INVOICE', 'OPENING', 'BILL') AND r.due_on IS NOT NULL AND NOT r.is_disputed
    AND (e.kind IN ${SETTLING} OR e.reversed_kind IN ${SETTLING})
    AND e.effective_on > ($2::date - interval '24 months')::date AND e.effective_on <= $2 ${where}
  GROUP BY r.customer_id, r.receivable_id, r.open_minor, e.effective_on, r.due_on
  HAVING sum(e.amount_minor) < 0`;

const SETTLED = `
  SELECT customer_id, receivable_id, max(days_late) AS days_late, max(effective_on) AS paid_on, sum(amount) AS amount
  FROM settlement WHERE open_minor = 0 GROUP BY customer_id, receivable_id`;

/** An assumed due date says nothing of the terms agreed. */
const STATED_TERMS = `kind = 'INVOICE' AND due_date_source IN ('DOCUMENT', 'EXTRA_COLUMN', 'CUSTOMER_TERMS')
        AND total_minor > 0 AND issued_on > ($2::date - interval '12 months')::date`;

/**
 * The day an event leaves a window of months. Where months are of unequal length it may be a few days early, never late.
 */
const leaving = (day: string, months: number): string =>
  `(${day} + interval '${months} months')::date`;

/** Number, amount and weighted days of the settlements of a window, as columns that begin with a name. */
const paceOf = (window: string, name: string): string =>
  `(count(*) FILTER (WHERE ${window}))::int AS ${name}_payments, sum(amount) FILTER (WHERE ${window}) AS ${name}_amount,
      sum(weighted) FILTER (WHERE ${window}) AS ${name}_weighted`;

const FIGURES = `
  WITH wanted AS (SELECT unnest($3::uuid[]) AS customer_id),
  claim AS MATERIALIZED (
    SELECT customer_id, receivable_id, kind, number, issued_on, due_on, due_date_source, total_minor, open_minor,
      is_disputed, last_effective_on
    FROM receivable WHERE tenant_id = $1 AND customer_id = ANY ($3)
  ), movement AS MATERIALIZED (
    SELECT c.customer_id, c.receivable_id, c.open_minor, c.due_on, e.effective_on, sum(e.amount_minor)::bigint AS amount,
      -(sum(e.amount_minor) FILTER (WHERE e.kind IN ${SETTLING} OR e.reversed_kind IN ${SETTLING}))::bigint AS settled
    FROM claim c JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = c.receivable_id
    WHERE c.kind IN ('INVOICE', 'OPENING', 'BILL') AND c.due_on IS NOT NULL AND NOT c.is_disputed
      AND c.last_effective_on > ($2::date - interval '24 months')::date
    GROUP BY c.customer_id, c.receivable_id, c.open_minor, c.due_on, e.effective_on
  ), settlement AS MATERIALIZED (
    SELECT customer_id, receivable_id, open_minor, effective_on, effective_on - due_on AS days_late, settled AS amount
    FROM movement
    WHERE effective_on > ($2::date - interval '24 months')::date AND effective_on <= $2 AND settled > 0
  ),
  settled AS MATERIALIZED (${SETTLED}),
  paid AS (
    SELECT customer_id, count(*)::int AS n, (count(*) FILTER (WHERE days_late > 10))::int AS late
    FROM settled WHERE paid_on > ($2::date - interval '12 months')::date GROUP BY 1
  ), flow AS (
    SELECT customer_id, sum(amount) FILTER (WHERE is_of_year) AS amount, sum(weighted) FILTER (WHERE is_of_year) AS weighted,
      bool_or(days_late > 30 AND amount >= ${MATTERS_MINOR}) FILTER (WHERE is_of_year) AS was_late, count(*)::int AS payments,
      max(days_late) FILTER (WHERE amount >= ${MATTERS_MINOR}) AS most_days_late,
      ${paceOf('effective_on > $2::date - 90', 'recent')},
      ${paceOf('effective_on <= $2::date - 90 AND effective_on > $2::date - 455', 'habit')}
    FROM (
      SELECT *, amount::numeric * days_late AS weighted, effective_on > ($2::date - interval '12 months')::date AS is_of_year
      FROM settlement
    ) s GROUP BY 1
  ), leaving AS (
    SELECT customer_id, min(CASE WHEN effective_on > ($2::date - interval '12 months')::date
      THEN ${leaving('effective_on', 12)} ELSE ${leaving('effective_on', 24)} END) AS payment_on
    FROM settlement GROUP BY 1
  ), height AS (
    SELECT customer_id, max(total) AS highest FROM (
      SELECT customer_id, sum(amount) OVER (PARTITION BY customer_id ORDER BY effective_on) AS total FROM (
        SELECT s.customer_id, m.effective_on, sum(m.amount) AS amount
        FROM settled s JOIN movement m USING (customer_id, receivable_id) WHERE s.days_late <= 10 GROUP BY 1, 2) d
    ) m GROUP BY 1
  ), item AS (
    SELECT customer_id,
      sum(total_minor) FILTER (WHERE issued_on > ($2::date - interval '12 months')::date AND kind IN ('INVOICE', 'CREDIT_NOTE')) AS sales,
      (sum(total_minor * (due_on - issued_on)) FILTER (WHERE ${STATED_TERMS})
        / nullif(sum(total_minor) FILTER (WHERE ${STATED_TERMS}), 0))::float8 AS terms,
      (count(*) FILTER (WHERE kind = 'RETURNED_PAYMENT' AND total_minor > 0
        AND issued_on > ($2::date - interval '12 months')::date))::int AS returned,
      ${leaving(`min(issued_on) FILTER (WHERE issued_on > ($2::date - interval '12 months')::date)`, 12)} AS sale_on,
      bool_or(last_effective_on > $2) AS is_ahead,
      sum(open_minor) FILTER (WHERE open_minor > 0) AS debit, -sum(open_minor) FILTER (WHERE open_minor < 0) AS credit,
      sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2 AND NOT is_disputed) AS overdue,
      sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2::date - 30 AND NOT is_disputed) AS overdue_30,
      sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2::date - 90 AND NOT is_disputed) AS overdue_90,
      max($2::date - due_on) FILTER (WHERE open_minor > 0 AND due_on < $2 AND NOT is_disputed) AS days,
      bool_or(due_date_source IN ('TENANT_DEFAULT', 'LEGAL_DEFAULT')) FILTER (WHERE open_minor <> 0) AS assumed,
      min(due_on) FILTER (WHERE open_minor > 0 AND due_on >= $2 AND NOT is_disputed) + 1 AS overdue_on
    FROM claim GROUP BY 1
  ), oldest AS (
    SELECT DISTINCT ON (customer_id) customer_id, receivable_id, number, due_on, open_minor, due_date_source
    FROM claim WHERE open_minor >= ${MATTERS_MINOR} AND due_on < $2 AND NOT is_disputed
    ORDER BY customer_id, due_on, receivable_id
  )
  SELECT w.customer_id AS "customerId", s.customer_id IS NOT NULL AS "hasReceivables",
    coalesce(s.debit, 0)::text AS "openReceivablesMinor", coalesce(s.credit, 0)::text AS "unallocatedCreditsMinor",
    coalesce(s.overdue, 0)::text AS "overdueMinor", coalesce(s.overdue_30, 0)::text AS "overdueOver30Minor",
    coalesce(s.overdue_90, 0)::text AS "overdueOver90Minor",
    coalesce(s.days, 0) AS "maxDaysOverdue", coalesce(s.assumed, false) AS "hasAssumedDueDates",
    coalesce(p.n, 0) AS "paidCount12m", coalesce(p.late, 0) AS "lateOver10Count12m",
    coalesce(f.amount, 0)::text AS "paidAmountMinor", coalesce(f.weighted, 0)::text AS "weightedDaysLate",
    coalesce(s.returned, 0) AS "returnedPayments12m", s.terms AS "paymentTermsDays", coalesce(s.sales, 0)::text AS "sales12mMinor",
    h.highest::text AS "highestCreditPaidOnTimeMinor", coalesce(f.was_late, false) AS "wasPaidSeriouslyLate",
    coalesce(f.payments, 0) AS "paymentCount24m", f.most_days_late AS "mostDaysLate24m",
    coalesce(f.recent_payments, 0) AS "recentPaymentCount", coalesce(f.recent_amount, 0)::text AS "recentPaidMinor",
    coalesce(f.recent_weighted, 0)::text AS "recentWeightedDaysLate",
    coalesce(f.habit_payments, 0) AS "habitPaymentCount", coalesce(f.habit_amount, 0)::text AS "habitPaidMinor",
    coalesce(f.habit_weighted, 0)::text AS "habitWeightedDaysLate",
    d.receivable_id AS "oldestOverdueId", d.number AS "oldestOverdueNumber", d.due_on AS "oldestOverdueDueOn",
    d.open_minor AS "oldestOverdueOpenMinor",
    coalesce(d.due_date_source IN ('TENANT_DEFAULT', 'LEGAL_DEFAULT'), false) AS "isOldestOverdueAssumed",
    least(v.payment_on, s.sale_on, s.overdue_on, CASE WHEN s.days > 0 OR s.is_ahead THEN $2::date + 1 END) AS "staleOn"
  FROM wanted w LEFT JOIN item s USING (customer_id) LEFT JOIN paid p USING (customer_id)
    LEFT JOIN flow f USING (customer_id) LEFT JOIN height h USING (customer_id)
    LEFT JOIN oldest d USING (customer_id) LEFT JOIN leaving v USING (customer_id)
  ORDER BY w.customer_id`;

/** What moved last before the year was paid before it, and is no part of the share: it need not be read. */
const PAID_OF_YEAR = `AND r.open_minor = 0 AND r.last_effective_on > ($2::date - interval '12 months')::date`;

const PORTFOLIO = `
  WITH settlement AS (${SETTLEMENT(PAID_OF_YEAR)}), settled AS (${SETTLED}),
  paid AS (
    SELECT count(*) AS n, count(*) FILTER (WHERE days_late > 10) AS late
    FROM settled WHERE paid_on > ($2::date - interval '12 months')::date
  ), sales AS (
    SELECT coalesce(sum(CASE WHEN s.currency = b.books_currency THEN s.total
      ELSE convert_minor(s.total, f.minor_per_euro, t.minor_per_euro) END), 0)::bigint::text AS sales
    FROM (
      SELECT currency, sum(total_minor) AS total FROM receivable
      WHERE tenant_id = $1 AND kind IN ('INVOICE', 'CREDIT_NOTE') AND issued_on > ($2::date - interval '12 months')::date
        AND issued_on <= $2
      GROUP BY currency
    ) s JOIN tenant b ON b.tenant_id = $1
    LEFT JOIN exchange_rates_at($2::date, 'infinity') f ON f.currency = s.currency
    LEFT JOIN exchange_rates_at($2::date, 'infinity') t ON t.currency = b.books_currency
  )
  SELECT sales.sales AS "sales12mMinor",
    CASE WHEN n >= ${LATE_SHARE_LEAST} THEN round(late::numeric / n, 2)::float8 END AS "lateShare" FROM paid, sales`;
