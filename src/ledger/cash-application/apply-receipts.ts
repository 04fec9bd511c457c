import type { LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import {
  pairWithBooks,
  settleParts,
  type AppliedReceipt,
  type BookedPayment,
  type OpenItem,
  type Settlement,
} from './settle-receipts.rule';

interface ReceiptRow {
  id: string;
  customerId: string;
  bookedOn: LocalDate;
  amountMinor: string;
  currency: string;
  sourceFileId: string;
  number: string;
  label: string;
  causeId: string | null;
  parts: { receivableId: string; amountMinor: string }[];
}

/** Item numbers of receipts, below those of documents. */
const FIRST_NO = -1_000_000_000_000n;

/**
 * Adds what was received and applied to the temporary tables item and segment of a rebuild, unless the books show the same
 * payment: then theirs counts, and settles what the application says as far as the books leave it open. Notes which payment
 * of the books each application is. A returned payment is owed again. Comes last, when it is known what the books settle.
 */
export async function applyReceipts(tx: Transaction): Promise<void> {
  const rows = await tx.query<ReceiptRow>(APPLIED, [tx.tenantId]);
  if (rows.length === 0) return;
  const receipts = rows.map(receiptOf);
  const payments = (
    await tx.query<PaymentRow>(PAYMENTS, [rows.map(({ customerId }) => customerId)])
  ).map(paymentOf);
  const pairs = pairWithBooks(receipts, payments);
  const causes = new Map([...pairs].map(([id, found]) => [id, found[0] ?? null]));
  await noteCauses(tx, rows, causes);
  const nos = new Map<string, string>();
  for (const [index, row] of rows.entries()) {
    if (!causes.has(row.id)) nos.set(row.id, String(FIRST_NO - BigInt(index)));
  }
  await addItems(tx, rows, nos);
  await addSegments(tx, receipts, { pairs, nos });
}

function receiptOf({ id, customerId, bookedOn, amountMinor, parts }: ReceiptRow): AppliedReceipt {
  return {
    ...{ id, customerId, bookedOn },
    amountMinor: BigInt(amountMinor),
    parts: parts.map((part) => ({ ...part, amountMinor: BigInt(part.amountMinor) })),
  };
}

const APPLIED = `
  SELECT a.bank_transaction_id AS id, a.customer_id AS "customerId", b.booked_on AS "bookedOn",
    b.amount_minor::text AS "amountMinor", b.currency, b.source_file_id AS "sourceFileId",
    coalesce(b.end_to_end_id, b.bank_reference, '') AS number, left(b.remittance_text, 200) AS label,
    a.ledger_cause_id AS "causeId",
    coalesce((SELECT jsonb_agg(jsonb_build_object('receivableId', p.receivable_id, 'amountMinor', p.amount_minor::text)
        ORDER BY p.amount_minor < 0, p.receivable_id)
      FROM cash_application_part p
      WHERE p.tenant_id = $1 AND p.bank_transaction_id = a.bank_transaction_id), '[]') AS parts
  FROM cash_application a
  JOIN bank_transaction b ON b.tenant_id = $1 AND b.bank_transaction_id = a.bank_transaction_id
  JOIN customer c ON c.tenant_id = $1 AND c.customer_id = a.customer_id AND c.currency = b.currency
  WHERE a.tenant_id = $1 AND a.status = 'APPLIED'
    AND a.customer_id IN (SELECT customer_id FROM affected_customer)
  ORDER BY b.booked_on, a.bank_transaction_id`;

interface PaymentRow {
  id: string;
  customerId: string;
  on: LocalDate;
  amountMinor: string;
  settles: string[] | null;
}

function paymentOf({ amountMinor, settles, ...row }: PaymentRow): BookedPayment {
  return { ...row, amountMinor: BigInt(amountMinor), settles: settles ?? [] };
}

/** Payments of the books about the days of receipts. */
const PAYMENTS = `
  SELECT i.identity AS id, i.customer_id AS "customerId", i.entry_on AS on, i.amount::text AS "amountMinor",
    (SELECT array_agg(d.identity) FROM segment s JOIN item d ON d.item_no = s.debit_no WHERE s.credit_no = i.item_no)
      AS settles
  FROM item i
  WHERE i.nature = 'CASH' AND i.customer_id = ANY ($1::uuid[])`;

async function noteCauses(
  tx: Transaction,
  rows: readonly ReceiptRow[],
  causes: ReadonlyMap<string, string | null>,
): Promise<void> {
  const changed = rows.filter(({ id, causeId }) => (causes.get(id) ?? null) !== causeId);
  if (changed.length === 0) return;
  await tx.execute(
    `UPDATE cash_application a SET ledger_cause_id = c.cause_id
     FROM unnest($2::uuid[], $3::uuid[]) AS c (id, cause_id)
     WHERE a.tenant_id = $1 AND a.bank_transaction_id = c.id`,
    [tx.tenantId, changed.map(({ id }) => id), changed.map(({ id }) => causes.get(id) ?? null)],
  );
}

async function addItems(
  tx: Transaction,
  rows: readonly ReceiptRow[],
  nos: ReadonlyMap<string, string>,
): Promise<void> {
  const added = rows
    .filter(({ id }) => nos.has(id))
    .map((row) => ({
      item_no: nos.get(row.id),
      source_file_id: row.sourceFileId,
      customer_id: row.customerId,
      amount: String(-BigInt(row.amountMinor)),
      entry_on: row.bookedOn,
      identity: row.id,
      number: row.number,
      label: row.label,
      currency: row.currency,
    }));
  if (added.length === 0) return;
  await tx.execute(ADD_ITEMS, [JSON.stringify(added)]);
}

const ADD_ITEMS = `
  INSERT INTO item (item_no, rank, source_file_id, line, customer_id, account, amount, entry_on, issued_on, nature,
    is_document, reference, identity, document_on, due_on, is_return, number, label, discount, exchange, write_off,
    currency)
  SELECT r.item_no, 0, r.source_file_id, 1, r.customer_id, '411', r.amount, r.entry_on, r.entry_on, 'CASH', r.amount > 0,
    '', r.identity, NULL, CASE WHEN r.amount > 0 THEN r.entry_on END, r.amount > 0, r.number, r.label, 0, 0, 0, r.currency
  FROM jsonb_to_recordset($1) AS r (item_no bigint, source_file_id uuid, customer_id uuid, amount bigint, entry_on date,
    identity uuid, number text, label text, currency text)`;

async function addSegments(
  tx: Transaction,
  receipts: readonly AppliedReceipt[],
  { pairs, nos }: { pairs: ReadonlyMap<string, string[]>; nos: ReadonlyMap<string, string> },
): Promise<void> {
  const named = receipts.flatMap(({ parts }) => parts.map(({ receivableId }) => receivableId));
  const wanted = [...new Set([...named, ...[...pairs.values()].flat()])];
  if (wanted.length === 0) return;
  const rows = await tx.query<{ id: string; no: string; openMinor: string }>(OPEN, [wanted]);
  const open = new Map(
    rows.map(({ id, no, openMinor }) => [id, { no, openMinor: BigInt(openMinor) }]),
  );
  const settled = receipts.flatMap((receipt) =>
    creditsOf(receipt, { pairs, nos, open }).flatMap((credit) =>
      settleParts(credit, receipt.parts, open),
    ),
  );
  if (settled.length === 0) return;
  await tx.execute(ADD_SEGMENTS, [JSON.stringify(settled.map(segmentRow))]);
}

/** The credit a receipt stands for: its own, or what is left of those of the books. */
function creditsOf(
  { id, amountMinor }: AppliedReceipt,
  {
    pairs,
    nos,
    open,
  }: {
    pairs: ReadonlyMap<string, string[]>;
    nos: ReadonlyMap<string, string>;
    open: ReadonlyMap<string, OpenItem>;
  },
): OpenItem[] {
  if (amountMinor <= 0n) return [];
  const no = nos.get(id);
  if (no !== undefined) return [{ no, openMinor: -amountMinor }];
  const booked = (pairs.get(id) ?? []).map((each) => open.get(each));
  return booked.filter((each) => each !== undefined).filter(({ openMinor }) => openMinor < 0n);
}

function segmentRow({ debitNo, creditNo, amountMinor }: Settlement): object {
  return { debit_no: debitNo, credit_no: creditNo, amount: amountMinor.toString() };
}

const OPEN = `
  SELECT i.identity AS id, i.item_no::text AS no,
    (i.amount - coalesce(d.amount, 0) + coalesce(c.amount, 0) - coalesce(x.amount, 0))::text AS "openMinor"
  FROM item i
  LEFT JOIN (SELECT debit_no, sum(amount) AS amount FROM segment GROUP BY 1) d ON d.debit_no = i.item_no
  LEFT JOIN (SELECT credit_no, sum(amount) AS amount FROM segment GROUP BY 1) c ON c.credit_no = i.item_no
  LEFT JOIN (SELECT item_no, sum(amount) AS amount FROM closing GROUP BY 1) x ON x.item_no = i.item_no
  WHERE i.identity = ANY ($1::uuid[])`;

const ADD_SEGMENTS = `
  INSERT INTO segment
  SELECT s.debit_no, s.credit_no, s.amount, NULL
  FROM jsonb_to_recordset($1) AS s (debit_no bigint, credit_no bigint, amount bigint)`;
