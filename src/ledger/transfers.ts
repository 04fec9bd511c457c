import type { Transaction } from '../database';
import { findTransfers } from './find-transfers';
import { pairSql } from './pair-sql';

/**
 * A transfer between accounts of one customer (411 to 416 or 413 and back, 4191 set against 411) is no settlement and no
 * new claim: the same claim is carried elsewhere. Takes the two sides of each transfer out of the segments, so that what
 * one side settled is settled by what settled the other, and notes in the temporary table form where claims are now. Both sides are of one day and one customer, so no sum of any day changes.
 */
export async function followTransfers(tx: Transaction): Promise<void> {
  await tx.query(`
    CREATE TEMP TABLE move (item_no bigint, account text, amount bigint, moved_on date, due_on date) ON COMMIT DROP`);
  const found = await findTransfers(tx);
  // Each round takes out transfers that stand on none still there: of three moves of a claim, one a round.
  let left = found;
  while (left > 0) {
    const done = await takeOutReady(tx);
    if (done === 0) break;
    left -= done;
  }
  await tx.query(FORM);
}

async function takeOutReady(tx: Transaction): Promise<number> {
  await tx.query('DROP TABLE IF EXISTS ready, flow, taken');
  const ready = await tx.execute(READY);
  if (ready === 0) return 0;
  await tx.query(FLOW);
  await tx.query(KEEP_TO_TAKEN);
  await tx.query(TAKEN);
  await tx.query(REPLACE_SEGMENTS);
  await tx.query(REPLACE_CLOSINGS);
  await tx.query(SHRINK_ITEMS);
  await tx.query(NOTE_MOVES);
  await tx.query('DELETE FROM transfer USING ready WHERE transfer.transfer_no = ready.transfer_no');
  return ready;
}

/** Transfers whose credits settle no debit of another transfer: two of them never share a segment. */
const READY = `
  CREATE TEMP TABLE ready ON COMMIT DROP AS
  WITH waiting AS MATERIALIZED (
    SELECT DISTINCT c.transfer_no FROM segment s JOIN transfer c ON c.item_no = s.credit_no
    JOIN transfer d ON d.item_no = s.debit_no
  )
  SELECT transfer_no, min(entry_on) AS entry_on, bool_or(account LIKE '419%') AS is_deposit FROM transfer t
  WHERE NOT EXISTS (SELECT FROM waiting w WHERE w.transfer_no = t.transfer_no) GROUP BY 1`;

/**
 * What goes into the credits of a transfer (side -1) and comes out of its debits (side 1): settlements, what openings
 * closed, and the open rest, laid end to end in that order (lo to hi).
 */
const FLOW = `
  CREATE TEMP TABLE flow ON COMMIT DROP AS
  WITH part AS (
    SELECT t.transfer_no, t.item_no, -1 AS side, 'SETTLED' AS state, s.debit_no AS other_no, s.amount, s.via_on,
      NULL::date AS closed_on, o.issued_on AS ord, o.identity AS tie
    FROM transfer t JOIN ready USING (transfer_no) JOIN segment s ON s.credit_no = t.item_no
      JOIN item o ON o.item_no = s.debit_no
    UNION ALL
    SELECT t.transfer_no, t.item_no, 1, 'SETTLED', s.credit_no, s.amount, s.via_on, NULL, o.entry_on, o.identity
    FROM transfer t JOIN ready USING (transfer_no) JOIN segment s ON s.debit_no = t.item_no
      JOIN item o ON o.item_no = s.credit_no
    UNION ALL
    SELECT t.transfer_no, t.item_no, sign(t.amount), 'CLOSED', NULL, abs(x.amount), NULL, x.effective_on, x.effective_on,
      t.identity
    FROM transfer t JOIN ready USING (transfer_no) JOIN closing x USING (item_no)
  ), whole AS (
    SELECT * FROM part
    UNION ALL
    SELECT t.transfer_no, t.item_no, sign(t.amount), 'OPEN', NULL, abs(t.amount) - coalesce(p.amount, 0), NULL, NULL, NULL,
      t.identity
    FROM transfer t JOIN ready USING (transfer_no)
    LEFT JOIN (SELECT item_no, sum(amount)::bigint AS amount FROM part GROUP BY 1) p USING (item_no)
    WHERE abs(t.amount) > coalesce(p.amount, 0)
  )
  SELECT row_number() OVER () AS flow_no, w.*, sum(amount) OVER along - amount AS lo, sum(amount) OVER along AS hi
  FROM whole w
  WINDOW along AS (PARTITION BY transfer_no, side
    ORDER BY CASE state WHEN 'SETTLED' THEN 1 WHEN 'CLOSED' THEN 2 ELSE 3 END, ord, tie, other_no, item_no
    ROWS UNBOUNDED PRECEDING)`;

/**
 * How much of a transfer is followed: as far as either side knows a claim or a settlement. A deposit is not the claim it
 * is set against, so it is followed only as far as the deposit is known. What lies beyond stays as the books have it.
 */
const KEEP_TO_TAKEN = `
  ALTER TABLE flow ADD COLUMN taken bigint;
  UPDATE flow f SET taken = greatest(0, least(f.hi, t.amount) - f.lo)
  FROM (
    SELECT transfer_no, CASE WHEN is_deposit THEN out_of ELSE greatest(out_of, brought) END AS amount FROM ready
    JOIN (
      SELECT transfer_no, coalesce(sum(amount) FILTER (WHERE side = 1 AND state = 'SETTLED'), 0) AS out_of,
        coalesce(sum(amount) FILTER (WHERE side = -1 AND state = 'SETTLED'), 0) AS brought FROM flow GROUP BY 1
    ) known USING (transfer_no)
  ) t WHERE t.transfer_no = f.transfer_no`;

const FLOW_SIDE = (side: -1 | 1): string => `
  SELECT transfer_no AS grp, flow_no AS no, taken AS amount, lo AS ord, flow_no AS tie FROM flow
  WHERE side = ${side} AND taken > 0`;

/** What went in, by what came out. */
const TAKEN = `
  CREATE TEMP TABLE taken ON COMMIT DROP AS
  SELECT i.transfer_no, i.state AS in_state, i.other_no AS debit_no, i.item_no AS in_item_no, o.state AS out_state, o.other_no AS credit_no,
    o.item_no AS out_item_no, p.amount::bigint AS amount, greatest(i.via_on, o.via_on, r.entry_on) AS via_on,
    greatest(i.closed_on, o.closed_on, r.entry_on) AS closed_on
  FROM (${pairSql(FLOW_SIDE(-1), FLOW_SIDE(1))}) p
  JOIN flow i ON i.flow_no = p.left_no JOIN flow o ON o.flow_no = p.right_no
  JOIN ready r ON r.transfer_no = i.transfer_no`;

const REPLACE_SEGMENTS = `
  DELETE FROM segment USING transfer t JOIN ready USING (transfer_no) WHERE t.item_no = segment.credit_no;
  DELETE FROM segment USING transfer t JOIN ready USING (transfer_no) WHERE t.item_no = segment.debit_no;
  INSERT INTO segment SELECT debit_no, credit_no, amount, via_on FROM taken
  WHERE in_state = 'SETTLED' AND out_state = 'SETTLED';
  INSERT INTO segment
  SELECT CASE side WHEN 1 THEN item_no ELSE other_no END, CASE side WHEN 1 THEN other_no ELSE item_no END,
    amount - taken, via_on
  FROM flow WHERE state = 'SETTLED' AND amount > taken`;

/** A claim that was carried elsewhere and then closed there is closed; so is a credit. */
const REPLACE_CLOSINGS = `
  DELETE FROM closing USING transfer t JOIN ready USING (transfer_no) WHERE t.item_no = closing.item_no;
  INSERT INTO closing SELECT debit_no, amount, closed_on FROM taken WHERE in_state = 'SETTLED' AND out_state = 'CLOSED';
  INSERT INTO closing SELECT credit_no, -amount, closed_on FROM taken WHERE in_state = 'CLOSED' AND out_state = 'SETTLED';
  INSERT INTO closing SELECT item_no, side * (amount - taken), closed_on FROM flow WHERE state = 'CLOSED' AND amount > taken`;

const SHRINK_ITEMS = `
  UPDATE item i SET amount = i.amount - f.taken
  FROM (SELECT item_no, sum(side * taken)::bigint AS taken FROM flow GROUP BY 1) f
  WHERE f.item_no = i.item_no AND f.taken <> 0;
  DELETE FROM item i USING transfer t WHERE t.item_no = i.item_no AND i.amount = 0`;

/** A claim set against a deposit was not carried there. */
const NOTE_MOVES = `
  INSERT INTO move
  SELECT t.debit_no, v.account, v.amount, d.entry_on, v.due_on
  FROM taken t JOIN transfer c ON c.item_no = t.in_item_no JOIN transfer d ON d.item_no = t.out_item_no,
  LATERAL (VALUES (c.account, -t.amount, NULL), (d.account, t.amount, d.due_on)) AS v (account, amount, due_on)
  WHERE t.in_state = 'SETTLED' AND d.account NOT LIKE '419%'`;

/**
 * Where moved claims are: since when on 416 and 413, a part being enough; whether anything is left where they began; and
 * the due date that a move stated last, as a bill does.
 */
const FORM = `
  CREATE TEMP TABLE form ON COMMIT DROP AS
  SELECT h.item_no, min(h.since) FILTER (WHERE h.amount > 0 AND h.account LIKE '416%') AS doubtful_on,
    min(h.since) FILTER (WHERE h.amount > 0 AND h.account LIKE '413%') AS bill_on,
    coalesce(bool_or(h.account = i.account AND i.amount + h.amount <= 0), false) AS has_left,
    (array_agg(h.due_on ORDER BY h.since DESC, h.due_on) FILTER (WHERE h.amount > 0 AND h.due_on IS NOT NULL))[1] AS due_on
  FROM (
    SELECT item_no, account, sum(amount)::bigint AS amount, min(moved_on) FILTER (WHERE amount > 0) AS since,
      max(due_on) AS due_on
    FROM move GROUP BY 1, 2
  ) h JOIN item i USING (item_no) GROUP BY h.item_no`;
