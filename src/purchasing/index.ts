/**
 * Purchasing: no call that costs money is sent before it is booked. Promises: what is booked in a month never exceeds its
 * budget, whoever books at once; every call is in the ledger with how it ended; an answer that was paid for is used before
 * it is bought again; what may have been billed stays counted. Also the pace of each credential across processes, and the
 * maintenance switches. Reads connection; writes provider_price, provider_budget, provider_budget_month, provider_call,
 * provider_pace and provider_maintenance.
 */
export { clearAnswers, consumeAnswers, unusedAnswers } from './answers';
export {
  budgetsOf,
  callsHeld,
  pricesOf,
  setBudget,
  setPrice,
  type BudgetDraft,
  type BudgetState,
  type BudgetTurn,
  type PriceDraft,
} from './budgets';
export { costMinor } from './cost';
export { purchasingEntities } from './entities';
export { expireBookings, releaseHeld, unsureSubjects, type UnsureSubject } from './held-calls';
export {
  endMaintenance,
  listMaintenance,
  maintenanceOf,
  startMaintenance,
  type Maintenance,
} from './maintenance';
export { openPurchases, type PurchasesContext, type PurchasesFor } from './open-purchases';
export { PostgresPace, type PostgresPaceOptions } from './postgres-pace';
export { CALL_STATUSES, type CallStatus } from './provider-call.entity';
export { settleUnanswered } from './settle-unanswered';
export { billedSince, spentInRun, type RunSpending } from './spent';
