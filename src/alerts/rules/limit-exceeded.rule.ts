import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/**
 * More is owed than the active limit and an exception to it allow. One alert per episode; over when it fits again. A limit
 * that the policy set below what was owed is news of the grade, not of a sale: it is told low, and an alert of its own
 * follows if more is sold on it.
 */
export const limitExceeded: AlertRule = {
  code: 'LIMIT_EXCEEDED',
  isEpisodic: true,
  evaluate(view) {
    const limit = view.limitMinor;
    if (limit === null || !isExceeded(view)) return [];
    return [isOfCut(view) ? cut(view, limit) : exceeded(view, limit)];
  },
  isOver: (_alert, view) => (isExceeded(view) ? null : 'WITHIN_LIMIT'),
};

function isExceeded(view: CustomerRiskView): boolean {
  return view.limitMinor !== null && view.exposureMinor > view.limitMinor + view.exceptionMinor;
}

/** Nothing was sold beyond the limit since the policy set it. */
function isOfCut({ policyCutAtMinor, exposureMinor }: CustomerRiskView): boolean {
  return policyCutAtMinor !== null && exposureMinor <= policyCutAtMinor;
}

function cut(view: CustomerRiskView, limit: bigint): AlertDraft {
  return {
    ...exceeded(view, limit),
    severity: 'LOW',
    isTellingLess: true,
    dedupKey: `LIMIT_CUT:${view.customerId}`,
    textKey: 'LIMIT_CUT',
  };
}

function exceeded(view: CustomerRiskView, limit: bigint): AlertDraft {
  const over = view.exposureMinor - limit;
  return {
    rule: 'LIMIT_EXCEEDED',
    severity: severityOf(over, limit),
    dedupKey: keyOf(view),
    customerId: view.customerId,
    before: null,
    after: {
      exposureMinor: view.exposureMinor.toString(),
      limitMinor: limit.toString(),
      overMinor: over.toString(),
      currency: view.currency,
    },
    evidence: [],
    deadlineOn: null,
    textKey: 'LIMIT_EXCEEDED',
    textParams: {
      customer: view.customerName,
      exposure: moneyText(view.exposureMinor, view.currency),
      limit: moneyText(limit, view.currency),
      over: moneyText(over, view.currency),
    },
  };
}

function keyOf({ customerId }: CustomerRiskView): string {
  return `LIMIT_EXCEEDED:${customerId}`;
}

/** By share of the limit: up to a tenth over LOW, up to a half MEDIUM, beyond HIGH; anything over a limit of zero HIGH. */
function severityOf(overMinor: bigint, limitMinor: bigint): Severity {
  if (overMinor * 10n <= limitMinor) return 'LOW';
  return overMinor * 2n <= limitMinor ? 'MEDIUM' : 'HIGH';
}
