import type { Transaction } from '../../database';
import { LINE_KEY } from './line-key';

/**
 * Keeps what the lines of the books claim by number, so that the documents of an import need not be looked for among all
 * lines there are. Written where several sources meet only, when lines are new; the same again writes nothing.
 */
export async function keepBookClaims(tx: Transaction): Promise<void> {
  await tx.execute(CLAIMED, [tx.tenantId]);
  await tx.execute(FORGET, [tx.tenantId]);
  await tx.execute(PUT, [tx.tenantId]);
  await tx.query('DROP TABLE claimed');
}

/** The opening of the first period is the only one that makes claims of its own; a later one repeats what is known. */
const FIRST_FILES = `
  SELECT DISTINCT ON (f.connection_id) f.source_file_id FROM source_file f
  WHERE f.tenant_id = $1 AND f.status IN ('STORED', 'APPLIED') AND f.period_start IS NOT NULL
  ORDER BY f.connection_id, f.period_start, EXISTS (SELECT FROM ledger_line l
      WHERE l.tenant_id = $1 AND l.source_file_id = f.source_file_id AND l.nature = 'OPENING') DESC,
    f.landed_at, f.source_file_id`;

/**
 * Instalments of one invoice are one claim; of several days none is the due date. What an opening repeats one by one is a
 * claim too, unless the invoice itself is among the lines.
 */
const CLAIMED = `
  CREATE TEMP TABLE claimed ON COMMIT DROP AS
  WITH first_file AS MATERIALIZED (${FIRST_FILES}), line AS MATERIALIZED (
    SELECT f.connection_id, l.customer_id, l.reference, coalesce(l.document_on, l.entry_on) AS issued_on, l.amount_minor,
      l.due_on, l.nature
    FROM ledger_line l JOIN source_file f ON f.tenant_id = $1 AND f.source_file_id = l.source_file_id
    WHERE l.tenant_id = $1 AND l.nature IN ('SALE', 'OPENING') AND l.reference ~ '[0-9]' AND f.status IN ('STORED', 'APPLIED')
      AND (l.nature = 'SALE' OR l.source_file_id IN (SELECT source_file_id FROM first_file))
  )
  SELECT l.connection_id, ${LINE_KEY('l')} AS claim_key, l.customer_id, number_key(l.reference) AS number_key,
    min(l.reference) AS number, sum(l.amount_minor)::bigint AS amount_minor, l.issued_on,
    CASE WHEN count(*) = 1 THEN max(l.due_on) END AS due_on
  FROM line l
  WHERE l.nature = 'SALE' OR NOT EXISTS (SELECT FROM line o WHERE o.nature = 'SALE' AND o.connection_id = l.connection_id
    AND o.customer_id = l.customer_id AND o.reference = l.reference)
  GROUP BY l.connection_id, l.customer_id, number_key(l.reference), l.issued_on HAVING sum(l.amount_minor) <> 0`;

const FORGET = `
  DELETE FROM book_claim o WHERE o.tenant_id = $1
    AND NOT EXISTS (SELECT FROM claimed c WHERE (c.connection_id, c.claim_key) = (o.connection_id, o.claim_key))`;

const SAID = ['customer_id', 'number_key', 'number', 'amount_minor', 'issued_on', 'due_on'];
const of = (row: string): string => SAID.map((name) => `${row}.${name}`).join(', ');

const PUT = `
  INSERT INTO book_claim AS o (tenant_id, connection_id, claim_key, ${SAID.join(', ')})
  SELECT $1, c.connection_id, c.claim_key, ${of('c')} FROM claimed c
  ON CONFLICT (tenant_id, connection_id, claim_key) DO UPDATE
    SET ${SAID.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
  WHERE (${of('o')}) IS DISTINCT FROM (${of('EXCLUDED')})`;
