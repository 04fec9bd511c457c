/** Records of what bureaux, insurers and watch lists think of a company, and of what they report as changed. */
import type { LocalDate } from '../kernel';

/** How much a bureau or insurer says may be owed; a bureau's opinion is not a cover. */
export interface RecommendedLimitRecord {
  type: 'recommendedLimit';
  sourceKey: string;
  siren: string;
  /** RECOMMENDED is what it advises, MAXIMUM its ceiling. */
  kind: 'RECOMMENDED' | 'MAXIMUM';
  amountMinor: bigint | null;
  currency: string;
  /** Why there is no amount, in the provider's words ("No limit"). Never a zero in its place. */
  absentBecause: string | null;
  computedOn: LocalDate | null;
}

/** A credit insurance policy of the tenant. */
export interface InsurancePolicyRecord {
  type: 'insurancePolicy';
  sourceKey: string;
  policyNumber: string;
  /** The insurer's word for its state. */
  status: string;
  startsOn: LocalDate | null;
  expiresOn: LocalDate | null;
  currency: string;
}

export const COVER_STATUSES = [
  'PENDING',
  'GRANTED',
  'REFUSED',
  'WITHDRAWN',
  'EXPIRED',
  'UNKNOWN',
] as const;
export type CoverStatus = (typeof COVER_STATUSES)[number];

/** What an insurer covers of what one buyer owes, from when to when. */
export interface InsuranceCoverRecord {
  type: 'insuranceCover';
  sourceKey: string;
  siren: string;
  policyNumber: string;
  /** NAMED was decided for this buyer, CHECKED is a small limit by credit check, DISCRETIONARY the policy's own. */
  kind: 'NAMED' | 'CHECKED' | 'DISCRETIONARY';
  status: CoverStatus;
  requestedMinor: bigint | null;
  /** What is covered now; null while undecided. A refusal is 0. */
  amountMinor: bigint | null;
  /** What it will be from `effectiveOn` on, when a change has been announced; null when none has. */
  announcedMinor: bigint | null;
  currency: string;
  /** Share of a loss the insurer bears, exact percent "90"; null when the API does not say. */
  insuredPercent: string | null;
  decidedOn: LocalDate | null;
  /** The day the insurer told of a reduction or withdrawal. */
  noticeOn: LocalDate | null;
  /** The day the decision takes effect: what ships from then on is under the new amount. */
  effectiveOn: LocalDate | null;
  expiresOn: LocalDate | null;
  /** Until when what was shipped before `effectiveOn` stays covered; null when the API does not say. */
  runOffUntil: LocalDate | null;
  /** The insurer's decision code and its words. */
  decisionCode: string | null;
  conditions: string[];
  /** The insurer's own rating of the buyer, raw. */
  buyerRating: string | null;
}

/** How a company pays its suppliers, as a bureau measures it. */
export interface PaymentIndexRecord {
  type: 'paymentIndex';
  sourceKey: string;
  siren: string;
  scale: string;
  value: string | null;
  absentBecause: string | null;
  higherIsBetter: boolean;
  /** Average days beyond terms when the bureau gives them. */
  daysBeyondTerms: number | null;
  computedOn: LocalDate | null;
}

/** Someone on a watch list who resembles the company; a resemblance, not a finding. */
export interface ScreeningHitRecord {
  type: 'screeningHit';
  sourceKey: string;
  siren: string;
  listEntityId: string;
  caption: string;
  /** Resemblance from 0 to 1, exact decimal. */
  score: string;
  /** Whether it passes the list's own threshold. */
  isMatch: boolean;
  topics: string[];
  datasets: string[];
  lastChangedOn: LocalDate | null;
}

/** A provider's word that something about a watched company has changed: a reason to read it again, not a fact itself. */
export interface ChangeNoticeRecord {
  type: 'changeNotice';
  sourceKey: string;
  siren: string;
  /** What changed, in the provider's words: "creditLimit". */
  facet: string;
  before: string | null;
  after: string | null;
  noticedOn: LocalDate;
}
