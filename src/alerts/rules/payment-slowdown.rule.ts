import type { PaceWindow } from '../behaviour-signals';
import type { AlertDraft, AlertRule, CustomerRiskView, Resolution, Severity } from '../alert-types';
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
    const { severity } = weighPace(paceIn(view));
    if (recent === null || habit === null || severity === null) return [];
    return [draft(view, severity, { recent, habit })];
  },
  isOver(_alert, view) {
    return weighPace(paceIn(view)).over;
  },
};

/** How a customer pays, and what the policy says of it. */
export interface ComparedPace {
  readonly recent: PaceWindow | null;
  readonly habit: PaceWindow | null;
  readonly thresholds: Pick<CustomerRiskView['thresholds'], 'slowdownDays' | 'slowdownRatio'>;
  readonly isRisky: boolean;
}

export interface WeighedPace {
  /** Null while it pays as it used to. */
  readonly severity: Severity | null;
  /** Why an alert of it is over; null while it lasts. */
  readonly over: Extract<Resolution, 'NO_RECENT_PAYMENTS' | 'PACE_REGAINED'> | null;
}

/** The same for the rule and for whoever looks for customers to run it on, so that the two never differ. */
export function weighPace(pace: ComparedPace): WeighedPace {
  const { recent, habit, thresholds } = pace;
  if (recent === null) return { severity: null, over: 'NO_RECENT_PAYMENTS' };
  if (habit === null) return { severity: null, over: null };
  const slower = tenth(recent.daysLate - habit.daysLate);
  const isRegained = slower < thresholds.slowdownDays * REGAINED_SHARE || recent.daysLate <= 0;
  return {
    severity: isSlower(recent, habit, thresholds) ? severityOf(slower, pace) : null,
    over: isRegained ? 'PACE_REGAINED' : null,
  };
}

function paceIn(view: CustomerRiskView): ComparedPace {
  const { recent, habit } = view.behaviour.pace;
  return { recent, habit, thresholds: view.thresholds, isRisky: isRisky(view) };
}

function isSlower(
  recent: PaceWindow,
  habit: PaceWindow,
  { slowdownDays, slowdownRatio }: ComparedPace['thresholds'],
): boolean {
  return (
    recent.paymentCount >= LEAST_RECENT &&
    habit.paymentCount >= LEAST_HABIT &&
    recent.daysLate > 0 &&
    tenth(recent.daysLate - habit.daysLate) >= slowdownDays &&
    // Of who paid early any lateness is many times its habit.
    recent.daysLate >= tenth(slowdownRatio * Math.max(habit.daysLate, 0))
  );
}

function draft(
  view: CustomerRiskView,
  severity: Severity,
  { recent, habit }: { recent: PaceWindow; habit: PaceWindow },
): AlertDraft {
  return {
    rule: 'PAYMENT_SLOWDOWN',
    severity,
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

function severityOf(slowerDays: number, pace: ComparedPace): Severity {
  const severity = slowerDays >= MUCH * pace.thresholds.slowdownDays ? 'MEDIUM' : 'LOW';
  return pace.isRisky ? oneHigher(severity) : severity;
}
