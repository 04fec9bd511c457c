import { minorMax, type LocalDate } from '../../kernel';
import { termsBeside, type EvidenceRef } from '../../scoring';
import type { CustomerRiskView } from '../alert-types';
import type { CoverView } from '../company-signals';

/** Tells one cover from another, without a colon of its own key; the rules keep it in what their alerts say after. */
export function coverKey({ connectionId, sourceKey }: CoverView): string {
  return `${connectionId}:${encodeURIComponent(sourceKey)}`;
}

/** Whether it covers something, today or as announced. */
export function isStanding(cover: CoverView, today: LocalDate): boolean {
  const { status, amountMinor, announcedMinor, endsOn } = cover;
  if (status !== 'GRANTED' || (endsOn !== null && endsOn < today)) return false;
  return (amountMinor ?? 0n) > 0n && announcedMinor !== 0n;
}

/** The least that a standing cover comes to, once what was announced takes effect. */
export function comingMinor({ amountMinor, announcedMinor }: CoverView): bigint {
  const amount = amountMinor ?? 0n;
  return announcedMinor !== null && announcedMinor < amount ? announcedMinor : amount;
}

/** The most that other covers in the customer's currency come to. */
export function coveredElsewhere(cover: CoverView, view: CustomerRiskView): bigint {
  return view.company.covers
    .filter((each) => coverKey(each) !== coverKey(cover) && each.currency === view.currency)
    .filter((each) => isStanding(each, view.today))
    .reduce((most, each) => minorMax(most, comingMinor(each)), 0n);
}

/** The day from which a change of the cover holds, as far as the insurer says it. */
export function changeDay(cover: CoverView): LocalDate {
  const { effectiveOn, noticeOn, decidedOn, learntOn } = cover;
  return effectiveOn ?? noticeOn ?? decidedOn ?? learntOn;
}

/** The cover as what an alert rests on. */
export function coverEvidence(cover: CoverView): readonly EvidenceRef[] {
  return [{ kind: 'cover', sourceKey: cover.sourceKey, ...termsBeside(cover.terms) }];
}

/** A day inside a text. */
export function dayText(day: LocalDate | null): { readonly date: LocalDate } | null {
  return day === null ? null : { date: day };
}
