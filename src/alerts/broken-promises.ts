/** Promises to pay that were not kept, as a CRM or a collector says. Reported once each, never changed; a rule reads them. */
import { domainError, newId, type Clock, type LocalDate } from '../kernel';
import { dayAt, openRecording, type Transaction } from '../database';

export interface PromiseReport {
  customerId: string;
  /** The day by which the customer was to have paid. */
  promisedOn: LocalDate;
  /** Null when it named no amount. */
  amount: { amountMinor: bigint; currency: string } | null;
  reference: string | null;
  note: string | null;
  /** The caller's own: the same key is the same report, however often it is sent. */
  idempotencyKey: string;
  by: string;
}

export interface ReportedPromise {
  brokenPromiseId: string;
  /** False when it was reported before: there is nothing to tell. */
  isNew: boolean;
  at: Date;
  asOf: LocalDate;
}

/**
 * Records that a promise was broken. Throws CUSTOMER_NOT_FOUND, PROMISE_NOT_DUE, PROMISE_CURRENCY and
 * IDEMPOTENCY_KEY_REUSED when the key reported another promise.
 */
export async function reportBrokenPromise(
  tx: Transaction,
  report: PromiseReport,
  clock: Clock,
): Promise<ReportedPromise> {
  // Held until the end, so that alerts are decided by one at a time.
  const currency = await lockCurrency(tx, report.customerId);
  const at = await openRecording(tx, clock);
  const asOf = await dayAt(tx, at);
  requireDue(report, asOf);
  requireCurrency(report, currency);
  const brokenPromiseId = newId();
  const { customerId, promisedOn, amount, reference, note, idempotencyKey, by } = report;
  const inserted = await tx.execute(
    `INSERT INTO broken_promise (tenant_id, broken_promise_id, customer_id, promised_on, amount_minor, currency, reference,
       note, idempotency_key, reported_by, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [
      ...[tx.tenantId, brokenPromiseId, customerId, promisedOn, amount?.amountMinor ?? null],
      ...[currency, reference, note, idempotencyKey, by, at],
    ],
  );
  if (inserted === 1) return { brokenPromiseId, isNew: true, at, asOf };
  return { brokenPromiseId: await sameReport(tx, report), isNew: false, at, asOf };
}

async function lockCurrency(tx: Transaction, customerId: string): Promise<string> {
  const [customer] = await tx.query<{ currency: string }>(
    'SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, customerId],
  );
  if (customer !== undefined) return customer.currency;
  throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
    place: { field: 'input.customerId' },
    remedy: 'use an id this API answered to the same key',
  });
}

function requireDue({ promisedOn }: PromiseReport, asOf: LocalDate): void {
  if (promisedOn < asOf) return;
  throw domainError('PROMISE_NOT_DUE', `a promise for ${promisedOn} is not broken on ${asOf}`, {
    place: { field: 'input.promisedOn' },
    remedy: 'report it once the promised day has passed without the money',
  });
}

function requireCurrency({ amount }: PromiseReport, currency: string): void {
  if (amount === null || amount.currency === currency) return;
  throw domainError(
    'PROMISE_CURRENCY',
    `this customer owes in ${currency}, not ${amount.currency}`,
    {
      place: { field: 'input.amount.currency' },
      remedy: `give the amount in ${currency}, or leave it out`,
    },
  );
}

async function sameReport(tx: Transaction, report: PromiseReport): Promise<string> {
  const { customerId, promisedOn, amount, reference } = report;
  const [known] = await tx.query<{ brokenPromiseId: string; isSame: boolean }>(
    `SELECT broken_promise_id AS "brokenPromiseId", (customer_id, promised_on) = ($3::uuid, $4::date)
       AND amount_minor IS NOT DISTINCT FROM $5::bigint AND reference IS NOT DISTINCT FROM $6 AS "isSame"
     FROM broken_promise WHERE tenant_id = $1 AND idempotency_key = $2`,
    [
      ...[tx.tenantId, report.idempotencyKey, customerId, promisedOn],
      ...[amount?.amountMinor ?? null, reference],
    ],
  );
  if (known?.isSame === true) return known.brokenPromiseId;
  throw domainError('IDEMPOTENCY_KEY_REUSED', 'this key reported another promise before', {
    place: { field: 'input.idempotencyKey' },
    remedy: 'use a new key for a new promise',
  });
}
