import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/** More is owed than the active limit allows. One alert per episode; over when it fits again. */
export const limitExceeded: AlertRule = {
  code: 'LIMIT_EXCEEDED',
  isEpisodic: true,
  evaluate(view) {
    const limit = view.limitMinor;
    if (limit === null || !isExceeded(view)) return [];
    const over = view.exposureMinor - limit;
    return [
      {
        rule: 'LIMIT_EXCEEDED',
        severity: severityOf(over, limit),
        dedupKey: `LIMIT_EXCEEDED:${view.customerId}`,
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
      },
    ];
  },
  isOver: (_alert, view) => (isExceeded(view) ? null : 'WITHIN_LIMIT'),
};

function isExceeded(view: CustomerRiskView): boolean {
  return view.limitMinor !== null && view.exposureMinor > view.limitMinor;
}

/** By share of the limit: up to a tenth over LOW, up to a half MEDIUM, beyond HIGH; anything over a limit of zero HIGH. */
function severityOf(overMinor: bigint, limitMinor: bigint): Severity {
  if (overMinor * 10n <= limitMinor) return 'LOW';
  return overMinor * 2n <= limitMinor ? 'MEDIUM' : 'HIGH';
}
