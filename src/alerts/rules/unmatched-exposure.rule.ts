import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/** So many times the policy's amount cannot wait. */
const HIGH_TIMES = 5n;

/**
 * A customer of whom no company is known owes the policy's amount and more: nobody watches it for us. One alert per stretch;
 * over when it is matched, or owes less than four fifths of the amount, so that it does not come and go with every invoice.
 */
export const unmatchedExposure: AlertRule = {
  code: 'UNMATCHED_EXPOSURE',
  isEpisodic: true,
  evaluate(view) {
    const { siren, unmatchedExposureMinor: amount } = view.company;
    if (siren !== null || amount === null || amount <= 0n || view.exposureMinor < amount) return [];
    return [
      {
        rule: 'UNMATCHED_EXPOSURE',
        severity: severityOf(view, amount),
        dedupKey: `UNMATCHED_EXPOSURE:${view.customerId}`,
        customerId: view.customerId,
        before: null,
        after: {
          exposureMinor: view.exposureMinor.toString(),
          thresholdMinor: amount.toString(),
          currency: view.currency,
        },
        evidence: [],
        deadlineOn: null,
        textKey: 'UNMATCHED_EXPOSURE',
        textParams: {
          customer: view.customerName,
          exposure: moneyText(view.exposureMinor, view.currency),
          threshold: moneyText(amount, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    const { siren, unmatchedExposureMinor: amount } = view.company;
    if (siren !== null) return 'CUSTOMER_MATCHED';
    return amount !== null && view.exposureMinor * 5n < amount * 4n ? 'EXPOSURE_FELL' : null;
  },
};

function severityOf({ exposureMinor }: CustomerRiskView, amount: bigint): Severity {
  return exposureMinor >= amount * HIGH_TIMES ? 'HIGH' : 'MEDIUM';
}
