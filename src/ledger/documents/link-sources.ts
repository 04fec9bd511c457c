import { openRecording, type Transaction } from '../../database';
import type { Clock } from '../../kernel';
import { markForRebuild } from './rebuild-marks';
import type { ConcernedCustomer } from './store-document-events';

/**
 * Finds the invoices and credit notes that several sources tell of, decides which source carries each, and lists where
 * they differ. Whose claims change by that is marked. Recomputed as a whole from what the sources say now, so no order of
 * arrival matters; run again, it writes nothing.
 *
 * The same one is: the same number, however it is spelled, with the same amount or the same debtor. A source that says
 * what is open carries it before one that has only the document, and of two such the one that speaks of the later day.
 */
export async function linkSources(tx: Transaction, clock: Clock): Promise<void> {
  if (!(await hasSeveralSources(tx))) return;
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('links:' || $1, 0))`, [
    tx.tenantId,
  ]);
  const at = await openRecording(tx, clock);
  await tx.execute(CLAIMS, [tx.tenantId]);
  await tx.execute(PAIRS, [tx.tenantId]);
  await tx.query(BEST);
  // The one that carries may itself be carried by a third: of three sources two steps lead to the end.
  await tx.query(FOLLOW);
  const changed = await tx.query<ConcernedCustomer>(STORE_LINKS, [tx.tenantId, at]);
  await tx.execute(FORGET_CONFLICTS, [tx.tenantId]);
  await tx.execute(STORE_CONFLICTS, [tx.tenantId, at]);
  await tx.query('DROP TABLE claim, pair, best');
  await markForRebuild(tx, changed, at);
}

async function hasSeveralSources(tx: Transaction): Promise<boolean> {
  const rows = await tx.query(
    `SELECT c.connection_id FROM connection c
     WHERE c.tenant_id = $1 AND (
       EXISTS (SELECT FROM accounting_document d WHERE d.tenant_id = $1 AND d.connection_id = c.connection_id)
       OR EXISTS (SELECT FROM source_file f WHERE f.tenant_id = $1 AND f.connection_id = c.connection_id
         AND f.period_start IS NOT NULL AND f.status IN ('STORED', 'APPLIED')))
     LIMIT 2`,
    [tx.tenantId],
  );
  return rows.length > 1;
}

/** Lines of one invoice, its instalments, stand together by this key. */
export const LINE_KEY = (row: string): string =>
  `'line:' || ${row}.customer_id || ':' || number_key(${row}.reference) || ':' || ${row}.issued_on`;

/** What can be one invoice: lines only where a document has the number. */
const CLAIMS = `
  CREATE TEMP TABLE claim ON COMMIT DROP AS
  WITH document AS MATERIALIZED (
    SELECT d.connection_id, d.document_key AS claim_key, d.customer_id, number_key(d.number) AS nk, d.number,
      d.amount_minor AS amount, d.currency, d.issued_on, d.due_on,
      d.open_minor IS NOT NULL OR d.stream IS NOT NULL AS is_ledger, d.fetched_at
    FROM accounting_document d
    WHERE d.tenant_id = $1 AND d.gone_at IS NULL AND d.state NOT IN ('DRAFT', 'VOID') AND d.amount_minor <> 0
      AND d.kind IN ('INVOICE', 'CREDIT_NOTE') AND d.number ~ '[0-9]'
  ), told AS (
    SELECT connection_id, max(fetched_at)::date AS as_of FROM document GROUP BY 1
  ), synced AS (
    SELECT connection_id, max(finished_at)::date AS as_of FROM sync_run
    WHERE tenant_id = $1 AND status = 'SUCCEEDED' GROUP BY 1
  ), line AS (
    SELECT f.connection_id, l.customer_id, l.reference, coalesce(l.document_on, l.entry_on) AS issued_on, l.amount_minor,
      l.due_on
    FROM ledger_line l JOIN source_file f ON f.tenant_id = $1 AND f.source_file_id = l.source_file_id
    WHERE l.tenant_id = $1 AND l.nature = 'SALE' AND l.reference ~ '[0-9]' AND f.status IN ('STORED', 'APPLIED')
      AND number_key(l.reference) IN (SELECT nk FROM document)
  ), period AS (
    SELECT connection_id, max(period_end) AS as_of FROM source_file
    WHERE tenant_id = $1 AND status IN ('STORED', 'APPLIED') GROUP BY 1
  ), every AS (
    SELECT d.connection_id, d.claim_key, d.customer_id, d.nk, d.number, d.amount, d.currency, d.issued_on, d.due_on,
      d.is_ledger, greatest(t.as_of, s.as_of) AS as_of
    FROM document d JOIN told t USING (connection_id) LEFT JOIN synced s USING (connection_id)
    UNION ALL
    SELECT l.connection_id, ${LINE_KEY('l')}, l.customer_id, number_key(l.reference), min(l.reference),
      sum(l.amount_minor)::bigint, NULL, l.issued_on, CASE WHEN count(*) = 1 THEN max(l.due_on) END, true, p.as_of
    FROM line l JOIN period p USING (connection_id)
    GROUP BY l.connection_id, l.customer_id, number_key(l.reference), l.issued_on, p.as_of HAVING sum(l.amount_minor) <> 0
  )
  SELECT e.connection_id, e.claim_key, e.customer_id, e.nk, e.number, e.amount, coalesce(e.currency, c.currency) AS currency,
    e.issued_on, e.due_on, e.is_ledger, c.company_id, nullif(c.folded_name, '') AS folded_name, c.name,
    -- Who comes first carries: what says what is open, then what speaks of the later day.
    (CASE WHEN e.is_ledger THEN '1' ELSE '0' END) || coalesce(e.as_of, '0001-01-01')::text || e.connection_id AS rank
  FROM every e JOIN customer c ON c.tenant_id = $1 AND c.customer_id = e.customer_id`;

/** A number may come again after this many days: software that counts anew each year. */
const APART_DAYS_MAX = 180;

/** One to one between two sources: by amount and debtor, then by the number as it is written, then by the nearest day. */
const PAIRS = `
  CREATE TEMP TABLE pair ON COMMIT DROP AS
  WITH candidate AS (
    SELECT a.connection_id AS one_connection, a.claim_key AS one_key, b.connection_id AS other_connection,
      b.claim_key AS other_key, s.same_debtor,
      (CASE WHEN a.amount = b.amount AND a.currency = b.currency THEN 4 ELSE 0 END) + (CASE WHEN s.same_debtor THEN 2 ELSE 0 END)
        + (CASE WHEN upper(trim(a.number)) = upper(trim(b.number)) THEN 1 ELSE 0 END) AS score,
      abs(a.issued_on - b.issued_on) AS apart
    FROM claim a JOIN claim b ON b.nk = a.nk AND b.connection_id > a.connection_id AND sign(b.amount) = sign(a.amount)
      AND abs(a.issued_on - b.issued_on) <= ${APART_DAYS_MAX}
    CROSS JOIN LATERAL (SELECT coalesce(a.company_id = b.company_id, a.folded_name = b.folded_name, false) AS same_debtor) s
    WHERE $1::uuid IS NOT NULL AND (s.same_debtor OR a.amount = b.amount AND a.currency = b.currency)
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY one_connection, one_key, other_connection
        ORDER BY score DESC, apart, other_key) AS of_one,
      row_number() OVER (PARTITION BY other_connection, other_key, one_connection
        ORDER BY score DESC, apart, one_key) AS of_other
    FROM candidate
  )
  SELECT one_connection, one_key, other_connection, other_key, same_debtor FROM ranked WHERE of_one = 1 AND of_other = 1
  UNION ALL
  SELECT other_connection, other_key, one_connection, one_key, same_debtor FROM ranked WHERE of_one = 1 AND of_other = 1`;

/** Of a claim and its partners the first one, where that is not the claim itself. */
const BEST = `
  CREATE TEMP TABLE best ON COMMIT DROP AS
  SELECT DISTINCT ON (p.one_connection, p.one_key) p.one_connection, p.one_key, p.other_connection, p.other_key
  FROM pair p
  JOIN claim a ON (a.connection_id, a.claim_key) = (p.one_connection, p.one_key)
  JOIN claim b ON (b.connection_id, b.claim_key) = (p.other_connection, p.other_key)
  WHERE b.rank > a.rank
  ORDER BY p.one_connection, p.one_key, b.rank DESC`;

const FOLLOW = `
  UPDATE best b SET other_connection = n.other_connection, other_key = n.other_key
  FROM best n WHERE (n.one_connection, n.one_key) = (b.other_connection, b.other_key)`;

const WANTED = `
  SELECT a.connection_id, a.claim_key, a.customer_id, a.is_ledger, c.connection_id AS carrier_connection_id,
    c.claim_key AS carrier_key, c.customer_id AS carrier_customer_id, a.number, a.amount, a.currency, a.due_on, a.name,
    c.amount AS carrier_amount, c.currency AS carrier_currency, c.due_on AS carrier_due_on, c.name AS carrier_name,
    coalesce(a.company_id = c.company_id, a.folded_name = c.folded_name, false) AS same_debtor
  FROM best b
  JOIN claim a ON (a.connection_id, a.claim_key) = (b.one_connection, b.one_key)
  JOIN claim c ON (c.connection_id, c.claim_key) = (b.other_connection, b.other_key)`;

/** Both sides of what changed, and where it led before. */
const STORE_LINKS = `
  WITH wanted AS MATERIALIZED (${WANTED}), was AS MATERIALIZED (
    SELECT o.* FROM document_link o WHERE o.tenant_id = $1
  ), gone AS (
    DELETE FROM document_link o WHERE o.tenant_id = $1
      AND NOT EXISTS (SELECT FROM wanted w WHERE (w.connection_id, w.claim_key) = (o.connection_id, o.claim_key))
    RETURNING o.connection_id, o.claim_key
  ), put AS (
    INSERT INTO document_link AS o (tenant_id, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id,
      carrier_key, carrier_customer_id, linked_at)
    SELECT $1, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id, carrier_key, carrier_customer_id, $2
    FROM wanted
    ON CONFLICT (tenant_id, connection_id, claim_key) DO UPDATE SET customer_id = EXCLUDED.customer_id,
      is_ledger = EXCLUDED.is_ledger, carrier_connection_id = EXCLUDED.carrier_connection_id,
      carrier_key = EXCLUDED.carrier_key, carrier_customer_id = EXCLUDED.carrier_customer_id, linked_at = EXCLUDED.linked_at
    WHERE (o.customer_id, o.is_ledger, o.carrier_connection_id, o.carrier_key, o.carrier_customer_id) IS DISTINCT FROM
      (EXCLUDED.customer_id, EXCLUDED.is_ledger, EXCLUDED.carrier_connection_id, EXCLUDED.carrier_key, EXCLUDED.carrier_customer_id)
    RETURNING o.connection_id, o.claim_key, o.customer_id, o.carrier_connection_id, o.carrier_customer_id
  ), changed AS (
    SELECT connection_id, claim_key FROM put UNION SELECT connection_id, claim_key FROM gone
  )
  SELECT connection_id AS "connectionId", customer_id AS "customerId" FROM put
  UNION SELECT carrier_connection_id, carrier_customer_id FROM put
  UNION SELECT w.connection_id, w.customer_id FROM was w JOIN changed USING (connection_id, claim_key)
  UNION SELECT w.carrier_connection_id, w.carrier_customer_id FROM was w JOIN changed USING (connection_id, claim_key)`;

const DIFFERENCES = `
  SELECT w.*, d.code, d.said, d.counted
  FROM (${WANTED}) w, LATERAL (VALUES
    ('AMOUNT', w.amount::text, w.carrier_amount::text, w.amount <> w.carrier_amount AND w.currency = w.carrier_currency),
    ('CURRENCY', w.currency, w.carrier_currency, w.currency <> w.carrier_currency),
    ('DUE_DATE', w.due_on::text, w.carrier_due_on::text, coalesce(w.due_on <> w.carrier_due_on, false)),
    ('DEBTOR', w.name, w.carrier_name, NOT w.same_debtor)) AS d (code, said, counted, differs)
  WHERE d.differs`;

const FORGET_CONFLICTS = `
  DELETE FROM source_conflict o WHERE o.tenant_id = $1
    AND NOT EXISTS (SELECT FROM (${DIFFERENCES}) d
      WHERE (d.connection_id, d.claim_key, d.code) = (o.connection_id, o.claim_key, o.code))`;

const SAID =
  'customer_id number said carrier_connection_id carrier_key carrier_customer_id counted currency'.split(
    ' ',
  );

const STORE_CONFLICTS = `
  INSERT INTO source_conflict AS o (tenant_id, connection_id, claim_key, code, ${SAID.join(', ')}, found_at)
  SELECT $1, d.connection_id, d.claim_key, d.code, ${SAID.map((name) => `d.${name}`).join(', ')}, $2 FROM (${DIFFERENCES}) d
  ON CONFLICT (tenant_id, connection_id, claim_key, code) DO UPDATE
    SET ${SAID.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}, found_at = EXCLUDED.found_at
  WHERE (${SAID.map((name) => `o.${name}`).join(', ')}) IS DISTINCT FROM (${SAID.map((name) => `EXCLUDED.${name}`).join(', ')})`;
