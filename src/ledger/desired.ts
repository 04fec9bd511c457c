import type { Transaction } from '../database';

/**
 * Turns items and segments into the receivables and entries the ledger should hold, in temporary tables
 * desired_receivable and desired_entry.
 *
 * Every claim (a debit, a credit note, a deposit, an opening item) is a receivable with an ISSUE entry. A payment that
 * settles debits already issued is an entry on each of them; the part of it that came before the debit, or that settles
 * nothing yet, is a receivable of its own, a payment on account. So the entries of all receivables of a customer add up to
 * the lines of its accounts, on every day.
 */
export async function computeDesired(tx: Transaction): Promise<void> {
  await tx.query(`
    CREATE TEMP TABLE desired_entry (
      receivable_id uuid, item_no bigint, kind text, amount bigint, effective_on date, cause_id uuid,
      source_file_id uuid, source_line int
    ) ON COMMIT DROP`);
  await tx.query(LINK);
  await tx.query(SPLIT_LINK);
  await tx.query(ISSUES);
  await tx.query(SETTLEMENTS);
  await tx.query(CONSUMPTIONS);
  await tx.query(CLOSINGS);
  await tx.query(DESIRED_RECEIVABLE);
}

/** What settles a debit, by the nature of the credit's entry. */
const KIND = `CASE c.nature WHEN 'CASH' THEN 'PAYMENT' WHEN 'WRITE_OFF' THEN 'WRITE_OFF' WHEN 'ASSIGNMENT' THEN 'ASSIGNMENT'
  WHEN 'COMPENSATION' THEN 'COMPENSATION' WHEN 'EXCHANGE' THEN 'EXCHANGE' ELSE 'CREDIT' END`;

const LINK = `
  CREATE TEMP TABLE link ON COMMIT DROP AS
  SELECT s.debit_no, s.credit_no, s.amount, ${KIND} AS kind, greatest(d.entry_on, c.entry_on) AS effective_on,
    d.identity AS debit_id, c.identity AS credit_id, c.is_document OR d.entry_on > c.entry_on AS is_consumption,
    c.source_file_id, c.line, d.source_file_id AS debit_file_id, d.line AS debit_line
  FROM segment s JOIN item d ON d.item_no = s.debit_no JOIN item c ON c.item_no = s.credit_no`;

/** A payment with a discount, exchange difference or write-off inside: cash settles first, the rest follows by component. */
const SPLIT_LINK = `
  WITH component AS (
    SELECT item_no, -amount AS total, discount AS a, exchange AS b, write_off AS c FROM item
    WHERE amount < 0 AND discount + exchange + write_off > 0
  ), stretch AS (
    DELETE FROM link USING component WHERE link.credit_no = component.item_no RETURNING link.*
  ), placed AS (
    SELECT s.*, sum(s.amount) OVER w - s.amount AS lo, sum(s.amount) OVER w AS hi
    FROM stretch s WINDOW w AS (PARTITION BY credit_no ORDER BY debit_id)
  ), part AS (
    SELECT item_no, v.kind, v.lo, v.hi FROM component, LATERAL (VALUES
      (NULL::text, 0::bigint, total - a - b - c), ('DISCOUNT', total - a - b - c, total - b - c),
      ('EXCHANGE', total - b - c, total - c), ('WRITE_OFF', total - c, total)) AS v (kind, lo, hi)
  )
  INSERT INTO link
  SELECT debit_no, credit_no, least(p.hi, v.hi) - greatest(p.lo, v.lo), coalesce(v.kind, p.kind), effective_on, debit_id,
    credit_id, is_consumption, source_file_id, line, debit_file_id, debit_line
  FROM placed p JOIN part v ON v.item_no = p.credit_no AND least(p.hi, v.hi) > greatest(p.lo, v.lo)`;

const ISSUES = `
  INSERT INTO desired_entry
  SELECT i.identity, i.item_no, 'ISSUE', i.amount + coalesce(l.direct, 0), i.entry_on, i.identity, i.source_file_id, i.line
  FROM item i LEFT JOIN (
    SELECT credit_no, sum(amount)::bigint AS direct FROM link WHERE NOT is_consumption GROUP BY 1
  ) l ON l.credit_no = i.item_no
  WHERE i.amount + coalesce(l.direct, 0) <> 0`;

const SETTLEMENTS = `
  INSERT INTO desired_entry
  SELECT debit_id, debit_no, kind, -amount, effective_on, credit_id, source_file_id, line FROM link`;

const CONSUMPTIONS = `
  INSERT INTO desired_entry
  SELECT credit_id, credit_no, kind, amount, effective_on, debit_id, debit_file_id, debit_line FROM link
  WHERE is_consumption`;

const CLOSINGS = `
  INSERT INTO desired_entry
  SELECT i.identity, i.item_no, 'CREDIT', -x.amount, x.effective_on, i.identity, i.source_file_id, i.line
  FROM closing x JOIN item i USING (item_no)`;

/** Days of art. L441-10 C. com. when the books name no due date: shown as assumed, never as a fact. */
const LEGAL_TERM_DAYS = 30;

const DESIRED_RECEIVABLE = `
  CREATE TEMP TABLE desired_receivable ON COMMIT DROP AS
  SELECT e.receivable_id, i.customer_id,
    CASE WHEN i.account LIKE '419%' AND i.amount < 0 THEN 'DEPOSIT'
      WHEN i.nature = 'OPENING' THEN 'OPENING'
      WHEN i.account LIKE '413%' AND i.amount > 0 THEN 'BILL'
      WHEN i.nature = 'SALE' THEN CASE WHEN i.amount > 0 THEN 'INVOICE' ELSE 'CREDIT_NOTE' END
      WHEN i.nature = 'CASH' AND i.amount < 0 THEN 'PAYMENT_ON_ACCOUNT'
      WHEN i.nature = 'CASH' THEN CASE WHEN i.is_return THEN 'RETURNED_PAYMENT' ELSE 'REFUND' END
      ELSE 'ADJUSTMENT' END AS kind,
    i.number,
    i.label, i.account, i.issued_on,
    CASE WHEN i.amount < 0 THEN NULL WHEN i.due_on IS NOT NULL THEN i.due_on
      WHEN i.nature = 'CASH' THEN i.entry_on
      WHEN i.nature = 'OPENING' AND (i.document_on IS NULL OR i.document_on >= i.entry_on) THEN NULL
      ELSE i.issued_on + ${LEGAL_TERM_DAYS} END AS due_on,
    CASE WHEN i.amount < 0 THEN 'NONE' WHEN i.due_on IS NOT NULL THEN 'EXTRA_COLUMN'
      WHEN i.nature = 'CASH' THEN 'IMMEDIATE'
      WHEN i.nature = 'OPENING' AND (i.document_on IS NULL OR i.document_on >= i.entry_on) THEN 'NONE'
      ELSE 'LEGAL_DEFAULT' END AS due_date_source,
    e.total_minor, e.open_minor, e.last_effective_on, i.account LIKE '416%' AS is_doubtful, i.source_file_id, i.line AS source_line
  FROM (SELECT receivable_id, item_no, sum(amount)::bigint AS open_minor, max(effective_on) AS last_effective_on,
          coalesce(sum(amount) FILTER (WHERE kind = 'ISSUE'), 0)::bigint AS total_minor
        FROM desired_entry GROUP BY 1, 2) e
  JOIN item i USING (item_no)`;
