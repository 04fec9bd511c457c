import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import type { AlertDecision } from '../../src/alerts/decide-alerts';

/** A customer nothing is wrong with. */
export function riskView(changes: Partial<CustomerRiskView> = {}): CustomerRiskView {
  return {
    today: '2026-11-02',
    customerId: '6f1c7e1e-0000-4000-8000-000000000001',
    customerName: 'BÉTON & FILS',
    currency: 'EUR',
    grade: { current: 'B', previous: null, changedOn: '2026-01-05', score: 58 },
    insolvency: null,
    struckOff: null,
    exposureMinor: 1_200_000n,
    limitMinor: 2_000_000n,
    exceptionMinor: 0n,
    policyCutAtMinor: null,
    overdueMinor: 0n,
    overdueOver30Minor: 0n,
    maxDaysOverdue: 0,
    oldestOverdue: null,
    wasSeriouslyLateBefore: false,
    returnedPayments: [],
    latestAccounts: { sourceKey: 'accounts-2025', closedOn: '2025-12-31' },
    ...changes,
  };
}

/** What the database holds after a decision was written: new rows, ended ones marked; ids are the keys. */
export function remember(known: readonly KnownAlert[], decision: AlertDecision): KnownAlert[] {
  const over = new Set(decision.resolve.map(({ alertId }) => alertId));
  return [
    ...known.map((alert) => (over.has(alert.alertId) ? { ...alert, isOver: true } : alert)),
    ...decision.raise.map(({ rule, dedupKey, after }) => ({
      alertId: dedupKey,
      rule,
      dedupKey,
      isOver: false,
      after,
    })),
  ];
}
