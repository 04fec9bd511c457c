import { conflictError, domainError } from '../../kernel';
import { openRecording, type Transaction } from '../../database';
import type { Clock } from '../../kernel';
import { markForRebuild } from '../documents/rebuild-marks';
import { customersOf } from './read-applied';
import type { AppliedPart } from './receipt';

export interface CashDecision {
  bankTransactionId: string;
  by: string;
  comment: string | null;
}

export interface CashCorrection extends CashDecision {
  customerId: string;
  /** What it settles; empty: it is a payment on account. */
  parts: readonly AppliedPart[];
}

interface Application {
  status: string;
  customerId: string | null;
  amountMinor: string;
  currency: string;
}

/** Applies what is proposed. Throws CASH_APPLICATION_NOT_FOUND, CASH_NOTHING_PROPOSED and CASH_APPLICATION_DECIDED. */
export async function confirmApplication(
  tx: Transaction,
  clock: Clock,
  decision: CashDecision,
): Promise<void> {
  const held = await hold(tx, clock, decision.bankTransactionId);
  if (held.customerId === null) {
    throw domainError('CASH_NOTHING_PROPOSED', 'nobody is proposed for this movement', {
      place: { field: 'id' },
      remedy: 'Correct it: name the customer and what it pays.',
    });
  }
  if (held.status !== 'PROPOSED') throw decided(held.status);
  await decide(tx, clock, {
    ...decision,
    status: 'APPLIED',
    change: 'CONFIRMED',
    customerId: held.customerId,
  });
}

/**
 * Says whose payment it is and what it settles, whatever was proposed or applied before. Throws
 * CASH_APPLICATION_NOT_FOUND, NOT_FOUND, CASH_PARTS_EXCEED, CASH_PART_NOT_OPEN and CASH_CURRENCY_DIFFERS.
 */
export async function correctApplication(
  tx: Transaction,
  clock: Clock,
  correction: CashCorrection,
): Promise<void> {
  const { bankTransactionId, customerId, parts } = correction;
  const held = await hold(tx, clock, bankTransactionId);
  await checkCustomer(tx, customerId, held.currency);
  await checkParts(tx, correction, BigInt(held.amountMinor));
  const before = held.customerId;
  await tx.execute(
    'DELETE FROM cash_application_part WHERE tenant_id = $1 AND bank_transaction_id = $2',
    [tx.tenantId, bankTransactionId],
  );
  await decide(tx, clock, { ...correction, status: 'APPLIED', change: 'CORRECTED', before });
  await tx.execute(
    `INSERT INTO cash_application_part (tenant_id, bank_transaction_id, receivable_id, amount_minor)
     SELECT $1, $2, p.id, p.amount FROM unnest($3::uuid[], $4::bigint[]) AS p (id, amount)`,
    [
      tx.tenantId,
      bankTransactionId,
      parts.map(({ receivableId }) => receivableId),
      parts.map(({ amountMinor }) => amountMinor.toString()),
    ],
  );
}

/**
 * Says that it is not this customer's payment; the pair is not proposed again, the next run looks for another. What was
 * applied is undone. Throws CASH_APPLICATION_NOT_FOUND.
 */
export async function rejectApplication(
  tx: Transaction,
  clock: Clock,
  decision: CashDecision,
): Promise<void> {
  const { bankTransactionId, by } = decision;
  const held = await hold(tx, clock, bankTransactionId);
  if (held.status === 'REJECTED') throw decided(held.status);
  if (held.customerId !== null) {
    await tx.execute(
      `INSERT INTO cash_rejection (tenant_id, bank_transaction_id, rejected_id, rejected_by, rejected_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [tx.tenantId, bankTransactionId, held.customerId, by, clock.now()],
    );
    await tx.execute(
      `DELETE FROM debtor_account WHERE tenant_id = $1 AND bank_transaction_id = $2 AND customer_id = $3`,
      [tx.tenantId, bankTransactionId, held.customerId],
    );
  }
  await tx.execute(
    'DELETE FROM cash_application_part WHERE tenant_id = $1 AND bank_transaction_id = $2',
    [tx.tenantId, bankTransactionId],
  );
  // Rejected without anybody proposed it is nobody's; else another may be found.
  const status = held.customerId === null ? 'REJECTED' : 'UNMATCHED';
  await decide(tx, clock, {
    ...decision,
    status,
    change: 'REJECTED',
    customerId: null,
    before: held.customerId,
  });
}

/** What it settled may count with others by now: whatever is decided, their claims are computed again. */
async function hold(
  tx: Transaction,
  clock: Clock,
  bankTransactionId: string,
): Promise<Application> {
  const [held] = await tx.query<Application>(
    `SELECT a.status, a.customer_id AS "customerId", b.amount_minor::text AS "amountMinor", b.currency
     FROM cash_application a JOIN bank_transaction b USING (tenant_id, bank_transaction_id)
     WHERE a.tenant_id = $1 AND a.bank_transaction_id = $2 FOR UPDATE OF a`,
    [tx.tenantId, bankTransactionId],
  );
  if (held !== undefined) {
    await markForRebuild(tx, await customersOf(tx, [bankTransactionId]), clock.now());
    return held;
  }
  throw domainError(
    'CASH_APPLICATION_NOT_FOUND',
    'there is no application of a movement with this id',
    {
      place: { field: 'id' },
      remedy: 'Use an id of cashApplications; `encours cash run` judges movements that are new.',
    },
  );
}

function decided(status: string): Error {
  return conflictError('CASH_APPLICATION_DECIDED', `it is ${status} already`, {
    place: { field: 'id' },
    remedy: 'Read it again; correct or reject it to undo what was decided.',
  });
}

async function checkCustomer(tx: Transaction, customerId: string, currency: string): Promise<void> {
  const [customer] = await tx.query<{ currency: string }>(
    'SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = $2',
    [tx.tenantId, customerId],
  );
  if (customer === undefined) {
    throw domainError('NOT_FOUND', 'there is no customer with this id', {
      place: { field: 'input.customerId' },
      remedy: 'Use an id this API answered to the same key.',
    });
  }
  if (customer.currency === currency) return;
  throw domainError(
    'CASH_CURRENCY_DIFFERS',
    `the payment is in ${currency}, the customer is kept in ${customer.currency}`,
    {
      place: { field: 'input.customerId' },
      remedy: 'Book it in the books; payments in another currency are not applied here.',
    },
  );
}

async function checkParts(
  tx: Transaction,
  { customerId, parts }: CashCorrection,
  amountMinor: bigint,
): Promise<void> {
  const sum = parts.reduce((total, part) => total + part.amountMinor, 0n);
  if (parts.length > 0 && (amountMinor <= 0n || sum > amountMinor)) {
    throw domainError(
      'CASH_PARTS_EXCEED',
      `the parts come to more than the movement (${sum} of ${amountMinor} minor units)`,
      {
        place: { field: 'input.parts' },
        remedy: 'Settle no more than was received; a return settles nothing.',
      },
    );
  }
  const rows = await tx.query<{ id: string; totalMinor: string }>(
    `SELECT receivable_id AS id, total_minor::text AS "totalMinor" FROM receivable
     WHERE tenant_id = $1 AND customer_id = $2 AND receivable_id = ANY ($3::uuid[])`,
    [tx.tenantId, customerId, parts.map(({ receivableId }) => receivableId)],
  );
  const known = new Map(rows.map(({ id, totalMinor }) => [id, BigInt(totalMinor)]));
  const wrong = parts.findIndex(({ receivableId, amountMinor: part }) => {
    const total = known.get(receivableId);
    if (total === undefined || part === 0n) return true;
    return part > 0n ? part > total : part < total;
  });
  if (wrong < 0) return;
  throw domainError(
    'CASH_PART_NOT_OPEN',
    'this claim is not one of the customer, or is smaller than the part',
    {
      place: { field: `input.parts[${wrong}]` },
      remedy: 'Use claims of the customer, and no more than each comes to.',
    },
  );
}

interface Decided extends CashDecision {
  status: string;
  change: 'CONFIRMED' | 'CORRECTED' | 'REJECTED';
  customerId: string | null;
  /** Whose it was thought to be before. */
  before?: string | null;
}

async function decide(tx: Transaction, clock: Clock, decision: Decided): Promise<void> {
  const { bankTransactionId, by, comment, status, change, customerId, before = null } = decision;
  const at = await openRecording(tx, clock);
  await tx.execute(
    `UPDATE cash_application SET status = $3, customer_id = $4, is_automatic = false, decided_by = $5, decided_at = $6,
       changed_at = $6, ledger_customer_id = NULL,
       ledger_cause_id = CASE WHEN $3 = 'APPLIED' AND ledger_customer_id IS NULL THEN ledger_cause_id END,
       confidence = CASE WHEN $3 = 'APPLIED' THEN confidence END
     WHERE tenant_id = $1 AND bank_transaction_id = $2`,
    [tx.tenantId, bankTransactionId, status, customerId, by, at],
  );
  await tx.execute(
    `INSERT INTO cash_application_step (tenant_id, bank_transaction_id, change, at, by, customer_id, comment)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, bankTransactionId, change, at, by, customerId ?? before, comment],
  );
  if (status === 'APPLIED') await learn(tx, { bankTransactionId, customerId, at });
  const concerned = [customerId, before].filter((each) => each !== null);
  const customers = await tx.query<{ connectionId: string; customerId: string }>(
    `SELECT connection_id AS "connectionId", customer_id AS "customerId" FROM customer
     WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])`,
    [tx.tenantId, concerned],
  );
  await markForRebuild(tx, customers, at);
}

/** A person has said whose account it is. */
async function learn(
  tx: Transaction,
  {
    bankTransactionId,
    customerId,
    at,
  }: { bankTransactionId: string; customerId: string | null; at: Date },
): Promise<void> {
  await tx.execute(
    `INSERT INTO debtor_account (tenant_id, account, customer_id, bank_transaction_id, learnt_at)
     SELECT $1, counterparty_account, $3, $2, $4 FROM bank_transaction
     WHERE tenant_id = $1 AND bank_transaction_id = $2 AND counterparty_account IS NOT NULL AND amount_minor > 0
     ON CONFLICT (tenant_id, account, customer_id) DO NOTHING`,
    [tx.tenantId, bankTransactionId, customerId, at],
  );
}
