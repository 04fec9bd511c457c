import { currencyDecimals, formatDecimal, isCurrency, parseDecimal } from '../../kernel';
import { thresholdsContent, toThresholds } from './alert-thresholds';
import { isShaped } from './check-shape';
import type { CreditPolicy, GradeTerms, PolicySegment, UnscoredTerms } from './credit-policy';
import { isTooLarge } from './document-size';
import { checkRules } from './policy-rules';
import { POLICY_SHAPE, type GradeContent, type PolicyContent } from './policy-shape';
import type { SegmentContent, UnscoredContent } from './policy-shape';
import { problemList, WHOLE, type PolicyProblem, type Problems } from './problems';
import { brokenBy, repaired } from './repair-shape';
import type { Shape } from './shape';

export type { PolicyProblem } from './problems';

/**
 * The policy a document describes, or everything that is wrong with it, at most PROBLEMS_MAX things. Never throws,
 * whatever it is given.
 */
export function readPolicyDocument(
  document: unknown,
  version: string,
): { policy: CreditPolicy } | { problems: readonly PolicyProblem[] } {
  const problems = problemList();
  if (isTooLarge(document)) {
    problems.add(
      WHOLE,
      'is too large or too deep for a policy; write less than 200 kB',
      'TOO_LARGE',
    );
    return { problems: problems.all };
  }
  isShaped(document, POLICY_SHAPE, problems);
  // Of a document this wrong nobody knows which parts are right.
  if (problems.isFull) return { problems: problems.all };
  const whole = repaired(document, POLICY_SHAPE, brokenBy(problems.all));
  checkAmounts(whole, problems);
  const broken = brokenBy(problems.all);
  const content = repaired(whole, POLICY_SHAPE, broken);
  const decimals = broken.at('currency') ? MOST_DECIMALS : currencyDecimals(content.currency);
  const policy = toPolicy(content, version, decimals);
  checkRules(policy, { problems, broken });
  return problems.all.length > 0 ? { problems: problems.all } : { policy };
}

/** Of an amount in a currency nobody knows. */
const MOST_DECIMALS = 4;

/** The document of a policy in its one canonical form: the same policy is always the same text. */
export function toPolicyDocument(policy: CreditPolicy): PolicyContent {
  const amount = amountsIn(policy.currency);
  return {
    name: policy.name,
    currency: policy.currency,
    segments: policy.segments.map((segment) => segmentContent(segment, amount)),
    need: {
      assumedTermsDays: policy.assumedTermsDays,
      peakFactor: policy.needPeakFactor,
      least: amount(policy.leastNeedMinor),
    },
    capacity: {
      paymentRecordFactor: policy.paymentRecordFactor,
      equityShareIfIntangiblesUnknown: policy.equityShareIfIntangiblesUnknown,
    },
    concentration: {
      customerRate: policy.concentrationRate,
      ...(policy.groupConcentrationRate === null
        ? {}
        : { groupRate: policy.groupConcentrationRate }),
    },
    rounding: { step: amount(policy.roundingStepMinor) },
    leastChange: { rate: policy.leastChangeRate, amount: amount(policy.leastChangeMinor) },
    approvals: {
      creditManagerUpTo: amount(policy.approvals.creditManagerUpToMinor),
      twoApproversAbove: amount(policy.approvals.twoApproversAboveMinor),
    },
    manualLimits: policy.manualLimits,
    insurance: policy.insurance,
    reservations: policy.reservations,
    alerts: thresholdsContent(policy.alerts, amount),
  };
}

type WriteAmount = (amountMinor: bigint) => string;

function amountsIn(currency: string): WriteAmount {
  const decimals = currencyDecimals(currency);
  return (amountMinor) => formatDecimal(amountMinor, decimals);
}

function segmentContent(segment: PolicySegment, amount: WriteAmount): SegmentContent {
  const { A, B, C, D, E } = segment.grades;
  const grade = (terms: GradeTerms): GradeContent => gradeContent(terms, amount);
  return {
    name: segment.name,
    ...(segment.when === null ? {} : { when: segment.when }),
    grades: { A: grade(A), B: grade(B), C: grade(C), D: grade(D), E: grade(E) },
    unscored: unscoredContent(segment.unscored, amount),
    starterCeiling: amount(segment.starterCeilingMinor),
  };
}

function gradeContent(terms: GradeTerms, amount: WriteAmount): GradeContent {
  const { equityRate, turnoverRate, tradePayablesRate, refreshAfterDays, ceilingMinor } = terms;
  return {
    ...{ equityRate, turnoverRate, tradePayablesRate },
    ...unscoredContent(terms, amount),
    ...(refreshAfterDays === undefined ? {} : { refreshAfterDays }),
    ...(ceilingMinor === undefined ? {} : { ceiling: amount(ceilingMinor) }),
  };
}

function unscoredContent(terms: UnscoredTerms, amount: WriteAmount): UnscoredContent {
  return {
    appetite: amount(terms.appetiteMinor),
    paymentRecordCeiling: amount(terms.paymentRecordCeilingMinor),
    automaticUpTo: amount(terms.automaticUpToMinor),
    reviewMonths: terms.reviewMonths,
  };
}

type ReadAmount = (text: string) => bigint;

function toPolicy(document: PolicyContent, version: string, decimals: number): CreditPolicy {
  const { need, capacity, concentration, leastChange, approvals } = document;
  const minor: ReadAmount = (text) => parseDecimal(text, decimals);
  return {
    version,
    name: document.name.trim(),
    currency: document.currency,
    segments: document.segments.map((segment) => toSegment(segment, minor)),
    paymentRecordFactor: capacity.paymentRecordFactor,
    equityShareIfIntangiblesUnknown: capacity.equityShareIfIntangiblesUnknown,
    concentrationRate: concentration.customerRate,
    groupConcentrationRate: concentration.groupRate ?? null,
    assumedTermsDays: need.assumedTermsDays,
    needPeakFactor: need.peakFactor,
    leastNeedMinor: minor(need.least),
    roundingStepMinor: minor(document.rounding.step),
    leastChangeRate: leastChange.rate,
    leastChangeMinor: minor(leastChange.amount),
    approvals: {
      creditManagerUpToMinor: minor(approvals.creditManagerUpTo),
      twoApproversAboveMinor: minor(approvals.twoApproversAbove),
    },
    ...rulesOf(document),
    alerts: toThresholds(document.alerts, minor),
  };
}

/** Member by member, so that the canonical order is ours and not the author's. */
function rulesOf(
  document: PolicyContent,
): Pick<CreditPolicy, 'manualLimits' | 'insurance' | 'reservations'> {
  const { manualLimits, insurance, reservations } = document;
  return {
    manualLimits: {
      defaultExpiryDays: manualLimits.defaultExpiryDays,
      longestExpiryDays: manualLimits.longestExpiryDays,
    },
    insurance: {
      countedKinds: insurance.countedKinds,
      discretionaryShare: insurance.discretionaryShare,
      countsRunOff: insurance.countsRunOff,
      assumedInsuredPercent: insurance.assumedInsuredPercent,
      assumedRunOffDays: insurance.assumedRunOffDays,
      appetiteShareIfWithdrawn: insurance.appetiteShareIfWithdrawn,
    },
    reservations: {
      defaultExpiryHours: reservations.defaultExpiryHours,
      longestExpiryHours: reservations.longestExpiryHours,
      unbilledDays: reservations.unbilledDays,
    },
  };
}

function toSegment(segment: SegmentContent, minor: ReadAmount): PolicySegment {
  const { A, B, C, D, E } = segment.grades;
  const grade = (terms: GradeContent): GradeTerms => toGrade(terms, minor);
  return {
    name: segment.name.trim(),
    when: segment.when === undefined ? null : inOrder(segment.when),
    grades: { A: grade(A), B: grade(B), C: grade(C), D: grade(D), E: grade(E) },
    unscored: toUnscored(segment.unscored, minor),
    starterCeilingMinor: minor(segment.starterCeiling),
  };
}

/** Members by name, so that the same conditions are written the same. */
function inOrder<Value extends object>(value: Value): Value {
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members) as Value;
}

function toGrade(terms: GradeContent, minor: ReadAmount): GradeTerms {
  const { equityRate, turnoverRate, tradePayablesRate, refreshAfterDays, ceiling } = terms;
  return {
    ...{ equityRate, turnoverRate, tradePayablesRate },
    ...toUnscored(terms, minor),
    ...(refreshAfterDays === undefined ? {} : { refreshAfterDays }),
    ...(ceiling === undefined ? {} : { ceilingMinor: minor(ceiling) }),
  };
}

function toUnscored(terms: UnscoredContent, minor: ReadAmount): UnscoredTerms {
  return {
    appetiteMinor: minor(terms.appetite),
    paymentRecordCeilingMinor: minor(terms.paymentRecordCeiling),
    automaticUpToMinor: minor(terms.automaticUpTo),
    reviewMonths: terms.reviewMonths,
  };
}

/** The currency is one, and no amount has more decimals than it. */
function checkAmounts(document: PolicyContent, problems: Problems): void {
  const { currency } = document;
  const broken = brokenBy(problems.all);
  if (broken.at('currency')) return;
  if (!isCurrency(currency)) {
    problems.add('currency', `is ${currency}, which is no ISO 4217 currency; write one like EUR`);
    return;
  }
  const decimals = currencyDecimals(currency);
  for (const { path, text } of amountTexts(document, POLICY_SHAPE, '')) {
    const fraction = text.split('.')[1] ?? '';
    if (broken.at(path) || !/[1-9]/.test(fraction.slice(decimals))) continue;
    problems.add(path, `is ${text}; ${currency} has ${decimals} decimals: write no more`);
  }
}

function* amountTexts(
  value: unknown,
  shape: Shape,
  path: string,
): Generator<{ path: string; text: string }> {
  if (shape.kind === 'amount' && typeof value === 'string') yield { path, text: value };
  if (shape.kind === 'list' && Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (const [index, item] of items.entries()) {
      yield* amountTexts(item, shape.of, `${path}[${index}]`);
    }
  }
  if (shape.kind === 'object' && typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const member = shape.members[name];
      if (member === undefined) continue;
      yield* amountTexts(item, member.shape, path === '' ? name : `${path}.${name}`);
    }
  }
}
