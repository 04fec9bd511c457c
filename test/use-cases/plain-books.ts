import type { Tenant } from '../unify/tenant';

/** As many customers, each with a paid invoice and one that is not due yet. */
export async function withBooks(tenant: Tenant, customers: number): Promise<void> {
  const names = Array.from({ length: customers }, (_, n) => `C${n}=Customer ${n}`);
  await tenant.customers(...names);
  for (const sql of [INVOICES, ENTRIES]) await tenant.one(sql);
}

const INVOICES = `
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful, source_file_id,
    source_line)
  SELECT tenant_id, gen_random_uuid(), customer_id, connection_id, 'INVOICE', 'F' || n, '', '411', day, day + 30, 'DOCUMENT',
    'EUR', 500000, CASE n WHEN 1 THEN 0 ELSE 500000 END, day, now(), false, gen_random_uuid(), 1
  FROM customer, (VALUES (1, date '2025-10-02'), (2, date '2026-02-20')) AS i (n, day) WHERE tenant_id = $1`;
const ENTRIES = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  SELECT tenant_id, receivable_id, e.kind, CASE e.kind WHEN 'ISSUE' THEN total_minor ELSE open_minor - total_minor END,
    issued_on + CASE e.kind WHEN 'ISSUE' THEN 0 ELSE 25 END, now(), gen_random_uuid(), gen_random_uuid(), 1
  FROM receivable, unnest(ARRAY['ISSUE', 'PAYMENT']) AS e (kind)
  WHERE tenant_id = $1 AND (e.kind = 'ISSUE' OR open_minor < total_minor)`;
