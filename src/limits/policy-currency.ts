import { convertMinor, type EuroRate } from '../kernel';
import type { LimitInput } from './limit-types';
import type { CreditPolicy, GradeTerms, PolicySegment } from './policies/credit-policy';

/** A policy with its amounts in a customer's currency, and amounts of the seller's books in it. */
export interface PolicyInCurrency {
  readonly policy: CreditPolicy;
  /** From the policy's currency. */
  readonly convert: (amountMinor: bigint) => bigint;
}

/**
 * The policy as it reads in the currency of the customer, by the rate known that day; null when there is none, which is
 * no reason to take dollars for euros. Rates go through the euro, so that a policy in another currency converts to euros
 * only by a rate of its own, which the customer's facts do not hold.
 */
export function policyIn(input: LimitInput, policy: CreditPolicy): PolicyInCurrency | null {
  const { currency, euroRate } = input;
  if (currency === policy.currency) return { policy, convert: (amount) => amount };
  if (policy.currency !== 'EUR' || euroRate === null) return null;
  const from: EuroRate = { currency: 'EUR', rate: '1' };
  const convert = (amount: bigint): bigint =>
    convertMinor(amount, from, { currency, rate: euroRate });
  const { approvals } = policy;
  return {
    convert,
    policy: {
      ...policy,
      currency,
      segments: policy.segments.map((segment) => segmentIn(segment, convert)),
      leastNeedMinor: convert(policy.leastNeedMinor),
      leastChangeMinor: convert(policy.leastChangeMinor),
      roundingStepMinor: roundStep(convert(policy.roundingStepMinor)),
      approvals: {
        ...approvals,
        creditManagerUpToMinor: convert(approvals.creditManagerUpToMinor),
        twoApproversAboveMinor: convert(approvals.twoApproversAboveMinor),
      },
    },
  };
}

type Convert = (amountMinor: bigint) => bigint;

function segmentIn(segment: PolicySegment, convert: Convert): PolicySegment {
  const { grades, unscored } = segment;
  return {
    ...segment,
    grades: {
      A: gradeIn(grades.A, convert),
      B: gradeIn(grades.B, convert),
      C: gradeIn(grades.C, convert),
      D: gradeIn(grades.D, convert),
      E: gradeIn(grades.E, convert),
    },
    unscored: {
      ...unscored,
      appetiteMinor: convert(unscored.appetiteMinor),
      paymentRecordCeilingMinor: convert(unscored.paymentRecordCeilingMinor),
      automaticUpToMinor: convert(unscored.automaticUpToMinor),
    },
    starterCeilingMinor: convert(segment.starterCeilingMinor),
  };
}

function gradeIn(terms: GradeTerms, convert: Convert): GradeTerms {
  const { ceilingMinor } = terms;
  return {
    ...terms,
    appetiteMinor: convert(terms.appetiteMinor),
    paymentRecordCeilingMinor: convert(terms.paymentRecordCeilingMinor),
    automaticUpToMinor: convert(terms.automaticUpToMinor),
    ...(ceilingMinor === undefined ? {} : { ceilingMinor: convert(ceilingMinor) }),
  };
}

/** The largest of 1, 2, 5, 10, 20 … that is not above: a step must not move with every day's rate. */
function roundStep(stepMinor: bigint): bigint {
  let step = 1n;
  while (step * 10n <= stepMinor) step *= 10n;
  const digit = [5n, 2n].find((factor) => step * factor <= stepMinor) ?? 1n;
  return step * digit;
}
