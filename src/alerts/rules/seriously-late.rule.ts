import { daysBetween } from '../../kernel';
import type { AlertRule, CustomerRiskView, OverdueView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

const SERIOUS_DAYS = 30;
const GRAVE_DAYS = 60;
/** A forgotten remainder is no warning; 100 units of a currency with cents. */
const LEAST_AMOUNT_MINOR = 100_00n;

/**
 * For the first time the customer is more than 30 days late with an amount that matters. Once in a customer's life:
 * chronic lateness is told by the score. Over when nothing is that late any more.
 */
export const seriouslyLate: AlertRule = {
  code: 'SERIOUSLY_LATE',
  isEpisodic: false,
  evaluate(view) {
    const overdue = view.oldestOverdue;
    if (overdue === null || view.wasSeriouslyLateBefore || !isSerious(overdue, view)) return [];
    const days = daysBetween(overdue.dueOn, view.today);
    return [
      {
        rule: 'SERIOUSLY_LATE',
        severity: severityOf(days, view),
        dedupKey: `SERIOUSLY_LATE:${view.customerId}`,
        customerId: view.customerId,
        before: null,
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
        textKey: overdue.isDueDateAssumed ? 'SERIOUSLY_LATE_ASSUMED' : 'SERIOUSLY_LATE',
        textParams: {
          customer: view.customerName,
          number: overdue.number,
          days,
          dueOn: { date: overdue.dueOn },
          amount: moneyText(overdue.openMinor, view.currency),
          overdue: moneyText(view.overdueMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    const overdue = view.oldestOverdue;
    return overdue !== null && isSerious(overdue, view) ? null : 'LATE_AMOUNT_SETTLED';
  },
};

function isSerious(overdue: OverdueView, view: CustomerRiskView): boolean {
  return (
    daysBetween(overdue.dueOn, view.today) > SERIOUS_DAYS &&
    view.overdueOver30Minor >= LEAST_AMOUNT_MINOR
  );
}

function severityOf(days: number, view: CustomerRiskView): Severity {
  const isRisky = view.grade !== null && view.grade.current >= 'D';
  return days > GRAVE_DAYS || isRisky ? 'HIGH' : 'MEDIUM';
}
