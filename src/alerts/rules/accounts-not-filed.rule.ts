import { addMonths, type LocalDate } from '../../kernel';
import type { AlertThresholds } from '../../limits';
import { termsBeside } from '../../scoring';
import type { AlertRule, CustomerRiskView } from '../alert-types';

const MONTHS_PER_YEAR = 12;

/**
 * Months after the closing of the latest accounts after which the next ones are missed: a year, and the policy's months
 * (by default eight: six to approve them, art. L. 225-100 and L. 223-26, and two to file online, art. L. 232-22 C. com.).
 */
export function monthsToMissAccounts({
  filingMonths,
}: Pick<AlertThresholds, 'filingMonths'>): number {
  return MONTHS_PER_YEAR + filingMonths;
}

/**
 * A company that used to file its accounts has not filed the next ones in time. Confidential accounts are filed accounts;
 * a company of which no filing was ever seen is not accused of anything. One alert per missing year.
 */
export const accountsNotFiled: AlertRule = {
  code: 'ACCOUNTS_NOT_FILED',
  isEpisodic: false,
  evaluate(view) {
    const latest = view.latestAccounts;
    if (latest === null || isBeyondFiling(view)) return [];
    const closedOn = addMonths(latest.closedOn, MONTHS_PER_YEAR);
    const expectedOn = addMonths(closedOn, view.thresholds.filingMonths);
    if (view.today <= expectedOn) return [];
    const isLong = view.today > addMonths(expectedOn, MONTHS_PER_YEAR);
    return [
      {
        rule: 'ACCOUNTS_NOT_FILED',
        severity: isLong ? 'MEDIUM' : 'LOW',
        dedupKey: `ACCOUNTS_NOT_FILED:${view.customerId}:${closedOn}`,
        customerId: view.customerId,
        before: { latestClosedOn: latest.closedOn },
        after: { missingClosedOn: closedOn, expectedOn },
        evidence: [
          { kind: 'statement', sourceKey: latest.sourceKey, ...termsBeside(latest.terms) },
        ],
        deadlineOn: null,
        textKey: 'ACCOUNTS_NOT_FILED',
        textParams: {
          customer: view.customerName,
          closedOn: { date: closedOn },
          expectedOn: { date: expectedOn },
          latestClosedOn: { date: latest.closedOn },
        },
      },
    ];
  },
  isOver(alert, view) {
    const latest = view.latestAccounts;
    const missing = alert.after['missingClosedOn'];
    if (latest === null || typeof missing !== 'string') return null;
    // A company may move its closing date a little: the accounts of that year are what counts.
    return latest.closedOn >= aMonthBefore(missing) ? 'ACCOUNTS_FILED' : null;
  },
};

function aMonthBefore(date: LocalDate): LocalDate {
  return addMonths(date, -1);
}

function isBeyondFiling(view: CustomerRiskView): boolean {
  return view.struckOff !== null || view.insolvency?.kind === 'LIQUIDATION';
}
