import { decimalOf, idOf, instantOf, type ReadCase, type Reader } from './read-case';

const PAGES = 40;
const SIZE = 50;

const QUERY = `query Customers($after: Cursor) {
  customers(first: ${SIZE}, after: $after) {
    nodes {
      id account name
      assessment { grade score }
      creditLimit { limit { amount currency } effectiveFrom }
      receivables(first: 5) {
        nodes { id number kind issuedOn dueOn total { amount } open { amount } status daysOverdue }
      }
      riskAlerts(first: 3) { nodes { id rule severity status raisedAt } }
    }
  }
}`;

/** $1 tenant, $2 today, $3 and $4 name and id of the last customer of the page before. */
const SQL = `
SELECT json_build_object('customers', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', ${idOf('Customer', 'c.customer_id')}, 'account', c.account, 'name', c.name,
  'assessment', (
    SELECT json_build_object('grade', a.grade, 'score', a.score) FROM credit_assessment a
    WHERE a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current AND a.grade IS NOT NULL),
  'creditLimit', (
    SELECT json_build_object('limit', json_build_object('amount', ${decimalOf('l.limit_minor')}, 'currency', l.currency),
      'effectiveFrom', l.effective_from)
    FROM credit_limit l WHERE l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'),
  'receivables', (
    SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
      'id', ${idOf('Receivable', 'r.receivable_id')}, 'number', r.number, 'kind', r.kind, 'issuedOn', r.issued_on,
      'dueOn', r.due_on, 'total', json_build_object('amount', ${decimalOf('r.total_minor')}),
      'open', json_build_object('amount', ${decimalOf('r.open_minor')}),
      'status', CASE WHEN r.open_minor = 0 THEN 'SETTLED' WHEN r.open_minor < 0 THEN 'CREDIT' WHEN r.due_on < $2::date THEN 'OVERDUE'
        ELSE 'OPEN' END,
      'daysOverdue', CASE WHEN r.open_minor > 0 THEN greatest(0, coalesce($2::date - r.due_on, 0)) ELSE 0 END)), '[]'))
    FROM (
      SELECT * FROM receivable r
      WHERE r.tenant_id = c.tenant_id AND r.customer_id = c.customer_id AND NOT (r.total_minor = 0 AND r.open_minor = 0)
      ORDER BY r.issued_on DESC, r.receivable_id LIMIT 5) r),
  'riskAlerts', (
    SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
      'id', ${idOf('RiskAlert', 'k.risk_alert_id')}, 'rule', k.rule, 'severity', k.severity, 'status', k.status,
      'raisedAt', ${instantOf('k.raised_at')})), '[]'))
    FROM (
      SELECT * FROM risk_alert k WHERE k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id
      ORDER BY k.raised_at DESC, k.risk_alert_id LIMIT 3) k)
)), '[]')))::text
FROM (
  SELECT * FROM customer c WHERE c.tenant_id = $1::uuid AND (c.name, c.customer_id) > ($3::text, $4::uuid)
  ORDER BY c.name, c.customer_id LIMIT ${SIZE}) c`;

/** 50 customers with what a portfolio screen shows of each. */
export async function customersCase(reader: Reader): Promise<ReadCase> {
  const { customers } = (await reader.ask(`{ customers(first: 10000) { edges { cursor } } }`)) as {
    customers: { edges: { cursor: string }[] };
  };
  const places = await reader.select<{ id: string; name: string }>(
    `SELECT customer_id AS id, name FROM customer WHERE tenant_id = $1
     ORDER BY name, customer_id LIMIT $2`,
    [reader.tenantId, customers.edges.length],
  );
  const stride = Math.max(1, Math.floor(places.length / PAGES));
  const requests = customers.edges
    .map(({ cursor }, index) => ({
      variables: { after: cursor },
      params: [reader.tenantId, reader.today, places[index]?.name, places[index]?.id],
    }))
    .filter((_, index) => index % stride === stride - 1);
  return {
    name: 'a',
    title: `${SIZE} customers with grade, limit, last 5 receivables and 3 alerts`,
    aim: 0.6,
    query: QUERY,
    sql: SQL,
    requests,
  };
}
