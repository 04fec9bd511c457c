import type { Transaction } from '../../database';
import { LINE_KEY } from './line-key';

/** Leaves out of the temporary tables the claims of the connection that another source carries, with what settled them. */
export async function leaveOutLinked(tx: Transaction, connectionId: string): Promise<void> {
  const place = [tx.tenantId, connectionId];
  const [linked] = await tx.query(
    'SELECT 1 FROM document_link WHERE tenant_id = $1 AND connection_id = $2 LIMIT 1',
    place,
  );
  if (linked === undefined) return;
  await tx.execute(LEFT_OUT, place);
  for (const statement of LEAVE_OUT) await tx.query(statement);
}

/**
 * Gives claims that the connection carries for others the due date and the dispute of their documents. Comes when it is
 * known what settles them.
 */
export async function enrichLinked(tx: Transaction, connectionId: string): Promise<void> {
  const place = [tx.tenantId, connectionId];
  const [carried] = await tx.query(
    'SELECT 1 FROM document_link WHERE tenant_id = $1 AND carrier_connection_id = $2 LIMIT 1',
    place,
  );
  if (carried !== undefined) await tx.execute(ENRICH, place);
}

/** Of an item: the claim it is, as links call it. */
export const ITEM_CLAIM_KEY = `CASE WHEN i.document_key IS NOT NULL THEN i.document_key
  WHEN i.nature IN ('SALE', 'OPENING') THEN ${LINE_KEY('i')} END`;

const LEFT_OUT = `
  CREATE TEMP TABLE left_out ON COMMIT DROP AS
  SELECT i.item_no FROM (SELECT i.item_no, ${ITEM_CLAIM_KEY} AS claim_key FROM item i OFFSET 0) i
  JOIN document_link k ON k.tenant_id = $1 AND k.connection_id = $2 AND k.claim_key = i.claim_key`;

/** What settled them settles them where they are carried: it counts there, and not here a second time. */
const LEAVE_OUT = [
  `CREATE TEMP TABLE less ON COMMIT DROP AS
   SELECT item_no, sum(amount)::bigint AS amount FROM (
     SELECT credit_no AS item_no, amount FROM segment
     WHERE debit_no IN (SELECT item_no FROM left_out) AND credit_no NOT IN (SELECT item_no FROM left_out)
     UNION ALL
     SELECT debit_no, -amount FROM segment
     WHERE credit_no IN (SELECT item_no FROM left_out) AND debit_no NOT IN (SELECT item_no FROM left_out)
   ) s GROUP BY 1`,
  `UPDATE item i SET amount = i.amount + l.amount, discount = 0, exchange = 0, write_off = 0
   FROM less l WHERE l.item_no = i.item_no`,
  `DELETE FROM segment WHERE debit_no IN (SELECT item_no FROM left_out) OR credit_no IN (SELECT item_no FROM left_out)`,
  `DELETE FROM closing WHERE item_no IN (SELECT item_no FROM left_out)`,
  `DELETE FROM item WHERE item_no IN (SELECT item_no FROM left_out) OR amount = 0`,
];

/**
 * The due date is the document's; of several instalments that of the first one not yet covered. Where the books have
 * instalments with days of their own, these stand.
 */
const ENRICH = `
  UPDATE item i SET due_on = coalesce(n.due_on, i.due_on),
    due_source = CASE WHEN n.due_on IS NULL THEN i.due_source ELSE 'DOCUMENT' END,
    is_disputed = n.is_disputed OR coalesce(i.is_disputed, false)
  FROM (
    SELECT DISTINCT ON (i.item_no) i.item_no, d.is_disputed,
      CASE WHEN i.count = 1 OR i.due_on IS NULL THEN coalesce(p.due_on, d.due_on) END AS due_on
    FROM (
      SELECT i.item_no, i.amount, i.due_on, ${ITEM_CLAIM_KEY} AS claim_key, count(*) OVER (PARTITION BY ${ITEM_CLAIM_KEY}) AS count
      FROM item i WHERE i.amount > 0
    ) i
    JOIN document_link k ON k.tenant_id = $1 AND k.carrier_connection_id = $2 AND k.carrier_key = i.claim_key
      AND NOT k.is_ledger
    JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = k.connection_id AND d.document_key = k.claim_key
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(s.amount), 0) AS covered FROM (
        SELECT amount FROM segment WHERE debit_no = i.item_no
        UNION ALL SELECT amount FROM closing WHERE item_no = i.item_no) s
    ) paid ON true
    LEFT JOIN LATERAL (
      SELECT due_on FROM (
        SELECT t.due_on, sum(t.amount) OVER (ORDER BY t.due_on, t.no) AS upto FROM (
          SELECT (e.part ->> 'dueOn')::date AS due_on, (e.part ->> 'amountMinor')::bigint AS amount, e.no
          FROM jsonb_array_elements(d.instalments) WITH ORDINALITY AS e (part, no)
        ) t WHERE t.due_on IS NOT NULL
      ) u WHERE u.upto > paid.covered ORDER BY u.upto LIMIT 1
    ) p ON true
    ORDER BY i.item_no, d.due_on, d.document_key
  ) n
  WHERE n.item_no = i.item_no`;
