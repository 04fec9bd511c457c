import type { Clock, LocalDate } from '../../kernel';
import { openRecording, type Database, type Transaction } from '../../database';
import { foldName } from '../../unify';
import { markForRebuild } from '../documents/rebuild-marks';
import { rebuildMarked } from '../rebuild-receivables';
import { loadCandidates } from './load-debtors';
import { proposeApplication, rejectionKey } from './propose.rule';
import type { CashProposals, Debtor, Receipt } from './receipt';
import { divideReceipt } from './divide-receipt.rule';
import { readApplied } from './read-applied';
import { pairWithBooks, type BookedPayment } from './settle-receipts.rule';
import { writeProposals, type JudgedReceipt } from './write-proposals';

/** Confidence from which no person is asked; docs/cash-application.md says what it was measured at. */
const AUTOMATIC_FROM = 0.95;
/** Movements judged in one transaction, and in one run. */
const BATCH = 300;
const RUN_MAX = 20_000;
/** What nobody has decided on by then is looked at by people only. */
const LOOK_BACK_DAYS = 180;

export interface CashRun {
  judged: number;
  applied: number;
  proposed: number;
  unmatched: number;
  /** Whose claims were computed again. */
  customerIds: string[];
}

/**
 * Judges movements that nobody has decided on: those sure enough are applied and settle claims, the others are proposed or
 * left unmatched. Repeatable and safe beside another run: a tenant's movements are judged by one at a time.
 */
export async function runCashApplication(
  context: { database: Database; clock: Clock },
  run: { tenantId: string; signal: AbortSignal },
): Promise<CashRun> {
  const total: CashRun = { judged: 0, applied: 0, proposed: 0, unmatched: 0, customerIds: [] };
  let after: string | null = null;
  while (total.judged < RUN_MAX) {
    run.signal.throwIfAborted();
    const place: string | null = after;
    const batch: JudgedBatch | null = await context.database.tenant(run.tenantId, (tx) =>
      judgeBatch(tx, context.clock, place),
    );
    if (batch === null) break;
    after = batch.last;
    total.judged += batch.judged.length;
    for (const { status } of batch.judged) {
      if (status === 'APPLIED') total.applied += 1;
      else if (status === 'PROPOSED') total.proposed += 1;
      else total.unmatched += 1;
    }
    // Before the next batch is judged: what these pay is open no more.
    const customerIds = await rebuildMarked(context, { ...run, connectionId: null });
    total.customerIds.push(...customerIds);
  }
  // What people decided since, and what a killed run left.
  total.customerIds.push(...(await rebuildMarked(context, { ...run, connectionId: null })));
  return { ...total, customerIds: [...new Set(total.customerIds)] };
}

interface JudgedBatch {
  last: string;
  judged: JudgedReceipt[];
}

interface MovementRow {
  id: string;
  bookedOn: LocalDate;
  amountMinor: string;
  currency: string;
  name: string | null;
  account: string | null;
  text: string;
  references: string[];
  batchSize: number;
  /** As the connection's owner set it. */
  automaticFrom: number | null;
}

async function judgeBatch(
  tx: Transaction,
  clock: Clock,
  after: string | null,
): Promise<JudgedBatch | null> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('cash:' || $1, 0))`, [tx.tenantId]);
  const rows = await tx.query<MovementRow>(UNDECIDED, [tx.tenantId, clock.now(), after]);
  const last = rows.at(-1);
  if (last === undefined) return null;
  const receipts = rows.map(receiptOf);
  const { debtors, payments } = await loadCandidates(tx, receipts);
  const rejections = await readRejections(tx, receipts);
  const taken = await takenPayments(tx, payments);
  const from = new Map(rows.map(({ id, automaticFrom }) => [id, automaticFrom ?? AUTOMATIC_FROM]));
  const judged = judgeAll(receipts, { debtors, payments: taken, rejections, from });
  const at = await openRecording(tx, clock);
  const concerned = await writeProposals(tx, judged, at);
  await markForRebuild(tx, concerned, at);
  return { last: last.id, judged };
}

function statusOf(proposals: CashProposals | null, from: number): JudgedReceipt['status'] {
  if (proposals === null) return 'UNMATCHED';
  return proposals.best.confidence >= from ? 'APPLIED' : 'PROPOSED';
}

/** One after the other: what one pays is not open to the next. */
function judgeAll(
  receipts: readonly Receipt[],
  known: {
    debtors: readonly Debtor[];
    payments: readonly BookedPayment[];
    rejections: ReadonlySet<string>;
    /** Confidence from which each is applied. */
    from: ReadonlyMap<string, number>;
  },
): JudgedReceipt[] {
  const used = new Set<string>();
  const open = new Map(
    known.debtors.flatMap(({ claims }) =>
      claims.map((claim) => [claim.receivableId, claim.openMinor]),
    ),
  );
  return receipts.map((receipt) => {
    const debtors = known.debtors.map((debtor) => ({
      ...debtor,
      hasBooked: bookedOf(receipt, debtor, { payments: known.payments, used }) !== null,
      claims: debtor.claims
        .map((claim) => ({ ...claim, openMinor: open.get(claim.receivableId) ?? 0n }))
        .filter(({ openMinor }) => openMinor !== 0n),
    }));
    const proposals = proposeApplication(receipt, debtors, known.rejections);
    const from = known.from.get(receipt.bankTransactionId) ?? AUTOMATIC_FROM;
    const status = statusOf(proposals, from);
    if (proposals !== null && status === 'APPLIED') {
      const { best } = proposals;
      const debtor = debtors.find(({ customerId }) => customerId === best.customerId);
      const booked =
        debtor === undefined ? null : bookedOf(receipt, debtor, { payments: known.payments, used });
      if (booked !== null) used.add(booked);
      for (const { receivableId, amountMinor } of best.parts) {
        open.set(receivableId, (open.get(receivableId) ?? 0n) - amountMinor);
      }
    }
    return { receipt, proposals, status };
  });
}

/** The payment of the books that is this receipt, when it is of this customer. */
function bookedOf(
  receipt: Receipt,
  { customerId }: Debtor,
  { payments, used }: { payments: readonly BookedPayment[]; used: ReadonlySet<string> },
): string | null {
  const own = payments.filter(
    (payment) => payment.customerId === customerId && !used.has(payment.id),
  );
  if (own.length === 0) return null;
  const { bankTransactionId: id, bookedOn, amountMinor } = receipt;
  const pairs = pairWithBooks([{ id, customerId, bookedOn, amountMinor, parts: [] }], own);
  return pairs.get(id)?.[0] ?? null;
}

/** Payments of the books that no applied receipt is, with whomever it counts by now. */
async function takenPayments(
  tx: Transaction,
  payments: readonly BookedPayment[],
): Promise<BookedPayment[]> {
  if (payments.length === 0) return [];
  const customers = [...new Set(payments.map(({ customerId }) => customerId))];
  const shares = (await readApplied(tx, customers)).flatMap(divideReceipt);
  const applied = shares.map((share, index) => ({ ...share, id: String(index), parts: [] }));
  const taken = new Set([...pairWithBooks(applied, payments).values()].flat());
  for (const id of await takenElsewhere(tx, payments)) taken.add(id);
  return payments.filter(({ id }) => !taken.has(id));
}

/** Those that are receipts applied to somebody else. */
async function takenElsewhere(
  tx: Transaction,
  payments: readonly BookedPayment[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT ledger_cause_id AS id FROM cash_application
     WHERE tenant_id = $1 AND ledger_cause_id = ANY ($2::uuid[]) AND ledger_customer_id IS NOT NULL`,
    [tx.tenantId, payments.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}

function receiptOf(row: MovementRow): Receipt {
  return {
    bankTransactionId: row.id,
    bookedOn: row.bookedOn,
    amountMinor: BigInt(row.amountMinor),
    currency: row.currency,
    foldedName: row.name === null ? '' : foldName(row.name),
    counterpartyAccount: row.account,
    text: row.text,
    references: row.references,
    batchSize: row.batchSize,
  };
}

/** Credits, and what came back of them; in the order of their ids, so that a run ends. */
const UNDECIDED = `
  SELECT b.bank_transaction_id AS id, b.booked_on AS "bookedOn", b.amount_minor::text AS "amountMinor", b.currency,
    b.counterparty_name AS name, b.counterparty_account AS account, b.batch_size AS "batchSize",
    concat_ws(' ', b.end_to_end_id, b.remittance_text) AS text, b.document_references AS references,
    (n.config ->> 'automaticFrom')::float8 AS "automaticFrom"
  FROM bank_transaction b
  JOIN connection n ON n.tenant_id = $1 AND n.connection_id = b.connection_id
  LEFT JOIN cash_application a ON a.tenant_id = $1 AND a.bank_transaction_id = b.bank_transaction_id
  WHERE b.tenant_id = $1 AND b.booked_on >= $2::timestamptz::date - ${LOOK_BACK_DAYS}
    AND (b.amount_minor > 0 AND NOT b.is_reversal OR b.amount_minor < 0 AND (b.is_reversal OR b.return_reason IS NOT NULL))
    AND (a.status IS NULL OR a.status IN ('PROPOSED', 'UNMATCHED'))
    AND ($3::uuid IS NULL OR b.bank_transaction_id > $3)
  ORDER BY b.bank_transaction_id LIMIT ${BATCH}`;

async function readRejections(
  tx: Transaction,
  receipts: readonly Receipt[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string; rejectedId: string }>(
    `SELECT bank_transaction_id AS id, rejected_id AS "rejectedId" FROM cash_rejection
     WHERE tenant_id = $1 AND bank_transaction_id = ANY ($2::uuid[])`,
    [tx.tenantId, receipts.map(({ bankTransactionId }) => bankTransactionId)],
  );
  return new Set(rows.map(({ id, rejectedId }) => rejectionKey(id, rejectedId)));
}
