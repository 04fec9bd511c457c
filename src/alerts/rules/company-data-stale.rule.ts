import { addDays } from '../../kernel';
import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/**
 * Something is owed by a company of which no source has confirmed anything for longer than the policy allows. One alert per
 * stretch; over when a source confirms it. That nothing is owed for a while does not end it: the next sale is what matters.
 */
export const companyDataStale: AlertRule = {
  code: 'COMPANY_DATA_STALE',
  isEpisodic: true,
  evaluate(view) {
    const { siren, confirmedOn } = view.company;
    if (siren === null || view.exposureMinor <= 0n || !isStale(view)) return [];
    return [
      {
        rule: 'COMPANY_DATA_STALE',
        severity: severityOf(view),
        dedupKey: `COMPANY_DATA_STALE:${view.customerId}`,
        customerId: view.customerId,
        before: null,
        after: {
          confirmedOn,
          exposureMinor: view.exposureMinor.toString(),
          currency: view.currency,
        },
        evidence: [{ kind: 'company', sourceKey: siren }],
        deadlineOn: null,
        textKey: confirmedOn === null ? 'COMPANY_NEVER_CONFIRMED' : 'COMPANY_DATA_STALE',
        textParams: {
          customer: view.customerName,
          confirmedOn: confirmedOn === null ? null : { date: confirmedOn },
          days: view.thresholds.staleAfterDays,
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver: (_alert, view) =>
    view.company.siren === null || !isStale(view) ? 'DATA_CONFIRMED' : null,
};

function isStale({ company, thresholds, today }: CustomerRiskView): boolean {
  const { confirmedOn } = company;
  return confirmedOn === null || confirmedOn < addDays(today, -thresholds.staleAfterDays);
}

/** After twice as long, what we decide on is of another time. */
function severityOf({ company, thresholds, today }: CustomerRiskView): Severity {
  const { confirmedOn } = company;
  const isLong =
    confirmedOn === null || confirmedOn < addDays(today, -2 * thresholds.staleAfterDays);
  return isLong ? 'MEDIUM' : 'LOW';
}
