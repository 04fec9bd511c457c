import { DEFAULT_CREDIT_POLICY } from '../../src/limits';
import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import type { BehaviourSignals } from '../../src/alerts/behaviour-signals';
import type { CompanySignals } from '../../src/alerts/company-signals';
import type { AlertDecision } from '../../src/alerts/decide-alerts';

/** A customer nothing is wrong with. */
export function riskView(changes: Partial<CustomerRiskView> = {}): CustomerRiskView {
  return {
    today: '2026-11-02',
    thresholds: DEFAULT_CREDIT_POLICY.alerts,
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
    behaviour: behaviour(),
    company: company(),
    ...changes,
  };
}

/** Pays a day late as it always did; its limit has no end, and what its score was is not known. */
export function behaviour(changes: Partial<BehaviourSignals> = {}): BehaviourSignals {
  return {
    probabilityOfDefault: 0.012,
    baseline: null,
    points: [],
    limitEnd: { endsOn: null, frozenFrom: null },
    pace: {
      recent: { paymentCount: 6, paidMinor: 3_000_000n, daysLate: 1 },
      habit: { paymentCount: 24, paidMinor: 12_000_000n, daysLate: 1.2 },
      ...{ paymentCount: 40, mostDaysLate: 4 },
    },
    openClaimsMinor: 1_200_000n,
    portfolio: { openMinor: 100_000_000n, debtors: 80 },
    brokenPromises: [],
    ...changes,
  };
}

/** Sound accounts, nothing changed, nobody insures it, looked up yesterday. */
export function company(changes: Partial<CompanySignals> = {}): CompanySignals {
  return {
    ...{ siren: '732829320', legalFormCode: '5710', createdOn: '2011-03-01' },
    equity: {
      ...{ sourceKey: 'accounts-2025', closedOn: '2025-12-31', currency: 'EUR' },
      ...{ equityMinor: 40_000_000n, shareCapitalMinor: 10_000_000n },
    },
    ...{ changes: [], appointments: [], scores: [], recommendedLimits: [], covers: [] },
    confirmedOn: '2026-11-01',
    unmatchedExposureMinor: 1_000_000n,
    ...changes,
  };
}

/** What the database holds after a decision was written: new rows, ended ones marked; ids are the keys. */
export function remember(known: readonly KnownAlert[], decision: AlertDecision): KnownAlert[] {
  const over = new Set(decision.resolve.map(({ alertId }) => alertId));
  return [
    ...known.map((alert) => {
      const worse = decision.escalate.find(({ alertId }) => alertId === alert.alertId)?.draft;
      const { severity, after } = worse ?? alert;
      return { ...alert, severity, after, isOver: alert.isOver || over.has(alert.alertId) };
    }),
    ...decision.raise.map(({ rule, severity, dedupKey, after }) => ({
      alertId: dedupKey,
      rule,
      severity,
      dedupKey,
      isOver: false,
      after,
    })),
  ];
}
