/**
 * Books of a tenant ($1) around the real day: every kind and state of claim, several currencies, corrections learnt in
 * the last days, renamed customers, limits, grades and alerts. Each statement takes the tenant's id.
 */
const TODAY = `(SELECT (now() AT TIME ZONE time_zone)::date FROM tenant WHERE tenant_id = $1::uuid)`;

const DECISION = JSON.stringify({
  grade: 'C',
  score: 51,
  probabilityOfDefault: 0.0123,
  confidence: 'HIGH',
  modelVersion: '1',
  reasons: [],
  override: null,
  notScoredBecause: null,
  models: {},
  statementKey: null,
});

export const BOOKS = [
  `INSERT INTO connection (tenant_id, connection_id, connector_id, name)
   VALUES ($1::uuid, stable_id($1::uuid::text, 'connection'), 'fec', 'Books')`,
  `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
   SELECT $1::uuid, stable_id($1::uuid::text, 'customer', n::text), stable_id($1::uuid::text, 'connection'), 'C' || n,
     CASE WHEN n % 5 = 0 THEN 'Été ' ELSE 'Customer ' END || n, CASE WHEN n % 5 = 0 THEN 'Été ' ELSE 'Customer ' END || n,
     CASE WHEN n % 9 = 0 THEN 'JPY' ELSE 'EUR' END, false, now()
   FROM generate_series(1, 40) n`,
  `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on, due_on,
     due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_disputed, is_doubtful,
     source_file_id, source_line)
   SELECT $1::uuid, stable_id($1::uuid::text, 'receivable', n::text), c.customer_id, c.connection_id,
     CASE WHEN n % 11 = 0 THEN 'CREDIT_NOTE' WHEN n % 17 = 0 THEN 'PAYMENT_ON_ACCOUNT' ELSE 'INVOICE' END, 'F' || n, '', '411',
     issued, CASE WHEN n % 13 = 0 THEN NULL ELSE issued + 30 + n % 3 END, CASE WHEN n % 13 = 0 THEN 'NONE' ELSE 'DOCUMENT' END,
     CASE WHEN n % 19 = 0 THEN 'USD' ELSE c.currency END,
     CASE WHEN n % 11 = 0 OR n % 17 = 0 THEN -1 ELSE 1 END * (1000 + n * 37), 0, '-infinity', '-infinity', n % 8 = 0, false,
     stable_id('file'), n
   FROM generate_series(1, 600) n
   JOIN customer c ON c.tenant_id = $1::uuid AND c.customer_id = stable_id($1::uuid::text, 'customer', (1 + n * 7 % 38)::text),
   LATERAL (SELECT ${TODAY} - n * 13 % 220 AS issued) d`,
  // Issued when it was; half is paid in parts, some of that learnt only in the last days.
  `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
     source_file_id, source_line)
   SELECT tenant_id, receivable_id, 'ISSUE', total_minor, issued_on, now() - make_interval(hours => 201 + source_line % 50),
     receivable_id, source_file_id, source_line
   FROM receivable WHERE tenant_id = $1::uuid`,
  `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
     source_file_id, source_line)
   SELECT tenant_id, receivable_id, 'PAYMENT', CASE WHEN source_line % 6 = 0 THEN -total_minor ELSE -total_minor / 2 END,
     least(issued_on + 20, ${TODAY}), now() - make_interval(hours => source_line % 190, secs => 30), receivable_id,
     source_file_id, source_line
   FROM receivable WHERE tenant_id = $1::uuid AND source_line % 2 = 0`,
  `UPDATE receivable r SET open_minor = e.open, last_effective_on = e.effective_on, changed_at = e.recorded_at
   FROM (SELECT receivable_id, sum(amount_minor) AS open, max(effective_on) AS effective_on, max(recorded_at) AS recorded_at
         FROM receivable_entry WHERE tenant_id = $1::uuid GROUP BY 1) e
   WHERE r.tenant_id = $1::uuid AND r.receivable_id = e.receivable_id`,
  // A due date corrected an hour ago, and a customer renamed.
  `UPDATE receivable SET due_on = due_on + 40, changed_at = now() - interval '1 hour'
   WHERE tenant_id = $1::uuid AND source_line % 29 = 0`,
  `UPDATE customer SET name = name || ' new' WHERE tenant_id = $1::uuid AND account = 'C3'`,
  `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score, probability_of_default,
     confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
   SELECT tenant_id, stable_id(customer_id::text, 'assessment', n::text), customer_id, n = 1, chr(65 + (length(name) + n) % 5),
     50 + n, 0.0123, 'HIGH', '1', date_trunc('milliseconds', now()) - make_interval(days => 10 + n), ${TODAY} - 10 - n, 'h', '{}', '${DECISION}', '{}'
   FROM customer, generate_series(1, 2) n WHERE tenant_id = $1::uuid AND account NOT LIKE '%4'`,
  `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from, decided_by,
     decided_at, binding_term, terms, policy_version)
   SELECT tenant_id, stable_id(customer_id::text, 'limit', status), customer_id,
     CASE account WHEN 'C7' THEN 0 ELSE 50000 + length(account) * 1234 END, currency, status, ${TODAY} - 20, 'policy',
     now() - interval '20 days', 'NEED', '[]', '1'
   FROM customer, unnest(ARRAY['ACTIVE', 'PROPOSED']) status WHERE tenant_id = $1::uuid AND account NOT LIKE '%6'`,
  `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, text_key, params,
     evidence, deadline_on)
   SELECT tenant_id, stable_id(customer_id::text, 'alert', n::text), customer_id,
     CASE WHEN n = 1 THEN 'LIMIT_EXCEEDED' ELSE 'GRADE_DROP' END, (ARRAY['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[1 + length(name) % 4],
     (ARRAY['OPEN', 'ACKNOWLEDGED', 'RESOLVED'])[1 + (length(name) + n) % 3], n::text,
     date_trunc('milliseconds', now()) - make_interval(hours => length(name) * 9 + n), 'LIMIT_EXCEEDED', '{}', '[]',
     CASE WHEN n = 2 THEN ${TODAY} + 5 END
   FROM customer, generate_series(1, 2) n WHERE tenant_id = $1::uuid`,
];
