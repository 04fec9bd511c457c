import { minorMax } from '../kernel';
import type { Grade } from '../scoring';
import type { LimitOutcome } from './limit-outcome';
import type { LimitDecision, LimitInput, LimitReasonCode, LimitTerm } from './limit-types';

/** What publishing changes for a customer: first in its limit, else in what is proposed. */
export const PREVIEW_CHANGE_KINDS = [
  'FIRST_LIMIT',
  'RAISED',
  'CUT',
  'PROPOSED',
  'PROPOSAL_CHANGED',
  'PROPOSAL_WITHDRAWN',
  'UNCHANGED',
] as const;
export type PreviewChangeKind = (typeof PREVIEW_CHANGE_KINDS)[number];

/** One customer, decided by both policies. */
export interface PreviewedCase {
  readonly customerId: string;
  readonly input: LimitInput;
  readonly before: LimitOutcome;
  readonly after: LimitOutcome;
  readonly decision: LimitDecision;
  readonly segmentBefore: string;
  readonly segmentAfter: string;
}

/**
 * One customer whose limit or proposal will be another than it is: by this policy's doing, or, UNCHANGED and due, because
 * limits are decided at all. Minor units of its currency, null = none.
 */
export interface PreviewChange {
  readonly customerId: string;
  readonly currency: string;
  readonly grade: Grade | null;
  readonly segmentBefore: string;
  readonly segmentAfter: string;
  readonly kind: PreviewChangeKind;
  /** Whether it changes when it is decided now, whichever policy decides. */
  readonly isDue: boolean;
  /** As stored. */
  readonly currentMinor: bigint | null;
  /** If limits were decided now by the policy in force. */
  readonly before: LimitOutcome;
  readonly after: LimitOutcome;
  readonly bindingTerm: LimitTerm | null;
  readonly reasonCodes: readonly LimitReasonCode[];
  readonly exposureMinor: bigint;
}

/** Sums over the customers with limits in one currency. */
export interface PreviewAmounts {
  readonly currency: string;
  readonly limitsBeforeMinor: bigint;
  readonly limitsAfterMinor: bigint;
  /** Sum of the raises, first limits among them. */
  readonly freedMinor: bigint;
  /** Sum of the cuts. */
  readonly blockedMinor: bigint;
  /** What proposals that publishing makes would add to the limits in force. */
  readonly proposedMinor: bigint;
  /** What is owed and reserved above the limits, of customers that have one. */
  readonly exposureAboveBeforeMinor: bigint;
  readonly exposureAboveAfterMinor: bigint;
}

export type PreviewCounts = Readonly<Record<PreviewChangeKind, number>>;

/** Customers of one grade, or of one segment of the candidate. */
export interface PreviewGroup {
  readonly name: string;
  readonly customers: number;
  readonly counts: PreviewCounts;
  readonly amounts: readonly PreviewAmounts[];
}

/** Counts and sums that cases are added to one by one. */
export class PreviewTally {
  private readonly counted: Record<PreviewChangeKind, number> = {
    FIRST_LIMIT: 0,
    RAISED: 0,
    CUT: 0,
    PROPOSED: 0,
    PROPOSAL_CHANGED: 0,
    PROPOSAL_WITHDRAWN: 0,
    UNCHANGED: 0,
  };
  private readonly sums = new Map<string, PreviewAmounts>();

  add(each: PreviewedCase): void {
    this.counted[kindOf(each)] += 1;
    const { currency } = each.input;
    this.sums.set(currency, addCase(this.sums.get(currency) ?? noAmounts(currency), each));
  }

  get counts(): PreviewCounts {
    return { ...this.counted };
  }

  /** By currency, in the order of their codes. */
  get amounts(): PreviewAmounts[] {
    return [...this.sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
  }

  named(name: string): PreviewGroup {
    const { counts, amounts } = this;
    const customers = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { name, customers, counts, amounts };
  }
}

export function kindOf({ before, after }: PreviewedCase): PreviewChangeKind {
  const [old, next] = [before.limitMinor, after.limitMinor];
  if (next !== null && old === null) return 'FIRST_LIMIT';
  if (next !== null && old !== null && next !== old) return next > old ? 'RAISED' : 'CUT';
  if (before.proposedMinor === after.proposedMinor) return 'UNCHANGED';
  if (before.proposedMinor === null) return 'PROPOSED';
  return after.proposedMinor === null ? 'PROPOSAL_WITHDRAWN' : 'PROPOSAL_CHANGED';
}

function noAmounts(currency: string): PreviewAmounts {
  return {
    currency,
    ...{ limitsBeforeMinor: 0n, limitsAfterMinor: 0n, freedMinor: 0n, blockedMinor: 0n },
    ...{ proposedMinor: 0n, exposureAboveBeforeMinor: 0n, exposureAboveAfterMinor: 0n },
  };
}

function addCase(sums: PreviewAmounts, { input, before, after }: PreviewedCase): PreviewAmounts {
  const old = before.limitMinor ?? 0n;
  const next = after.limitMinor ?? 0n;
  const isSameProposal = after.proposedMinor === before.proposedMinor;
  const proposed = isSameProposal ? 0n : (after.proposedMinor ?? next) - next;
  return {
    currency: sums.currency,
    limitsBeforeMinor: sums.limitsBeforeMinor + old,
    limitsAfterMinor: sums.limitsAfterMinor + next,
    freedMinor: sums.freedMinor + minorMax(0n, next - old),
    blockedMinor: sums.blockedMinor + minorMax(0n, old - next),
    proposedMinor: sums.proposedMinor + proposed,
    exposureAboveBeforeMinor: sums.exposureAboveBeforeMinor + above(input, before),
    exposureAboveAfterMinor: sums.exposureAboveAfterMinor + above(input, after),
  };
}

function above({ exposureMinor }: LimitInput, { limitMinor }: LimitOutcome): bigint {
  return limitMinor === null ? 0n : minorMax(0n, exposureMinor - limitMinor);
}
