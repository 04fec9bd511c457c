import { addDays, globalId } from '../../kernel';
import type { BrokenPromiseView } from '../behaviour-signals';
import type { AlertDraft, AlertRule, CustomerRiskView } from '../alert-types';
import { moneyText } from '../money-text';

/** The second within a year: the next word is worth nothing. */
const HABIT = 2;

/**
 * A promise to pay was reported broken: one alert per promise, within the days of the policy after the promised day. The
 * second within a year is HIGH. Over when the amount came in (without one: when nothing is overdue), or after those days.
 */
export const promiseBroken: AlertRule = {
  code: 'PROMISE_BROKEN',
  isEpisodic: false,
  evaluate(view) {
    return view.behaviour.brokenPromises.flatMap((promise, index) =>
      isAged(promise, view) || isKept(promise, view) ? [] : [draft(view, promise, index + 1)],
    );
  },
  isOver(alert, view) {
    const id = alert.after['brokenPromiseId'];
    const promise = view.behaviour.brokenPromises.find((each) => idOf(each) === id);
    if (promise === undefined) return 'PROMISE_AGED';
    if (isKept(promise, view)) return 'PROMISED_AMOUNT_RECEIVED';
    return isAged(promise, view) ? 'PROMISE_AGED' : null;
  },
};

/** As the API names it: what an alert says goes into events. */
function idOf({ brokenPromiseId }: BrokenPromiseView): string {
  return globalId('BrokenPromise', brokenPromiseId);
}

function isAged(
  { promisedOn }: BrokenPromiseView,
  { today, thresholds }: CustomerRiskView,
): boolean {
  return today > addDays(promisedOn, thresholds.promiseDays);
}

function isKept(promise: BrokenPromiseView, view: CustomerRiskView): boolean {
  const { amountMinor, receivedMinor } = promise;
  return amountMinor === null ? view.overdueMinor <= 0n : receivedMinor >= amountMinor;
}

function draft(view: CustomerRiskView, promise: BrokenPromiseView, ordinal: number): AlertDraft {
  const { promisedOn, amountMinor, receivedMinor, reference } = promise;
  const { currency } = view;
  const isHabit = ordinal >= HABIT;
  return {
    rule: 'PROMISE_BROKEN',
    severity: isHabit ? 'HIGH' : 'MEDIUM',
    dedupKey: `PROMISE_BROKEN:${view.customerId}:${promise.brokenPromiseId}`,
    customerId: view.customerId,
    before: null,
    after: {
      brokenPromiseId: idOf(promise),
      ...{ promisedOn, reference, brokenInYear: ordinal },
      amountMinor: amountMinor?.toString() ?? null,
      receivedMinor: receivedMinor.toString(),
      currency,
    },
    evidence: [],
    deadlineOn: null,
    textKey: textKeyOf(amountMinor !== null, isHabit),
    textParams: {
      customer: view.customerName,
      on: { date: promisedOn },
      ...{ ordinal, reference: reference ?? '–' },
      amount: amountMinor === null ? null : moneyText(amountMinor, currency),
      received: moneyText(receivedMinor, currency),
      overdue: moneyText(view.overdueMinor, currency),
    },
  };
}

function textKeyOf(hasAmount: boolean, isHabit: boolean) {
  if (isHabit) return hasAmount ? 'PROMISE_BROKEN_AGAIN' : 'PROMISE_BROKEN_AGAIN_NO_AMOUNT';
  return hasAmount ? 'PROMISE_BROKEN' : 'PROMISE_BROKEN_NO_AMOUNT';
}
