import type { Transaction } from '../database';
import {
  DISCOUNT_MINOR,
  DISCOUNT_ON,
  discountTerms,
  impliedDueDate,
  loadTerms,
  termsJoins,
} from './due-dates';

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
  await tx.query(desiredReceivable(await loadTerms(tx)));
}

/** What settles a debit, by the nature of the credit's entry. A deposit was cash when it came; using it up is none. */
const KIND = `CASE WHEN c.account LIKE '419%' THEN 'CREDIT' ELSE CASE c.nature WHEN 'CASH' THEN 'PAYMENT' WHEN 'WRITE_OFF' THEN 'WRITE_OFF' WHEN 'ASSIGNMENT' THEN 'ASSIGNMENT'
  WHEN 'COMPENSATION' THEN 'COMPENSATION' WHEN 'EXCHANGE' THEN 'EXCHANGE' ELSE 'CREDIT' END END`;

const LINK = `
  CREATE TEMP TABLE link ON COMMIT DROP AS
  SELECT s.debit_no, s.credit_no, s.amount, ${KIND} AS kind, greatest(d.entry_on, c.entry_on, s.via_on) AS effective_on,
    d.identity AS debit_id, c.identity AS credit_id,
    c.is_document OR greatest(d.entry_on, s.via_on) > c.entry_on AS is_consumption,
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
  SELECT i.identity, i.item_no, CASE x.kind WHEN 'CASHED' THEN 'PAYMENT' ELSE x.kind END, -x.amount, x.effective_on,
    i.identity, i.source_file_id, i.line
  FROM closing x JOIN item i USING (item_no)`;

/** An opening line that only says what was open: its day of issue is not known. */
const IS_UNDATED = `i.nature = 'OPENING' AND (i.document_on IS NULL OR i.document_on >= i.entry_on)`;

/** Where the document or the nature of a claim says when it is due, or the account it has moved to (`f`). */
const STATED = (implied: { dueOn: string; source: string }): string => `
    CASE WHEN i.amount < 0 THEN NULL WHEN coalesce(f.due_on, i.due_on) IS NOT NULL THEN coalesce(f.due_on, i.due_on)
      WHEN i.nature = 'CASH' THEN i.entry_on WHEN ${IS_UNDATED} THEN NULL ELSE ${implied.dueOn} END AS due_on,
    CASE WHEN i.amount < 0 THEN 'NONE' WHEN coalesce(f.due_on, i.due_on) IS NOT NULL THEN coalesce(i.due_source, 'EXTRA_COLUMN')
      WHEN i.nature = 'CASH' THEN 'IMMEDIATE' WHEN ${IS_UNDATED} THEN 'NONE' ELSE ${implied.source} END
      AS due_date_source`;

/** Since when a claim is on an account it was born on, unless all of it has left. */
const HOME = (prefix: string): string =>
  `CASE WHEN i.account LIKE '${prefix}%' AND f.has_left IS NOT TRUE THEN i.entry_on END`;

const desiredReceivable = (hasTerms: boolean): string => `
  CREATE TEMP TABLE desired_receivable ON COMMIT DROP AS
  SELECT q.*, ${DISCOUNT_ON} AS discount_on, ${DISCOUNT_MINOR} AS discount_minor, q.doubtful_on IS NOT NULL AS is_doubtful
  FROM (
    SELECT e.receivable_id, i.customer_id,
      CASE WHEN i.account LIKE '419%' AND i.amount < 0 THEN 'DEPOSIT'
        WHEN i.nature = 'OPENING' THEN 'OPENING'
        WHEN i.account LIKE '413%' AND i.amount > 0 THEN 'BILL'
        WHEN i.nature = 'SALE' THEN CASE WHEN i.amount > 0 THEN 'INVOICE' ELSE 'CREDIT_NOTE' END
        WHEN i.nature = 'CASH' AND i.amount < 0 THEN 'PAYMENT_ON_ACCOUNT'
        WHEN i.nature = 'CASH' THEN CASE WHEN i.is_return THEN 'RETURNED_PAYMENT' ELSE 'REFUND' END
        ELSE 'ADJUSTMENT' END AS kind,
      i.number, i.label, i.account, i.issued_on, ${STATED(impliedDueDate('i', hasTerms))},
      e.total_minor, e.open_minor, e.last_effective_on, i.source_file_id, i.line AS source_line,
      coalesce(f.doubtful_on, ${HOME('416')}) AS doubtful_on,
      CASE WHEN i.amount > 0 THEN coalesce(f.bill_on, ${HOME('413')}) END AS bill_on,
      i.currency, coalesce(i.is_disputed, false) AS is_disputed, i.disputed_on, i.document_key,
      CASE WHEN i.is_document THEN i.foreign_currency END AS document_currency,
      CASE WHEN i.is_document THEN i.foreign_amount END AS document_total_minor,
      ${discountTerms(hasTerms)}
    FROM (SELECT receivable_id, item_no, sum(amount)::bigint AS open_minor, max(effective_on) AS last_effective_on,
            coalesce(sum(amount) FILTER (WHERE kind = 'ISSUE'), 0)::bigint AS total_minor
          FROM desired_entry GROUP BY 1, 2) e
    JOIN item i USING (item_no)
    LEFT JOIN form f USING (item_no)${hasTerms ? termsJoins('i') : ''}
  ) q`;
