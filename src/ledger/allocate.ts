import type { Transaction } from '../database';
import type { PeriodFile } from './load-items';
import { pairSql } from './pair-sql';

/**
 * Decides which credit settles which debit, file by file in the order of their periods, into temporary tables:
 * segment (debit, credit, amount) and closing (what an opening no longer repeats).
 */
export async function allocate(tx: Transaction, files: readonly PeriodFile[]): Promise<void> {
  await tx.query(`
    CREATE TEMP TABLE segment (debit_no bigint, credit_no bigint, amount bigint, via_on date) ON COMMIT DROP;
    CREATE TEMP TABLE closing (item_no bigint, amount bigint, effective_on date, kind text NOT NULL DEFAULT 'CREDIT')
      ON COMMIT DROP;
    CREATE TEMP TABLE carry (line_no bigint, item_no bigint, amount bigint) ON COMMIT DROP`);
  for (const file of files) {
    if (file.rank > 1) await carryOver(tx, file);
    await allocateLettered(tx, file.rank);
  }
}

/**
 * Opening entries repeat what was open before: each opening line is mapped to the earlier items it stands for. First by
 * reference and amount (detailed openings), also where the opening repeats a claim whole beside the part payment that the
 * ledger has set against it; then oldest first per customer and sign (aggregated openings), when the
 * periods touch or the customer's balance is the same. What is left of an opening line is a claim of its own; what is
 * left of an earlier item is closed.
 */
async function carryOver(tx: Transaction, file: PeriodFile): Promise<void> {
  await tx.query(`DROP TABLE IF EXISTS prior, exact, reopened, carrier; TRUNCATE carry`);
  await tx.query(PRIOR(file.rank));
  await tx.query(EXACT(file.rank));
  await tx.query(REOPENED(file.rank));
  await tx.query('INSERT INTO carry SELECT line_no, item_no, amount FROM exact');
  await tx.query(
    'INSERT INTO carry SELECT line_no, item_no, amount FROM reopened WHERE amount <> 0',
  );
  await tx.execute(CARRIER(file));
  for (const sign of [1, -1] as const) {
    await tx.query(`INSERT INTO carry SELECT left_no, right_no, ${sign} * amount FROM (
      ${pairSql(OPENING_SIDE(file.rank, sign), PRIOR_SIDE(sign))}) pair`);
  }
  await tx.execute(CLOSING, [file.periodStart]);
  await tx.query(RESIDUAL_OPENING(file.rank));
}

const CLOSING = `
  INSERT INTO closing
  SELECT p.item_no, p.amount - coalesce(c.amount, 0), $1 FROM prior p
  LEFT JOIN (SELECT item_no, sum(amount) AS amount FROM carry GROUP BY item_no) c USING (item_no)
  WHERE p.amount <> coalesce(c.amount, 0)`;

/** What is open of every earlier item, signed. A file without opening entries (an interim export) closes nothing. */
const PRIOR = (rank: number): string => `
  CREATE TEMP TABLE prior ON COMMIT DROP AS
  SELECT i.item_no, i.identity, i.customer_id, i.reference, i.issued_on, i.due_on,
    i.amount - coalesce(d.amount, 0) + coalesce(c.amount, 0) - coalesce(x.amount, 0) AS amount
  FROM item i
  LEFT JOIN (SELECT debit_no, sum(amount) AS amount FROM segment GROUP BY 1) d ON d.debit_no = i.item_no
  LEFT JOIN (SELECT credit_no, sum(amount) AS amount FROM segment GROUP BY 1) c ON c.credit_no = i.item_no
  LEFT JOIN (SELECT item_no, sum(amount) AS amount FROM closing GROUP BY 1) x ON x.item_no = i.item_no
  WHERE i.rank < ${rank} AND EXISTS (SELECT FROM file_rank WHERE rank = ${rank} AND has_opening)
    AND i.amount - coalesce(d.amount, 0) + coalesce(c.amount, 0) - coalesce(x.amount, 0) <> 0`;

const EXACT = (rank: number): string => `
  CREATE TEMP TABLE exact ON COMMIT DROP AS
  SELECT o.item_no AS line_no, p.item_no, o.amount
  FROM (SELECT *, row_number() OVER w AS k FROM opening_line WHERE rank = ${rank}
        WINDOW w AS (PARTITION BY customer_id, reference, amount ORDER BY issued_on, due_on, identity)) o
  JOIN (SELECT *, row_number() OVER w AS k FROM prior
        WINDOW w AS (PARTITION BY customer_id, reference, amount ORDER BY issued_on, due_on, identity)) p
    USING (customer_id, reference, amount, k)`;

/**
 * Lines of a letter that does not balance are all open to the books, and repeated as they were: the claim whole, its part
 * payment beside it. What they repeat is the rest that the ledger knows, if over a customer the two come to the same.
 */
const REOPENED = (rank: number): string => `
  CREATE TEMP TABLE reopened ON COMMIT DROP AS
  WITH line AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, reference, issued_on, amount ORDER BY identity) AS k
    FROM opening_line WHERE rank = ${rank} AND item_no NOT IN (SELECT line_no FROM exact)
  ), known AS (
    SELECT i.*, row_number() OVER (
        PARTITION BY i.customer_id, i.reference, i.issued_on, i.amount ORDER BY i.identity) AS k
    FROM item i
    WHERE i.rank < ${rank} AND (i.customer_id, i.reference) IN (SELECT customer_id, reference FROM line)
      AND i.item_no NOT IN (SELECT item_no FROM exact)
  ), repeated AS (
    SELECT line.item_no AS line_no, known.item_no, coalesce(prior.amount, 0) AS amount,
      sum(line.amount - coalesce(prior.amount, 0)) OVER (PARTITION BY known.customer_id) AS difference
    FROM line JOIN known USING (customer_id, reference, issued_on, amount, k)
    LEFT JOIN prior ON prior.item_no = known.item_no
  )
  SELECT line_no, item_no, amount FROM repeated WHERE difference = 0`;

/** Customers whose sums carry earlier items; of files far apart, those who still owe exactly what they owed. */
const CARRIER = (file: PeriodFile): string => `
  CREATE TEMP TABLE carrier ON COMMIT DROP AS
  SELECT customer_id FROM (
    SELECT customer_id, amount FROM opening_line WHERE rank = ${file.rank}
    UNION ALL SELECT customer_id, -amount FROM prior
  ) both_sides GROUP BY 1${file.isContiguous ? '' : ' HAVING sum(amount) = 0'}`;

const OPENING_SIDE = (rank: number, sign: 1 | -1): string => `
  SELECT customer_id AS grp, item_no AS no, abs(amount) AS amount, ${DUE_ORDER('')} AS ord, identity AS tie FROM opening_line
  WHERE rank = ${rank} AND sign(amount) = ${sign} AND item_no NOT IN (SELECT line_no FROM exact)
    AND item_no NOT IN (SELECT line_no FROM reopened) AND customer_id IN (SELECT customer_id FROM carrier)`;

const PRIOR_SIDE = (sign: 1 | -1): string => `
  SELECT customer_id AS grp, item_no AS no, abs(amount) AS amount, ${DUE_ORDER('')} AS ord, identity AS tie FROM prior
  WHERE sign(amount) = ${sign} AND item_no NOT IN (SELECT item_no FROM exact)
    AND item_no NOT IN (SELECT item_no FROM reopened) AND customer_id IN (SELECT customer_id FROM carrier)`;

const RESIDUAL_OPENING = (rank: number): string => `
  WITH residual AS (
    SELECT o.*, o.amount - coalesce(c.amount, 0) AS rest FROM opening_line o
    LEFT JOIN (SELECT line_no, sum(amount) AS amount FROM carry GROUP BY 1) c ON c.line_no = o.item_no
    WHERE o.rank = ${rank} AND o.amount <> coalesce(c.amount, 0)
      AND o.item_no NOT IN (SELECT line_no FROM reopened)
  ), own AS (
    INSERT INTO item SELECT item_no, rank, source_file_id, line, customer_id, account, NULL, rest, entry_on, issued_on,
      'OPENING', true, reference, identity, document_on, due_on, false, number, label, 0, 0, 0 FROM residual
  )
  INSERT INTO carry SELECT item_no, item_no, rest FROM residual`;

/** Within one account, customer and letter: credit notes before payments, oldest first. */
async function allocateLettered(tx: Transaction, rank: number): Promise<void> {
  await tx.query(`DROP TABLE IF EXISTS member, letter_group`);
  await tx.query(MEMBER(rank));
  await tx.query(LETTER_GROUP);
  await tx.query(
    `INSERT INTO segment SELECT d, c, total FROM letter_group WHERE nd = 1 AND nc = 1`,
  );
  await tx.query(`INSERT INTO segment ${pairSql(SIDE('amount > 0'), SIDE('amount < 0'))}`);
  await settleAggregatedOpenings(tx, rank);
}

/**
 * A lettered payment whose claim is not in the file paid something of an earlier year that the opening gives as one sum:
 * it settles that sum, oldest first.
 */
async function settleAggregatedOpenings(tx: Transaction, rank: number): Promise<void> {
  await tx.query('DROP TABLE IF EXISTS aggregate, orphan');
  const aggregates = await tx.execute(AGGREGATE(rank));
  if (aggregates === 0) return;
  await tx.query(ORPHAN);
  await tx.query(
    `INSERT INTO segment ${pairSql(
      `SELECT customer_id AS grp, item_no AS no, amount, ${DUE_ORDER('')} AS ord, identity AS tie FROM aggregate`,
      'SELECT customer_id AS grp, item_no AS no, amount, issued_on AS ord, identity AS tie FROM orphan',
    )}`,
  );
}

/** Claims that this file knows only as part of an opening sum, with what is open of them. */
const AGGREGATE = (rank: number): string => `
  CREATE TEMP TABLE aggregate ON COMMIT DROP AS
  SELECT i.item_no, i.identity, i.customer_id, i.issued_on, i.due_on,
    i.amount - coalesce(s.amount, 0) - coalesce(x.amount, 0) AS amount
  FROM (
    SELECT item_no FROM item WHERE rank = ${rank} AND nature = 'OPENING' AND letter IS NULL AND issued_on >= entry_on
    UNION
    SELECT c.item_no FROM carry c JOIN opening_line o ON o.item_no = c.line_no
    WHERE o.rank = ${rank} AND o.letter IS NULL AND o.issued_on >= o.entry_on
  ) known JOIN item i USING (item_no)
  LEFT JOIN (SELECT debit_no, sum(amount)::bigint AS amount FROM segment GROUP BY 1) s ON s.debit_no = i.item_no
  LEFT JOIN (SELECT item_no, sum(amount)::bigint AS amount FROM closing GROUP BY 1) x ON x.item_no = i.item_no
  WHERE i.amount > coalesce(s.amount, 0) + coalesce(x.amount, 0)`;

/** What lettered settlements of this file did not find a claim for. */
const ORPHAN = `
  CREATE TEMP TABLE orphan ON COMMIT DROP AS
  SELECT * FROM (
    SELECT i.item_no, i.identity, i.customer_id, i.issued_on,
      least(m.amount, coalesce(x.amount, 0) - i.amount - coalesce(s.amount, 0)) AS amount
    FROM (SELECT item_no, -sum(amount)::bigint AS amount FROM member
          WHERE amount < 0 AND NOT is_document GROUP BY 1) m
    JOIN item i USING (item_no)
    LEFT JOIN (SELECT credit_no, sum(amount)::bigint AS amount FROM segment GROUP BY 1) s ON s.credit_no = i.item_no
    LEFT JOIN (SELECT item_no, sum(amount)::bigint AS amount FROM closing GROUP BY 1) x ON x.item_no = i.item_no
  ) rest WHERE amount > 0`;

const MEMBER = (rank: number): string => `
  CREATE TEMP TABLE member ON COMMIT DROP AS
  SELECT account, customer_id, letter, item_no, identity, amount, issued_on, due_on, is_document FROM item
  WHERE rank = ${rank} AND letter IS NOT NULL
  UNION ALL
  SELECT o.account, o.customer_id, o.letter, c.item_no, i.identity, c.amount, i.issued_on, i.due_on, i.is_document
  FROM carry c JOIN opening_line o ON o.item_no = c.line_no JOIN item i ON i.item_no = c.item_no
  WHERE o.rank = ${rank} AND o.letter IS NOT NULL`;

const LETTER_GROUP = `
  CREATE TEMP TABLE letter_group ON COMMIT DROP AS
  SELECT account, customer_id, letter, min(item_no) AS grp,
    count(*) FILTER (WHERE amount > 0) AS nd, count(*) FILTER (WHERE amount < 0) AS nc,
    max(item_no) FILTER (WHERE amount > 0) AS d, max(item_no) FILTER (WHERE amount < 0) AS c,
    least(sum(amount) FILTER (WHERE amount > 0), -sum(amount) FILTER (WHERE amount < 0)) AS total
  FROM member GROUP BY account, customer_id, letter
  HAVING count(*) FILTER (WHERE amount > 0) > 0 AND count(*) FILTER (WHERE amount < 0) > 0`;

/** Oldest first; of one day, as instalments are, first due first. */
const DUE_ORDER = (row: string): string =>
  `((${row}issued_on - date '1970-01-01')::bigint * 10000000 + coalesce(${row}due_on - date '1970-01-01', 0))`;

const SIDE = (side: string): string => `
  SELECT g.grp, m.item_no AS no, abs(m.amount) AS amount,
    CASE WHEN m.amount < 0 AND NOT m.is_document THEN 1 ELSE 0 END * 100000000000000 + ${DUE_ORDER('m.')} AS ord,
    m.identity AS tie
  FROM member m JOIN letter_group g USING (account, customer_id, letter) WHERE g.nd + g.nc > 2 AND m.${side}`;
