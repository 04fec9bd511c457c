import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CoverView } from '../company-signals';
import { moneyText } from '../money-text';
import {
  changeDay,
  coverEvidence,
  coverKey,
  coveredElsewhere,
  dayText,
  isStanding,
} from './cover-states';
import { isPastNews } from './news';

/**
 * An insurer withdrew its cover of the customer, or has announced it. One alert per withdrawal; over when it covers the
 * customer again. A refusal of what was only asked for is no withdrawal.
 */
export const coverWithdrawn: AlertRule = {
  code: 'COVER_WITHDRAWN',
  isEpisodic: true,
  evaluate(view) {
    return view.company.covers.flatMap((cover) =>
      isWithdrawn(cover) && !isPastNews(changeDay(cover), view.today) ? [draft(cover, view)] : [],
    );
  },
  isOver(alert, view) {
    const cover = view.company.covers.find((each) => coverKey(each) === alert.after['cover']);
    return cover !== undefined && isStanding(cover, view.today) ? 'COVER_RESTORED' : null;
  },
};

function isWithdrawn({ status, amountMinor, announcedMinor, previousMinor }: CoverView): boolean {
  if (status === 'WITHDRAWN') return true;
  const hadMore = (previousMinor ?? 0n) > 0n;
  if (status === 'REFUSED') return hadMore;
  if (status !== 'GRANTED') return false;
  return announcedMinor === 0n
    ? (amountMinor ?? 0n) > 0n || hadMore
    : amountMinor === 0n && hadMore;
}

function draft(cover: CoverView, view: CustomerRiskView): AlertDraft {
  const { currency, noticeOn, effectiveOn, runOffUntil, previousMinor, amountMinor } = cover;
  const fromMinor = (amountMinor ?? 0n) > 0n ? amountMinor : previousMinor;
  const isAhead = effectiveOn !== null && effectiveOn > view.today;
  return {
    rule: 'COVER_WITHDRAWN',
    severity: severityOf(cover, view),
    dedupKey: `COVER_WITHDRAWN:${view.customerId}:${coverKey(cover)}`,
    customerId: view.customerId,
    before: { amountMinor: fromMinor?.toString() ?? null, currency },
    after: {
      ...{ cover: coverKey(cover), connector: cover.connectorId, policy: cover.policyNumber },
      ...{ noticeOn, effectiveOn, runOffUntil },
    },
    evidence: coverEvidence(cover),
    deadlineOn: null,
    textKey: isAhead ? 'COVER_WITHDRAWAL_ANNOUNCED' : 'COVER_WITHDRAWN',
    textParams: {
      ...{ customer: view.customerName, insurer: cover.connectorId, policy: cover.policyNumber },
      from: fromMinor === null ? null : moneyText(fromMinor, currency),
      noticeOn: dayText(noticeOn ?? cover.decidedOn ?? cover.learntOn),
      effectiveOn: dayText(effectiveOn),
      runOffUntil: dayText(runOffUntil),
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

/** An insurer that stops knows something; where another covers what is owed, nothing is lost yet. */
function severityOf(cover: CoverView, view: CustomerRiskView): Severity {
  if (view.exposureMinor <= 0n) return 'MEDIUM';
  return view.exposureMinor > coveredElsewhere(cover, view) ? 'HIGH' : 'MEDIUM';
}
