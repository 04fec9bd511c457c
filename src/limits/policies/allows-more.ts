import type {
  CreditPolicy,
  InsuranceRules,
  PolicySegment,
  SegmentCondition,
  UnscoredTerms,
} from './credit-policy';
import { POLICY_GRADES } from './policy-shape';
import { covers } from './segment-reach';

/**
 * Whether a policy lets people or the night grant any customer more than another, or for longer, whatever is known of the
 * customer. What may do so only for some counts, so that the answer is never no by mistake, and now and then yes for nothing.
 */
export function allowsMore(policy: CreditPolicy, former: CreditPolicy): boolean {
  return (
    policy.currency !== former.currency ||
    isAnyLarger(WIDENING, policy, former) ||
    isSteeredElsewhere(policy, former) ||
    isAnyLarger(INSURED, policy.insurance, former.insurance) ||
    isAnySegmentWider(policy, former)
  );
}

type Members<T> = readonly ((of: T) => number | bigint)[];

/** Members that give the more, the larger they are; no cap is the largest one. */
const WIDENING: Members<CreditPolicy> = [
  ({ approvals }) => approvals.creditManagerUpToMinor,
  ({ approvals }) => approvals.twoApproversAboveMinor,
  ({ manualLimits }) => manualLimits.defaultExpiryDays,
  ({ manualLimits }) => manualLimits.longestExpiryDays,
  // Delivered and not invoiced, it counts as owed for less time.
  ({ reservations }) => -reservations.unbilledDays,
  (policy) => policy.paymentRecordFactor,
  (policy) => policy.equityShareIfIntangiblesUnknown,
  (policy) => policy.concentrationRate,
  (policy) => policy.groupConcentrationRate ?? Infinity,
  (policy) => policy.assumedTermsDays,
  (policy) => policy.needPeakFactor,
  (policy) => policy.leastNeedMinor,
];

const INSURED: Members<InsuranceRules> = [
  (insurance) => insurance.discretionaryShare,
  (insurance) => Number(insurance.countsRunOff),
  (insurance) => insurance.assumedInsuredPercent,
  (insurance) => insurance.assumedRunOffDays,
  (insurance) => insurance.appetiteShareIfWithdrawn,
];

const OF_ANY_GRADE: Members<UnscoredTerms> = [
  (terms) => terms.appetiteMinor,
  (terms) => terms.paymentRecordCeilingMinor,
  (terms) => terms.automaticUpToMinor,
  // The later a limit is looked at again, the later it freezes.
  (terms) => terms.reviewMonths,
];

const OF_A_GRADE: Members<PolicySegment['grades']['A']> = [
  ...OF_ANY_GRADE,
  (terms) => terms.equityRate,
  (terms) => terms.turnoverRate,
  (terms) => terms.tradePayablesRate,
  (terms) => terms.ceilingMinor ?? Infinity,
];

function isAnyLarger<T>(members: Members<T>, of: T, former: T): boolean {
  return members.some((member) => member(of) > member(former));
}

/**
 * Members of which every other value gives somebody more: amounts round down to another multiple; a larger least change
 * leaves cuts undone, a smaller one does raises; a kind that no longer counts no longer refuses either; of what a group
 * shares by what each buys beside a least need, another least moves a part from one to the other.
 */
function isSteeredElsewhere(policy: CreditPolicy, former: CreditPolicy): boolean {
  const areShared =
    policy.groupConcentrationRate !== null && former.groupConcentrationRate !== null;
  const [kinds, others] = [policy.insurance.countedKinds, former.insurance.countedKinds];
  return (
    policy.roundingStepMinor !== former.roundingStepMinor ||
    policy.leastChangeRate !== former.leastChangeRate ||
    policy.leastChangeMinor !== former.leastChangeMinor ||
    (areShared && policy.leastNeedMinor !== former.leastNeedMinor) ||
    kinds.length !== others.length ||
    kinds.some((kind) => !others.includes(kind))
  );
}

/** Each segment is compared with all that may have judged one of its customers before. */
function isAnySegmentWider(policy: CreditPolicy, former: CreditPolicy): boolean {
  return policy.segments.some((segment, index) => {
    const before = policy.segments.slice(0, index);
    return segmentsBefore(segment, before, former).some((last) => isWider(segment, last));
  });
}

/**
 * The former segments of customers whom a segment may judge now: not those that take nobody it is for, since one before
 * took them all, nor those whose customers all have gone to one before it now.
 */
function segmentsBefore(
  segment: PolicySegment,
  before: readonly PolicySegment[],
  former: CreditPolicy,
): PolicySegment[] {
  const taker = former.segments.findIndex((last) => takesAll(last, segment));
  const reached = taker < 0 ? former.segments : former.segments.slice(0, taker + 1);
  return reached.filter((last) => !before.some((earlier) => takesAll(earlier, last)));
}

function takesAll(earlier: PolicySegment, later: PolicySegment): boolean {
  return covers(earlier.when ?? EVERYBODY, later.when ?? EVERYBODY);
}

const EVERYBODY: SegmentCondition = {};

function isWider(segment: PolicySegment, former: PolicySegment): boolean {
  return (
    segment.starterCeilingMinor > former.starterCeilingMinor ||
    isAnyLarger(OF_ANY_GRADE, segment.unscored, former.unscored) ||
    POLICY_GRADES.some((grade) =>
      isAnyLarger(OF_A_GRADE, segment.grades[grade], former.grades[grade]),
    )
  );
}
