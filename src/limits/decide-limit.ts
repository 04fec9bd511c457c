import { addMonths, multiplyMinor, roundDownMinor, type LocalDate } from '../kernel';
import { gradeTermsOf, isCapacityKnown, limitTerms } from './limit-terms';
import type {
  CurrentLimit,
  LimitDecision,
  LimitInput,
  LimitReasonCode,
  LimitTerm,
  LimitTermAmount,
} from './limit-types';
import type { CreditPolicy } from './policies/credit-policy';

/**
 * The limit of one customer: the smallest of its named terms, rounded down, applied unless it is a raise only a person
 * may grant or a change too small to matter. Applied and run again, it changes nothing. Amounts in another currency than
 * the policy's are not judged: the customer keeps what it has.
 */
export function decideLimit(input: LimitInput, policy: CreditPolicy): LimitDecision {
  if (input.currency !== policy.currency) return notCovered(input, policy);
  const terms = limitTerms(input, policy);
  const [binding, next] = smallestTwo(terms);
  const computed: Computed = {
    terms,
    amountMinor: roundDownMinor(binding.amountMinor, policy.roundingStepMinor),
    bindingTerm: binding.term,
    nextTerm: next?.term ?? null,
    policy,
  };
  if (input.grade === null && !isCapacityKnown(terms) && binding.term !== 'OVERRIDE') {
    return undecided(input, computed);
  }
  return apply(input, computed);
}

interface Computed {
  readonly terms: readonly LimitTermAmount[];
  readonly amountMinor: bigint;
  readonly bindingTerm: LimitTerm;
  readonly nextTerm: LimitTerm | null;
  readonly policy: CreditPolicy;
}

function apply(input: LimitInput, computed: Computed): LimitDecision {
  const { current } = input;
  const isZeroed = isZeroByRule(input);
  if (current !== null && !isZeroed && isPersonsLimit(current, input.asOf)) {
    return keep(input, computed, ['MANUAL_LIMIT_IN_FORCE']);
  }
  const amount = computed.amountMinor;
  if (current !== null && amount === current.limitMinor) {
    return keepOrRenew(input, computed, 'UNCHANGED');
  }
  const isRaise = current === null || amount > current.limitMinor;
  if (current !== null && !isZeroed && isSmall(amount, current.limitMinor, computed.policy)) {
    return keepOrRenew(input, computed, 'CHANGE_TOO_SMALL');
  }
  const causes: LimitReasonCode[] = [current === null ? 'FIRST_LIMIT' : isRaise ? 'RAISED' : 'CUT'];
  if (input.grade === 'E') causes.push('GRADE_E');
  if (computed.bindingTerm === 'OVERRIDE') causes.push('OVERRIDE_IN_FORCE');
  const doubts = isRaise ? doubtsAbout(input, computed) : [];
  return doubts.length > 0
    ? propose(input, computed, [...causes, ...doubts])
    : set(input, computed, causes);
}

/** Why a raise must wait for a person; a cut never waits. */
function doubtsAbout(input: LimitInput, computed: Computed): LimitReasonCode[] {
  const doubts: LimitReasonCode[] = [];
  const amount = computed.amountMinor;
  if (amount > gradeTermsOf(input, computed.policy).automaticUpToMinor) {
    doubts.push('ABOVE_AUTOMATIC_AMOUNT');
  }
  const need = computed.terms.find(({ term }) => term === 'NEED');
  if (amount > 0n && need?.amountMinor === null) doubts.push('NO_RECENT_SALES');
  if (amount > 0n && !isCapacityKnown(computed.terms)) doubts.push('NO_CAPACITY_KNOWN');
  return doubts;
}

function set(
  input: LimitInput,
  computed: Computed,
  causes: readonly LimitReasonCode[],
): LimitDecision {
  const limitMinor = computed.amountMinor;
  const isBelow = input.exposureMinor > limitMinor;
  return {
    ...explained(computed),
    action: 'SET',
    limitMinor,
    status: 'ACTIVE',
    reasonCodes: isBelow ? [...causes, 'LIMIT_BELOW_EXPOSURE'] : causes,
    reviewOn: reviewDate(input, computed.policy),
  };
}

function propose(
  input: LimitInput,
  computed: Computed,
  causes: readonly LimitReasonCode[],
): LimitDecision {
  const pending = input.proposedMinor;
  const amount = computed.amountMinor;
  const isPending =
    pending !== null && (pending === amount || isSmall(amount, pending, computed.policy));
  if (isPending) {
    const limitMinor = input.current?.limitMinor ?? null;
    return {
      ...explained(computed),
      action: limitMinor === null ? 'NONE' : 'KEEP',
      limitMinor,
      status: limitMinor === null ? 'NONE' : 'ACTIVE',
      reasonCodes: ['PROPOSAL_PENDING', ...causes],
      reviewOn: input.current?.reviewOn ?? null,
    };
  }
  return {
    ...explained(computed),
    action: 'PROPOSE',
    limitMinor: amount,
    status: 'PROPOSED',
    reasonCodes: causes,
    reviewOn: reviewDate(input, computed.policy),
  };
}

function keepOrRenew(input: LimitInput, computed: Computed, cause: LimitReasonCode): LimitDecision {
  const kept = keep(input, computed, [cause]);
  const reviewOn = input.current?.reviewOn ?? null;
  if (input.current?.decidedBy === 'POLICY' && reviewOn !== null && reviewOn > input.asOf) {
    return kept;
  }
  return {
    ...kept,
    action: 'RENEW',
    reasonCodes: [cause, 'REVIEW_DUE'],
    reviewOn: reviewDate(input, computed.policy),
  };
}

function keep(
  input: LimitInput,
  computed: Computed,
  reasonCodes: readonly LimitReasonCode[],
): LimitDecision {
  const current = input.current;
  return {
    ...explained(computed),
    action: 'KEEP',
    limitMinor: current?.limitMinor ?? null,
    status: current === null ? 'NONE' : 'ACTIVE',
    reasonCodes,
    reviewOn: current?.reviewOn ?? null,
  };
}

/** A policy's amounts mean nothing in another currency, and one customer must not stop the others. */
function notCovered(input: LimitInput, policy: CreditPolicy): LimitDecision {
  return {
    action: input.current === null ? 'NONE' : 'KEEP',
    limitMinor: input.current?.limitMinor ?? null,
    computedMinor: null,
    status: input.current === null ? 'NONE' : 'ACTIVE',
    bindingTerm: null,
    nextTerm: null,
    terms: [],
    reasonCodes: ['CURRENCY_NOT_COVERED'],
    reviewOn: input.current?.reviewOn ?? null,
    policyVersion: policy.version,
  };
}

/** Nothing is known to lend on: no limit is decided, which is not a limit of zero. A person may set one. */
function undecided(input: LimitInput, computed: Computed): LimitDecision {
  return {
    ...keep(input, computed, ['NO_LIMIT_NOT_SCORED']),
    action: input.current === null ? 'NONE' : 'KEEP',
    computedMinor: null,
    bindingTerm: null,
    nextTerm: null,
  };
}

function explained(
  computed: Computed,
): Pick<LimitDecision, 'computedMinor' | 'bindingTerm' | 'nextTerm' | 'terms' | 'policyVersion'> {
  return {
    computedMinor: computed.amountMinor,
    bindingTerm: computed.bindingTerm,
    nextTerm: computed.nextTerm,
    terms: computed.terms,
    policyVersion: computed.policy.version,
  };
}

interface PresentTerm {
  readonly term: LimitTerm;
  readonly amountMinor: bigint;
}

/** The least amount and the next; of equals the first in the list. Cover and appetite always speak, so one exists. */
function smallestTwo(terms: readonly LimitTermAmount[]): [PresentTerm, PresentTerm | null] {
  let least: PresentTerm | null = null;
  let next: PresentTerm | null = null;
  for (const { term, amountMinor } of terms) {
    if (amountMinor === null) continue;
    if (least === null || amountMinor < least.amountMinor) {
      next = least;
      least = { term, amountMinor };
    } else if (next === null || amountMinor < next.amountMinor) {
      next = { term, amountMinor };
    }
  }
  return [least ?? { term: 'GRADE', amountMinor: 0n }, next];
}

function isZeroByRule(input: LimitInput): boolean {
  return input.overrideEffect === 'ZERO';
}

function isPersonsLimit(current: CurrentLimit, asOf: LocalDate): boolean {
  const isExpired = current.expiresOn !== null && current.expiresOn < asOf;
  return current.decidedBy === 'PERSON' && !isExpired;
}

function isSmall(amountMinor: bigint, knownMinor: bigint, policy: CreditPolicy): boolean {
  // Down to nothing is never a small change.
  if (amountMinor === 0n || knownMinor === 0n) return false;
  const change = amountMinor > knownMinor ? amountMinor - knownMinor : knownMinor - amountMinor;
  const relative = multiplyMinor(knownMinor, policy.leastChangeRate);
  return change < relative || change < policy.leastChangeMinor;
}

function reviewDate(input: LimitInput, policy: CreditPolicy): LocalDate {
  return addMonths(input.asOf, gradeTermsOf(input, policy).reviewMonths);
}
