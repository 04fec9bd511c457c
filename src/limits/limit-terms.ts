import { minorMax, minorMin, multiplyMinor, roundDownMinor } from '../kernel';
import type { LimitInput, LimitTerm, LimitTermAbsence, LimitTermAmount } from './limit-types';
import type { CreditPolicy, GradeTerms } from './policies/credit-policy';

/** Every term of the limit, present or not, in the order of LIMIT_TERMS. */
export function limitTerms(input: LimitInput, policy: CreditPolicy): LimitTermAmount[] {
  const capacity = capacityTerms(input, policy);
  const hasCapacity = capacity.some(({ amountMinor }) => amountMinor !== null);
  return [
    overrideTerm(input, policy),
    gradeTerm(input),
    needTerm(input, policy),
    ...capacity,
    coverTerm(input, policy),
    bureauTerm(input),
    concentrationTerm(input, policy),
    hasCapacity
      ? absent('STARTER_CEILING', 'CAPACITY_KNOWN')
      : present('STARTER_CEILING', policy.starterCeilingMinor),
  ];
}

/** Whether anything tells how much the customer can bear. */
export function isCapacityKnown(terms: readonly LimitTermAmount[]): boolean {
  return terms.some((each) => each.term === 'STARTER_CEILING' && each.amountMinor === null);
}

function overrideTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  switch (input.overrideEffect) {
    case 'ZERO':
      return present('OVERRIDE', 0n);
    case 'INSURED_ONLY':
      return present('OVERRIDE', input.insuredMinor ?? 0n);
    case 'FREEZE':
      return present('OVERRIDE', frozenAt(input, policy.roundingStepMinor));
    case 'NONE':
    case null:
      return absent('OVERRIDE', 'NO_OVERRIDE');
  }
}

/** Nothing new on credit until the cause is gone: what is owed today, rounded up so that it fits, never a raise. */
function frozenAt(input: LimitInput, stepMinor: bigint): bigint {
  const owed = minorMax(0n, input.exposureMinor);
  const roundedUp = roundDownMinor(owed + stepMinor - 1n, stepMinor);
  return input.current === null ? roundedUp : minorMin(roundedUp, input.current.limitMinor);
}

function gradeTerm(input: LimitInput): LimitTermAmount {
  if (input.grade === 'E') return present('GRADE', 0n);
  return absent('GRADE', input.grade === null ? 'NOT_SCORED' : 'GRADE_HAS_NO_CEILING');
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
  const rates = policy.grades[grade];
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

function shareTerm(term: LimitTerm, amountMinor: bigint | null, rate: number): LimitTermAmount {
  if (amountMinor === null) return absent(term, 'ITEM_UNKNOWN');
  return present(term, multiplyMinor(minorMax(0n, amountMinor), rate));
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
  const appetite = gradeTermsOf(input, policy).appetiteMinor;
  return present('COVER_AND_APPETITE', (input.insuredMinor ?? 0n) + appetite);
}

/** An insurer stands in for its limit with its own money; a bureau only has an opinion. */
function bureauTerm(input: LimitInput): LimitTermAmount {
  if (input.bureauLimitMinor === null) return absent('BUREAU_LIMIT', 'NO_BUREAU_LIMIT');
  if (input.insuredMinor !== null) return absent('BUREAU_LIMIT', 'INSURER_PREFERRED');
  return present('BUREAU_LIMIT', minorMax(0n, input.bureauLimitMinor));
}

function concentrationTerm(input: LimitInput, policy: CreditPolicy): LimitTermAmount {
  const sales = input.sellerSales12mMinor;
  if (sales === null || sales <= 0n) return absent('CONCENTRATION', 'SELLER_SALES_UNKNOWN');
  return present('CONCENTRATION', multiplyMinor(sales, policy.concentrationRate));
}

/** The row of the policy's table for this customer; customers without a grade have their own. */
export function gradeTermsOf(input: LimitInput, policy: CreditPolicy): CreditPolicy['unscored'] {
  return input.grade === null ? policy.unscored : policy.grades[input.grade];
}

function present(term: LimitTerm, amountMinor: bigint): LimitTermAmount {
  return { term, amountMinor, reasonIfAbsent: null };
}

function absent(term: LimitTerm, reasonIfAbsent: LimitTermAbsence): LimitTermAmount {
  return { term, amountMinor: null, reasonIfAbsent };
}
