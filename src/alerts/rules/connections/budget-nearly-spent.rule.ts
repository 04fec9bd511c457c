import type { TextValue } from '../../../kernel';
import type {
  ConnectionAlertDraft,
  ConnectionBudget,
  ConnectionRule,
  ConnectionView,
} from '../../connections/connection-alert-types';

/** The month's budget is nearly used up, by the share its owner wants to be warned at; HIGH once a call was not made. */
export const budgetNearlySpent: ConnectionRule = {
  code: 'BUDGET_NEARLY_SPENT',
  evaluate: (view) => {
    const { budget, status } = view;
    if (budget === null || status === 'DISCONNECTED') return null;
    return isNearlySpent(budget) ? draftOf(view, budget) : null;
  },
  isOver: (alert, { budget, status }) => {
    if (status === 'DISCONNECTED') return 'DISCONNECTED';
    if (budget === null) return 'BUDGET_REMOVED';
    if (alert.raisedMonthOn < budget.monthOn) return 'MONTH_OVER';
    return isNearlySpent(budget) ? null : 'BUDGET_RAISED';
  },
};

function isNearlySpent(budget: ConnectionBudget): boolean {
  return budget.isExhausted || basisPointsSpent(budget) >= budget.warnPercent * 100;
}

/** Of the bound that is nearer, in hundredths of a percent; all of a budget of nothing is spent. */
function basisPointsSpent(budget: ConnectionBudget): number {
  const { bookedMinor, limitMinor, bookedCalls, callsMax } = budget;
  const money = limitMinor === null ? 0 : shareOf(bookedMinor, limitMinor);
  const calls = callsMax === null ? 0 : shareOf(BigInt(bookedCalls), BigInt(callsMax));
  return Math.max(money, calls);
}

function shareOf(booked: bigint, bound: bigint): number {
  return bound === 0n ? 0 : Number((booked * 10_000n) / bound);
}

function draftOf(view: ConnectionView, budget: ConnectionBudget): ConnectionAlertDraft {
  const { connectionId, connectorId, name } = view;
  const { bookedMinor, limitMinor, bookedCalls, callsMax, isExhausted } = budget;
  return {
    ...{ connectionId, rule: 'BUDGET_NEARLY_SPENT' },
    severity: isExhausted ? 'HIGH' : 'MEDIUM',
    textKey: isExhausted ? 'BUDGET_SPENT' : 'BUDGET_NEARLY_SPENT',
    textParams: {
      ...{ connection: name, connector: connectorId, calls: bookedCalls },
      share: { percent: basisPointsSpent(budget) / 10_000 },
      booked: euros(bookedMinor),
      limit: limitMinor === null ? '∞' : euros(limitMinor),
      callsMax: callsMax ?? '∞',
    },
  };
}

function euros(minor: bigint): TextValue {
  return { amountMinor: minor.toString(), currency: 'EUR' };
}
