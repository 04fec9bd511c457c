import {
  addDays,
  addMonths,
  minorMax,
  minorMin,
  multiplyMinor,
  roundDownMinor,
  type LocalDate,
} from '../kernel';
import { frozenFrom, REVIEW_GRACE_DAYS } from './frozen-limit';
import { effectsIn, gradeTermsOf, isCapacityKnown, limitTerms } from './limit-terms';
import type {
  CurrentLimit,
  LimitDecision,
  LimitInput,
  LimitReasonCode,
  LimitTerm,
  LimitTermAmount,
} from './limit-types';
import { rulesIn } from './policies/bounded.policy';
import type { CreditPolicy } from './policies/credit-policy';
import { converterFrom, policyIn } from './policy-currency';

/**
 * The limit of one customer: the smallest of its named terms, rounded down, applied unless it is a raise only a person
 * may grant or a change too small to matter. Applied and run again, it changes nothing. In another currency than the
 * policy's its amounts are converted at the rate of the day; without one the customer keeps what it has.
 */
export function decideLimit(given: LimitInput, published: CreditPolicy): LimitDecision {
  const policy = policyIn(given, published);
  if (policy === null) return notCovered(given, published);
  const input = inCurrency(given);
  const computed = compute(input, policy);
  const { terms, bindingTerm } = computed;
  if (input.grade === null && !isCapacityKnown(terms) && bindingTerm !== 'OVERRIDE') {
    return undecided(input, computed);
  }
  return apply(input, computed);
}

/** Accounts are told in euros, the seller's sales in the currency of its books: unknown where no rate tells them in another. */
function inCurrency(input: LimitInput): LimitInput {
  const fromAccounts = converterFrom('EUR', input);
  const fromBooks = converterFrom(input.books?.currency ?? 'EUR', input);
  const { accounts, sellerSales12mMinor: sales } = input;
  const told = (amount: bigint | null): bigint | null =>
    amount === null || fromAccounts === null ? null : fromAccounts(amount);
  return {
    ...input,
    sellerSales12mMinor: sales === null || fromBooks === null ? null : fromBooks(sales),
    accounts: accounts && {
      equityMinor: told(accounts.equityMinor),
      intangibleAssetsMinor: told(accounts.intangibleAssetsMinor),
      turnoverMinor: told(accounts.turnoverMinor),
      tradePayablesMinor: told(accounts.tradePayablesMinor),
    },
  };
}

interface Computed {
  readonly terms: readonly LimitTermAmount[];
  readonly amountMinor: bigint;
  readonly bindingTerm: LimitTerm;
  readonly nextTerm: LimitTerm | null;
  readonly policy: CreditPolicy;
}

function compute(input: LimitInput, policy: CreditPolicy): Computed {
  const terms = limitTerms(input, policy);
  const [binding, next] = smallestTwo(terms);
  return {
    terms,
    amountMinor: roundDownMinor(binding.amountMinor, policy.roundingStepMinor),
    bindingTerm: binding.term,
    nextTerm: next?.term ?? null,
    policy,
  };
}

function apply(input: LimitInput, computed: Computed): LimitDecision {
  const { current } = input;
  const isZeroed = isZeroByRule(input);
  if (current !== null && isExpired(current, input.asOf)) return takeOver(input, computed, current);
  if (current?.decidedBy === 'PERSON' && !isZeroed) {
    return keep(input, computed, ['MANUAL_LIMIT_IN_FORCE']);
  }
  const amount = computed.amountMinor;
  if (current !== null && amount === current.limitMinor) {
    return keepOrRenew(input, computed, ['UNCHANGED']);
  }
  const isRaise = current === null || amount > current.limitMinor;
  if (current !== null && !isZeroed && isSmall(amount, current.limitMinor, computed.policy)) {
    return keepOrRenew(input, computed, ['CHANGE_TOO_SMALL']);
  }
  const causes = [
    current === null ? 'FIRST_LIMIT' : isRaise ? 'RAISED' : 'CUT',
    ...rulesInForce(input, computed),
  ] as const;
  const doubts = isRaise ? doubtsAbout(input, computed) : [];
  return doubts.length > 0
    ? propose(input, computed, [...causes, ...doubts])
    : set(input, computed, causes);
}

/**
 * After a person's limit has ended: it grants nothing new, so that whatever the policy sets is new credit, also what is
 * less than the person granted.
 */
function takeOver(input: LimitInput, computed: Computed, ended: CurrentLimit): LimitDecision {
  const amount = computed.amountMinor;
  const change =
    amount === ended.limitMinor ? 'UNCHANGED' : amount > ended.limitMinor ? 'RAISED' : 'CUT';
  const causes = [change, 'MANUAL_LIMIT_EXPIRED', ...rulesInForce(input, computed)] as const;
  const doubts = doubtsAbout(input, computed);
  return doubts.length > 0
    ? propose(input, computed, [...causes, ...doubts])
    : set(input, computed, causes);
}

function rulesInForce(input: LimitInput, { bindingTerm }: Computed): LimitReasonCode[] {
  const rules: LimitReasonCode[] = [];
  if (input.grade === 'E') rules.push('GRADE_E');
  if (bindingTerm === 'OVERRIDE') rules.push('OVERRIDE_IN_FORCE');
  return rules;
}

/** Why a raise must wait for a person; a cut never waits. */
function doubtsAbout(input: LimitInput, computed: Computed): LimitReasonCode[] {
  const doubts: LimitReasonCode[] = [];
  const amount = computed.amountMinor;
  if (amount > gradeTermsOf(input, computed.policy).automaticUpToMinor) {
    doubts.push('ABOVE_AUTOMATIC_AMOUNT');
  } else if (isUnconfirmed(input, computed)) {
    doubts.push('POLICY_NOT_CONFIRMED');
  }
  const need = computed.terms.find(({ term }) => term === 'NEED');
  if (amount > 0n && need?.amountMinor === null) doubts.push('NO_RECENT_SALES');
  if (amount > 0n && !isCapacityKnown(computed.terms)) doubts.push('NO_CAPACITY_KNOWN');
  return doubts;
}

/** Whether one person's policy would set without asking what neither a credit manager may grant nor the policy before would. */
function isUnconfirmed(input: LimitInput, { policy, amountMinor }: Computed): boolean {
  const { bound, approvals } = policy;
  if (bound === undefined) return false;
  if (!isBoundComparable(policy)) return amountMinor > 0n;
  const before = minorMin(
    compute(input, bound).amountMinor,
    gradeTermsOf(input, bound).automaticUpToMinor,
  );
  return amountMinor > minorMax(before, approvals.creditManagerUpToMinor);
}

/** Of amounts in another currency, without a rate, nobody can tell whether a person may grant them. */
function isBoundComparable({ bound, currency }: CreditPolicy): boolean {
  return bound === undefined || bound.currency === currency;
}

function set(
  input: LimitInput,
  computed: Computed,
  causes: readonly LimitReasonCode[],
): LimitDecision {
  const limitMinor = computed.amountMinor;
  const isBelow = input.exposureMinor > limitMinor;
  const reviewOn = reviewDate(input, computed.policy);
  return {
    ...explained(computed),
    action: 'SET',
    limitMinor,
    status: 'ACTIVE',
    reasonCodes: isBelow ? [...causes, 'LIMIT_BELOW_EXPOSURE'] : causes,
    reviewOn,
    frozenFrom: frozenFrom({ expiresOn: null, reviewOn }),
  };
}

function propose(
  input: LimitInput,
  computed: Computed,
  causes: readonly LimitReasonCode[],
): LimitDecision {
  const pending = input.proposedMinor;
  const amount = computed.amountMinor;
  const isPending = pending !== null && isAsGoodAs(amount, pending, computed.policy);
  if (isPending || input.isPersonsProposalPending) {
    const reasons = ['PROPOSAL_PENDING', ...causes] as const;
    return isSoonFrozen(input)
      ? keepOrRenew(input, computed, reasons)
      : keep(input, computed, reasons);
  }
  const rejected = input.rejectedMinor;
  if (rejected !== null && isAsGoodAs(amount, rejected, computed.policy)) {
    return keepOrRenew(input, computed, ['PROPOSAL_REJECTED']);
  }
  const reviewOn = reviewDate(input, computed.policy);
  return {
    ...explained(computed),
    action: 'PROPOSE',
    limitMinor: amount,
    status: 'PROPOSED',
    reasonCodes: causes,
    reviewOn,
    frozenFrom: frozenFrom({ expiresOn: null, reviewOn }),
  };
}

/** Nobody's delay freezes the limit that a proposal is to raise: half-way there it is renewed. */
function isSoonFrozen({ current, asOf }: LimitInput): boolean {
  const reviewOn = current?.reviewOn ?? null;
  return reviewOn !== null && addDays(reviewOn, REVIEW_GRACE_DAYS / 2) < asOf;
}

function keepOrRenew(
  input: LimitInput,
  computed: Computed,
  causes: readonly LimitReasonCode[],
): LimitDecision {
  const { current } = input;
  const kept = keep(input, computed, causes);
  if (current?.decidedBy !== 'POLICY') return kept;
  if (current.reviewOn !== null && current.reviewOn > input.asOf) return kept;
  const reviewOn = reviewDate(input, computed.policy);
  return {
    ...kept,
    action: 'RENEW',
    reasonCodes: [...causes, 'REVIEW_DUE'],
    reviewOn,
    frozenFrom: frozenFrom({ expiresOn: null, reviewOn }),
  };
}

function keep(
  input: LimitInput,
  computed: Computed,
  reasonCodes: readonly LimitReasonCode[],
): LimitDecision {
  return { ...explained(computed), ...asItStands(input), reasonCodes };
}

/** What there is stays as it is. */
function asItStands({
  current,
}: LimitInput): Pick<
  LimitDecision,
  'action' | 'limitMinor' | 'status' | 'reviewOn' | 'frozenFrom'
> {
  if (current === null) {
    return { action: 'NONE', limitMinor: null, status: 'NONE', reviewOn: null, frozenFrom: null };
  }
  const { limitMinor, reviewOn } = current;
  return {
    action: 'KEEP',
    limitMinor,
    status: 'ACTIVE',
    reviewOn,
    frozenFrom: frozenFrom(current),
  };
}

/** A policy's amounts mean nothing in another currency, and one customer must not stop the others. */
function notCovered(input: LimitInput, policy: CreditPolicy): LimitDecision {
  return {
    ...asItStands(input),
    computedMinor: null,
    bindingTerm: null,
    nextTerm: null,
    terms: [],
    reasonCodes: ['CURRENCY_NOT_COVERED'],
    approvalsNeeded: 1,
    policyVersion: policy.version,
  };
}

/** Nothing is known to lend on: no limit is decided, which is not a limit of zero. A person may set one. */
function undecided(input: LimitInput, computed: Computed): LimitDecision {
  return {
    ...keep(input, computed, ['NO_LIMIT_NOT_SCORED']),
    computedMinor: null,
    bindingTerm: null,
    nextTerm: null,
  };
}

type Explanation = Pick<
  LimitDecision,
  'computedMinor' | 'bindingTerm' | 'nextTerm' | 'terms' | 'approvalsNeeded' | 'policyVersion'
>;

function explained(computed: Computed): Explanation {
  const { policy, amountMinor } = computed;
  const isIncomparable = !isBoundComparable(policy);
  return {
    computedMinor: amountMinor,
    bindingTerm: computed.bindingTerm,
    nextTerm: computed.nextTerm,
    terms: computed.terms,
    approvalsNeeded:
      amountMinor > policy.approvals.twoApproversAboveMinor || isIncomparable ? 2 : 1,
    policyVersion: policy.version,
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
  return effectsIn(input).includes('ZERO');
}

function isExpired(current: CurrentLimit, asOf: LocalDate): boolean {
  const { decidedBy, expiresOn } = current;
  return decidedBy === 'PERSON' && expiresOn !== null && expiresOn < asOf;
}

/** The same, or too close to ask again. */
function isAsGoodAs(amountMinor: bigint, knownMinor: bigint, policy: CreditPolicy): boolean {
  return amountMinor === knownMinor || isSmall(amountMinor, knownMinor, policy);
}

function isSmall(amountMinor: bigint, knownMinor: bigint, policy: CreditPolicy): boolean {
  // Down to nothing is never a small change.
  if (amountMinor === 0n || knownMinor === 0n) return false;
  const change = amountMinor > knownMinor ? amountMinor - knownMinor : knownMinor - amountMinor;
  const relative = multiplyMinor(knownMinor, policy.leastChangeRate);
  return change < relative || change < policy.leastChangeMinor;
}

function reviewDate(input: LimitInput, policy: CreditPolicy): LocalDate {
  const months = rulesIn(policy).map((rules) => gradeTermsOf(input, rules).reviewMonths);
  return addMonths(input.asOf, Math.min(...months));
}
