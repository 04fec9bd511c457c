import { addDays, convertMinor, domainError, type LocalDate, type Money } from '../kernel';
import { frozenFrom } from './frozen-limit';
import { rulesIn } from './policies/bounded.policy';
import type { ApprovalRules, CreditPolicy } from './policies/credit-policy';

/** A limit a person wants, and what there is when it does. */
export interface ManualLimitCase {
  readonly limitMinor: bigint;
  readonly currency: string;
  /** Why; blank is none. */
  readonly reason: string;
  readonly expiresOn: LocalDate | null;
  readonly asOf: LocalDate;
  /** The limit in force that grants new credit: null without one, and while it is frozen. */
  readonly currentMinor: bigint | null;
  /** The last day that one grants new credit; null without one, and when it has no end. */
  readonly currentUntil: LocalDate | null;
  /** Units of the currency for one euro that day; null for the euro itself, and when no rate is known. */
  readonly euroRate: string | null;
}

/** Whether a person's word is enough, and until when the limit holds. */
export interface ManualLimitDecision {
  readonly status: 'ACTIVE' | 'PROPOSED';
  readonly expiresOn: LocalDate;
  readonly frozenFrom: LocalDate | null;
  readonly approvalsNeeded: 1 | 2;
}

/**
 * What becomes of a limit a person sets: in force at once when it grants no more than before, neither in amount nor in
 * time, or no more than a credit manager may, else a proposal. Throws CREDIT_LIMIT_NEGATIVE, CREDIT_LIMIT_REASON_REQUIRED, CREDIT_LIMIT_END_PAST and
 * CREDIT_LIMIT_END_TOO_LATE.
 */
export function decideManualLimit(
  wanted: ManualLimitCase,
  policy: CreditPolicy,
): ManualLimitDecision {
  refuseUnusable(wanted);
  const isRaise = wanted.limitMinor > (wanted.currentMinor ?? 0n);
  const isWithin = isWithinAll(wanted, policy, (rules) => rules.creditManagerUpToMinor);
  // What two people granted until a day is not prolonged by one, who might go on so for ever.
  const until = isRaise || isWithin ? null : wanted.currentUntil;
  const expiresOn = expiryOf(wanted, policy, until);
  const isMore = isRaise || (until !== null && expiresOn > until);
  return {
    status: isMore && !isWithin ? 'PROPOSED' : 'ACTIVE',
    expiresOn,
    frozenFrom: frozenFrom({ expiresOn, reviewOn: null }),
    approvalsNeeded: isWithinAll(wanted, policy, (rules) => rules.twoApproversAboveMinor) ? 1 : 2,
  };
}

/** Nobody can tell how much an amount without an exchange rate is: another person looks at it. */
function isWithinAll(
  wanted: ManualLimitCase,
  policy: CreditPolicy,
  threshold: (rules: ApprovalRules) => bigint,
): boolean {
  return rulesIn(policy).every((rules) => {
    const amount = inPolicyCurrency({ ...wanted, amountMinor: wanted.limitMinor }, rules);
    return amount !== null && amount <= threshold(rules.approvals);
  });
}

function refuseUnusable({ limitMinor, reason }: ManualLimitCase): void {
  if (limitMinor < 0n) {
    throw domainError('CREDIT_LIMIT_NEGATIVE', 'a limit is zero or more', {
      place: { field: 'input.limit' },
      remedy: 'give zero to sell for cash only, or the amount the customer may owe',
    });
  }
  if (reason.trim() === '') {
    throw domainError(
      'CREDIT_LIMIT_REASON_REQUIRED',
      'a limit set by hand says why: it overrules the policy',
      {
        place: { field: 'input.comment' },
        remedy: 'give the reason in a sentence that the next reviewer will understand',
      },
    );
  }
}

function expiryOf(
  { expiresOn, asOf }: ManualLimitCase,
  policy: CreditPolicy,
  until: LocalDate | null,
): LocalDate {
  const { defaultExpiryDays, longestExpiryDays } = policy.manualLimits;
  if (expiresOn === null) {
    const usual = addDays(asOf, defaultExpiryDays);
    return until !== null && until < usual ? until : usual;
  }
  const place = { field: 'input.effectiveTo' };
  if (expiresOn < asOf) {
    throw domainError('CREDIT_LIMIT_END_PAST', `a limit set today cannot end on ${expiresOn}`, {
      place,
      remedy: `give a last day from ${asOf} on, or none`,
    });
  }
  const latest = addDays(asOf, longestExpiryDays);
  if (expiresOn > latest) {
    throw domainError(
      'CREDIT_LIMIT_END_TOO_LATE',
      `the policy lets a limit set by hand hold for ${longestExpiryDays} days at most`,
      { place, remedy: `give a last day up to ${latest}, and renew it then` },
    );
  }
  return expiresOn;
}

/** What the thresholds of the policy are compared with; null when nobody can tell how much it is. */
export function inPolicyCurrency(
  { amountMinor, currency, euroRate }: Money & { euroRate: string | null },
  policy: CreditPolicy,
): bigint | null {
  if (currency === policy.currency) return amountMinor;
  if (policy.currency !== 'EUR' || euroRate === null) return null;
  return convertMinor(amountMinor, { currency, rate: euroRate }, { currency: 'EUR', rate: '1' });
}
