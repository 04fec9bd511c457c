import type { LocalDate, Money } from '../kernel';
import type {
  CreditRefusal,
  ExceptionKind,
  HoldReason,
  HoldScope,
  ReservationOutcome,
} from '../limits';
import type { Actor } from './actor';

export interface CreditRequest {
  customerId: string;
  amount: Money;
  idempotencyKey: string;
  /** The order. */
  reference: string | null;
  expiry: { inSeconds: number } | { at: Date } | null;
}

export interface HoldRequest {
  customerId: string;
  reasonCode: HoldReason;
  reason: string;
  scope: HoldScope;
  clause: string | null;
  releasePlan: string | null;
  releaseSteps: readonly string[];
}

export interface ExceptionRequest {
  customerId: string;
  kind: ExceptionKind;
  reason: string;
  terms: string | null;
  ceiling: Money | null;
  isOneShot: boolean;
  expiresAt: Date;
  requestedBy: string;
  customerToldBy: string | null;
  customerToldOn: LocalDate | null;
}

export interface PromiseRequest {
  customerId: string;
  promisedOn: LocalDate;
  /** Null when none was named. */
  amount: Money | null;
  reference: string | null;
  note: string | null;
  idempotencyKey: string;
}

/** What credit control sets going: each is one transaction under the customer's lock. */
export interface CreditControlActions {
  reserveCredit(actor: Actor, request: CreditRequest): Promise<ReservationOutcome>;
  /** A refusal only when supply is held, or when the reservation has expired and does not fit any more. */
  commitReservation(
    actor: Actor,
    reservationId: string,
    invoiceNumber: string | null,
  ): Promise<ReservationOutcome | CreditRefusal>;
  releaseReservation(actor: Actor, reservationId: string): Promise<void>;
  placeSupplyHold(actor: Actor, request: HoldRequest): Promise<{ supplyHoldId: string }>;
  liftSupplyHold(actor: Actor, supplyHoldId: string, reason: string): Promise<void>;
  grantException(actor: Actor, request: ExceptionRequest): Promise<{ exceptionGrantId: string }>;
  revokeException(actor: Actor, exceptionGrantId: string, reason: string): Promise<void>;
  /** Raises the alert it calls for in the same transaction. */
  reportBrokenPromise(actor: Actor, request: PromiseRequest): Promise<{ brokenPromiseId: string }>;
}
