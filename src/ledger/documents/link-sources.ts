import { openRecording, type Transaction } from '../../database';
import type { Clock } from '../../kernel';
import { keepLinkOrder, openLinkScope, type LinkScope } from './link-scope';
import { markForRebuild } from './rebuild-marks';
import type { ConcernedCustomer } from './store-document-events';

/**
 * Finds the invoices and credit notes that several sources tell of, decides which source carries each, and lists where
 * they differ. Whose claims change by that is marked. Computed from what the sources say now, for every number of which
 * something changed, so no order of arrival matters; run again, it writes nothing.
 *
 * The same one is: the same number, however it is spelled, with the same amount or the same debtor. A source that says
 * what is open carries it before one that has only the document, and of two such the one that speaks of the later day.
 */
export async function linkSources(tx: Transaction, clock: Clock): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('links:' || $1, 0))`, [
    tx.tenantId,
  ]);
  const scope = await openLinkScope(tx);
  if (scope !== 'NOTHING') {
    const at = await openRecording(tx, clock);
    const changed = await findLinks(tx, scope, at);
    await keepLinkOrder(tx);
    await markForRebuild(tx, changed, at);
  }
  await tx.query('DROP TABLE link_scope, source_order');
}

/** Answers whose claims the links change. */
async function findLinks(
  tx: Transaction,
  scope: LinkScope,
  at: Date,
): Promise<ConcernedCustomer[]> {
  await tx.execute(claims(scope), [tx.tenantId]);
  await tx.execute(PAIRS, [tx.tenantId]);
  await tx.query(BEST);
  // The one that carries may itself be carried by a third: of three sources two steps lead to the end.
  await tx.query(FOLLOW);
  await tx.query(WANTED);
  await tx.query(DIFFERING);
  const changed = await tx.query<ConcernedCustomer>(storeLinks(scope), [tx.tenantId, at]);
  await tx.execute(forgetConflicts(scope), [tx.tenantId]);
  await tx.execute(STORE_CONFLICTS, [tx.tenantId, at]);
  await tx.query('DROP TABLE claim, pair, best, wanted, differing');
  return changed;
}

/** Of a table, the rows of the numbers looked at. */
const within = (scope: LinkScope, row: string): string =>
  scope === 'ALL' ? '' : `AND ${row}.number_key IN (SELECT number_key FROM link_scope)`;

/** What can be one invoice: lines only where a document has the number. */
const claims = (scope: LinkScope): string => `
  CREATE TEMP TABLE claim ON COMMIT DROP AS
  WITH document AS MATERIALIZED (
    SELECT d.connection_id, d.document_key AS claim_key, d.customer_id, d.number_key AS nk, d.number,
      d.amount_minor AS amount, d.currency, d.issued_on, d.due_on,
      d.open_minor IS NOT NULL OR d.stream IS NOT NULL AS is_ledger
    FROM accounting_document d
    WHERE d.tenant_id = $1 AND d.gone_at IS NULL AND d.state NOT IN ('DRAFT', 'VOID') AND d.amount_minor <> 0
      AND d.kind IN ('INVOICE', 'CREDIT_NOTE') AND d.number ~ '[0-9]' ${within(scope, 'd')}
  ), every AS (
    SELECT d.connection_id, d.claim_key, d.customer_id, d.nk, d.number, d.amount, d.currency, d.issued_on, d.due_on,
      d.is_ledger, s.told_on AS as_of
    FROM document d JOIN source_order s USING (connection_id)
    UNION ALL
    SELECT b.connection_id, b.claim_key, b.customer_id, b.number_key, b.number, b.amount_minor, NULL, b.issued_on, b.due_on,
      true, s.books_on
    FROM book_claim b JOIN source_order s USING (connection_id)
    WHERE b.tenant_id = $1 AND b.number_key IN (SELECT nk FROM document) ${within(scope, 'b')}
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
  CREATE TEMP TABLE wanted ON COMMIT DROP AS
  SELECT a.connection_id, a.nk, a.claim_key, a.customer_id, a.is_ledger, c.connection_id AS carrier_connection_id,
    c.claim_key AS carrier_key, c.customer_id AS carrier_customer_id, a.number, a.amount, a.currency, a.due_on, a.name,
    c.amount AS carrier_amount, c.currency AS carrier_currency, c.due_on AS carrier_due_on, c.name AS carrier_name,
    coalesce(a.company_id = c.company_id, a.folded_name = c.folded_name, false) AS same_debtor
  FROM best b
  JOIN claim a ON (a.connection_id, a.claim_key) = (b.one_connection, b.one_key)
  JOIN claim c ON (c.connection_id, c.claim_key) = (b.other_connection, b.other_key)`;

/** Both sides of what changed, and where it led before. */
const storeLinks = (scope: LinkScope): string => `
  WITH was AS MATERIALIZED (
    SELECT o.* FROM document_link o WHERE o.tenant_id = $1 ${within(scope, 'o')}
  ), gone AS (
    DELETE FROM document_link o WHERE o.tenant_id = $1 ${within(scope, 'o')}
      AND NOT EXISTS (SELECT FROM wanted w WHERE (w.connection_id, w.claim_key) = (o.connection_id, o.claim_key))
    RETURNING o.connection_id, o.claim_key
  ), put AS (
    INSERT INTO document_link AS o (tenant_id, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id,
      carrier_key, carrier_customer_id, linked_at, number_key)
    SELECT $1, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id, carrier_key, carrier_customer_id, $2, nk
    FROM wanted
    ON CONFLICT (tenant_id, connection_id, claim_key) DO UPDATE SET customer_id = EXCLUDED.customer_id,
      is_ledger = EXCLUDED.is_ledger, carrier_connection_id = EXCLUDED.carrier_connection_id,
      carrier_key = EXCLUDED.carrier_key, carrier_customer_id = EXCLUDED.carrier_customer_id, linked_at = EXCLUDED.linked_at,
      number_key = EXCLUDED.number_key
    WHERE (o.customer_id, o.is_ledger, o.carrier_connection_id, o.carrier_key, o.carrier_customer_id, o.number_key)
      IS DISTINCT FROM (EXCLUDED.customer_id, EXCLUDED.is_ledger, EXCLUDED.carrier_connection_id, EXCLUDED.carrier_key,
        EXCLUDED.carrier_customer_id, EXCLUDED.number_key)
    RETURNING o.connection_id, o.claim_key, o.customer_id, o.carrier_connection_id, o.carrier_customer_id
  ), changed AS (
    SELECT connection_id, claim_key FROM put UNION SELECT connection_id, claim_key FROM gone
  )
  SELECT connection_id AS "connectionId", customer_id AS "customerId" FROM put
  UNION SELECT carrier_connection_id, carrier_customer_id FROM put
  UNION SELECT w.connection_id, w.customer_id FROM was w JOIN changed USING (connection_id, claim_key)
  UNION SELECT w.carrier_connection_id, w.carrier_customer_id FROM was w JOIN changed USING (connection_id, claim_key)`;

const DIFFERING = `
  CREATE TEMP TABLE differing ON COMMIT DROP AS
  SELECT w.*, d.code, d.said, d.counted
  FROM wanted w, LATERAL (VALUES
    ('AMOUNT', w.amount::text, w.carrier_amount::text, w.amount <> w.carrier_amount AND w.currency = w.carrier_currency),
    ('CURRENCY', w.currency, w.carrier_currency, w.currency <> w.carrier_currency),
    ('DUE_DATE', w.due_on::text, w.carrier_due_on::text, coalesce(w.due_on <> w.carrier_due_on, false)),
    ('DEBTOR', w.name, w.carrier_name, NOT w.same_debtor)) AS d (code, said, counted, differs)
  WHERE d.differs`;

const forgetConflicts = (scope: LinkScope): string => `
  DELETE FROM source_conflict o WHERE o.tenant_id = $1 ${within(scope, 'o')}
    AND NOT EXISTS (SELECT FROM differing d
      WHERE (d.connection_id, d.claim_key, d.code) = (o.connection_id, o.claim_key, o.code))`;

const SAID =
  'customer_id number said carrier_connection_id carrier_key carrier_customer_id counted currency'.split(
    ' ',
  );

const STORE_CONFLICTS = `
  INSERT INTO source_conflict AS o (tenant_id, connection_id, claim_key, code, ${SAID.join(', ')}, found_at)
  SELECT $1, d.connection_id, d.claim_key, d.code, ${SAID.map((name) => `d.${name}`).join(', ')}, $2 FROM differing d
  ON CONFLICT (tenant_id, connection_id, claim_key, code) DO UPDATE
    SET ${SAID.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}, found_at = EXCLUDED.found_at
  WHERE (${SAID.map((name) => `o.${name}`).join(', ')}) IS DISTINCT FROM (${SAID.map((name) => `EXCLUDED.${name}`).join(', ')})`;
