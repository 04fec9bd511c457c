import { appendEvents, raiseBatch, reportBrokenPromise } from '../alerts';
import type { CreditControlActions } from '../api';
import { dayAt, sqlStateOf, type Transaction } from '../database';
import type { Hub } from '../hub';
import { isEncoursError } from '../kernel';
import {
  commitReservation,
  customerOfReservation,
  grantException,
  liftSupplyHold,
  placeSupplyHold,
  releaseReservation,
  reserveCredit,
  revokeException,
  type ExceptionChange,
  type HoldChange,
} from '../limits';
import { creditBusy, CustomerQueue } from './customer-queue';

/** How long a reservation waits for the customer another process, or a run of scoring, holds: less than shops wait for us. */
const LOCK_TIMEOUT_MS = 8_000;

/** Reservations, holds and exceptions; what people decided is told in the transaction that decided it. */
export function createCreditControlActions(
  hub: Pick<Hub, 'database' | 'clock'>,
  lockTimeoutMs: number = LOCK_TIMEOUT_MS,
): CreditControlActions {
  const { database, clock } = hub;
  const { ofCustomer, ofReservation } = takingTurns(database, lockTimeoutMs);
  return {
    reserveCredit: ({ tenantId, label }, { amount, ...request }) =>
      ofCustomer({ tenantId, customerId: request.customerId }, (tx) =>
        reserveCredit(tx, { ...request, ...amount, by: label }, clock),
      ),
    commitReservation: ({ tenantId, label }, reservationId, invoiceNumber) =>
      ofReservation({ tenantId, reservationId }, (tx) =>
        commitReservation(tx, { reservationId, invoiceNumber, by: label }, clock),
      ),
    releaseReservation: ({ tenantId, label }, reservationId) =>
      ofReservation({ tenantId, reservationId }, (tx) =>
        releaseReservation(tx, { reservationId, by: label }, clock),
      ),
    placeSupplyHold: ({ tenantId, label: by }, request) =>
      database.tenant(tenantId, async (tx) => {
        const hold = await placeSupplyHold(tx, { ...request, by }, clock);
        await tellHold(tx, hold, { type: 'SUPPLY_HOLD_PLACED', by });
        return hold;
      }),
    liftSupplyHold: ({ tenantId, label: by }, supplyHoldId, reason) =>
      database.tenant(tenantId, async (tx) => {
        const hold = await liftSupplyHold(tx, { supplyHoldId, reason, by }, clock);
        await tellHold(tx, hold, { type: 'SUPPLY_HOLD_LIFTED', by });
      }),
    grantException: ({ tenantId, label: by }, request) =>
      database.tenant(tenantId, async (tx) => {
        const exception = await grantException(tx, { ...request, by }, clock);
        await tellException(tx, exception, { type: 'EXCEPTION_GRANTED', by });
        return exception;
      }),
    revokeException: ({ tenantId, label: by }, exceptionGrantId, reason) =>
      database.tenant(tenantId, async (tx) => {
        const exception = await revokeException(tx, { exceptionGrantId, reason, by }, clock);
        await tellException(tx, exception, { type: 'EXCEPTION_REVOKED', by });
      }),
    reportBrokenPromise: ({ tenantId, label: by }, request) =>
      database.tenant(tenantId, async (tx) => {
        const reported = await reportBrokenPromise(tx, { ...request, by }, clock);
        const { isNew, at, asOf } = reported;
        if (isNew) await raiseBatch(tx, { customerIds: [request.customerId], at, asOf });
        return reported;
      }),
  };
}

type Work<T> = (tx: Transaction) => Promise<T>;

/** Transactions that wait for their customer before they take a connection, and at its lock not for ever. */
function takingTurns(database: Hub['database'], lockTimeoutMs: number) {
  const queue = new CustomerQueue();
  const ofCustomer = <T>(
    { tenantId, customerId }: { tenantId: string; customerId: string },
    work: Work<T>,
  ): Promise<T> =>
    queue.inTurn(tenantId, customerId, async () => {
      try {
        return await database.tenant(tenantId, work, { lockTimeoutMs });
      } catch (error) {
        throw isLockTimeout(error)
          ? creditBusy('this customer is held by other work for too long', error)
          : error;
      }
    });
  const ofReservation = async <T>(
    { tenantId, reservationId }: { tenantId: string; reservationId: string },
    work: Work<T>,
  ): Promise<T> => {
    const customerId = await database.tenant(tenantId, (tx) =>
      customerOfReservation(tx, reservationId),
    );
    return ofCustomer({ tenantId, customerId }, work);
  };
  return { ofCustomer, ofReservation };
}

const LOCK_NOT_AVAILABLE = '55P03';

function isLockTimeout(error: unknown): boolean {
  return isEncoursError(error) && sqlStateOf(error.cause) === LOCK_NOT_AVAILABLE;
}

async function tellHold(
  tx: Transaction,
  hold: HoldChange,
  { type, by }: { type: 'SUPPLY_HOLD_PLACED' | 'SUPPLY_HOLD_LIFTED'; by: string },
): Promise<void> {
  if (!hold.isNew) return;
  const { customerId, supplyHoldId, reasonCode, scope } = hold;
  const data = { reasonCode, scope, by };
  await appendEvents(tx, [{ type, customerId, subjectId: supplyHoldId, data }], hold.at);
}

async function tellException(
  tx: Transaction,
  exception: ExceptionChange,
  { type, by }: { type: 'EXCEPTION_GRANTED' | 'EXCEPTION_REVOKED'; by: string },
): Promise<void> {
  if (!exception.isNew) return;
  const { customerId, exceptionGrantId, kind, at } = exception;
  const data = { kind, by };
  await appendEvents(tx, [{ type, customerId, subjectId: exceptionGrantId, data }], at);
  // What it allows exceeds no limit, and does again without it.
  await raiseBatch(tx, { customerIds: [customerId], at, asOf: await dayAt(tx, at) });
}
