import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';
import { isRisky, oneHigher } from './severity';

/** Points of use below the lowest rate at which the episode ends: what goes up and down around a rate is told once. */
const RECEDED_BY = 0.05;
const NEARLY = 0.9;

/**
 * The limit, with what an exception adds to it, is used up to a rate of the policy, the whole of it at most: what goes
 * beyond is LIMIT_EXCEEDED's. One alert per stretch of time that escalates from rate to rate; over five points below the
 * lowest rate.
 */
export const limitUtilisation: AlertRule = {
  code: 'LIMIT_UTILISATION',
  isEpisodic: true,
  evaluate(view) {
    const ceiling = ceilingOf(view);
    if (ceiling === null || view.exposureMinor > ceiling) return [];
    const use = useOf(view, ceiling);
    const rate = view.thresholds.utilisationRates.findLast((each) => each <= use && each <= 1);
    if (rate === undefined) return [];
    return [
      {
        rule: 'LIMIT_UTILISATION',
        severity: severityOf(rate, view),
        dedupKey: `LIMIT_UTILISATION:${view.customerId}`,
        customerId: view.customerId,
        before: null,
        after: {
          ...{ rate, use },
          exposureMinor: view.exposureMinor.toString(),
          limitMinor: ceiling.toString(),
          currency: view.currency,
        },
        evidence: [],
        deadlineOn: null,
        textKey: use >= 1 ? 'LIMIT_USED_UP' : 'LIMIT_UTILISATION',
        textParams: {
          customer: view.customerName,
          use: { percent: use },
          rate: { percent: rate },
          exposure: moneyText(view.exposureMinor, view.currency),
          limit: moneyText(ceiling, view.currency),
          left: moneyText(ceiling - view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    const ceiling = ceilingOf(view);
    if (ceiling === null) return 'NO_LIMIT';
    const [lowest = 1] = view.thresholds.utilisationRates;
    const least = Math.round((lowest - RECEDED_BY) * BASIS_POINTS) / BASIS_POINTS;
    return view.exposureMinor <= ceiling && useOf(view, ceiling) < least ? 'USE_RECEDED' : null;
  },
};

/** Null without a limit, and where it allows nothing: there is no share of nothing. */
function ceilingOf({ limitMinor, exceptionMinor }: CustomerRiskView): bigint | null {
  if (limitMinor === null || limitMinor + exceptionMinor <= 0n) return null;
  return limitMinor + exceptionMinor;
}

const BASIS_POINTS = 10_000;

/** Share in use, rounded down to a hundredth of a percent, so that 100 % is all of it. */
function useOf({ exposureMinor }: CustomerRiskView, ceiling: bigint): number {
  return Number((exposureMinor * BigInt(BASIS_POINTS)) / ceiling) / BASIS_POINTS;
}

function severityOf(rate: number, view: CustomerRiskView): Severity {
  const severity = rate >= 1 ? 'MEDIUM' : rate >= NEARLY ? 'LOW' : 'INFO';
  return isRisky(view) ? oneHigher(severity) : severity;
}
