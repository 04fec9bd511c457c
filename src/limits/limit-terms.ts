import { minorMax, minorMin, multiplyMinor, roundDownMinor } from '../kernel';
import { assumptionsIn, insuredAmount, isCoverRefused, runOffAmount } from './insured-amount';
import type { LimitEffect } from '../scoring';
import type {
  CoverAssumption,
  LimitInput,
  LimitSourceTerms,
  LimitTerm,
  LimitTermAbsence,
  LimitTermAmount,
} from './limit-types';
import type { CreditPolicy, GradeTerms, UnscoredTerms } from './policies/credit-policy';
import { segmentOf } from './policies/segment.policy';

/** Every term of the limit, present or not, in the order of LIMIT_TERMS; amounts with the terms of their source. */
export function limitTerms(input: LimitInput, policy: CreditPolicy): LimitTermAmount[] {
  const capacity = capacityTerms(input, policy);
  const hasCapacity = capacity.some(({ amountMinor }) => amountMinor !== null);
  const all = [
    overrideTerm(input, policy),
    gradeTerm(input, policy),
    needTerm(input, policy),
    ...capacity,
    coverTerm(input, policy),
    bureauTerm(input, policy),
    concentrationTerm(input, policy),
    groupTerm(input, policy),
    hasCapacity
      ? absent('STARTER_CEILING', 'CAPACITY_KNOWN')
      : present('STARTER_CEILING', segmentOf(policy, input.segmentFacts).starterCeilingMinor),
  ];
  return all.map((each) => withTerms(each, input));
}

const RESTS_ON: Readonly<Partial<Record<LimitTerm, keyof LimitSourceTerms>>> = {
  EQUITY: 'accounts',
  TURNOVER: 'accounts',
  TRADE_PAYABLES: 'accounts',
  COVER_AND_APPETITE: 'covers',
  BUREAU_LIMIT: 'bureau',
  GROUP_CONCENTRATION: 'group',
};

/** An amount read off what a source forbids to pass on carries its terms; an absent one tells nothing. */
function withTerms(each: LimitTermAmount, input: LimitInput): LimitTermAmount {
  const source = restsOn(each.term, input);
  const terms = source === undefined ? undefined : input.sourceTerms[source];
  return terms === undefined || each.amountMinor === null ? each : { ...each, terms };
}

function restsOn(term: LimitTerm, input: LimitInput): keyof LimitSourceTerms | undefined {
  const readsCovers = effectsIn(input).some(
    (effect) =>
      effect === 'INSURED_ONLY' || (effect === 'UNINSURED_ONLY' && input.covers.length > 0),
  );
  return term === 'OVERRIDE' && readsCovers ? 'covers' : RESTS_ON[term];
}

/** What the hard rules in force do to the limit, the most severe rule's first. */
export function effectsIn({ overrideEffect, furtherEffects }: LimitInput): LimitEffect[] {
  return [...(overrideEffect === null ? [] : [overrideEffect]), ...(furtherEffects ?? [])];
}

/** Whether anything tells how much the customer can bear. */
export function isCapacityKnown(terms: readonly LimitTermAmount[]): boolean {
  return terms.some((each) => each.term === 'STARTER_CEILING' && each.amountMinor === null);
}

/** Of several rules the one that leaves least. */
function overrideTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const [first, ...others] = effectsIn(input)
    .map((effect) => leftBy(effect, input, policy))
    .filter((left) => left !== null);
  if (first === undefined) return absent('OVERRIDE', 'NO_OVERRIDE');
  const least = others.reduce((known, each) => (each.minor < known.minor ? each : known), first);
  return present('OVERRIDE', least.minor, least.assumed);
}

interface Left {
  readonly minor: bigint;
  readonly assumed: readonly CoverAssumption[];
}

function leftBy(effect: LimitEffect, input: LimitInput, policy: CreditPolicy): Left | null {
  const { insurance } = policy;
  switch (effect) {
    case 'ZERO':
      return { minor: 0n, assumed: [] };
    case 'INSURED_ONLY': {
      const assumed = assumptionsIn(input, insurance);
      return { minor: insuredAmount(input, insurance) ?? 0n, assumed };
    }
    case 'UNINSURED_ONLY': {
      // What runs off is owed already and no risk of ours: the appetite is for what comes on top.
      const runOff = runOffAmount(input, insurance);
      const assumed = runOff > 0n ? assumptionsIn(input, insurance) : [];
      return { minor: gradeTermsOf(input, policy).appetiteMinor + runOff, assumed };
    }
    case 'FREEZE':
      return { minor: frozenAt(input, policy.roundingStepMinor), assumed: [] };
    case 'NONE':
      return null;
  }
}

/** Nothing new on credit until the cause is gone: what is owed today, rounded up so that it fits, never a raise. */
function frozenAt(input: LimitInput, stepMinor: bigint): bigint {
  const owed = minorMax(0n, input.exposureMinor);
  const roundedUp = roundDownMinor(owed + stepMinor - 1n, stepMinor);
  return input.current === null ? roundedUp : minorMin(roundedUp, input.current.limitMinor);
}

function gradeTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  if (input.grade === 'E') return present('GRADE', 0n);
  if (input.grade === null) return absent('GRADE', 'NOT_SCORED');
  const ceiling = segmentOf(policy, input.segmentFacts).grades[input.grade].ceilingMinor;
  return ceiling === undefined
    ? absent('GRADE', 'GRADE_HAS_NO_CEILING')
    : present('GRADE', ceiling);
}

/**
 * What the customer owes when it buys as usual and pays as usual: a year's sales × days until paid / 365, which is an
 * average, times a factor for the peaks of an account that buys in a few large orders. Below a least amount a need is no
 * reason to hold anybody short: one ordinary order would exceed it.
 */
function needTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const sales = input.sales12mMinor;
  if (sales === null || sales <= 0n) return absent('NEED', 'NO_SALES_IN_12_MONTHS');
  const terms = input.paymentTermsDays ?? policy.assumedTermsDays;
  const days = terms + Math.max(0, input.averageDaysLate ?? 0);
  // Divided last: days / 365 as a factor would lose the cents of a large account.
  const peak = multiplyMinor(sales, days * policy.needPeakFactor) / 365n;
  return present('NEED', minorMax(peak, policy.leastNeedMinor));
}

function capacityTerms(input: LimitInput, policy: CreditPolicy): LimitTermAmount[] {
  const { grade, accounts } = input;
  if (grade === null) return [...noAccounts('NOT_SCORED'), recordTerm(input, policy)];
  if (accounts === null) return [...noAccounts('ACCOUNTS_UNAVAILABLE'), recordTerm(input, policy)];
  const rates = segmentOf(policy, input.segmentFacts).grades[grade];
  const fromAccounts = [
    equityTerm(input, policy, rates),
    shareTerm('TURNOVER', accounts.turnoverMinor, rates.turnoverRate),
    shareTerm('TRADE_PAYABLES', accounts.tradePayablesMinor, rates.tradePayablesRate),
  ];
  const speaks = fromAccounts.some(({ amountMinor }) => amountMinor !== null);
  const record = speaks
    ? absent('PAYMENT_RECORD', 'ACCOUNTS_PREFERRED')
    : recordTerm(input, policy);
  return [...fromAccounts, record];
}

function noAccounts(because: LimitTermAbsence): LimitTermAmount[] {
  return [
    absent('EQUITY', because),
    absent('TURNOVER', because),
    absent('TRADE_PAYABLES', because),
  ];
}

function equityTerm(input: LimitInput, policy: CreditPolicy, rates: GradeTerms): LimitTermAmount {
  const equity = input.accounts?.equityMinor ?? null;
  if (equity === null) return absent('EQUITY', 'ITEM_UNKNOWN');
  const intangible = input.accounts?.intangibleAssetsMinor ?? null;
  const tangible =
    intangible === null
      ? multiplyMinor(equity, policy.equityShareIfIntangiblesUnknown)
      : equity - intangible;
  return present('EQUITY', multiplyMinor(minorMax(0n, tangible), rates.equityRate));
}

/** Owing suppliers nothing, or selling nothing yet, is no measure of what a company can bear: a share of it says nothing. */
function shareTerm(term: LimitTerm, amountMinor: bigint | null, rate: number): LimitTermAmount {
  if (amountMinor === null) return absent(term, 'ITEM_UNKNOWN');
  if (amountMinor <= 0n) return absent(term, 'ITEM_ZERO');
  return present(term, multiplyMinor(amountMinor, rate));
}

/** Without accounts, what was paid on time before, and a quarter more, up to a ceiling. */
function recordTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const highest = input.highestCreditPaidOnTimeMinor;
  if (highest === null || highest <= 0n) return absent('PAYMENT_RECORD', 'NO_PAYMENT_RECORD');
  const ceiling = gradeTermsOf(input, policy).paymentRecordCeilingMinor;
  const grown = multiplyMinor(highest, policy.paymentRecordFactor);
  return present('PAYMENT_RECORD', minorMin(grown, ceiling));
}

function coverTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const rules = policy.insurance;
  const appetite = gradeTermsOf(input, policy).appetiteMinor;
  const left = isCoverRefused(input, rules)
    ? multiplyMinor(appetite, rules.appetiteShareIfWithdrawn)
    : appetite;
  const amount = (insuredAmount(input, rules) ?? 0n) + left;
  return present('COVER_AND_APPETITE', amount, assumptionsIn(input, rules));
}

/** An insurer stands in for its limit with its own money; a bureau only has an opinion. */
function bureauTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  if (input.bureauLimitMinor === null) return absent('BUREAU_LIMIT', 'NO_BUREAU_LIMIT');
  if (insuredAmount(input, policy.insurance) !== null) {
    return absent('BUREAU_LIMIT', 'INSURER_PREFERRED');
  }
  return present('BUREAU_LIMIT', minorMax(0n, input.bureauLimitMinor));
}

function concentrationTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const sales = input.sellerSales12mMinor;
  if (sales === null || sales <= 0n) return absent('CONCENTRATION', 'SELLER_SALES_UNKNOWN');
  return present('CONCENTRATION', multiplyMinor(sales, policy.concentrationRate));
}

/**
 * A customer's part of what a group may owe in all: by what it buys, so that the limits of a group never add up to more
 * than its cap, whichever is decided first. A member that buys little counts with the least need, not with nothing.
 */
function groupTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const rate = policy.groupConcentrationRate;
  if (rate === null) return absent('GROUP_CONCENTRATION', 'NO_GROUP_CAP');
  const { group, sellerSales12mMinor: sales } = input;
  if (group === null) return absent('GROUP_CONCENTRATION', 'NOT_IN_A_GROUP');
  if (sales === null || sales <= 0n) return absent('GROUP_CONCENTRATION', 'SELLER_SALES_UNKNOWN');
  const least = minorMax(1n, policy.leastNeedMinor);
  const own = minorMax(0n, input.sales12mMinor ?? 0n) + least;
  const all = minorMax(group.sales12mMinor + BigInt(group.members) * least, own);
  return present('GROUP_CONCENTRATION', (multiplyMinor(sales, rate) * own) / all);
}

/** The row of the policy's table for this customer; customers without a grade have their own. */
export function gradeTermsOf(input: LimitInput, policy: CreditPolicy): UnscoredTerms {
  const segment = segmentOf(policy, input.segmentFacts);
  return input.grade === null ? segment.unscored : segment.grades[input.grade];
}

function present(
  term: LimitTerm,
  amountMinor: bigint,
  assumed: readonly CoverAssumption[] = [],
): LimitTermAmount {
  const amount = { term, amountMinor, reasonIfAbsent: null };
  return assumed.length === 0 ? amount : { ...amount, assumed };
}

function absent(term: LimitTerm, reasonIfAbsent: LimitTermAbsence): LimitTermAmount {
  return { term, amountMinor: null, reasonIfAbsent };
}
