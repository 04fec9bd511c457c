import { decimalOf, idOf, type ReadCase, type Reader } from './read-case';

const AGEING = `{
  notDue { amount } buckets { label amount { amount } } undated { amount } unallocated { amount }
  outstanding { amount }
}`;
const QUERY = `query AgedBalance {
  agedBalance { rows { customer { id name } ageing ${AGEING} } total ${AGEING} }
}`;

const BUCKETS = [
  { label: '1-30', from: 1, to: 30 },
  { label: '31-60', from: 31, to: 60 },
  { label: '61-90', from: 61, to: 90 },
  { label: '91+', from: 91, to: null },
];

const sumOf = (condition: string): string =>
  `coalesce(sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND ${condition}), 0) AS`;
const totalOf = (column: string): string => decimalOf(`coalesce(sum(${column}), 0)`);

/** One JSON object from the columns of a customer's row, or from their sums. */
function ageingOf(amount: (column: string) => string): string {
  const one = (column: string): string => `json_build_object('amount', ${amount(column)})`;
  const buckets = BUCKETS.map(
    ({ label }, index) =>
      `json_build_object('label', '${label}', 'amount', ${one(`bucket${index}`)})`,
  );
  return `json_build_object('notDue', ${one('not_due')}, 'buckets', json_build_array(${buckets.join(', ')}),
    'undated', ${one('undated')}, 'unallocated', ${one('unallocated')}, 'outstanding', ${one('outstanding')})`;
}

/** $1 tenant, $2 today. */
const SQL = `
WITH aged AS (
  SELECT r.customer_id, ${sumOf('$2::date - r.due_on < 1')} not_due, ${sumOf('r.due_on IS NULL')} undated,
    ${BUCKETS.map(({ from, to }, index) => `${sumOf(to === null ? `$2::date - r.due_on >= ${from}` : `$2::date - r.due_on BETWEEN ${from} AND ${to}`)} bucket${index}`).join(', ')},
    coalesce(sum(r.open_minor) FILTER (WHERE r.open_minor < 0), 0) AS unallocated, sum(r.open_minor) AS outstanding
  FROM receivable r
  WHERE r.tenant_id = $1::uuid AND r.open_minor <> 0 AND r.currency = 'EUR'
  GROUP BY r.customer_id
)
SELECT json_build_object('agedBalance', json_build_object(
  'rows', coalesce(json_agg(json_build_object(
    'customer', json_build_object('id', ${idOf('Customer', 'customer_id')}, 'name', c.name),
    'ageing', ${ageingOf(decimalOf)}) ORDER BY outstanding DESC, customer_id), '[]'),
  'total', ${ageingOf(totalOf)}))::text
FROM aged JOIN customer c USING (customer_id) WHERE c.tenant_id = $1::uuid`;

/** The whole portfolio, a row for each customer that owes: the report every credit manager opens first. */
export function agedBalanceCase(reader: Reader): ReadCase {
  return {
    name: 'c',
    title: 'aged balance of the whole portfolio by customer',
    aim: 0.8,
    query: QUERY,
    sql: SQL,
    requests: [{ variables: {}, params: [reader.tenantId, reader.today] }],
  };
}
