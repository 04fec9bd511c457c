import { stableId } from '../../kernel';
import type { Transaction } from '../../database';
import { divideReceipt, type ReceiptShare } from './divide-receipt.rule';
import { OpenClaims, readPayments, supersedeCashed, type OpenPayment } from './open-claims';
import { readApplied, type AppliedReceiptRow } from './read-applied';
import {
  pairWithBooks,
  settleParts,
  type AppliedReceipt,
  type OpenItem,
  type Settlement,
} from './settle-receipts.rule';

/** Item numbers of receipts, below those of documents. */
const FIRST_NO = -1_000_000_000_000n;

/** A share of a receipt, as an item of a rebuild. */
interface PlacedShare extends ReceiptShare {
  /** Of the customer too: what moves to another one is another payment there. */
  id: string;
  no: string;
  of: AppliedReceiptRow;
}

/**
 * Adds what was received and applied to the temporary tables item and segment of a rebuild, unless the books show the same
 * payment: then theirs counts, and settles what the application says as far as the books leave it open. What was applied to
 * a claim that another source carries now settles it there. Notes which payment of the books each application is. A returned
 * payment is owed again. Comes last, when it is known what the books settle.
 */
export async function applyReceipts(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<void> {
  const applied = await readApplied(tx, customerIds);
  const shares = sharesOf(applied, new Set(customerIds));
  if (shares.length === 0) return;
  const claims = await OpenClaims.read(tx, shares);
  const payments = await readPayments(tx, shares);
  const pairs = pairWithBooks(
    shares.map((share) => receiptOf(share, claims)),
    payments,
  );
  await noteCauses(tx, shares, pairs);
  await addItems(tx, unpaired(shares, pairs));
  await addSegments(tx, settledBy(shares, { pairs, payments, claims }));
  await supersedeCashed(tx, claims.superseded());
}

function sharesOf(
  applied: readonly AppliedReceiptRow[],
  customerIds: ReadonlySet<string>,
): PlacedShare[] {
  return applied
    .flatMap((of) => divideReceipt(of).map((share) => ({ ...share, of })))
    .filter(({ customerId }) => customerIds.has(customerId))
    .map((share, index) => ({
      ...share,
      id: stableId(share.movementId, share.customerId),
      no: String(FIRST_NO - BigInt(index)),
    }));
}

function receiptOf(share: PlacedShare, claims: OpenClaims): AppliedReceipt {
  const { id, customerId, bookedOn, amountMinor } = share;
  return { id, customerId, bookedOn, amountMinor, parts: claims.partsOf(share) };
}

type Pairs = ReadonlyMap<string, readonly string[]>;

/** What the books have nowhere. */
function unpaired(shares: readonly PlacedShare[], pairs: Pairs): PlacedShare[] {
  return shares.filter(({ id, of }) => !pairs.has(id) && of.elsewhereId === null);
}

/**
 * Of a receipt that is divided the books may show one share and not the other: then it is not in them as a whole. What they
 * have under somebody else is left to who finds it there, unless they have it here too.
 */
async function noteCauses(
  tx: Transaction,
  shares: readonly PlacedShare[],
  pairs: Pairs,
): Promise<void> {
  const causeOf = ({ id, isWhole }: PlacedShare): string | null =>
    isWhole ? (pairs.get(id)?.[0] ?? null) : null;
  const changed = shares.filter((share) => {
    const { causeId, elsewhereId } = share.of;
    const cause = causeOf(share);
    return elsewhereId === null ? cause !== causeId : cause !== null;
  });
  if (changed.length === 0) return;
  await tx.execute(
    `UPDATE cash_application a SET ledger_cause_id = c.cause_id, ledger_customer_id = NULL
     FROM unnest($2::uuid[], $3::uuid[]) AS c (id, cause_id)
     WHERE a.tenant_id = $1 AND a.bank_transaction_id = c.id`,
    [tx.tenantId, changed.map(({ movementId }) => movementId), changed.map(causeOf)],
  );
}

async function addItems(tx: Transaction, shares: readonly PlacedShare[]): Promise<void> {
  const added = shares.map(({ id, no, customerId, amountMinor, bookedOn, of }) => ({
    ...{ item_no: no, identity: id, customer_id: customerId, entry_on: bookedOn },
    ...{ amount: String(-amountMinor), source_file_id: of.sourceFileId, number: of.number },
    ...{ label: of.label, currency: of.currency },
  }));
  if (added.length > 0) await tx.execute(ADD_ITEMS, [JSON.stringify(added)]);
}

const ADD_ITEMS = `
  INSERT INTO item (item_no, rank, source_file_id, line, customer_id, account, amount, entry_on, issued_on, nature,
    is_document, reference, identity, document_on, due_on, is_return, number, label, discount, exchange, write_off,
    currency)
  SELECT r.item_no, 0, r.source_file_id, 1, r.customer_id, '411', r.amount, r.entry_on, r.entry_on, 'CASH', r.amount > 0,
    '', r.identity, NULL, CASE WHEN r.amount > 0 THEN r.entry_on END, r.amount > 0, r.number, r.label, 0, 0, 0, r.currency
  FROM jsonb_to_recordset($1) AS r (item_no bigint, source_file_id uuid, customer_id uuid, amount bigint, entry_on date,
    identity uuid, number text, label text, currency text)`;

interface Settling {
  pairs: Pairs;
  payments: readonly OpenPayment[];
  claims: OpenClaims;
}

/** One after the other: what one has settled is open to the next no more. */
function settledBy(
  shares: readonly PlacedShare[],
  { pairs, payments, claims }: Settling,
): Settlement[] {
  const booked = new Map(payments.map((payment) => [payment.id, payment]));
  return shares.flatMap((share) =>
    creditsOf(share, { pairs, booked }).flatMap((credit) =>
      settleParts(credit, claims.partsOf(share), claims.open),
    ),
  );
}

/** The credit a share stands for: its own, or what is left of those of the books. */
function creditsOf(
  { id, no, amountMinor, of }: PlacedShare,
  { pairs, booked }: { pairs: Pairs; booked: ReadonlyMap<string, OpenPayment> },
): OpenItem[] {
  if (amountMinor <= 0n) return [];
  const found = pairs.get(id);
  if (found === undefined) return of.elsewhereId === null ? [{ no, openMinor: -amountMinor }] : [];
  const credits = found.map((each) => booked.get(each)).filter((each) => each !== undefined);
  return credits.filter(({ openMinor }) => openMinor < 0n);
}

async function addSegments(tx: Transaction, settled: readonly Settlement[]): Promise<void> {
  if (settled.length === 0) return;
  const rows = settled.map(({ debitNo, creditNo, amountMinor }) => ({
    ...{ debit_no: debitNo, credit_no: creditNo, amount: amountMinor.toString() },
  }));
  await tx.execute(ADD_SEGMENTS, [JSON.stringify(rows)]);
}

const ADD_SEGMENTS = `
  INSERT INTO segment
  SELECT s.debit_no, s.credit_no, s.amount, NULL
  FROM jsonb_to_recordset($1) AS s (debit_no bigint, credit_no bigint, amount bigint)`;
