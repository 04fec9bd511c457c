import { daysBetween } from '../../kernel';
import type {
  AlertDraft,
  AlertRule,
  CustomerRiskView,
  OverdueView,
  Severity,
} from '../alert-types';
import { moneyText } from '../money-text';
import { isRisky, oneHigher } from './severity';

/** Up to here a customer that is late for the first time is FIRST_LATE's and SERIOUSLY_LATE's to tell. */
const SERIOUS_DAYS = 30;
/** A threshold passed longer ago is no news of who is late for the first time: SERIOUSLY_LATE told all of it at once. */
const NEWS_DAYS = 14;
const GRAVE_DAYS = 60;
const DESPERATE_DAYS = 90;

/**
 * What has been open longest, undisputed, is late beyond the next of the policy's days. One alert per stretch of time that
 * escalates from day to day of the list; over when nothing is later than the first of them.
 */
export const latenessWorsening: AlertRule = {
  code: 'LATENESS_WORSENING',
  isEpisodic: true,
  evaluate(view) {
    const overdue = view.oldestOverdue;
    if (overdue === null) return [];
    const days = daysBetween(overdue.dueOn, view.today);
    const passed = view.thresholds.overdueDays.findLast((each) => days > each);
    if (passed === undefined) return [];
    if (!view.wasSeriouslyLateBefore && isToldOtherwise(days, passed)) return [];
    return [draft(view, overdue, { days, passed })];
  },
  isOver(_alert, view) {
    const overdue = view.oldestOverdue;
    const [first = SERIOUS_DAYS] = view.thresholds.overdueDays;
    return overdue !== null && daysBetween(overdue.dueOn, view.today) > first
      ? null
      : 'LATE_AMOUNT_SETTLED';
  },
};

/** Of who is late for the first time: up to 30 days, and what was that late long before it was first seen. */
function isToldOtherwise(days: number, passed: number): boolean {
  return passed <= SERIOUS_DAYS || days - passed > NEWS_DAYS;
}

function draft(
  view: CustomerRiskView,
  overdue: OverdueView,
  { days, passed }: { days: number; passed: number },
): AlertDraft {
  return {
    rule: 'LATENESS_WORSENING',
    severity: severityOf(passed, view),
    dedupKey: `LATENESS_WORSENING:${view.customerId}`,
    customerId: view.customerId,
    before: null,
    after: {
      ...{ overdueDays: passed, daysOverdue: days },
      receivable: overdue.number,
      dueOn: overdue.dueOn,
      dueDate: overdue.isDueDateAssumed ? 'ASSUMED' : 'STATED',
      openMinor: overdue.openMinor.toString(),
      overdueMinor: view.overdueMinor.toString(),
      currency: view.currency,
    },
    evidence: [{ kind: 'ledger', sourceKey: overdue.sourceKey }],
    deadlineOn: null,
    textKey: days > GRAVE_DAYS ? 'LATENESS_GRAVE' : 'LATENESS_WORSENING',
    textParams: {
      customer: view.customerName,
      number: overdue.number,
      ...{ days, passed },
      dueOn: { date: overdue.dueOn },
      amount: moneyText(overdue.openMinor, view.currency),
      overdue: moneyText(view.overdueMinor, view.currency),
    },
  };
}

/** By the days of the policy that were passed; one step worse of a customer graded D or E. */
function severityOf(passed: number, view: CustomerRiskView): Severity {
  if (passed >= DESPERATE_DAYS) return 'CRITICAL';
  const severity = passed >= GRAVE_DAYS ? 'HIGH' : passed >= SERIOUS_DAYS ? 'MEDIUM' : 'LOW';
  return isRisky(view) ? oneHigher(severity) : severity;
}
