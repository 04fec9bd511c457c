import { addDays } from '../../kernel';
import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CoverView } from '../company-signals';
import { moneyText } from '../money-text';
import { coverEvidence, coverKey, dayText, isStanding } from './cover-states';
import { isPastNews } from './news';

/**
 * A cover ends within the policy's days, or has ended, and no other goes on. One alert per cover and last day, more severe
 * once it has ended; over when it is renewed or another covers the customer for longer.
 */
export const coverEnding: AlertRule = {
  code: 'COVER_ENDING',
  isEpisodic: true,
  evaluate(view) {
    const until = addDays(view.today, view.thresholds.coverEndsWithinDays);
    return view.company.covers.flatMap((cover) => {
      const { endsOn } = cover;
      if (endsOn === null || endsOn > until || isPastNews(endsOn, view.today)) return [];
      const hasCovered = ['GRANTED', 'EXPIRED'].includes(cover.status);
      if (!hasCovered || (cover.amountMinor ?? 0n) <= 0n || cover.announcedMinor === 0n) return [];
      return isContinued(endsOn, cover, view) ? [] : [draft(cover, endsOn, view)];
    });
  },
  isOver(alert, view) {
    const { cover: key, endsOn } = alert.after;
    const cover = view.company.covers.find((each) => coverKey(each) === key);
    if (cover === undefined || typeof endsOn !== 'string') return null;
    if (isContinued(endsOn, cover, view)) return 'COVER_RENEWED';
    return cover.status === 'WITHDRAWN' || cover.announcedMinor === 0n ? 'OVERTAKEN' : null;
  },
};

/** This cover has a later end by now, or another that stands goes on for longer. */
function isContinued(endsOn: string, cover: CoverView, view: CustomerRiskView): boolean {
  return view.company.covers.some(
    (each) =>
      each.currency === cover.currency &&
      (each.endsOn === null || each.endsOn > endsOn) &&
      isStanding(each, view.today),
  );
}

function draft(cover: CoverView, endsOn: string, view: CustomerRiskView): AlertDraft {
  const isEnded = endsOn < view.today;
  const { currency, amountMinor } = cover;
  return {
    rule: 'COVER_ENDING',
    severity: severityOf(isEnded, view),
    dedupKey: `COVER_ENDING:${view.customerId}:${coverKey(cover)}:${endsOn}`,
    customerId: view.customerId,
    before: { amountMinor: (amountMinor ?? 0n).toString(), currency },
    after: {
      ...{ cover: coverKey(cover), connector: cover.connectorId, policy: cover.policyNumber },
      endsOn,
    },
    evidence: coverEvidence(cover),
    deadlineOn: null,
    textKey: isEnded ? 'COVER_ENDED' : 'COVER_ENDING',
    textParams: {
      ...{ customer: view.customerName, insurer: cover.connectorId, policy: cover.policyNumber },
      amount: moneyText(amountMinor ?? 0n, currency),
      endsOn: dayText(endsOn),
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

function severityOf(isEnded: boolean, { exposureMinor }: CustomerRiskView): Severity {
  if (exposureMinor <= 0n) return 'LOW';
  return isEnded ? 'HIGH' : 'MEDIUM';
}
