import { convertMinor, type EuroRate } from '../kernel';
import type { LimitInput } from './limit-types';
import { boundedBy } from './policies/bounded.policy';
import type { CreditPolicy, GradeTerms, PolicySegment } from './policies/credit-policy';

/**
 * The policy as it reads in the currency of the customer, by the rates known that day; null when there is none, which is
 * no reason to take dollars for euros. What bounds it reads in the same currency, unless no rate tells it in that one.
 */
export function policyIn(input: LimitInput, policy: CreditPolicy): CreditPolicy | null {
  const own = inCurrencyOf(input, policy);
  const { bound } = policy;
  if (own === null || bound === undefined) return own;
  if (own === policy && bound.currency === input.currency) return own;
  return boundedBy(own, inCurrencyOf(input, bound) ?? bound);
}

function inCurrencyOf(input: LimitInput, policy: CreditPolicy): CreditPolicy | null {
  const convert = converterFrom(policy.currency, input);
  if (convert === null || policy.currency === input.currency) return convert && policy;
  return convertedPolicy(policy, input.currency, convert);
}

type Convert = (amountMinor: bigint) => bigint;

/** From a currency to the customer's, through the euro; null without a rate of either. */
export function converterFrom(from: string, input: LimitInput): Convert | null {
  if (from === input.currency) return (amount) => amount;
  const source = rateOf(from, input);
  const target = rateOf(input.currency, input);
  if (source === null || target === null) return null;
  return (amount) => convertMinor(amount, source, target);
}

/** A rate the facts hold: the euro's own, the customer's, or that of the books. */
function rateOf(currency: string, input: LimitInput): EuroRate | null {
  if (currency === 'EUR') return { currency, rate: '1' };
  const { books } = input;
  const rate =
    currency === input.currency
      ? input.euroRate
      : currency === books?.currency
        ? books.euroRate
        : null;
  return rate === null ? null : { currency, rate };
}

function convertedPolicy(policy: CreditPolicy, currency: string, convert: Convert): CreditPolicy {
  const { approvals } = policy;
  return {
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
  };
}

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
