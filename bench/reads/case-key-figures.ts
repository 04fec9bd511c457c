import { decimalOf, type ReadCase, type Reader } from './read-case';

const MONTHS = 12;

const FIGURES = `revenue { amount } outstanding { amount } overdue { amount } overdueRatio
    dso { value } bestPossibleDso { value } averageDaysDelinquent { value } daysToPay { value }
    collectionEffectiveness { value } collectionRate { value }`;
const QUERY = `query KeyFigures($from: Date!, $to: Date!) {
  keyFigures(from: $from, to: $to) {
    ${FIGURES}
    dsoCountBack { value } concentrationHhi { value } expectedLoss { amount }
    monthly { month ${FIGURES} }
  }
}`;

/** numerator / denominator as the figures are rounded; null for nothing to divide by. */
const figure = (numerator: string, denominator: string): string =>
  `json_build_object('value', round((${numerator})::numeric / nullif(${denominator}, 0), 4))`;
const amount = (minor: string): string => `json_build_object('amount', ${decimalOf(minor)})`;

/** The figures of a row of sums: `p` with its days, and how many months they are. */
function figuresOf(p: string, months: string): string {
  const available = `${p}.opening * ${months} + ${p}.sales`;
  const closing = `${p}.outstanding * ${months}`;
  return `'revenue', ${amount(`${p}.sales`)}, 'outstanding', ${amount(`${p}.outstanding`)}, 'overdue', ${amount(`${p}.overdue`)},
    'overdueRatio', round(${p}.overdue::numeric / nullif(${p}.outstanding, 0), 6),
    'dso', ${figure(`${p}.outstanding * ${p}.days`, `${p}.sales`)},
    'bestPossibleDso', ${figure(`(${p}.outstanding - ${p}.overdue) * ${p}.days`, `${p}.sales`)},
    'averageDaysDelinquent', ${figure(`${p}.overdue * ${p}.days`, `${p}.sales`)},
    'daysToPay', ${figure(`${p}.timed_days`, `${p}.timed`)},
    'collectionEffectiveness', ${figure(`100 * (${available} - ${closing})`, `(${available} - (${p}.outstanding - ${p}.overdue) * ${months})`)},
    'collectionRate', ${figure(`100 * ${p}.due_paid`, `(${p}.due_paid + ${p}.matured + ${p}.due_written_off)`)}`;
}

const SUMS = `sum(sales_minor) AS sales, sum(outstanding_minor) AS outstanding_step, sum(overdue_minor) AS overdue_step,
    sum(matured_minor) AS matured_step, sum(timed_minor) AS timed, sum(timed_days) AS timed_days, sum(due_paid_minor) AS due_paid,
    sum(due_written_off_minor) AS due_written_off`;

/** $1 tenant, $2 first day of the first month, $3 today. */
const SQL = `
WITH summed AS (
  SELECT date_trunc('month', day)::date AS month, ${SUMS} FROM ledger_day
  WHERE tenant_id = $1::uuid AND currency = 'EUR' AND day <= $3::date GROUP BY 1
), months AS (
  SELECT s.*, to_char(month, 'YYYY-MM') AS name, least((month + interval '1 month')::date - 1, $3::date) - month + 1 AS days,
    sum(outstanding_step) OVER past AS outstanding, sum(outstanding_step) OVER past - outstanding_step AS opening,
    sum(overdue_step) OVER past AS overdue, sum(matured_step) OVER past AS matured, sum(sales) OVER back AS sales_since
  FROM summed s WINDOW past AS (ORDER BY month), back AS (ORDER BY month DESC)
), period AS (
  SELECT $3::date - $2::date + 1 AS days, sum(sales) AS sales, sum(timed) AS timed, sum(timed_days) AS timed_days,
    sum(due_paid) AS due_paid, sum(due_written_off) AS due_written_off, min(opening) FILTER (WHERE month = $2::date) AS opening,
    max(outstanding) FILTER (WHERE $3::date BETWEEN month AND month + days - 1) AS outstanding,
    max(overdue) FILTER (WHERE $3::date BETWEEN month AND month + days - 1) AS overdue,
    max(matured) FILTER (WHERE $3::date BETWEEN month AND month + days - 1) AS matured
  FROM months WHERE month >= $2::date
), rates AS (
  SELECT from_days, rate, lead(from_days) OVER (ORDER BY from_days) AS until FROM (VALUES
    (0, 0.003), (1, 0.016), (31, 0.036), (61, 0.066), (91, 0.106)) v (from_days, rate)
), items AS MATERIALIZED (
  SELECT customer_id, due_on, open_minor FROM receivable
  WHERE tenant_id = $1::uuid AND open_minor <> 0 AND currency = 'EUR'
), owed AS (
  SELECT sum(net) AS total, sum(net * net) AS squares FROM (
    SELECT sum(open_minor) AS net FROM items GROUP BY customer_id HAVING sum(open_minor) > 0) c
), lost AS (
  SELECT round(sum(open * rate)) AS minor FROM (
    SELECT due_on, sum(open_minor) AS open FROM items WHERE open_minor > 0 GROUP BY due_on) d
  JOIN rates r ON (r.from_days = 0 OR coalesce($3::date - due_on, 0) >= r.from_days)
    AND (r.until IS NULL OR coalesce($3::date - due_on, 0) < r.until)
)
SELECT json_build_object('keyFigures', json_build_object(${figuresOf('p', String(MONTHS))},
  'dsoCountBack', (
    SELECT json_build_object('value', round($3::date - (month + days - 1) + days * (p.outstanding - sales_since + sales) / sales, 4))
    FROM months m WHERE sales_since > p.outstanding ORDER BY month DESC LIMIT 1),
  'concentrationHhi', (SELECT ${figure('10000 * squares', 'total * total')} FROM owed),
  'expectedLoss', (SELECT ${amount('minor')} FROM lost),
  'monthly', (
    SELECT json_agg(json_build_object('month', m.name, ${figuresOf('m', '1')}) ORDER BY m.month) FROM months m
    WHERE m.month >= $2::date)
))::text FROM period p`;

/** Twelve months up to today with the series: from the kept days, and for risk from what is open. */
export function keyFiguresCase(reader: Reader): ReadCase {
  const [year = 0, month = 0] = reader.today.split('-').map(Number);
  const from = new Date(Date.UTC(year, month - MONTHS, 1)).toISOString().slice(0, 10);
  return {
    name: 'd',
    title: `key figures of ${MONTHS} months with their series`,
    aim: 0.8,
    query: QUERY,
    sql: SQL,
    requests: [
      { variables: { from, to: reader.today }, params: [reader.tenantId, from, reader.today] },
    ],
  };
}
