import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';
import { isRisky, oneHigher } from './severity';

/** With few customers each owes a large share: only who owes twice the average stands out. */
const TIMES_AVERAGE = 2;
/** Over at nine tenths of the rate, so that the others' invoices do not end and begin it. */
const RECEDED_SHARE = 0.9;
const MUCH = 2;
/** A book that owes less than this in all (10,000 units of a currency with cents) has no concentration to speak of. */
const LEAST_TOTAL_MINOR = 10_000_00n;

/**
 * One customer owes more than the policy's share of all that customers owe, and twice the average. One alert per stretch of
 * time; over below nine tenths of the rate. Says nothing where nobody read what all owe: a run of scoring does.
 */
export const concentration: AlertRule = {
  code: 'CONCENTRATION',
  isEpisodic: true,
  evaluate(view) {
    const { portfolio, openClaimsMinor } = view.behaviour;
    const share = shareOf(view);
    const rate = view.thresholds.concentrationRate;
    if (portfolio === null || share === null || portfolio.openMinor < LEAST_TOTAL_MINOR) return [];
    if (share < rate || share < TIMES_AVERAGE / portfolio.debtors) return [];
    return [
      {
        rule: 'CONCENTRATION',
        severity: severityOf(share, view),
        dedupKey: `CONCENTRATION:${view.customerId}`,
        customerId: view.customerId,
        before: null,
        after: {
          ...{ share, rate, debtors: portfolio.debtors },
          openMinor: openClaimsMinor.toString(),
          portfolioMinor: portfolio.openMinor.toString(),
          currency: view.currency,
        },
        evidence: [],
        deadlineOn: null,
        textKey: 'CONCENTRATION',
        textParams: {
          customer: view.customerName,
          share: { percent: share },
          rate: { percent: rate },
          debtors: portfolio.debtors,
          open: moneyText(openClaimsMinor, view.currency),
          portfolio: moneyText(portfolio.openMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    if (view.behaviour.openClaimsMinor === 0n) return 'SHARE_RECEDED';
    const share = shareOf(view);
    if (share === null) return null;
    const least = Math.round(view.thresholds.concentrationRate * RECEDED_SHARE * BASIS_POINTS);
    return share < least / BASIS_POINTS ? 'SHARE_RECEDED' : null;
  },
};

const BASIS_POINTS = 10_000;

/** To a hundredth of a percent, rounded down. */
function shareOf({ behaviour: { portfolio, openClaimsMinor } }: CustomerRiskView): number | null {
  if (portfolio === null || portfolio.openMinor <= 0n) return null;
  const share = Number((openClaimsMinor * BigInt(BASIS_POINTS)) / portfolio.openMinor);
  return Math.min(share / BASIS_POINTS, 1);
}

function severityOf(share: number, view: CustomerRiskView): Severity {
  const severity = share >= MUCH * view.thresholds.concentrationRate ? 'MEDIUM' : 'LOW';
  return isRisky(view) ? oneHigher(severity) : severity;
}
