import type { LegalEventKind } from '../connector-kit';
import { addMonths, type LocalDate } from '../kernel';

export const LEGAL_EVENT_CLASSES = [
  'PROCEEDINGS',
  'STRIKE_OFF',
  'SALE_OF_BUSINESS',
  'ACCOUNTS',
  'REGISTRATION',
  'OTHER',
] as const;
export type LegalEventClass = (typeof LEGAL_EVENT_CLASSES)[number];

interface KindTerms {
  class: LegalEventClass;
  severity: number;
}

const proceedings = (severity: number): KindTerms => ({ class: 'PROCEEDINGS', severity });
const harmless = (of: LegalEventClass): KindTerms => ({ class: of, severity: 0 });

/**
 * What each kind of notice belongs to, and how bad it is for a creditor: liquidation, then receivership, safeguard, a plan
 * that failed, a plan, the end of proceedings. A company struck off has no way to pay any more, but often nothing left to.
 */
const TERMS: Readonly<Record<LegalEventKind, KindTerms>> = {
  LIQUIDATION_OPENED: proceedings(6),
  CONVERTED_TO_LIQUIDATION: proceedings(6),
  RECEIVERSHIP_OPENED: proceedings(5),
  CONVERTED_TO_RECEIVERSHIP: proceedings(5),
  SAFEGUARD_OPENED: proceedings(4),
  PLAN_FAILED: proceedings(3),
  PLAN_ADOPTED: proceedings(2),
  PROCEEDINGS_OTHER: proceedings(2),
  PROCEEDINGS_CLOSED: proceedings(1),
  STRUCK_OFF: { class: 'STRIKE_OFF', severity: 3 },
  STRIKE_OFF_CANCELLED: harmless('STRIKE_OFF'),
  SALE_OF_BUSINESS: { class: 'SALE_OF_BUSINESS', severity: 1 },
  ACCOUNTS_FILED: harmless('ACCOUNTS'),
  REGISTERED: harmless('REGISTRATION'),
  MODIFIED: harmless('REGISTRATION'),
  OTHER: harmless('OTHER'),
};

/** What a kind of notice belongs to. */
export function legalEventClass(kind: LegalEventKind): LegalEventClass {
  return TERMS[kind].class;
}

/** How bad a kind of notice is for a creditor, from 0 (nothing) to 6 (liquidation). */
export function legalEventSeverity(kind: LegalEventKind): number {
  return TERMS[kind].severity;
}

/** Creditors in France have two months from publication of the opening in the BODACC (art. R. 622-24 C. com.). */
const MONTHS_TO_DECLARE = 2;

const OPENINGS: ReadonlySet<LegalEventKind> = new Set([
  'SAFEGUARD_OPENED',
  'RECEIVERSHIP_OPENED',
  'LIQUIDATION_OPENED',
]);

/**
 * The last day creditors in France have to declare claims of before the opening; null when the notice opens nothing. A
 * period in months ends on the same day of the month or, where there is none, on the last (art. 641 C. proc. civ.); that
 * a last day on a weekend runs on to the next working day is left out: the day given is safe. `firstPublishedOn` is the
 * day of the notice this one corrects: a correction does not start the period again.
 */
export function claimsDueOn(notice: {
  kind: LegalEventKind;
  publishedOn: LocalDate;
  relation: 'RECTIFIES' | 'CANCELS' | null;
  firstPublishedOn: LocalDate | null;
}): LocalDate | null {
  if (notice.relation === 'CANCELS' || !OPENINGS.has(notice.kind)) return null;
  return addMonths(notice.firstPublishedOn ?? notice.publishedOn, MONTHS_TO_DECLARE);
}
