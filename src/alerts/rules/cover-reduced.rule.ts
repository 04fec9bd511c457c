import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CoverView } from '../company-signals';
import { moneyText } from '../money-text';
import {
  changeDay,
  comingMinor,
  coverEvidence,
  coverKey,
  coveredElsewhere,
  dayText,
  isStanding,
} from './cover-states';
import { isPastNews } from './news';

interface Reduction {
  readonly fromMinor: bigint;
  readonly toMinor: bigint;
  /** Told and not in effect yet. */
  readonly isAhead: boolean;
}

/**
 * An insurer covers less of the customer than before, or has announced it. One alert per cover and amount it falls to; over
 * when it covers more again, or something worse takes its place. A withdrawal is told by its own rule.
 */
export const coverReduced: AlertRule = {
  code: 'COVER_REDUCED',
  isEpisodic: true,
  evaluate(view) {
    return view.company.covers.flatMap((cover) => {
      const reduction = reductionOf(cover, view);
      if (reduction === null || isPastNews(changeDay(cover), view.today)) return [];
      return [draft(cover, reduction, view)];
    });
  },
  isOver(alert, view) {
    const { cover: key, toMinor } = alert.after;
    const cover = view.company.covers.find((each) => coverKey(each) === key);
    if (cover === undefined || typeof toMinor !== 'string') return null;
    if (!isStanding(cover, view.today)) return 'OVERTAKEN';
    const coming = comingMinor(cover);
    if (coming === BigInt(toMinor)) return null;
    return coming > BigInt(toMinor) ? 'COVER_RESTORED' : 'OVERTAKEN';
  },
};

function reductionOf(cover: CoverView, { today }: CustomerRiskView): Reduction | null {
  const { amountMinor, announcedMinor, previousMinor } = cover;
  if (!isStanding(cover, today) || amountMinor === null) return null;
  if (announcedMinor !== null && announcedMinor < amountMinor)
    return { fromMinor: amountMinor, toMinor: announcedMinor, isAhead: true };
  if (previousMinor !== null && amountMinor < previousMinor)
    return { fromMinor: previousMinor, toMinor: amountMinor, isAhead: false };
  return null;
}

function draft(cover: CoverView, reduction: Reduction, view: CustomerRiskView): AlertDraft {
  const { fromMinor, toMinor, isAhead } = reduction;
  const { currency, noticeOn, effectiveOn, runOffUntil } = cover;
  return {
    rule: 'COVER_REDUCED',
    severity: severityOf(cover, reduction, view),
    dedupKey: `COVER_REDUCED:${view.customerId}:${coverKey(cover)}:${toMinor}`,
    customerId: view.customerId,
    before: { amountMinor: fromMinor.toString(), currency },
    after: {
      ...{ cover: coverKey(cover), connector: cover.connectorId, policy: cover.policyNumber },
      ...{ toMinor: toMinor.toString(), currency, noticeOn, effectiveOn, runOffUntil },
    },
    evidence: coverEvidence(cover),
    deadlineOn: null,
    textKey: isAhead ? 'COVER_REDUCTION_ANNOUNCED' : 'COVER_REDUCED',
    textParams: {
      ...{ customer: view.customerName, insurer: cover.connectorId, policy: cover.policyNumber },
      from: moneyText(fromMinor, currency),
      to: moneyText(toMinor, currency),
      noticeOn: dayText(noticeOn ?? cover.decidedOn ?? cover.learntOn),
      effectiveOn: dayText(effectiveOn),
      runOffUntil: dayText(runOffUntil),
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

/** More is owed than will be covered: part of it is at our own risk. */
function severityOf(cover: CoverView, reduction: Reduction, view: CustomerRiskView): Severity {
  if (view.exposureMinor <= 0n) return 'LOW';
  if (cover.currency !== view.currency) return 'MEDIUM';
  const covered = reduction.toMinor + coveredElsewhere(cover, view);
  return view.exposureMinor > covered ? 'HIGH' : 'MEDIUM';
}
