import type { Actor, CashActions } from '../api';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import {
  confirmApplication,
  correctApplication,
  rebuildMarked,
  rejectApplication,
} from '../ledger';

/** What people decide on payments: one transaction, then the claims it settles or opens again. */
export function createCashActions(
  hub: Pick<Hub, 'database' | 'clock'>,
  signal: AbortSignal,
): CashActions {
  const { database, clock } = hub;
  const as = async (
    { tenantId, label }: Actor,
    work: (tx: Transaction, by: string) => Promise<void>,
  ): Promise<void> => {
    await database.tenant(tenantId, (tx) => work(tx, label));
    await rebuildMarked(hub, { tenantId, connectionId: null, signal });
  };
  return {
    confirmCashApplication: (actor, choice) =>
      as(actor, (tx, by) => confirmApplication(tx, clock, { ...choice, by })),
    correctCashApplication: (actor, choice) =>
      as(actor, (tx, by) => correctApplication(tx, clock, { ...choice, by })),
    rejectCashApplication: (actor, choice) =>
      as(actor, (tx, by) => rejectApplication(tx, clock, { ...choice, by })),
  };
}
