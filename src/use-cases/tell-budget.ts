import { appendEvents, watchConnections } from '../alerts';
import type { Transaction } from '../database';
import type { Connection } from '../landing';
import { budgetsOf, type BudgetTurn } from '../purchasing';

/** Tells subscribers, in the transaction that noticed it, that a month's budget is nearly or wholly spent. */
export async function tellBudget(
  tx: Transaction,
  connection: Connection,
  { type, at }: { type: BudgetTurn; at: Date },
): Promise<void> {
  const { connectionId, connectorId, name } = connection;
  const budgets = await budgetsOf(tx, at);
  const budget = budgets.find((one) => one.connectionId === connectionId);
  const data = {
    ...{ connectorId, name, month: budget?.month ?? null },
    ...{ bookedCalls: budget?.bookedCalls ?? null, callsMax: budget?.monthlyCallsMax ?? null },
    bookedMinor: budget?.bookedMinor.toString() ?? null,
    limitMinor: budget?.monthlyLimitMinor?.toString() ?? null,
    currency: 'EUR',
  };
  await appendEvents(tx, [{ type, customerId: null, subjectId: connectionId, data }], at);
  await watchConnections(tx, [connectionId], at);
}
