/**
 * Credit set aside for orders. One row lock per customer, the same that limits are decided under: what is decided here is
 * read again after it, so that any number of processes together never promise more than there is. A key stands for one
 * request: sent again, whatever became of the first answer, it is answered with the same reservation.
 */
import { domainError, localDateAt, newId, type Clock, type LocalDate } from '../kernel';
import { openRecording, type Transaction } from '../database';
import {
  decideReservation,
  type CreditFigures,
  type CreditGiven,
  type CreditRefusal,
} from './decide-reservation';
import type { ReservationRules } from './policies/credit-policy';
import { policyInForce } from './policy-in-force';
import { readReservationFacts } from './read-reservation-facts';

export interface ReservationRequest {
  customerId: string;
  amountMinor: bigint;
  currency: string;
  /** The caller's own: the same key is the same request, however often it is sent. */
  idempotencyKey: string;
  /** The order; an invoice with this number ends the reservation. */
  reference: string | null;
  /** Until when it holds unless committed; null: as long as the policy says. */
  expiry: { inSeconds: number } | { at: Date } | null;
  by: string;
}

export type ReservationOutcome =
  { isGiven: true; reservationId: string; figures: CreditFigures | null } | CreditRefusal;

/**
 * Sets credit aside, or says why not. A refusal is not remembered: the same key may succeed once there is room. Throws
 * CUSTOMER_NOT_FOUND, RESERVATION_KEY_REUSED and RESERVATION_EXPIRY_INVALID.
 */
export async function reserveCredit(
  tx: Transaction,
  request: ReservationRequest,
  clock: Clock,
): Promise<ReservationOutcome> {
  // Whatever holds without the lock is asked before it: orders of one customer wait for each other only for the rest.
  const { timeZone } = await customerForCredit(tx, request.customerId);
  const sent = await reservationOfKey(tx, request.idempotencyKey);
  if (sent !== null) return sameRequest(sent, request);
  const { reservations: rules } = await policyInForce(tx, localDateAt(clock.now(), timeZone));
  await lockForCredit(tx, request.customerId);
  const at = await openRecording(tx, clock);
  const now = { at, asOf: localDateAt(at, timeZone) };
  const expiresAt = expiryOf(request, rules, at);
  const facts = await readReservationFacts(tx, request.customerId, now);
  const decision = decideReservation(request, facts);
  if (!decision.isGiven) return refusalUnlessSent(tx, request, decision);
  const reservationId = newId();
  const isNew = await insertReservation(
    tx,
    { ...request, ...now, reservationId, expiresAt },
    decision,
  );
  // Another customer's request with the same key was faster: it had another lock.
  if (!isNew) return sameRequest(await reservationOfKey(tx, request.idempotencyKey), request);
  await useExceptions(tx, decision, { reservationId, at });
  return { isGiven: true, reservationId, figures: decision.figures };
}

/** While this request waited for the lock the same one may have been answered, and have taken the last of the credit. */
async function refusalUnlessSent(
  tx: Transaction,
  request: ReservationRequest,
  refusal: CreditRefusal,
): Promise<ReservationOutcome> {
  const sent = await reservationOfKey(tx, request.idempotencyKey);
  return sent === null ? refusal : sameRequest(sent, request);
}

/** The same decision with nothing written and nothing locked: it may be another a moment later. */
export async function checkCredit(
  tx: Transaction,
  asked: { customerId: string; amountMinor: bigint; currency: string },
  now: { at: Date; asOf: LocalDate },
): Promise<CreditGiven | CreditRefusal> {
  return decideReservation(asked, await readReservationFacts(tx, asked.customerId, now));
}

/** Locks the customer until the transaction ends; answers the zone its seller's day is in. Throws CUSTOMER_NOT_FOUND. */
export async function lockForCredit(
  tx: Transaction,
  customerId: string,
): Promise<CustomerForCredit> {
  return customerForCredit(tx, customerId, 'FOR NO KEY UPDATE OF c');
}

interface CustomerForCredit {
  currency: string;
  timeZone: string;
}

async function customerForCredit(
  tx: Transaction,
  customerId: string,
  lock: 'FOR NO KEY UPDATE OF c' | '' = '',
): Promise<CustomerForCredit> {
  const [customer] = await tx.query<CustomerForCredit>(
    `SELECT c.currency, t.time_zone AS "timeZone" FROM customer c JOIN tenant t USING (tenant_id)
     WHERE c.tenant_id = $1 AND c.customer_id = $2 ${lock}`,
    [tx.tenantId, customerId],
  );
  if (customer !== undefined) return customer;
  throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
    place: { field: 'customerId' },
    remedy: 'use an id this API answered to the same key',
  });
}

interface KnownReservation {
  reservationId: string;
  customerId: string;
  amountMinor: string;
  currency: string;
  reference: string | null;
}

async function reservationOfKey(tx: Transaction, key: string): Promise<KnownReservation | null> {
  const [known] = await tx.query<KnownReservation>(
    `SELECT credit_reservation_id AS "reservationId", customer_id AS "customerId", amount_minor AS "amountMinor",
       currency, reference
     FROM credit_reservation WHERE tenant_id = $1 AND idempotency_key = $2`,
    [tx.tenantId, key],
  );
  return known ?? null;
}

function sameRequest(
  known: KnownReservation | null,
  request: ReservationRequest,
): ReservationOutcome {
  const differing = known === null ? 'customerId' : fieldThatDiffers(known, request);
  if (known !== null && differing === null) {
    return { isGiven: true, reservationId: known.reservationId, figures: null };
  }
  throw domainError(
    'RESERVATION_KEY_REUSED',
    `this key reserved with another ${differing} before`,
    {
      place: { field: `input.${differing}` },
      remedy: 'use a new key for a new order; send the very same request to try one again',
    },
  );
}

/** How long it was to hold is not compared: "in ten minutes" is another instant each time it is sent. */
function fieldThatDiffers(known: KnownReservation, request: ReservationRequest): string | null {
  if (known.customerId !== request.customerId) return 'customerId';
  if (BigInt(known.amountMinor) !== request.amountMinor) return 'amount';
  if (known.currency !== request.currency) return 'amount.currency';
  return known.reference === request.reference ? null : 'reference';
}

const HOUR_MS = 3_600_000;

function expiryOf(request: ReservationRequest, rules: ReservationRules, at: Date): Date {
  const { expiry } = request;
  const expiresAt =
    expiry === null
      ? new Date(at.getTime() + rules.defaultExpiryHours * HOUR_MS)
      : 'at' in expiry
        ? expiry.at
        : new Date(at.getTime() + expiry.inSeconds * 1_000);
  const longest = at.getTime() + rules.longestExpiryHours * HOUR_MS;
  if (expiresAt > at && expiresAt.getTime() <= longest) return expiresAt;
  throw domainError(
    'RESERVATION_EXPIRY_INVALID',
    `a reservation ends between now and ${rules.longestExpiryHours} hours from now`,
    {
      place: {
        field: expiry !== null && 'at' in expiry ? 'input.expiresAt' : 'input.expiresInSeconds',
      },
      remedy: 'give an end within that time, and commit the reservation when the order is firm',
    },
  );
}

interface NewReservation extends ReservationRequest {
  reservationId: string;
  at: Date;
  asOf: LocalDate;
  expiresAt: Date;
}

async function insertReservation(
  tx: Transaction,
  row: NewReservation,
  { exceptionGrantIds }: CreditGiven,
): Promise<boolean> {
  const inserted = await tx.execute(
    `INSERT INTO credit_reservation (tenant_id, credit_reservation_id, customer_id, amount_minor, currency, reference,
       idempotency_key, reserved_on, created_by, created_at, expires_at, counts_until, exception_grant_ids)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
     ON CONFLICT (tenant_id, idempotency_key) DO NOTHING`,
    [
      ...[tx.tenantId, row.reservationId, row.customerId, row.amountMinor, row.currency],
      ...[row.reference, row.idempotencyKey, row.asOf, row.by, row.at, row.expiresAt],
      [...exceptionGrantIds],
    ],
  );
  return inserted === 1;
}

/** Under the customer's lock nobody else can use them meanwhile. */
export async function useExceptions(
  tx: Transaction,
  { exceptionGrantIds }: CreditGiven,
  use: { reservationId: string; at: Date },
): Promise<void> {
  if (exceptionGrantIds.length === 0) return;
  await tx.execute(
    `UPDATE exception_grant SET used_by = $3, used_at = $4
     WHERE tenant_id = $1 AND exception_grant_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...exceptionGrantIds], use.reservationId, use.at],
  );
}
