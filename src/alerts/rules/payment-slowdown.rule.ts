import type { PaceWindow } from '../behaviour-signals';
import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';
import { isRisky, oneHigher } from './severity';

/** Fewer payments are no habit, and no change of one. */
const LEAST_RECENT = 3;
const LEAST_HABIT = 5;
/** Regained when less than half of the days told are left. */
const REGAINED_SHARE = 0.5;
const MUCH = 2;

/**
 * What was paid in the last 90 days was paid later than in the year before, weighted by amount: by the policy's days, and by
 * its ratio. Who still pays in time is not told of, nor are disputed claims counted. One alert per stretch of time; over
 * when less than half of the days is left, or nothing was paid for 90 days, which lateness tells.
 */
export const paymentSlowdown: AlertRule = {
  code: 'PAYMENT_SLOWDOWN',
  isEpisodic: true,
  evaluate(view) {
    const { recent, habit } = view.behaviour.pace;
    if (recent === null || habit === null || !isSlower(recent, habit, view)) return [];
    return [draft(view, recent, habit)];
  },
  isOver(_alert, view) {
    const { recent, habit } = view.behaviour.pace;
    if (recent === null) return 'NO_RECENT_PAYMENTS';
    if (habit === null) return null;
    const slower = tenth(recent.daysLate - habit.daysLate);
    const isRegained = slower < view.thresholds.slowdownDays * REGAINED_SHARE;
    return isRegained || recent.daysLate <= 0 ? 'PACE_REGAINED' : null;
  },
};

function isSlower(recent: PaceWindow, habit: PaceWindow, view: CustomerRiskView): boolean {
  const { slowdownDays, slowdownRatio } = view.thresholds;
  return (
    recent.paymentCount >= LEAST_RECENT &&
    habit.paymentCount >= LEAST_HABIT &&
    recent.daysLate > 0 &&
    tenth(recent.daysLate - habit.daysLate) >= slowdownDays &&
    // Of who paid early any lateness is many times its habit.
    recent.daysLate >= tenth(slowdownRatio * Math.max(habit.daysLate, 0))
  );
}

function draft(view: CustomerRiskView, recent: PaceWindow, habit: PaceWindow): AlertDraft {
  return {
    rule: 'PAYMENT_SLOWDOWN',
    severity: severityOf(tenth(recent.daysLate - habit.daysLate), view),
    dedupKey: `PAYMENT_SLOWDOWN:${view.customerId}`,
    customerId: view.customerId,
    before: factsOf(habit, view.currency),
    after: factsOf(recent, view.currency),
    evidence: [],
    deadlineOn: null,
    // Negative days would read oddly: who paid early is said to have.
    textKey: habit.daysLate > 0 ? 'PAYMENT_SLOWDOWN' : 'PAYMENT_SLOWDOWN_FROM_PROMPT',
    textParams: {
      customer: view.customerName,
      ...{ recent: recent.daysLate, habit: habit.daysLate, payments: recent.paymentCount },
      slower: tenth(recent.daysLate - habit.daysLate),
      paid: moneyText(recent.paidMinor, view.currency),
      exposure: moneyText(view.exposureMinor, view.currency),
      overdue: moneyText(view.overdueMinor, view.currency),
    },
  };
}

function factsOf({ daysLate, paymentCount, paidMinor }: PaceWindow, currency: string) {
  return { daysLate, payments: paymentCount, paidMinor: paidMinor.toString(), currency };
}

/** Days to a tenth are no exact fractions: 14.3 − 4.3 is to be 10. */
function tenth(days: number): number {
  return Math.round(days * 10) / 10;
}

function severityOf(slowerDays: number, view: CustomerRiskView): Severity {
  const severity = slowerDays >= MUCH * view.thresholds.slowdownDays ? 'MEDIUM' : 'LOW';
  return isRisky(view) ? oneHigher(severity) : severity;
}
