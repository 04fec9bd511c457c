import { decimalOf, idOf, instantOf, type ReadCase, type Reader } from './read-case';

const PAGES = 200;

const QUERY = `query CustomerPage($id: ID!) {
  customer(id: $id) {
    id account name currency
    company { id siren name legalForm activityCode createdOn status city insolvency }
    exposure { total { amount } openReceivables { amount } unallocatedCredits { amount } headroom { amount } }
    ageing {
      notDue { amount } buckets { label amount { amount } } undated { amount } unallocated { amount }
      outstanding { amount }
    }
    assessment { grade score probabilityOfDefault confidence assessedOn reasons { code contribution } }
    creditLimit {
      limit { amount currency } effectiveFrom reviewOn decidedBy bindingTerm
      terms { term amount { amount } reasonIfAbsent }
    }
    receivables(first: 20) {
      nodes { id number kind issuedOn dueOn total { amount } open { amount } status daysOverdue disputed }
    }
    riskAlerts(first: 10) { nodes { id rule severity status raisedAt after } }
  }
}`;

const amount = (minor: string): string => `json_build_object('amount', ${decimalOf(minor)})`;

/** Sums over one customer's open items; one row, of zeros when nothing is open. */
const SUMS = `
  SELECT coalesce(sum(o.open_minor), 0) AS outstanding,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0), 0) AS owed,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor < 0), 0) AS credit,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND $2::date - o.due_on < 1), 0) AS not_due,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND $2::date - o.due_on BETWEEN 1 AND 30), 0) AS days30,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND $2::date - o.due_on BETWEEN 31 AND 60), 0) AS days60,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND $2::date - o.due_on BETWEEN 61 AND 90), 0) AS days90,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND $2::date - o.due_on > 90), 0) AS older,
    coalesce(sum(o.open_minor) FILTER (WHERE o.open_minor > 0 AND o.due_on IS NULL), 0) AS undated
  FROM receivable o
  WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id AND o.open_minor <> 0 AND o.currency = c.currency`;

const bucket = (label: string, column: string): string =>
  `json_build_object('label', '${label}', 'amount', ${amount(`s.${column}`)})`;

const AGEING = `json_build_object('notDue', ${amount('s.not_due')}, 'buckets', json_build_array(
    ${bucket('1-30', 'days30')}, ${bucket('31-60', 'days60')}, ${bucket('61-90', 'days90')}, ${bucket('91+', 'older')}),
  'undated', ${amount('s.undated')}, 'unallocated', ${amount('s.credit')}, 'outstanding', ${amount('s.outstanding')})`;

const COMPANY = `(
  SELECT json_build_object('id', ${idOf('Company', 'y.company_id')}, 'siren', y.siren, 'name', coalesce(y.name, y.siren),
    'legalForm', coalesce(y.legal_form_label, y.legal_form_code), 'activityCode', y.activity_code, 'createdOn', y.created_on,
    'status', y.status, 'city', y.city, 'insolvency', y.insolvency)
  FROM company y WHERE y.tenant_id = c.tenant_id AND y.company_id = c.company_id)`;

const ASSESSMENT = `(
  SELECT json_build_object('grade', a.grade, 'score', a.score, 'probabilityOfDefault', a.probability_of_default,
    'confidence', a.confidence, 'assessedOn', a.assessed_on, 'reasons', (
      SELECT json_agg(json_build_object('code', e.reason -> 'code', 'contribution', e.reason -> 'contribution') ORDER BY e.place)
      FROM jsonb_array_elements(a.decision -> 'reasons') WITH ORDINALITY AS e (reason, place)))
  FROM credit_assessment a
  WHERE a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current AND a.grade IS NOT NULL)`;

const LIMIT = `CASE WHEN l.credit_limit_id IS NOT NULL THEN json_build_object(
  'limit', json_build_object('amount', ${decimalOf('l.limit_minor')}, 'currency', l.currency),
  'effectiveFrom', l.effective_from, 'reviewOn', l.review_on, 'decidedBy', l.decided_by, 'bindingTerm', l.binding_term,
  'terms', (
    SELECT json_agg(json_build_object('term', e.term -> 'term',
      'amount', CASE WHEN e.term ->> 'amountMinor' IS NOT NULL THEN ${amount(`(e.term ->> 'amountMinor')::bigint`)} END,
      'reasonIfAbsent', e.term -> 'reasonIfAbsent') ORDER BY e.place)
    FROM jsonb_array_elements(l.terms) WITH ORDINALITY AS e (term, place))) END`;

const RECEIVABLES = `(
  SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
    'id', ${idOf('Receivable', 'r.receivable_id')}, 'number', r.number, 'kind', r.kind, 'issuedOn', r.issued_on,
    'dueOn', r.due_on, 'total', ${amount('r.total_minor')}, 'open', ${amount('r.open_minor')},
    'status', CASE WHEN r.open_minor = 0 THEN 'SETTLED' WHEN r.open_minor < 0 THEN 'CREDIT'
      WHEN r.due_on < $2::date THEN 'OVERDUE' ELSE 'OPEN' END,
    'daysOverdue', CASE WHEN r.open_minor > 0 THEN greatest(0, coalesce($2::date - r.due_on, 0)) ELSE 0 END,
    'disputed', r.is_disputed)), '[]'))
  FROM (
    SELECT * FROM receivable r
    WHERE r.tenant_id = c.tenant_id AND r.customer_id = c.customer_id AND NOT (r.total_minor = 0 AND r.open_minor = 0)
    ORDER BY r.issued_on DESC, r.receivable_id LIMIT 20) r)`;

const ALERTS = `(
  SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
    'id', ${idOf('RiskAlert', 'k.risk_alert_id')}, 'rule', k.rule, 'severity', k.severity, 'status', k.status,
    'raisedAt', ${instantOf('k.raised_at')}, 'after', k.after)), '[]'))
  FROM (
    SELECT * FROM risk_alert k WHERE k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id
    ORDER BY k.raised_at DESC, k.risk_alert_id LIMIT 10) k)`;

/** $1 tenant, $2 today, $3 customer. */
const SQL = `
SELECT json_build_object('customer', json_build_object(
  'id', ${idOf('Customer', 'c.customer_id')}, 'account', c.account, 'name', c.name, 'currency', c.currency,
  'company', ${COMPANY},
  'exposure', json_build_object('total', ${amount('greatest(s.outstanding, 0)')}, 'openReceivables', ${amount('s.owed')},
    'unallocatedCredits', ${amount('-s.credit')},
    'headroom', CASE WHEN l.credit_limit_id IS NOT NULL THEN ${amount('(l.limit_minor - greatest(s.outstanding, 0))')} END),
  'ageing', ${AGEING}, 'assessment', ${ASSESSMENT}, 'creditLimit', ${LIMIT}, 'receivables', ${RECEIVABLES},
  'riskAlerts', ${ALERTS}))::text
FROM customer c CROSS JOIN LATERAL (${SUMS}) s
LEFT JOIN credit_limit l ON l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
WHERE c.tenant_id = $1::uuid AND c.customer_id = $3::uuid`;

/** Everything of one customer, another one each time. */
export async function customerPageCase(reader: Reader): Promise<ReadCase> {
  const chosen = await reader.select<{ key: string; id: string }>(
    `SELECT customer_id AS key, ${idOf('Customer', 'customer_id')} AS id FROM customer WHERE tenant_id = $1
     ORDER BY md5(account) LIMIT ${PAGES}`,
    [reader.tenantId],
  );
  return {
    name: 'e',
    title: 'one customer’s page',
    aim: null,
    query: QUERY,
    sql: SQL,
    requests: chosen.map(({ key, id }) => ({
      variables: { id },
      params: [reader.tenantId, reader.today, key],
    })),
  };
}
