/**
 * The yardstick: one statement that reads what a run reads, sums it per customer, and does nothing with it. It makes the
 * same figures of the ledger and gathers the same facts of each company; its rows are counted and their texts measured, so
 * that none of it can be left out.
 */
const SETTLING = `('PAYMENT', 'DISCOUNT', 'COMPENSATION')`;

/** $1 tenant, $2 day. */
export const AGGREGATE = `
WITH settlement AS MATERIALIZED (
  SELECT r.customer_id, r.receivable_id, r.open_minor, e.effective_on, e.effective_on - r.due_on AS days_late,
    -sum(e.amount_minor) AS amount
  FROM receivable r JOIN receivable_entry e USING (tenant_id, receivable_id)
  WHERE r.tenant_id = $1 AND r.kind IN ('INVOICE', 'OPENING', 'BILL') AND r.due_on IS NOT NULL AND NOT r.is_disputed
    AND (e.kind IN ${SETTLING} OR e.reversed_kind IN ${SETTLING})
    AND e.effective_on > ($2::date - interval '24 months')::date AND e.effective_on <= $2
  GROUP BY r.customer_id, r.receivable_id, r.open_minor, e.effective_on, r.due_on
  HAVING sum(e.amount_minor) < 0
), settled AS MATERIALIZED (
  SELECT customer_id, receivable_id, max(days_late) AS days_late, max(effective_on) AS paid_on
  FROM settlement WHERE open_minor = 0 GROUP BY 1, 2
), paid AS (
  SELECT customer_id, count(*) AS n, count(*) FILTER (WHERE days_late > 10) AS late
  FROM settled WHERE paid_on > ($2::date - interval '12 months')::date GROUP BY 1
), flow AS (
  SELECT customer_id, sum(amount) AS amount, sum(amount * days_late) AS weighted, bool_or(days_late > 30) AS was_late
  FROM settlement WHERE effective_on > ($2::date - interval '12 months')::date GROUP BY 1
), height AS (
  SELECT customer_id, max(total) AS highest FROM (
    SELECT customer_id, sum(amount) OVER (PARTITION BY customer_id ORDER BY effective_on) AS total FROM (
      SELECT s.customer_id, e.effective_on, sum(e.amount_minor) AS amount
      FROM settled s JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = s.receivable_id
      WHERE s.days_late <= 10 GROUP BY 1, 2) m
  ) h GROUP BY 1
), items AS (
  SELECT customer_id,
    sum(total_minor) FILTER (WHERE issued_on > ($2::date - interval '12 months')::date AND kind IN ('INVOICE', 'CREDIT_NOTE')) AS sales,
    sum(total_minor * (due_on - issued_on)) FILTER (WHERE kind = 'INVOICE' AND total_minor > 0) AS terms,
    count(*) FILTER (WHERE kind = 'RETURNED_PAYMENT') AS returned,
    sum(open_minor) FILTER (WHERE open_minor > 0) AS debit, sum(open_minor) FILTER (WHERE open_minor < 0) AS credit,
    sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2 AND NOT is_disputed) AS overdue,
    sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2::date - 30 AND NOT is_disputed) AS overdue_30,
    sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < $2::date - 90 AND NOT is_disputed) AS overdue_90,
    min(due_on) FILTER (WHERE open_minor > 0 AND due_on < $2 AND NOT is_disputed) AS oldest_due_on,
    min(receivable_id::text) FILTER (WHERE open_minor > 0 AND due_on < $2 AND NOT is_disputed) AS oldest
  FROM receivable WHERE tenant_id = $1 GROUP BY 1
), statements AS (
  SELECT company_id, jsonb_agg(jsonb_build_object('sourceKey', source_key, 'closedOn', closed_on, 'months', months,
    'items', items) ORDER BY closed_on DESC) AS statements
  FROM financial_statement WHERE tenant_id = $1 AND closed_on <= $2 GROUP BY 1
), scores AS (
  SELECT company_id, jsonb_agg(jsonb_build_object('sourceKey', source_key, 'scale', scale, 'value', value)) AS scores
  FROM provider_score WHERE tenant_id = $1 AND seen_on <= $2 GROUP BY 1
), notices AS (
  SELECT company_id, max(published_on) AS published_on, max(title) AS title, max(accounts_closed_on) AS closed_on
  FROM legal_event WHERE tenant_id = $1 GROUP BY 1
), one AS (
  SELECT c.customer_id, c.currency, m.siren, m.created_on, m.activity_code, m.status, m.insolvency, p.n, p.late, f.amount,
    f.weighted, f.was_late, h.highest, i.sales, i.terms, i.returned, i.debit, i.credit, i.overdue, i.overdue_30,
    i.overdue_90, i.oldest_due_on, i.oldest, s.statements, v.scores, n.published_on, n.title, n.closed_on
  FROM customer c LEFT JOIN company m USING (tenant_id, company_id)
    LEFT JOIN paid p USING (customer_id) LEFT JOIN flow f USING (customer_id) LEFT JOIN height h USING (customer_id)
    LEFT JOIN items i USING (customer_id) LEFT JOIN statements s USING (company_id) LEFT JOIN scores v USING (company_id)
    LEFT JOIN notices n USING (company_id)
  WHERE c.tenant_id = $1 AND NOT c.is_pooled
)
SELECT count(*)::int AS customers, sum(length(one::text)) AS characters FROM one`;
