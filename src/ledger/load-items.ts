import type { Transaction } from '../database';

/** A file of the connection, in the order of the periods they tell of. */
export interface PeriodFile {
  sourceFileId: string;
  rank: number;
  periodStart: string;
  /** No file is missing between the earlier one and it: its opening entries repeat what was open then. */
  isContiguous: boolean;
}

/** A period is known by its entries only: a month in which nothing was posted does not part two files. */
const GAP_DAYS_MAX = 31;

export async function listPeriodFiles(
  tx: Transaction,
  connectionId: string,
): Promise<PeriodFile[]> {
  return tx.query<PeriodFile>(
    `SELECT source_file_id AS "sourceFileId", (row_number() OVER w)::int AS rank, period_start AS "periodStart",
       coalesce(lag(period_end) OVER w >= period_start - ${GAP_DAYS_MAX}, false) AS "isContiguous"
     FROM (
       SELECT *, CASE WHEN count(*) OVER (PARTITION BY period_start) > 1 THEN EXISTS (
         SELECT FROM ledger_line l WHERE l.tenant_id = f.tenant_id AND l.source_file_id = f.source_file_id
           AND l.nature = 'OPENING') END AS has_opening
       FROM source_file f
       WHERE tenant_id = $1 AND connection_id = $2 AND status IN ('STORED', 'APPLIED') AND period_start IS NOT NULL
     ) f
     -- Of two that begin on one day, the one with the year's opening begins it.
     WINDOW w AS (ORDER BY period_start, has_opening DESC NULLS LAST, landed_at, source_file_id)`,
    [tx.tenantId, connectionId],
  );
}

/**
 * Fills temporary tables for the affected customers:
 * item (a line, later also a document, that is a claim or a settlement of its own) and opening_line (a line that only repeats earlier items).
 * An item's identity is what the line says, plus an occurrence number where several lines say the same.
 */
export async function loadItems(
  tx: Transaction,
  customerIds: readonly string[],
  files: readonly PeriodFile[],
): Promise<void> {
  await tx.query(TABLES);
  await tx.execute('INSERT INTO affected_customer SELECT unnest($1::uuid[])', [[...customerIds]]);
  await tx.execute(FILE_RANKS, [
    tx.tenantId,
    files.map((file) => file.sourceFileId),
    files.map((file) => file.rank),
  ]);
  await tx.execute(LOAD_ITEMS, [tx.tenantId, files.map((file) => file.sourceFileId)]);
  await tx.query(REPEATS);
  await tx.query(NUMBER_REPEATS('item'));
  await tx.query(NUMBER_REPEATS('opening_line'));
}

const TABLES = `
  CREATE TEMP TABLE affected_customer (customer_id uuid PRIMARY KEY) ON COMMIT DROP;
  CREATE TEMP TABLE file_rank (source_file_id uuid, rank int, has_opening boolean) ON COMMIT DROP;
  CREATE TEMP TABLE item (
    item_no bigint, rank int, source_file_id uuid, line int, customer_id uuid, account text, letter text,
    amount bigint, entry_on date, issued_on date, nature text, is_document boolean, reference text, identity uuid,
    document_on date, due_on date, is_return boolean, number text, label text, discount bigint, exchange bigint,
    write_off bigint, foreign_amount bigint, foreign_currency text, due_source text, currency text,
    is_disputed boolean, disputed_on date, document_key text
  ) ON COMMIT DROP;
  CREATE TEMP TABLE opening_line (
    item_no bigint, rank int, source_file_id uuid, line int, customer_id uuid, account text, letter text,
    amount bigint, entry_on date, issued_on date, reference text, identity uuid, document_on date, due_on date,
    number text, label text
  ) ON COMMIT DROP`;

/** Whether a file has opening entries is asked of all customers: one that has none in it was closed, not left out. */
const FILE_RANKS = `
  INSERT INTO file_rank
  SELECT f.id, f.rank, f.rank > 1 AND EXISTS (SELECT FROM ledger_line l
    WHERE l.tenant_id = $1 AND l.source_file_id = f.id AND l.nature = 'OPENING')
  FROM unnest($2::uuid[], $3::int[]) AS f (id, rank)`;

/** The document's number, or, where the books wrote none ("-"), the entry's. */
const NUMBER = `CASE WHEN reference ~ '[0-9A-Za-z]' THEN reference ELSE coalesce(nullif(entry_number, ''), journal) END`;

const LOAD_ITEMS = `
  WITH line AS (
    SELECT (f.rank::bigint << 32) + l.line AS item_no, f.rank, l.source_file_id, l.line, l.customer_id, l.account,
      l.letter, l.amount_minor AS amount, l.entry_on, coalesce(l.document_on, l.entry_on) AS issued_on, l.nature,
      l.reference, l.document_on, l.due_on, l.is_return, l.entry_number, l.journal, l.label, l.discount_minor,
      l.exchange_minor, l.write_off_minor, l.foreign_amount_minor, l.foreign_currency, l.identity
    FROM ledger_line l JOIN file_rank f USING (source_file_id)
    WHERE l.tenant_id = $1 AND l.source_file_id = ANY ($2::uuid[]) AND l.amount_minor <> 0
      AND l.customer_id IN (SELECT customer_id FROM affected_customer)
  ), opening AS (
    INSERT INTO opening_line
    SELECT item_no, rank, source_file_id, line, customer_id, account, letter, amount, entry_on, issued_on,
      reference, identity, document_on, due_on, ${NUMBER}, label
    FROM line WHERE nature = 'OPENING' AND rank > 1
  )
  INSERT INTO item
  SELECT item_no, rank, source_file_id, line, customer_id, account, letter, amount, entry_on, issued_on, nature,
    amount > 0 OR nature IN ('SALE', 'OPENING') OR account LIKE '419%', reference, identity, document_on, due_on,
    is_return, ${NUMBER}, label, discount_minor, exchange_minor, write_off_minor, foreign_amount_minor,
    foreign_currency
  FROM line WHERE nature <> 'OPENING' OR rank = 1`;

/**
 * Lines that say exactly the same are told apart: the second gets an identity of its own. Which is the second must not
 * depend on where they stand in the file, so they are ordered by due date, as instalments, and by what they are lettered with; lines that agree even in
 * that may stand for each other, if only all lines of a letter are counted together.
 */
const REPEATS = `
  CREATE TEMP TABLE repeat ON COMMIT DROP AS
  WITH every AS (
    SELECT item_no, rank, identity, customer_id, account, letter, due_on FROM item
    UNION ALL SELECT item_no, rank, identity, customer_id, account, letter, due_on FROM opening_line
  ), repeated AS (
    SELECT * FROM every
    WHERE identity IN (SELECT identity FROM every GROUP BY identity HAVING count(*) > 1)
  ), letter_group AS (
    SELECT rank, customer_id, account, letter, min(item_no) AS first,
      sum(hashtextextended(identity::text, 0)) AS content
    FROM every
    WHERE (rank, customer_id, account, letter) IN (SELECT rank, customer_id, account, letter FROM repeated)
    GROUP BY 1, 2, 3, 4
  )
  SELECT r.item_no, row_number() OVER (
      PARTITION BY r.identity ORDER BY r.rank, r.due_on, g.content, g.first, r.item_no) AS occurrence
  FROM repeated r LEFT JOIN letter_group g USING (rank, customer_id, account, letter)`;

const NUMBER_REPEATS = (table: 'item' | 'opening_line'): string => `
  UPDATE ${table} t SET identity = md5(t.identity::text || ':' || r.occurrence)::uuid
  FROM repeat r WHERE r.item_no = t.item_no AND r.occurrence > 1`;
