import type { Transaction } from '../../database';
import { keepBookClaims } from './book-claims';

/** Which numbers are looked at: those something changed of, or all. */
export type LinkScope = 'NOTHING' | 'MARKED' | 'ALL';

/**
 * Takes the marks of the tenant and leaves two temporary tables: link_scope, the numbers they stand for, and
 * source_order, which connections tell of invoices and what day each speaks of. All numbers are looked at when lines of
 * books changed, and when connections carry in another order than links were found with. The caller holds the tenant's
 * links.
 */
export async function openLinkScope(tx: Transaction): Promise<LinkScope> {
  await tx.query('CREATE TEMP TABLE link_scope (number_key text PRIMARY KEY) ON COMMIT DROP');
  const sources = await tx.execute(SOURCE_ORDER, [tx.tenantId]);
  if (sources < 2) {
    await forgetMarks(tx);
    if (!(await hasLinks(tx))) return 'NOTHING';
    await keepBookClaims(tx);
    return 'ALL';
  }
  const marked = await tx.execute(TAKE_MARKS, [tx.tenantId]);
  await tx.query('ANALYZE link_scope');
  const [known] = await tx.query<{ isSame: boolean }>(SAME_ORDER, [tx.tenantId]);
  const [lines] = await tx.query(`SELECT 1 FROM link_scope WHERE number_key = '*'`);
  const mayHaveNewLines = lines !== undefined || known === undefined;
  if (mayHaveNewLines) await keepBookClaims(tx);
  if (mayHaveNewLines || !known.isSame) return 'ALL';
  return marked === 0 ? 'NOTHING' : 'MARKED';
}

/** Keeps what links were found with, so that the next run need look at what changed only. */
export async function keepLinkOrder(tx: Transaction): Promise<void> {
  await tx.execute(KEEP_ORDER, [tx.tenantId]);
}

/** The other source has nothing left to say: its claims and those it carried come apart. */
async function hasLinks(tx: Transaction): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM document_link WHERE tenant_id = $1 ORDER BY connection_id, claim_key LIMIT 1',
    [tx.tenantId],
  );
  return rows.length > 0;
}

/** With a single source nothing is linked; once there is a second one, all is looked at. */
async function forgetMarks(tx: Transaction): Promise<void> {
  await tx.execute('DELETE FROM link_mark WHERE tenant_id = $1', [tx.tenantId]);
  await tx.execute('DELETE FROM link_state WHERE tenant_id = $1', [tx.tenantId]);
}

/** A customer stands for the numbers of its documents and claims, and of the links it is on a side of. */
const TAKE_MARKS = `
  WITH taken AS (
    DELETE FROM link_mark WHERE tenant_id = $1 RETURNING number_key, customer_id
  ), customer AS MATERIALIZED (
    SELECT DISTINCT customer_id FROM taken WHERE customer_id IS NOT NULL
  )
  INSERT INTO link_scope
  SELECT number_key FROM taken WHERE number_key <> ''
  UNION SELECT d.number_key FROM customer c JOIN accounting_document d ON d.tenant_id = $1 AND d.customer_id = c.customer_id
    WHERE d.number_key <> ''
  UNION SELECT k.number_key FROM customer c JOIN document_link k ON k.tenant_id = $1 AND k.customer_id = c.customer_id
  UNION SELECT k.number_key FROM customer c JOIN document_link k ON k.tenant_id = $1 AND k.carrier_customer_id = c.customer_id
  UNION SELECT r.nk FROM (
    SELECT number_key(r.number) AS nk
    FROM customer c JOIN receivable r ON r.tenant_id = $1 AND r.customer_id = c.customer_id WHERE r.document_key IS NULL
  ) r WHERE r.nk <> ''`;

/**
 * The day each connection speaks of: what it told last, when it was last asked, where its books end. Which of two carries
 * a claim depends on who comes later here.
 */
const SOURCE_ORDER = `
  CREATE TEMP TABLE source_order ON COMMIT DROP AS
  SELECT c.connection_id, greatest(t.as_of, s.as_of) AS told_on, b.as_of AS books_on, i.is_api,
    i.is_api OR b.as_of IS NOT NULL OR EXISTS (SELECT FROM accounting_document d
      WHERE d.tenant_id = $1 AND d.connection_id = c.connection_id AND d.stream IS NULL AND d.open_minor IS NOT NULL) AS is_ledger
  FROM connection c
  LEFT JOIN LATERAL (
    SELECT d.fetched_at::date AS as_of FROM accounting_document d
    WHERE d.tenant_id = $1 AND d.connection_id = c.connection_id AND d.gone_at IS NULL
      AND d.kind IN ('INVOICE', 'CREDIT_NOTE') AND d.state NOT IN ('DRAFT', 'VOID') AND d.amount_minor <> 0
      AND d.number ~ '[0-9]'
    ORDER BY d.fetched_at DESC LIMIT 1
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT max(r.finished_at)::date AS as_of FROM (
      SELECT finished_at FROM sync_run
      WHERE tenant_id = $1 AND connection_id = c.connection_id AND status = 'SUCCEEDED'
      ORDER BY started_at DESC LIMIT 100) r
  ) s ON t.as_of IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT max(f.period_end) AS as_of FROM source_file f
    WHERE f.tenant_id = $1 AND f.connection_id = c.connection_id AND f.period_start IS NOT NULL
      AND f.status IN ('STORED', 'APPLIED')
  ) b ON true
  CROSS JOIN LATERAL (
    -- In the order of an index: of a mere "exists" the planner thinks that reading on from anywhere soon meets one.
    SELECT coalesce((SELECT true FROM accounting_document d
      WHERE d.tenant_id = $1 AND d.connection_id = c.connection_id AND d.stream >= '' ORDER BY d.stream LIMIT 1), false)
      AS is_api OFFSET 0) i
  WHERE c.tenant_id = $1 AND (t.as_of IS NOT NULL OR b.as_of IS NOT NULL)`;

/** In each list the last one carries; a connection that has both lines and documents stands by the later of its days. */
const ORDERS = `
  SELECT coalesce(array_agg(connection_id ORDER BY greatest(told_on, books_on), connection_id) FILTER (WHERE is_ledger), '{}')
      AS ledger_order,
    coalesce(array_agg(connection_id ORDER BY told_on, connection_id) FILTER (WHERE NOT is_api AND told_on IS NOT NULL), '{}')
      AS document_order
  FROM source_order`;

const SAME_ORDER = `
  SELECT (s.ledger_order, s.document_order) = (o.ledger_order, o.document_order) AS "isSame"
  FROM link_state s, (${ORDERS}) o WHERE s.tenant_id = $1`;

const KEEP_ORDER = `
  INSERT INTO link_state AS s (tenant_id, ledger_order, document_order)
  SELECT $1, ledger_order, document_order FROM (${ORDERS}) o
  ON CONFLICT (tenant_id) DO UPDATE SET ledger_order = EXCLUDED.ledger_order, document_order = EXCLUDED.document_order
  WHERE (s.ledger_order, s.document_order) IS DISTINCT FROM (EXCLUDED.ledger_order, EXCLUDED.document_order)`;
