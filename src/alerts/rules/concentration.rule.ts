import type { BehaviourSignals } from '../behaviour-signals';
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
 * time; over below nine tenths of the rate. Says nothing where nobody read what all owe: a run of scoring does, and looks for whose
 * share moved because others paid.
 */
export const concentration: AlertRule = {
  code: 'CONCENTRATION',
  isEpisodic: true,
  evaluate(view) {
    const { portfolio, openClaimsMinor } = view.behaviour;
    const rate = view.thresholds.concentrationRate;
    const { share, severity } = weighShare(owedBy(view));
    if (portfolio === null || share === null || severity === null) return [];
    return [
      {
        rule: 'CONCENTRATION',
        severity,
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
    return weighShare(owedBy(view)).hasReceded ? 'SHARE_RECEDED' : null;
  },
};

/** What one customer owes of what all owe in its currency, and what the policy says of it. */
export interface OwedShare {
  readonly openClaimsMinor: bigint;
  /** Null where nobody read it. */
  readonly portfolio: BehaviourSignals['portfolio'];
  readonly rate: number;
  readonly isRisky: boolean;
}

export interface WeighedShare {
  /** To a hundredth of a percent, rounded down; null when it is not known. */
  readonly share: number | null;
  /** Null while it is too little to tell. */
  readonly severity: Severity | null;
  /** So much less that an alert of it is over. */
  readonly hasReceded: boolean;
}

/** The same for the rule and for whoever looks for customers to run it on, so that the two never differ. */
export function weighShare(owed: OwedShare): WeighedShare {
  const { openClaimsMinor, portfolio, rate } = owed;
  if (openClaimsMinor === 0n) return { share: null, severity: null, hasReceded: true };
  if (portfolio === null || portfolio.openMinor <= 0n) {
    return { share: null, severity: null, hasReceded: false };
  }
  const points = Number((openClaimsMinor * BigInt(BASIS_POINTS)) / portfolio.openMinor);
  const share = Math.min(points / BASIS_POINTS, 1);
  const least = Math.round(rate * RECEDED_SHARE * BASIS_POINTS) / BASIS_POINTS;
  const isTold =
    portfolio.openMinor >= LEAST_TOTAL_MINOR &&
    share >= rate &&
    share >= TIMES_AVERAGE / portfolio.debtors;
  const severity = isTold ? severityOf(share, owed) : null;
  return { share, severity, hasReceded: share < least };
}

function owedBy(view: CustomerRiskView): OwedShare {
  const { openClaimsMinor, portfolio } = view.behaviour;
  const rate = view.thresholds.concentrationRate;
  return { openClaimsMinor, portfolio, rate, isRisky: isRisky(view) };
}

const BASIS_POINTS = 10_000;

function severityOf(share: number, owed: OwedShare): Severity {
  const severity = share >= MUCH * owed.rate ? 'MEDIUM' : 'LOW';
  return owed.isRisky ? oneHigher(severity) : severity;
}
