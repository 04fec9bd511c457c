import { clamp, clipEvidence, logit, onCurve, type Curve } from '../log-odds';
import type { ReasonCode } from '../reason-codes';
import type { BehaviourFacts } from '../types';
import type { Evidence, SourceEvidence } from './evidence';

export interface BehaviourParameters {
  /** Weight of the portfolio's own rate against the customer's invoices: few invoices prove little. */
  readonly priorInvoices: number;
  /** Late share assumed when the portfolio is too small to have its own. */
  readonly usualLateShare: number;
  /** How much of the log-odds of the late share counts, and of the curve of days late. */
  readonly lateShareFactor: number;
  readonly daysLateFactor: number;
  readonly daysLate: Curve;
  readonly openDaysOverdue: Curve;
  readonly over90Share: Curve;
  readonly returned: Curve;
  /** By what is owed over the most that was ever owed and paid on time. */
  readonly utilisation: Curve;
  /** Paid invoices from which a record counts in full, and from which it counts at all. */
  readonly fullInvoices: number;
  readonly leastInvoices: number;
}

export interface BehaviourEvidence extends SourceEvidence {
  readonly quality: 'FULL' | 'PARTIAL' | 'NONE';
  /** Share of the open amount that is more than 90 days overdue, 0..1. */
  readonly over90Share: number;
  readonly returnedPayments: number;
}

/** What the customer's own payments to us say, clipped to ±3. */
export function behaviourEvidence(
  behaviour: BehaviourFacts | null,
  parameters: BehaviourParameters,
): BehaviourEvidence {
  const silent = { parts: [], notes: ['NO_PAYMENT_HISTORY'] satisfies ReasonCode[] };
  if (behaviour === null || !says(behaviour)) {
    return { ...silent, quality: 'NONE', over90Share: 0, returnedPayments: 0 };
  }
  const open = Number(behaviour.openMinor);
  const over90Share = shareOf(Number(behaviour.overdueOver90Minor), open);
  const parts = clipTogether([
    ...paidParts(behaviour, parameters),
    ...openParts(behaviour, over90Share, parameters),
    ...utilisationParts(behaviour, parameters),
  ]);
  const paid = behaviour.paidCount12m;
  const isLong = paid >= parameters.fullInvoices && !behaviour.hasAssumedDueDates;
  return {
    parts,
    notes: behaviour.hasAssumedDueDates ? ['DUE_DATES_ASSUMED'] : [],
    quality: isLong ? 'FULL' : paid >= parameters.leastInvoices ? 'PARTIAL' : 'NONE',
    over90Share,
    returnedPayments: behaviour.returnedPayments12m,
  };
}

function says(behaviour: BehaviourFacts): boolean {
  return (
    behaviour.paidCount12m > 0 ||
    BigInt(behaviour.overdueMinor) > 0n ||
    behaviour.returnedPayments12m > 0
  );
}

function paidParts(behaviour: BehaviourFacts, parameters: BehaviourParameters): Evidence[] {
  const count = behaviour.paidCount12m;
  if (count <= 0) return [];
  const { priorInvoices } = parameters;
  const usual = clamp(behaviour.portfolioLateShare ?? parameters.usualLateShare, 0.02, 0.8);
  const late = behaviour.lateOver10Count12m;
  const share = clamp((late + priorInvoices * usual) / (count + priorInvoices), 0.005, 0.995);
  const parts = [
    part('LATE_SHARE', parameters.lateShareFactor * (logit(share) - logit(usual)), {
      late,
      paid: count,
      share: { percent: late / count },
      usual: { percent: usual },
    }),
  ];
  const amount = Number(behaviour.paidAmountMinor);
  if (amount <= 0) return parts;
  const days = Number(behaviour.weightedDaysLate) / amount;
  const proof = count / (count + priorInvoices);
  const shrunk = parameters.daysLateFactor * proof * onCurve(parameters.daysLate, days);
  parts.push(part('DAYS_LATE', shrunk, { days: Math.round(days * 10) / 10 }));
  return parts;
}

function openParts(
  behaviour: BehaviourFacts,
  over90Share: number,
  parameters: BehaviourParameters,
): Evidence[] {
  const parts: Evidence[] = [];
  const overdueShare = shareOf(Number(behaviour.overdueMinor), Number(behaviour.openMinor));
  // One forgotten small invoice says less than a quarter of the account: below that share it counts in proportion.
  const material = Math.min(1, overdueShare * 4);
  const openOverdue = material * onCurve(parameters.openDaysOverdue, behaviour.maxOpenDaysOverdue);
  if (openOverdue > 0) {
    const days = behaviour.maxOpenDaysOverdue;
    parts.push(part('OPEN_OVERDUE', openOverdue, { days, share: { percent: overdueShare } }));
  }
  if (over90Share > 0) {
    const severe = onCurve(parameters.over90Share, over90Share);
    parts.push(part('SEVERELY_OVERDUE', severe, { share: { percent: over90Share } }));
  }
  if (behaviour.returnedPayments12m > 0) {
    const returned = onCurve(parameters.returned, behaviour.returnedPayments12m);
    parts.push(part('RETURNED_PAYMENTS', returned, { count: behaviour.returnedPayments12m }));
  }
  return parts;
}

/**
 * How far what is owed exceeds what was ever owed and paid on time. Not against the limit: that follows from the grade, so
 * that a cut limit would cut the grade, and running twice would not give the same.
 */
function utilisationParts(behaviour: BehaviourFacts, parameters: BehaviourParameters): Evidence[] {
  const proven = Number(behaviour.highestPaidOnTimeMinor ?? 0);
  if (proven <= 0) return [];
  // In tenths, so that not every invoice is another assessment.
  const times = Math.floor((Number(behaviour.openMinor) * 10) / proven) / 10;
  const strained = onCurve(parameters.utilisation, times);
  return strained > 0 ? [part('UTILISATION', strained, { times })] : [];
}

function part(code: ReasonCode, logLikelihoodRatio: number, params: Evidence['params']): Evidence {
  return { code, logLikelihoodRatio, params, evidence: [] };
}

/** Credits on the account can make the open amount smaller than what is overdue: then all of it counts as overdue. */
function shareOf(overdue: number, open: number): number {
  if (overdue <= 0) return 0;
  return overdue >= open ? 1 : overdue / open;
}

/** Scales the parts down together when their sum leaves ±3, so that they still add up. */
function clipTogether(parts: Evidence[]): Evidence[] {
  const sum = parts.reduce((total, each) => total + each.logLikelihoodRatio, 0);
  const clipped = clipEvidence(sum);
  if (clipped === sum) return parts;
  const scale = clipped / sum;
  return parts.map((each) => ({ ...each, logLikelihoodRatio: each.logLikelihoodRatio * scale }));
}
