/** What is owed and what was paid: claims drawn into a temporary table, then written as the ledger writes them. */

/**
 * $1 connection, $2 customers, $3 first number, $4 last number, $5 last number that is paid, $6 days ago that
 * the last paid one was issued. Paid ones spread over three years before that, open ones are mostly of the last weeks. A few customers
 * buy much, most buy little.
 */
export const DRAW_CLAIMS = `
CREATE TEMP TABLE claim AS
SELECT n, pg_temp.key($1, 'receivable', n::text) AS receivable_id, pg_temp.key($1, 'customer', pg_temp.account(buyer)) AS customer_id,
  pg_temp.account(buyer) AS account, kind, is_paid, issued_on, is_dated,
  CASE WHEN kind = 'INVOICE' AND is_known THEN issued_on + term END AS due_on,
  CASE WHEN kind = 'INVOICE' THEN minor ELSE -minor END AS total_minor,
  is_paid AND pg_temp.draw(n, 7) < 0.3 AS is_split, NOT is_paid AND kind = 'INVOICE' AND pg_temp.draw(n, 7) < 0.15 AS is_begun,
  least(issued_on + term + late, CURRENT_DATE - 1) AS settled_on
FROM (
  SELECT n, n <= $5::bigint AS is_paid, 1 + floor($2::bigint * pg_temp.draw(n, 1) ^ 2)::bigint AS buyer,
    CASE WHEN pg_temp.draw(n, 2) < 0.03 THEN 'CREDIT_NOTE' WHEN n > $5::bigint AND pg_temp.draw(n, 2) < 0.05 THEN 'PAYMENT_ON_ACCOUNT'
      ELSE 'INVOICE' END AS kind,
    CASE WHEN n <= $5::bigint THEN CURRENT_DATE - $6::int - 1080 + floor((n - $3::bigint) * 1080.0 / ($5::bigint - $3::bigint + 1))::int
      WHEN pg_temp.draw(n, 3) < 0.75 THEN CURRENT_DATE - 1 - floor(pg_temp.draw(n, 4) * 75)::int
      ELSE CURRENT_DATE - 76 - floor(pg_temp.draw(n, 4) ^ 2 * 300)::int END AS issued_on,
    (ARRAY[30, 30, 45, 60])[1 + floor(pg_temp.draw(n, 5) * 4)::int] AS term, floor(pg_temp.draw(n, 6) * 40)::int - 8 AS late,
    pg_temp.draw(n, 8) < 0.8 AS is_dated, n % 200 <> 0 AS is_known,
    floor(5000 * 400 ^ pg_temp.draw(n, 9))::bigint AS minor
  FROM generate_series($3::bigint, $4::bigint) AS n
) drawn`;

/** $1 tenant, $2 connection, $3 source file. In the order they were issued, as an import writes them. */
export const WRITE_RECEIVABLES = `
INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on, due_on,
  due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
  doubtful_on, source_file_id, source_line)
SELECT $1, receivable_id, customer_id, $2, kind, 'FA' || n, 'Facture FA' || n, account, issued_on, due_on,
  CASE WHEN due_on IS NULL THEN 'NONE' WHEN is_dated THEN 'EXTRA_COLUMN' ELSE 'LEGAL_DEFAULT' END, 'EUR', total_minor,
  CASE WHEN is_paid THEN 0 WHEN is_begun THEN total_minor - total_minor / 2 ELSE total_minor END, last_on,
  last_on + time '20:00', n % 500 = 0, CASE WHEN n % 500 = 0 THEN issued_on END, $3, n % 2000000000
FROM (SELECT *, CASE WHEN is_paid THEN settled_on WHEN is_begun THEN greatest(issued_on, CURRENT_DATE - 3) ELSE issued_on END AS last_on
  FROM claim) c
ORDER BY issued_on, n`;

/** $1 tenant, $2 source file. One to three entries per claim; what is recorded on a day is known that evening. */
export const WRITE_ENTRIES = `
INSERT INTO receivable_entry (tenant_id, receivable_id, kind, reversed_kind, amount_minor, effective_on, recorded_at, cause_id,
  source_file_id, source_line)
SELECT $1, receivable_id, e.kind, NULL, e.amount_minor, e.effective_on, e.effective_on + time '20:00',
  CASE e.part WHEN 1 THEN receivable_id ELSE pg_temp.key(receivable_id, 'cause', e.part::text) END, $2, n % 2000000000
FROM claim c, LATERAL (
  SELECT 1 AS part, 'ISSUE' AS kind, total_minor AS amount_minor, issued_on AS effective_on
  UNION ALL
  SELECT 2, CASE WHEN total_minor < 0 THEN 'COMPENSATION' ELSE 'PAYMENT' END, -total_minor / 2,
    CASE WHEN is_paid THEN greatest(issued_on, settled_on - 9) ELSE greatest(issued_on, CURRENT_DATE - 3) END WHERE is_split OR is_begun
  UNION ALL
  SELECT 3, CASE WHEN total_minor < 0 THEN 'COMPENSATION' ELSE 'PAYMENT' END,
    CASE WHEN is_split THEN -total_minor + total_minor / 2 ELSE -total_minor END, settled_on WHERE is_paid
) e
ORDER BY c.issued_on, c.n, e.part`;

/** One row; every figure must be zero. */
export const DIFFERENCES = `
SELECT count(*) FILTER (WHERE r.open_minor <> e.open_minor) AS "open amounts that are not the sum of their entries",
  count(*) FILTER (WHERE e.open_minor IS NULL) AS "claims without entries",
  count(*) FILTER (WHERE r.last_effective_on <> e.last_on OR r.changed_at <> e.last_at) AS "claims whose last entry is another",
  count(*) FILTER (WHERE r.last_effective_on >= CURRENT_DATE) AS "claims of the future"
FROM receivable r LEFT JOIN (
  SELECT receivable_id, sum(amount_minor) AS open_minor, max(effective_on) AS last_on, max(recorded_at) AS last_at
  FROM receivable_entry GROUP BY receivable_id
) e USING (receivable_id)`;

export const COUNTS = `
SELECT (SELECT count(*) FROM customer)::int AS customers, count(*)::int AS receivables,
  (count(*) FILTER (WHERE open_minor <> 0))::int AS open, (SELECT count(*) FROM receivable_entry)::int AS entries,
  (SELECT count(*) FROM risk_alert)::int AS alerts,
  pg_size_pretty(pg_database_size(current_database())) AS size
FROM receivable`;

/** $1 tenant, $2 file, $3 connection. */
export const SOURCE_FILE = `
INSERT INTO source_file (tenant_id, source_file_id, connection_id, name, sha256, size_bytes, status, landed_at, applied_at,
  applied_version)
VALUES ($1, $2::uuid, $3, 'generated.txt', md5($2::uuid::text), 0, 'APPLIED', now(), now(), '1')`;

/** $1: tables. What makes their indexes, but for keys: SQL functions depend on those. */
export const INDEXES = `
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS make FROM pg_index i
WHERE i.indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY i.indexrelid`;
