import { minorMin } from '../../kernel';
import type { ApprovalRules, CreditPolicy } from './credit-policy';

/**
 * A policy that one person alone published and that allows more than the one before: until somebody else publishes the
 * same, people approve by the lower thresholds of both, and nothing is set without them above what a credit manager may
 * grant that was not before. What holds for some time holds for the shorter time. Amounts of two currencies are compared
 * where a rate of the day is at hand.
 */
export function boundedBy(policy: CreditPolicy, bound: CreditPolicy): CreditPolicy {
  const [own, former] = [policy.manualLimits, bound.manualLimits];
  const { unbilledDays } = bound.reservations;
  return {
    ...policy,
    approvals:
      policy.currency === bound.currency
        ? lowerOf(policy.approvals, bound.approvals)
        : policy.approvals,
    manualLimits: {
      defaultExpiryDays: Math.min(own.defaultExpiryDays, former.defaultExpiryDays),
      longestExpiryDays: Math.min(own.longestExpiryDays, former.longestExpiryDays),
    },
    // The longer an order delivered and not invoiced counts as owed, the less is free.
    reservations: {
      ...policy.reservations,
      unbilledDays: Math.max(policy.reservations.unbilledDays, unbilledDays),
    },
    bound,
  };
}

function lowerOf(own: ApprovalRules, former: ApprovalRules): ApprovalRules {
  return {
    creditManagerUpToMinor: minorMin(own.creditManagerUpToMinor, former.creditManagerUpToMinor),
    twoApproversAboveMinor: minorMin(own.twoApproversAboveMinor, former.twoApproversAboveMinor),
  };
}

/** The policies whose thresholds a person's word must keep to: all of them. */
export function rulesIn(policy: CreditPolicy): readonly CreditPolicy[] {
  return policy.bound === undefined ? [policy] : [policy, policy.bound];
}
