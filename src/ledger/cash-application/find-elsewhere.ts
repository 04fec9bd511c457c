import type { Clock, LocalDate } from '../../kernel';
import { openRecording, type Transaction } from '../../database';
import { markForRebuild } from '../documents/rebuild-marks';
import {
  matchElsewhere,
  type UnbookedReceipt,
  type UnclaimedPayment,
} from './match-elsewhere.rule';
import { customersOf } from './read-applied';
import { WINDOW_DAYS } from './settle-receipts.rule';

/** Receipts looked at, the latest; older ones stay what they were found to be. */
const RECEIPTS_MAX = 20_000;
const LOOK_BACK_DAYS = 180;
/** Of more customers it is sooner looked than asked. */
const ASKED_MAX = 1_000;

/**
 * Finds applied receipts that the books have as payments of somebody else than they were applied to, or of the same debtor
 * under another source: the books count, and the receipt no more. Decided anew from all that is known, so no order matters;
 * whose claims change by that is marked. Comes after a rebuild: a payment that no claim counts is none. `changed` are the
 * customers that something may be new of.
 */
export async function findElsewhere(
  tx: Transaction,
  clock: Clock,
  changed: readonly string[],
): Promise<void> {
  const now = clock.now();
  if (changed.length <= ASKED_MAX && !(await mayMatter(tx, changed, now))) return;
  const unbooked = await tx.query<UnbookedRow>(UNBOOKED, [tx.tenantId, now]);
  if (unbooked.length === 0) return;
  const days = unbooked.map(({ bookedOn }) => bookedOn).sort();
  const amounts = [...new Set(unbooked.map(({ amountMinor }) => amountMinor))];
  const span = [tx.tenantId, amounts, days[0], days.at(-1)];
  const payments = await tx.query<PaymentRow>(PAYMENTS, span);
  const rivals = payments.length === 0 ? [] : await tx.query<UnbookedRow>(RIVALS, span);
  const debtors = await readDebtors(tx, [...unbooked, ...payments]);
  const found = matchElsewhere(
    [...unbooked, ...rivals].map((row) => receiptOf(row, debtors)),
    payments.map((row) => paymentOf(row, debtors)),
  );
  await note(tx, unbooked, { found, at: await openRecording(tx, clock) });
}

/** Whether customers have receipts that the books may have elsewhere, or payments that may be receipts. */
async function mayMatter(
  tx: Transaction,
  customerIds: readonly string[],
  now: Date,
): Promise<boolean> {
  const [answer] = await tx.query<{ matters: boolean }>(MATTERS, [
    tx.tenantId,
    [...customerIds],
    now,
  ]);
  return answer?.matters === true;
}

const RECENT = `$3::timestamptz::date - ${LOOK_BACK_DAYS + WINDOW_DAYS}`;

const MATTERS = `
  SELECT EXISTS (SELECT FROM cash_application a
      WHERE a.tenant_id = $1 AND a.customer_id = ANY ($2::uuid[]) AND a.status = 'APPLIED'
        AND (a.ledger_cause_id IS NULL OR a.ledger_customer_id IS NOT NULL))
    OR EXISTS (SELECT FROM cash_application a
      WHERE a.tenant_id = $1 AND a.status = 'APPLIED' AND (a.ledger_cause_id IS NULL OR a.ledger_customer_id IS NOT NULL)
        AND a.ledger_customer_id = ANY ($2::uuid[]))
    OR EXISTS (SELECT FROM (
        SELECT amount_minor FROM ledger_line
        WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND nature = 'CASH' AND entry_on >= ${RECENT}
        UNION ALL SELECT amount_minor FROM accounting_document
        WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND kind = 'PAYMENT' AND issued_on >= ${RECENT}
      ) p JOIN bank_transaction b ON b.tenant_id = $1 AND b.amount_minor = -p.amount_minor AND b.booked_on >= ${RECENT}
      JOIN cash_application a ON a.tenant_id = $1 AND a.bank_transaction_id = b.bank_transaction_id AND a.status = 'APPLIED'
        AND (a.ledger_cause_id IS NULL OR a.ledger_customer_id IS NOT NULL)) AS matters`;

interface UnbookedRow {
  id: string;
  customerId: string;
  bookedOn: LocalDate;
  amountMinor: string;
  currency: string;
  word: UnbookedReceipt['word'];
  causeId: string | null;
  elsewhereId: string | null;
}

interface PaymentRow {
  id: string;
  customerId: string;
  on: LocalDate;
  amountMinor: string;
  currency: string;
}

type Debtors = ReadonlyMap<string, string>;

function receiptOf(row: UnbookedRow, debtors: Debtors): UnbookedReceipt {
  const { id, bookedOn, currency, word, customerId } = row;
  const debtor = debtors.get(customerId) ?? customerId;
  return { ...{ id, bookedOn, currency, word, debtor }, amountMinor: BigInt(row.amountMinor) };
}

function paymentOf(row: PaymentRow, debtors: Debtors): UnclaimedPayment {
  const debtor = debtors.get(row.customerId) ?? row.customerId;
  return { ...row, debtor, amountMinor: BigInt(row.amountMinor) };
}

/** Customers of several sources that are one debtor, by customer: one company, one name, or invoices in common. */
async function readDebtors(
  tx: Transaction,
  rows: readonly { customerId: string }[],
): Promise<Debtors> {
  const ids = [...new Set(rows.map(({ customerId }) => customerId))];
  const ties = await tx.query<{ customerId: string; tie: string }>(TIES, [tx.tenantId, ids]);
  const debtors = new DisjointSets();
  for (const { customerId, tie } of ties) debtors.join(customerId, tie);
  return new Map(ids.map((id) => [id, debtors.rootOf(id)]));
}

class DisjointSets {
  private readonly parents = new Map<string, string>();

  rootOf(of: string): string {
    let root = of;
    for (let next = this.parents.get(root); next !== undefined; next = this.parents.get(root)) {
      root = next;
    }
    return root;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)];
    if (a !== b) this.parents.set(a, b);
  }
}

async function note(
  tx: Transaction,
  unbooked: readonly UnbookedRow[],
  { found, at }: { found: ReadonlyMap<string, UnclaimedPayment>; at: Date },
): Promise<void> {
  const changed = unbooked.filter(({ id, causeId, elsewhereId }) => {
    const payment = found.get(id);
    return (payment?.id ?? null) !== causeId || (payment?.customerId ?? null) !== elsewhereId;
  });
  if (changed.length === 0) return;
  const ids = changed.map(({ id }) => id);
  await tx.execute(NOTE, [
    tx.tenantId,
    ids,
    ids.map((id) => found.get(id)?.id ?? null),
    ids.map((id) => found.get(id)?.customerId ?? null),
    at,
  ]);
  await markForRebuild(tx, await customersOf(tx, ids), at);
}

const NOTE = `
  UPDATE cash_application a SET ledger_cause_id = n.cause_id, ledger_customer_id = n.customer_id, changed_at = $5
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS n (id, cause_id, customer_id)
  WHERE a.tenant_id = $1 AND a.bank_transaction_id = n.id`;

/** Applied, and not found with the customers it is applied to. */
const UNBOOKED = `
  SELECT a.bank_transaction_id AS id, a.customer_id AS "customerId", b.booked_on AS "bookedOn",
    b.amount_minor::text AS "amountMinor", b.currency, CASE WHEN a.is_automatic THEN 'RULE' ELSE 'PERSON' END AS word,
    a.ledger_cause_id AS "causeId", a.ledger_customer_id AS "elsewhereId"
  FROM cash_application a
  JOIN bank_transaction b ON b.tenant_id = $1 AND b.bank_transaction_id = a.bank_transaction_id
  WHERE a.tenant_id = $1 AND a.status = 'APPLIED' AND (a.ledger_cause_id IS NULL OR a.ledger_customer_id IS NOT NULL)
    AND b.amount_minor > 0 AND b.booked_on >= $2::timestamptz::date - ${LOOK_BACK_DAYS}
  ORDER BY b.booked_on DESC, a.bank_transaction_id LIMIT ${RECEIPTS_MAX}`;

/** Receipts of these amounts that nobody has applied: what the books tell may be one of them. */
const RIVALS = `
  SELECT b.bank_transaction_id AS id, b.bank_transaction_id AS "customerId", b.booked_on AS "bookedOn",
    b.amount_minor::text AS "amountMinor", b.currency, 'NONE' AS word, NULL AS "causeId", NULL AS "elsewhereId"
  FROM bank_transaction b
  LEFT JOIN cash_application a ON a.tenant_id = $1 AND a.bank_transaction_id = b.bank_transaction_id
  WHERE b.tenant_id = $1 AND b.amount_minor = ANY ($2::bigint[])
    AND b.booked_on BETWEEN $3::date - ${2 * WINDOW_DAYS} AND $4::date + ${2 * WINDOW_DAYS}
    AND a.status IS DISTINCT FROM 'APPLIED'`;

/** What the ledger counts of a payment: what is left of it, and what it settles. */
const COUNTED = `
  coalesce((SELECT r.open_minor FROM receivable r WHERE r.tenant_id = $1 AND r.receivable_id = p.id), 0)
  + coalesce((SELECT sum(e.amount_minor) FROM receivable r
      JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = r.receivable_id
      WHERE r.tenant_id = $1 AND r.customer_id = p.customer_id AND e.cause_id = p.id AND e.receivable_id <> p.id), 0)`;

/** Payments of these amounts in anybody's books that count, and are no receipt's: also not a share of a divided one. */
const PAYMENTS = `
  SELECT p.id, p.customer_id AS "customerId", p.on_day AS on, p.amount_minor::text AS "amountMinor", p.currency
  FROM (
    SELECT l.identity AS id, l.customer_id, l.entry_on AS on_day, l.amount_minor, c.currency
    FROM ledger_line l
    JOIN source_file f ON f.tenant_id = $1 AND f.source_file_id = l.source_file_id AND f.status IN ('STORED', 'APPLIED')
    JOIN customer c ON c.tenant_id = $1 AND c.customer_id = l.customer_id
    WHERE l.tenant_id = $1 AND l.nature = 'CASH' AND -l.amount_minor = ANY ($2::bigint[])
      AND l.entry_on BETWEEN $3::date - ${WINDOW_DAYS} AND $4::date + ${WINDOW_DAYS}
    UNION ALL
    SELECT stable_id(d.connection_id::text, 'document', d.document_key, d.currency, d.customer_id::text, '1'), d.customer_id,
      d.issued_on, d.amount_minor, d.currency
    FROM accounting_document d
    WHERE d.tenant_id = $1 AND d.kind = 'PAYMENT' AND d.gone_at IS NULL AND d.state NOT IN ('DRAFT', 'VOID')
      AND -d.amount_minor = ANY ($2::bigint[])
      AND d.issued_on BETWEEN $3::date - ${WINDOW_DAYS} AND $4::date + ${WINDOW_DAYS}
  ) p
  WHERE NOT EXISTS (SELECT FROM cash_application t
      WHERE t.tenant_id = $1 AND t.ledger_cause_id = p.id AND t.ledger_customer_id IS NULL)
    AND NOT EXISTS (SELECT FROM bank_transaction b
      JOIN cash_application_part q ON q.tenant_id = $1 AND q.bank_transaction_id = b.bank_transaction_id
      WHERE b.tenant_id = $1 AND b.booked_on BETWEEN p.on_day - ${WINDOW_DAYS} AND p.on_day + ${WINDOW_DAYS}
        AND b.amount_minor <> q.amount_minor AND q.amount_minor = -p.amount_minor)
    AND ${COUNTED} = p.amount_minor
  ORDER BY p.on_day, p.id`;

/** What makes customers one debtor. A shared account is nobody's. */
const TIES = `
  SELECT c.customer_id AS "customerId", t.tie
  FROM customer c CROSS JOIN LATERAL (
    SELECT 'company:' || c.company_id WHERE c.company_id IS NOT NULL
    UNION ALL SELECT 'name:' || c.folded_name WHERE c.folded_name <> ''
    UNION ALL SELECT DISTINCT k.carrier_customer_id::text FROM document_link k
      JOIN customer o ON o.tenant_id = $1 AND o.customer_id = k.carrier_customer_id AND NOT o.is_pooled
      WHERE k.tenant_id = $1 AND k.customer_id = c.customer_id
  ) AS t (tie)
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[]) AND NOT c.is_pooled`;
