import { appendEvents, type EventType } from '../alerts';
import type { CreditControlActions } from '../api';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import {
  commitReservation,
  grantException,
  liftSupplyHold,
  placeSupplyHold,
  releaseReservation,
  reserveCredit,
  revokeException,
  type ExceptionChange,
  type HoldChange,
} from '../limits';

/** Reservations, holds and exceptions; what people decided is told in the transaction that decided it. */
export function createCreditControlActions(
  hub: Pick<Hub, 'database' | 'clock'>,
): CreditControlActions {
  const { database, clock } = hub;
  return {
    reserveCredit: ({ tenantId, label }, { amount, ...request }) =>
      database.tenant(tenantId, (tx) =>
        reserveCredit(tx, { ...request, ...amount, by: label }, clock),
      ),
    commitReservation: ({ tenantId, label }, reservationId, invoiceNumber) =>
      database.tenant(tenantId, (tx) =>
        commitReservation(tx, { reservationId, invoiceNumber, by: label }, clock),
      ),
    releaseReservation: ({ tenantId, label }, reservationId) =>
      database.tenant(tenantId, (tx) =>
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
  };
}

interface Told {
  type: EventType;
  by: string;
}

async function tellHold(tx: Transaction, hold: HoldChange, { type, by }: Told): Promise<void> {
  if (!hold.isNew) return;
  const { customerId, supplyHoldId, reasonCode, scope } = hold;
  const data = { reasonCode, scope, by };
  await appendEvents(tx, [{ type, customerId, subjectId: supplyHoldId, data }], hold.at);
}

async function tellException(
  tx: Transaction,
  exception: ExceptionChange,
  { type, by }: Told,
): Promise<void> {
  if (!exception.isNew) return;
  const { customerId, exceptionGrantId, kind } = exception;
  const data = { kind, by };
  await appendEvents(tx, [{ type, customerId, subjectId: exceptionGrantId, data }], exception.at);
}
