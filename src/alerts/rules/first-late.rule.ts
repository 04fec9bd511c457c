import { daysBetween } from '../../kernel';
import type { AlertRule, CustomerRiskView, OverdueView } from '../alert-types';
import { moneyText } from '../money-text';
import { isRisky } from './severity';

/** Who paid fewer times has shown no habit. */
const LEAST_PAYMENTS = 3;
/** From here on it is SERIOUSLY_LATE's to tell. */
const SERIOUS_DAYS = 30;

/**
 * A customer that paid everything in time for two years has left something unpaid beyond the days of the policy. Up to 30
 * days: later it is seriously late. One alert per stretch of time; over when nothing is that late any more.
 */
export const firstLate: AlertRule = {
  code: 'FIRST_LATE',
  isEpisodic: true,
  evaluate(view) {
    const overdue = view.oldestOverdue;
    if (overdue === null || !isLate(overdue, view) || !paidInTime(view)) return [];
    const days = daysBetween(overdue.dueOn, view.today);
    if (days > SERIOUS_DAYS) return [];
    return [
      {
        rule: 'FIRST_LATE',
        severity: isRisky(view) ? 'MEDIUM' : 'LOW',
        dedupKey: `FIRST_LATE:${view.customerId}`,
        customerId: view.customerId,
        before: {
          payments: view.behaviour.pace.paymentCount,
          mostDaysLate: view.behaviour.pace.mostDaysLate,
        },
        after: {
          receivable: overdue.number,
          dueOn: overdue.dueOn,
          dueDate: overdue.isDueDateAssumed ? 'ASSUMED' : 'STATED',
          daysOverdue: days,
          openMinor: overdue.openMinor.toString(),
          overdueMinor: view.overdueMinor.toString(),
          currency: view.currency,
        },
        evidence: [{ kind: 'ledger', sourceKey: overdue.sourceKey }],
        deadlineOn: null,
        textKey: 'FIRST_LATE',
        textParams: {
          customer: view.customerName,
          number: overdue.number,
          ...{ days, payments: view.behaviour.pace.paymentCount },
          dueOn: { date: overdue.dueOn },
          amount: moneyText(overdue.openMinor, view.currency),
          overdue: moneyText(view.overdueMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    const overdue = view.oldestOverdue;
    return overdue !== null && isLate(overdue, view) ? null : 'LATE_AMOUNT_SETTLED';
  },
};

function isLate(overdue: OverdueView, { today, thresholds }: CustomerRiskView): boolean {
  return daysBetween(overdue.dueOn, today) > thresholds.firstLateAfterDays;
}

function paidInTime({ behaviour, thresholds, wasSeriouslyLateBefore }: CustomerRiskView): boolean {
  const { paymentCount, mostDaysLate } = behaviour.pace;
  if (paymentCount < LEAST_PAYMENTS || wasSeriouslyLateBefore) return false;
  return mostDaysLate !== null && mostDaysLate <= thresholds.firstLateAfterDays;
}
