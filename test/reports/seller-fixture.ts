import { Database, createApiKey, createTenant, type ApiRole } from '../../src/database';
import { createLogger, FixedClock, silentLogger, stableId } from '../../src/kernel';
import type { TestDatabase } from '../support/postgres';

/** The day all fixtures are told on; noon in Paris. */
export const NOW = new Date('2026-06-30T10:00:00Z');
export const TODAY = '2026-06-30';

export const fixedClock = new FixedClock(NOW);

/** SIRENs with a right checksum. */
export const SIREN = { first: '552100554', second: '542065479', third: '732829320' };

export function connectApp(url: string): Promise<Database> {
  const logger =
    process.env['DEBUG_TESTS'] === undefined
      ? silentLogger
      : createLogger({ level: 'debug', format: 'text' });
  return Database.connect({ url, logger, poolSize: 6 });
}

export interface Seller {
  tenantId: string;
  slug: string;
  keys: Record<ApiRole, string>;
  connectionId: string;
  /** By account, C001 … */
  customerId(account: string): string;
}

const ROLES: readonly ApiRole[] = [
  'VIEWER',
  'ANALYST',
  'CREDIT_MANAGER',
  'APPROVER',
  'INTEGRATOR',
  'ADMIN',
];

/**
 * A seller with `customers` customers, each with an overdue invoice, one not due, one without due date, a part-paid
 * one that is settled, and a credit; the first has a company, a grade, a limit and an alert.
 */
export async function createSeller(
  database: Database,
  arrange: TestDatabase,
  seller: { slug: string; customers: number },
): Promise<Seller> {
  const { tenantId } = await createTenant(database, { slug: seller.slug });
  const keys = await database.tenant(tenantId, async (tx) => {
    const made: [ApiRole, string][] = [];
    for (const role of ROLES) made.push([role, await createApiKey(tx, { role, label: role })]);
    return Object.fromEntries(made) as Record<ApiRole, string>;
  });
  const connectionId = stableId(tenantId, 'connection');
  await arrange.query(
    `INSERT INTO connection (tenant_id, connection_id, connector_id, name, config, last_succeeded_at)
     VALUES ($1, $2, 'fec', 'Books', '{"secret": "hidden"}', $3)`,
    [tenantId, connectionId, NOW],
  );
  const params = [tenantId, connectionId, seller.customers];
  await arrange.query(CUSTOMERS, params);
  await arrange.query(RECEIVABLES, params);
  await arrange.query(ENTRIES, [tenantId]);
  await arrange.query(SETTLE, [tenantId]);
  await arrange.query(PROJECT, [tenantId]);
  return {
    tenantId,
    slug: seller.slug,
    keys,
    connectionId,
    customerId: (account) => stableId(connectionId, 'customer', account),
  };
}

const CUSTOMERS = `
  INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
  SELECT $1, stable_id($2::uuid::text, 'customer', account), $2, account, 'Customer ' || (n % 7) || ' ' || account,
    'customer ' || account, 'EUR', false, '2026-01-01T00:00:00Z'
  FROM generate_series(1, $3::int) n, LATERAL (SELECT 'C' || lpad(n::text, 3, '0') AS account) a`;

/** Kind, days since issue, days since due (null = none), amount, share open in percent. */
const RECEIVABLES = `
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful, source_file_id,
    source_line)
  SELECT $1, stable_id(c.customer_id::text, shape.kind, shape.code), c.customer_id, $2, shape.kind, shape.code || '-' || c.account,
    shape.code, '411', '${TODAY}'::date - shape.issued, '${TODAY}'::date - shape.due,
    CASE WHEN shape.due IS NULL THEN 'NONE' ELSE 'DOCUMENT' END, 'EUR', shape.amount * n, shape.amount * n * shape.open / 100,
    '-infinity', '-infinity', false, stable_id('file'), n
  FROM (SELECT *, row_number() OVER (ORDER BY account) AS n FROM customer WHERE tenant_id = $1) c
  CROSS JOIN (VALUES
    ('INVOICE', 'LATE', 75, 45, 10000, 100), ('INVOICE', 'FRESH', 5, -25, 20000, 100),
    ('ADJUSTMENT', 'UNDATED', 20, NULL, 500, 100), ('INVOICE', 'PAID', 200, 170, 7000, 0),
    ('CREDIT_NOTE', 'CREDIT', 10, NULL, -3000, 100), ('INVOICE', 'OLD', 150, 120, 4000, 50)
  ) shape (kind, code, issued, due, amount, open)
  WHERE $3::int > 0`;

const ENTRIES = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  SELECT $1, receivable_id, 'ISSUE', total_minor, issued_on, issued_on + time '12:00' AT TIME ZONE 'UTC', receivable_id,
    source_file_id, source_line
  FROM receivable WHERE tenant_id = $1`;

/** What is not open any more was paid 40 days ago, and known 30 days ago. */
const SETTLE = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  SELECT $1, receivable_id, 'PAYMENT', open_minor - total_minor, '${TODAY}'::date - 40,
    ('${TODAY}'::date - 30) + time '12:00' AT TIME ZONE 'UTC', receivable_id, source_file_id, source_line
  FROM receivable WHERE tenant_id = $1 AND open_minor <> total_minor`;

const PROJECT = `
  UPDATE receivable r SET last_effective_on = e.effective_on, changed_at = e.recorded_at
  FROM (SELECT receivable_id, max(effective_on) AS effective_on, max(recorded_at) AS recorded_at
        FROM receivable_entry WHERE tenant_id = $1 GROUP BY 1) e
  WHERE r.tenant_id = $1 AND r.receivable_id = e.receivable_id`;

/** Gives a customer a company, a grade, a limit, a candidate and a receivable's worth of history. */
export async function describeCustomer(
  arrange: TestDatabase,
  seller: Seller,
  customer: { account: string; siren: string; limitMinor: number },
): Promise<{ companyId: string; creditLimitId: string; assessmentId: string; proposalId: string }> {
  const { tenantId, connectionId } = seller;
  const customerId = seller.customerId(customer.account);
  const ids = {
    companyId: stableId(tenantId, customer.siren),
    creditLimitId: stableId(tenantId, customerId, 'limit'),
    proposalId: stableId(tenantId, customerId, 'proposal'),
    assessmentId: stableId(tenantId, customerId, 'assessment'),
  };
  await arrange.query(
    `INSERT INTO company (tenant_id, company_id, siren, name, status, insolvency, insolvency_event_key, updated_at)
     VALUES ($1, $2, $3, 'Acme ' || $3, 'ACTIVE', 'RECEIVERSHIP', 'A2026', $4)`,
    [tenantId, ids.companyId, customer.siren, NOW],
  );
  await arrange.query(
    `INSERT INTO legal_event (tenant_id, legal_event_id, company_id, connection_id, connector_id, source_key, kind,
       published_on, title, fetched_at)
     VALUES ($1, $2, $3, $4, 'bodacc', 'A2026', 'RECEIVERSHIP_OPENED', '2026-06-01', 'Jugement', $5)`,
    [tenantId, stableId(ids.companyId, 'event'), ids.companyId, connectionId, NOW],
  );
  await arrange.query(
    `UPDATE customer SET company_id = $3, match_status = 'AUTOMATIC', match_confidence = 0.97, match_method = 'SIREN'
     WHERE tenant_id = $1 AND customer_id = $2`,
    [tenantId, customerId, ids.companyId],
  );
  await arrange.query(
    `INSERT INTO match_candidate (tenant_id, customer_id, siren, name, company_status, confidence, method, status, found_at)
     VALUES ($1, $2, $3, 'Acme', 'ACTIVE', 0.97, 'SIREN', 'CONFIRMED', $4)`,
    [tenantId, customerId, customer.siren, NOW],
  );
  await arrange.query(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
     VALUES ($1, $2, $3, true, 'D', 31, 0.12, 'MEDIUM', 'test-1', $4, '${TODAY}', 'hash', '{}', $5, '{}')`,
    [tenantId, ids.assessmentId, customerId, NOW, JSON.stringify(DECISION)],
  );
  await arrange.query(
    `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
       decided_by, decided_at, binding_term, terms, policy_version)
     VALUES ($1, $2, $4, $5, 'EUR', 'ACTIVE', '${TODAY}', 'policy', $6, 'NEED', $7, 'p1'),
       ($1, $3, $4, $5 * 2, 'EUR', 'PROPOSED', '${TODAY}', 'policy', $6, 'NEED', $7, 'p1')`,
    [
      tenantId,
      ids.creditLimitId,
      ids.proposalId,
      customerId,
      customer.limitMinor,
      NOW,
      JSON.stringify([
        { term: 'NEED', amountMinor: String(customer.limitMinor), reasonIfAbsent: null },
        { term: 'EQUITY', amountMinor: null, reasonIfAbsent: 'ACCOUNTS_UNAVAILABLE' },
      ]),
    ],
  );
  return ids;
}

const DECISION = {
  grade: 'D',
  score: 31,
  probabilityOfDefault: 0.12,
  confidence: 'MEDIUM',
  modelVersion: 'test-1',
  reasons: [
    { code: 'BASE_RATE', contribution: 50.25, params: {}, evidence: [] },
    {
      code: 'NO_PAYMENT_HISTORY',
      contribution: -19.25,
      params: {},
      evidence: [{ kind: 'ledger', sourceKey: 'file:1' }],
    },
  ],
  override: null,
  notScoredBecause: null,
  models: {},
  statementKey: null,
};
