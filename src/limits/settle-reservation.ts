/** What becomes of credit that was set aside: the order is firm, or it is off. Both may be said again. */
import { conflictError, domainError, localDateAt, type Clock, type LocalDate } from '../kernel';
import { openRecording, type Transaction } from '../database';
import { decideDelivery, decideReservation } from './decide-reservation';
import type { ReservationStatus } from './hold-types';
import { policyInForce } from './policy-in-force';
import { readReservationFacts } from './read-reservation-facts';
import { lockForCredit, useExceptions, type ReservationOutcome } from './reserve-credit';

export interface ReservationCommit {
  reservationId: string;
  /** The invoice it becomes, when it is known by now; else the one numbered like its reference. */
  invoiceNumber: string | null;
  by: string;
}

/**
 * Makes a reservation firm: it counts until its invoice is in the ledger, or the policy's days for unbilled deliveries are
 * over. One that has expired is decided anew. Throws RESERVATION_NOT_FOUND, RESERVATION_RELEASED and
 * RESERVATION_COMMITTED (with another invoice).
 */
export async function commitReservation(
  tx: Transaction,
  commit: ReservationCommit,
  clock: Clock,
): Promise<ReservationOutcome> {
  const { reservation, at, asOf } = await lockReservation(tx, commit.reservationId, clock);
  const { reservationId, invoiceNumber } = commit;
  if (reservation.status === 'RELEASED') {
    throw conflictError('RESERVATION_RELEASED', 'this reservation was released', {
      place: { field: 'id' },
      remedy: 'reserve anew (reserveCredit) with a new idempotency key',
    });
  }
  if (reservation.isCommitted) {
    if (invoiceNumber !== null && invoiceNumber !== reservation.invoiceNumber) {
      throw conflictError(
        'RESERVATION_COMMITTED',
        'this reservation is committed already, for another invoice',
        {
          place: { field: 'invoiceNumber' },
          remedy: 'release it and reserve anew if the order is billed otherwise',
        },
      );
    }
    return { isGiven: true, reservationId, figures: null };
  }
  const facts = await readReservationFacts(tx, reservation.customerId, { at, asOf });
  const asked = { amountMinor: BigInt(reservation.amountMinor), currency: reservation.currency };
  const { hasHoldException } = reservation;
  const decision =
    reservation.status === 'EXPIRED'
      ? decideReservation(asked, facts)
      : decideDelivery({ ...asked, hasHoldException }, facts);
  if (!decision.isGiven) return decision;
  const { reservations: rules } = await policyInForce(tx, asOf);
  await tx.execute(
    `UPDATE credit_reservation SET committed_by = $3, committed_at = $4, invoice_number = $5, unbilled_until = $6,
       counts_until = $6, lapse_seen_at = NULL, exception_grant_ids = exception_grant_ids || $7::uuid[]
     WHERE tenant_id = $1 AND credit_reservation_id = $2`,
    [
      ...[tx.tenantId, reservationId, commit.by, at, invoiceNumber],
      new Date(at.getTime() + rules.unbilledDays * DAY_MS),
      [...decision.exceptionGrantIds],
    ],
  );
  await useExceptions(tx, decision, { reservationId, at });
  return { isGiven: true, reservationId, figures: decision.figures };
}

const DAY_MS = 86_400_000;

/**
 * Gives the credit back: at once, whoever asks next. One that was released, or has expired, stays as it is. Throws
 * RESERVATION_NOT_FOUND, and RESERVATION_INVOICED when its invoice is in the ledger.
 */
export async function releaseReservation(
  tx: Transaction,
  release: { reservationId: string; by: string },
  clock: Clock,
): Promise<void> {
  const { reservation, at } = await lockReservation(tx, release.reservationId, clock);
  if (reservation.status === 'RELEASED' || reservation.status === 'EXPIRED') return;
  if (reservation.status === 'INVOICED') {
    throw conflictError('RESERVATION_INVOICED', 'this reservation has become an invoice', {
      place: { field: 'id' },
      remedy: 'it counts no more; cancel the invoice with a credit note in the accounting software',
    });
  }
  await tx.execute(
    `UPDATE credit_reservation SET released_by = $3, released_at = $4, counts_until = $4
     WHERE tenant_id = $1 AND credit_reservation_id = $2`,
    [tx.tenantId, release.reservationId, release.by, at],
  );
}

interface LockedReservation {
  customerId: string;
  amountMinor: string;
  currency: string;
  invoiceNumber: string | null;
  status: ReservationStatus;
  isCommitted: boolean;
  hasHoldException: boolean;
}

/** A reservation never changes its customer, so that it can be looked up before the customer is locked. */
export async function customerOfReservation(
  tx: Transaction,
  reservationId: string,
): Promise<string> {
  const [found] = await tx.query<{ customerId: string }>(
    `SELECT customer_id AS "customerId" FROM credit_reservation WHERE tenant_id = $1 AND credit_reservation_id = $2`,
    [tx.tenantId, reservationId],
  );
  if (found === undefined) throw notFound();
  return found.customerId;
}

async function lockReservation(
  tx: Transaction,
  reservationId: string,
  clock: Clock,
): Promise<{ reservation: LockedReservation; at: Date; asOf: LocalDate }> {
  const customerId = await customerOfReservation(tx, reservationId);
  const { timeZone } = await lockForCredit(tx, customerId);
  const at = await afterOthers(tx, customerId, await openRecording(tx, clock));
  const asOf = localDateAt(at, timeZone);
  const [reservation] = await tx.query<LockedReservation>(
    `SELECT v.customer_id AS "customerId", v.amount_minor AS "amountMinor", v.currency,
       v.invoice_number AS "invoiceNumber", reservation_status(v, $3, $4) AS status,
       v.committed_at IS NOT NULL AS "isCommitted",
       EXISTS (SELECT FROM exception_grant e WHERE e.tenant_id = v.tenant_id AND e.kind = 'HOLD'
         AND e.exception_grant_id = ANY (v.exception_grant_ids)) AS "hasHoldException"
     FROM credit_reservation v WHERE v.tenant_id = $1 AND v.credit_reservation_id = $2`,
    [tx.tenantId, reservationId, at, asOf],
  );
  if (reservation === undefined) throw notFound();
  return { reservation, at, asOf };
}

/**
 * The clocks of several processes differ: where a faster one has given away what expired by it, the slower one must not
 * find it still held.
 */
async function afterOthers(tx: Transaction, customerId: string, at: Date): Promise<Date> {
  const [latest] = await tx.query<{ at: Date | null }>(
    `SELECT max(created_at) AS at FROM credit_reservation
     WHERE tenant_id = $1 AND customer_id = $2 AND counts_until > $3`,
    [tx.tenantId, customerId, at],
  );
  return latest?.at != null && latest.at > at ? latest.at : at;
}

function notFound(): Error {
  return domainError('RESERVATION_NOT_FOUND', 'there is no reservation with this id', {
    place: { field: 'id' },
    remedy: 'use an id that reserveCredit answered to the same seller',
  });
}
