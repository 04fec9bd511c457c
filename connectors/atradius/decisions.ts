/** What a cover is worth: Atradius' decision codes and amounts to a status, an amount and an announced change. Pure. */
import {
  listed,
  type CoverStatus,
  type InsuranceCoverRecord,
  type LocalDate,
} from '../../src/connector-kit';
import { amount, type Cover, type CoverList, type Decision } from './payloads';

/** The documented decision codes; any other is UNKNOWN and covers nothing until somebody has read it. */
const DECISIONS: Readonly<Record<string, CoverStatus>> = {
  DC01: 'GRANTED',
  DC02: 'GRANTED',
  DC03: 'REFUSED',
  DC04: 'GRANTED',
  // The increase is refused, the cover there was stays.
  DC05: 'GRANTED',
  DC06: 'GRANTED',
  DC07: 'REFUSED',
  DC08: 'WITHDRAWN',
  DC09: 'GRANTED',
  DC10: 'GRANTED',
  DC11: 'GRANTED',
  // Told beforehand: in force until the day it is withdrawn or reduced.
  DC21: 'GRANTED',
  DC22: 'GRANTED',
};

/** Decisions by which the insurer takes back what it had granted. */
const TAKEN_BACK = ['DC08', 'DC09', 'DC21', 'DC22'];

export type Worth = Pick<
  InsuranceCoverRecord,
  | 'status'
  | 'requestedMinor'
  | 'amountMinor'
  | 'announcedMinor'
  | 'decidedOn'
  | 'noticeOn'
  | 'effectiveOn'
  | 'expiresOn'
>;

/** Throws CONTRACT PAYLOAD_INVALID at the amount that is none. */
export function worthOf(cover: Cover, list: CoverList): Worth {
  const granted = minorOf(cover, 'totalDecision');
  const status = statusOf(cover, list);
  const announced = announcedBy(cover, status);
  const isOnlyDecided = list === 'decisions' && isGranting(cover);
  return {
    status,
    requestedMinor: requestedOf(cover),
    amountMinor: inForce(status, granted),
    announcedMinor: isOnlyDecided ? granted : (announced?.amountMinor ?? null),
    decidedOn: cover.decisionDate,
    noticeOn: isNotice(cover, status) ? cover.decisionDate : null,
    effectiveOn:
      announced === null ? (withdrawnOn(cover, status) ?? cover.effectFromDate) : announced.on,
    expiresOn: cover.totalDecision?.decisionExpiryDate ?? cover.effectiveToDate,
  };
}

function statusOf(cover: Cover, list: CoverList): CoverStatus {
  if (cover.coverStatus === 'REFERRED') return 'PENDING';
  const decided = listed(DECISIONS, cover.decisionCode) ?? 'UNKNOWN';
  if (decided !== 'GRANTED' || list === 'covers') return decided;
  if (list !== 'historic') return 'UNKNOWN';
  return cover.withdrawalDate === null ? 'EXPIRED' : 'WITHDRAWN';
}

function isGranting(cover: Cover): boolean {
  const isDecided = cover.coverStatus !== 'REFERRED';
  return isDecided && listed(DECISIONS, cover.decisionCode) === 'GRANTED';
}

function inForce(status: CoverStatus, granted: bigint | null): bigint | null {
  if (status === 'GRANTED') return granted;
  return status === 'PENDING' || status === 'UNKNOWN' ? null : 0n;
}

interface Announced {
  amountMinor: bigint;
  /** null: nobody says when, so that it can be any day. */
  on: LocalDate | null;
}

/** A withdrawal on a day to come, or the end of one of the two amounts a decision is made of. */
function announcedBy(cover: Cover, status: CoverStatus): Announced | null {
  if (status !== 'GRANTED') return null;
  const isToldOf = cover.decisionCode === 'DC21';
  const endsOn = cover.withdrawalDate ?? (isToldOf ? endOf(cover) : null);
  if (endsOn !== null || isToldOf) return { amountMinor: 0n, on: endsOn };
  const [first, second] = [cover.firstAmtDecision, cover.secondAmtDecision];
  const firstEnds = first?.decisionExpiryDate ?? null;
  const secondEnds = second?.decisionExpiryDate ?? null;
  const firstMinor = minorOf(cover, 'firstAmtDecision');
  const secondMinor = minorOf(cover, 'secondAmtDecision');
  if (firstMinor === null || secondMinor === null) return null;
  if (secondEnds !== null && (firstEnds === null || secondEnds < firstEnds)) {
    return { amountMinor: firstMinor, on: secondEnds };
  }
  if (firstEnds !== null && (secondEnds === null || firstEnds < secondEnds)) {
    return { amountMinor: secondMinor, on: firstEnds };
  }
  return null;
}

function endOf(cover: Cover): LocalDate | null {
  return cover.effectiveToDate ?? cover.totalDecision?.decisionExpiryDate ?? null;
}

function isNotice(cover: Cover, status: CoverStatus): boolean {
  if (status === 'PENDING') return false;
  return TAKEN_BACK.includes(cover.decisionCode ?? '') || cover.withdrawalDate !== null;
}

function withdrawnOn(cover: Cover, status: CoverStatus): LocalDate | null {
  return status === 'WITHDRAWN' ? (cover.withdrawalDate ?? cover.effectiveToDate) : null;
}

function requestedOf(cover: Cover): bigint | null {
  const field = 'creditLimitApplicationAmountInPolicyCurrency';
  return amount(cover.policyCurrencyCode)(cover[field], `cover.${field}`);
}

type Part = 'totalDecision' | 'firstAmtDecision' | 'secondAmtDecision';

function minorOf(cover: Cover, part: Part): bigint | null {
  const decision: Decision | null = cover[part];
  if (decision === null) return null;
  const path = `cover.${part}.decisionAmtInPolicyCurrency`;
  return amount(cover.policyCurrencyCode)(decision.decisionAmtInPolicyCurrency, path);
}
