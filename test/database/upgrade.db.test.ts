import { migrateDatabase } from '../../src/database';
import { stableId } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { withOldDatabase } from './old-database';

/** Migrations of the first release. */
const RELEASED = 6;

describe('a database of the first release', () => {
  const database = useDatabase();

  it('is upgraded with its rows by an owner that is no superuser', async () => {
    await withOldDatabase(database(), RELEASED, async ({ url, run }) => {
      await run(ROWS);
      await migrateDatabase(url);
      const [row] = await run(READ);
      expect(row).toEqual({
        effective: '2026-02-03',
        changed: '2026-02-04',
        doubtful: '2026-01-05',
      });
      const limits = await run(READ_LIMITS);
      expect(limits).toEqual([
        { status: 'SUPERSEDED', minor: '100', replaced: '2026-02-01', frozen: null },
        { status: 'SUPERSEDED', minor: '200', replaced: null, frozen: null },
        { status: 'SUPERSEDED', minor: '300', replaced: '2026-03-01', frozen: null },
        { status: 'ACTIVE', minor: '400', replaced: null, frozen: '2026-12-31 +1' },
        { status: 'ACTIVE', minor: '500', replaced: null, frozen: null },
        { status: 'ACTIVE', minor: '600', replaced: null, frozen: 'today +30' },
      ]);
      const terms = await run(READ_TERMS);
      expect(terms).toEqual([
        {
          ...{ name: null, city: 'PARIS', status: 'UNKNOWN' },
          restricted: { name: 'ACME', status: 'ACTIVE' },
          officer: { by: 'pappers', use: 'INTERNAL_ONLY', at: '2026-01-02' },
        },
      ]);
      const readings = await run(READ_READINGS);
      expect(readings).toEqual([
        { siren: '732829320', stream: 'companies', at: '2026-01-03', outcome: 'FOUND' },
      ]);
    });
  }, 60_000);
});

const TENANT = stableId('tenant', 'old');
const ID = stableId('claim');
const OPEN = stableId('open-ended');
const OVERDUE = stableId('overdue');
const ROWS = `
  INSERT INTO tenant (tenant_id, slug, name) VALUES ('${TENANT}', 'old', 'Old');
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_date_source, currency, total_minor, open_minor, is_doubtful, source_file_id, source_line)
  VALUES ('${TENANT}', '${ID}', '${ID}', '${ID}', 'INVOICE', 'F1', '', '416', '2026-01-05', 'NONE', 'EUR', 100, 40, true,
    '${ID}', 1);
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  VALUES ('${TENANT}', '${ID}', 'ISSUE', 100, '2026-01-05', '2026-01-06', '${ID}', '${ID}', 1),
    ('${TENANT}', '${ID}', 'PAYMENT', -60, '2026-02-03', '2026-02-04', '${ID}', '${ID}', 2);
  INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
  VALUES ('${TENANT}', '${ID}', '${ID}', 'C1', 'C1', 'c1', 'EUR', false, '2026-01-01'),
    ('${TENANT}', '${OPEN}', '${ID}', 'C2', 'C2', 'c2', 'EUR', false, '2026-01-01'),
    ('${TENANT}', '${OVERDUE}', '${ID}', 'C3', 'C3', 'c3', 'EUR', false, '2026-01-01');
  -- Granted by a person until changed, and by the policy until a review that is overdue.
  INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
    review_on, decided_by, decided_at, binding_term, terms, policy_version)
  VALUES ('${TENANT}', gen_random_uuid(), '${OPEN}', 500, 'EUR', 'ACTIVE', '2026-01-01', NULL, 'Anne', '2026-01-01',
      'MANUAL', '[]', 'manual'),
    ('${TENANT}', gen_random_uuid(), '${OVERDUE}', 600, 'EUR', 'ACTIVE', '2025-01-01', '2025-06-01', 'policy',
      '2025-01-01', 'NEED', '[]', 'default-1');
  INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
    effective_to, decided_by, decided_at, binding_term, terms, policy_version)
  SELECT '${TENANT}', gen_random_uuid(), '${ID}', minor, 'EUR', status, since, until, 'policy', since, 'NEED', '[]', 'p'
  FROM (VALUES (100, 'SUPERSEDED', '2026-01-01'::date, '2026-02-01'::date),
    (200, 'SUPERSEDED', '2026-01-15', NULL), (300, 'SUPERSEDED', '2026-02-01', '2026-03-01'),
    (400, 'ACTIVE', '2026-03-01', '2026-12-31')) l (minor, status, since, until);
  INSERT INTO connection (tenant_id, connection_id, connector_id, name) VALUES ('${TENANT}', '${ID}', 'pappers', 'x');
  INSERT INTO company (tenant_id, company_id, siren, name, city, status, updated_at)
  VALUES ('${TENANT}', '${ID}', '732829320', 'ACME', 'PARIS', 'ACTIVE', '2026-01-01');
  INSERT INTO company_fact (tenant_id, company_id, field, connection_id, connector_id, stream, source_key, value,
    fetched_at, is_chosen)
  SELECT '${TENANT}', '${ID}', field, of, connector, 's', 'k', to_jsonb(value), '2026-01-02', true
  FROM (VALUES ('name', '${ID}'::uuid, 'pappers', 'ACME'), ('status', '${ID}', 'pappers', 'ACTIVE'),
    ('city', gen_random_uuid(), 'recherche-entreprises', 'PARIS')) f (field, of, connector, value);
  INSERT INTO officer (tenant_id, company_id, connection_id, source_key, role, is_legal_person)
  VALUES ('${TENANT}', '${ID}', '${ID}', 'O', 'Gérant', false);
  INSERT INTO raw_record (tenant_id, connection_id, stream, source_key, payload_hash, payload, is_current, received_at,
    last_seen_at, sync_run_id)
  VALUES ('${TENANT}', '${ID}', 'companies', '732829320', 'h', '{}', true, '2026-01-02', '2026-01-03', '${ID}')`;
const READ_LIMITS = `SELECT status, limit_minor::text AS minor, replaced_at::date::text AS replaced,
  CASE frozen_from WHEN effective_to + 1 THEN effective_to || ' +1' WHEN current_date + 30 THEN 'today +30'
    ELSE frozen_from::text END AS frozen
  FROM credit_limit ORDER BY limit_minor`;
const READ = `SELECT last_effective_on::text AS effective, changed_at::date::text AS changed, doubtful_on::text AS doubtful
  FROM receivable`;

/** What only a source with terms had said moves out of the columns that everybody reads. */
const READ_TERMS = `
  SELECT c.name, c.city, c.status,
    (SELECT jsonb_object_agg(key, value -> 'value') FROM jsonb_each(c.restricted)) AS restricted,
    (SELECT jsonb_build_object('by', o.connector_id, 'use', o.use_restriction, 'at', (o.fetched_at AT TIME ZONE 'UTC')::date)
     FROM officer o WHERE o.company_id = c.company_id) AS officer
  FROM company c`;

/** What was bought before is not bought again because of the upgrade. */
const READ_READINGS = `SELECT siren, stream, (read_at AT TIME ZONE 'UTC')::date::text AS at, outcome FROM subject_reading`;
