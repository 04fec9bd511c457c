import type { Transaction } from '../database';
import { pairSql } from './pair-sql';

/**
 * Finds the lines that move something between accounts of one customer on one day, into the temporary table transfer
 * (transfer_no, item_no …), and the claims that unlettered ones stand for. Told by day, amount and account, not by entry
 * numbers, which every export may give anew. Answers how many transfers there are.
 */
export async function findTransfers(tx: Transaction): Promise<number> {
  const lines = await tx.execute(LINES);
  if (lines === 0) return 0;
  await tx.query(`CREATE TEMP TABLE transfer ON COMMIT DROP AS
    SELECT *, NULL::bigint AS transfer_no FROM transfer_line LIMIT 0`);
  for (const keys of ['reference, ', '']) await tx.query(PAIRS(keys));
  await tx.query(CLUSTERS);
  await tx.query('ANALYZE transfer');
  await tx.query(FORGET_SELF_SETTLED);
  await tx.query(OPEN_REST);
  for (const key of ['reference', "''"]) await tx.query(STAND_FOR(key));
  await tx.query(USE_DEPOSITS);
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(DISTINCT transfer_no)::int AS count FROM transfer',
  );
  return row?.count ?? 0;
}

/** An entry that also took a discount or a loss did more than move. */
const LINES = `
  CREATE TEMP TABLE transfer_line ON COMMIT DROP AS
  SELECT item_no, rank, customer_id, entry_on, account, reference, amount, identity, letter, due_on FROM item
  WHERE nature IN ('TRANSFER', 'DEPOSIT', 'OTHER') AND discount = 0 AND exchange = 0 AND write_off = 0`;

const REST = `transfer_line l WHERE NOT EXISTS (SELECT FROM transfer t WHERE t.item_no = l.item_no)`;

/** A debit and a credit of the same amount on two accounts. */
const PAIRS = (keys: string): string => `
  WITH pair AS (
    SELECT c.item_no AS credit_no, d.item_no AS debit_no
    FROM (SELECT *, row_number() OVER (PARTITION BY rank, customer_id, entry_on, ${keys} amount
            ORDER BY account, identity) AS k FROM ${REST}) c
    JOIN (SELECT *, row_number() OVER (PARTITION BY rank, customer_id, entry_on, ${keys} amount
            ORDER BY account DESC, identity) AS k FROM ${REST}) d USING (rank, customer_id, entry_on, ${keys} k)
    WHERE c.amount < 0 AND d.amount = -c.amount AND d.account <> c.account
  )
  INSERT INTO transfer SELECT l.*, p.credit_no FROM pair p, LATERAL (VALUES (p.credit_no), (p.debit_no)) AS side (item_no)
  JOIN transfer_line l USING (item_no)`;

/** The rest of a day, when it moves as much away as it brings. */
const CLUSTERS = `
  WITH cluster AS (
    SELECT rank, customer_id, entry_on, min(item_no) AS transfer_no FROM ${REST}
    GROUP BY 1, 2, 3 HAVING sum(amount) = 0 AND count(DISTINCT account) > 1
  )
  INSERT INTO transfer SELECT l.*, c.transfer_no FROM transfer_line l JOIN cluster c USING (rank, customer_id, entry_on)
  WHERE NOT EXISTS (SELECT FROM transfer t WHERE t.item_no = l.item_no)`;

/** Lines of one transfer that are lettered with each other undo it. */
const FORGET_SELF_SETTLED = `
  DELETE FROM transfer WHERE transfer_no IN (
    SELECT c.transfer_no FROM segment s JOIN transfer c ON c.item_no = s.credit_no
    JOIN transfer d ON d.item_no = s.debit_no AND d.transfer_no = c.transfer_no)`;

/** What is open on the accounts that transfers are on. */
const OPEN_REST = `
  CREATE TEMP TABLE open_rest ON COMMIT DROP AS
  SELECT i.item_no, i.customer_id, i.account, i.reference, i.entry_on, i.identity, i.letter, t.transfer_no,
    i.amount - coalesce(d.amount, 0) + coalesce(c.amount, 0) - coalesce(x.amount, 0) AS amount
  FROM item i
  LEFT JOIN transfer t USING (item_no)
  LEFT JOIN (SELECT debit_no, sum(amount)::bigint AS amount FROM segment GROUP BY 1) d ON d.debit_no = i.item_no
  LEFT JOIN (SELECT credit_no, sum(amount)::bigint AS amount FROM segment GROUP BY 1) c ON c.credit_no = i.item_no
  LEFT JOIN (SELECT item_no, sum(amount)::bigint AS amount FROM closing GROUP BY 1) x ON x.item_no = i.item_no
  WHERE i.customer_id IN (SELECT customer_id FROM transfer)`;

/** A transfer that nobody lettered moved the claim of the same reference, or at least of the same amount. */
const STAND_FOR = (reference: string): string => `
  WITH side AS (
    SELECT *, ${reference} AS said, row_number() OVER (
        PARTITION BY customer_id, account, ${reference}, amount ORDER BY entry_on, identity) AS k
    FROM open_rest WHERE amount <> 0 AND account NOT LIKE '419%'
  ), pair AS (
    SELECT d.item_no AS debit_no, c.item_no AS credit_no, d.amount
    FROM side c JOIN side d USING (customer_id, account, said, k)
    WHERE c.amount < 0 AND c.transfer_no IS NOT NULL AND c.letter IS NULL AND d.amount = -c.amount
      AND d.letter IS NULL AND d.entry_on <= c.entry_on AND d.transfer_no IS DISTINCT FROM c.transfer_no
  ), gone AS (
    UPDATE open_rest o SET amount = 0
    FROM (SELECT debit_no AS item_no FROM pair UNION ALL SELECT credit_no FROM pair) p WHERE o.item_no = p.item_no
  )
  INSERT INTO segment SELECT debit_no, credit_no, amount FROM pair`;

/** A debit of 4191 that nobody lettered uses up the oldest deposits. */
const USE_DEPOSITS = `
  INSERT INTO segment ${pairSql(
    `SELECT customer_id::text || account AS grp, item_no AS no, amount, entry_on AS ord, identity AS tie FROM open_rest
     WHERE amount > 0 AND account LIKE '419%' AND transfer_no IS NOT NULL`,
    `SELECT customer_id::text || account AS grp, item_no AS no, -amount AS amount, entry_on AS ord, identity AS tie
     FROM open_rest WHERE amount < 0 AND account LIKE '419%' AND transfer_no IS NULL AND letter IS NULL`,
  )}`;
