/** Assessments and limits as the code itself decides them, so that their JSON is as large and as deep as in real use. */
import { addDays, type LocalDate } from '../../src/kernel';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits';
import { decideLimit } from '../../src/limits/decide-limit';
import { assessCustomer } from '../../src/scoring/combine';
import { nextGrade } from '../../src/scoring/grade-history';
import { inputsHash } from '../../src/scoring/inputs-hash';
import type { BehaviourFacts, ScoringInput, StatementFacts } from '../../src/scoring';

/** One assessed customer, its columns named as in the tables. */
export interface DecidedExample {
  grade: string | null;
  score: number | null;
  pd: number | null;
  confidence: string;
  model_version: string;
  inputs_hash: string;
  inputs: ScoringInput;
  decision: object;
  grade_state: object;
  not_scored_because: string | null;
  limit: DecidedLimit | null;
}

interface DecidedLimit {
  limit_minor: string;
  binding_term: string;
  next_term: string | null;
  terms: object[];
  reason_codes: readonly string[];
  review_on: string | null;
  policy_version: string;
}

/** `count` customers from sound to hopeless, the same ones every time. */
export function decidedExamples(count: number, today: LocalDate): DecidedExample[] {
  return Array.from({ length: count }, (_, index) => decide(index, count, today));
}

function decide(index: number, count: number, today: LocalDate): DecidedExample {
  const input = scoringInput(index, (index + 1) / count, today);
  const decision = assessCustomer(input);
  const { state } = nextGrade(null, decision, today);
  return {
    grade: state.grade,
    score: decision.score,
    pd: decision.probabilityOfDefault,
    confidence: decision.confidence,
    model_version: decision.modelVersion,
    inputs_hash: inputsHash(input, decision.modelVersion),
    inputs: input,
    decision,
    grade_state: state,
    not_scored_because: decision.notScoredBecause,
    limit: limitOf(input, decision.grade, today),
  };
}

/** One in twelve is known by its payments only, and one in forty not at all. */
function scoringInput(index: number, trouble: number, today: LocalDate): ScoringInput {
  const isUnknown = index % 40 === 39;
  const hasCompany = !isUnknown && index % 12 !== 11;
  return {
    asOf: today,
    company: hasCompany
      ? {
          siren: '552100554',
          sourceKey: `company-${index}`,
          createdOn: addDays(today, -2_000 - 37 * index),
          ceasedOn: null,
          activityCode: '46.69B',
          legalFormCode: '5710',
          status: 'ACTIVE',
        }
      : null,
    statements: hasCompany ? [statement(trouble, today, 1), statement(trouble, today, 2)] : [],
    insolvency: { kind: 'NONE', sourceKey: null, publishedOn: null, closedFor: null },
    struckOff: null,
    behaviour: isUnknown ? null : behaviour(trouble),
    providerScores: [],
  };
}

function statement(trouble: number, today: LocalDate, yearsAgo: number): StatementFacts {
  const minor = (euros: number): string => Math.round(euros * 100).toString();
  return {
    sourceKey: `accounts-${yearsAgo}`,
    closedOn: addDays(today, -365 * yearsAgo + 120),
    months: 12,
    confidentiality: 'PUBLIC',
    scope: 'COMPANY',
    items: {
      totalAssets: minor(5_200_000),
      currentAssets: minor(3_100_000 - 1_000_000 * trouble),
      inventories: minor(900_000),
      equity: minor(1_900_000 - 1_700_000 * trouble),
      shareCapital: minor(300_000),
      retainedEarnings: minor(1_400_000 - 1_600_000 * trouble),
      provisions: minor(100_000),
      totalDebt: minor(3_200_000 + 1_700_000 * trouble),
      currentLiabilities: minor(2_200_000 + 900_000 * trouble),
      turnover: minor(8_400_000),
      valueAdded: minor(2_600_000),
      ebitda: minor(620_000 - 700_000 * trouble),
      operatingIncome: minor(330_000 - 600_000 * trouble),
      depreciation: minor(180_000),
      financialCharges: minor(60_000 + 120_000 * trouble),
      profitBeforeTax: minor(300_000 - 700_000 * trouble),
      netIncome: minor(220_000 - 600_000 * trouble),
      personnelCost: minor(2_000_000),
    },
  };
}

function behaviour(trouble: number): BehaviourFacts {
  const lateness = Math.round(45 * trouble * trouble);
  return {
    paidCount12m: 40,
    lateOver10Count12m: Math.round(36 * trouble * trouble),
    paidAmountMinor: '40000000',
    weightedDaysLate: (40_000_000n * BigInt(lateness)).toString(),
    openMinor: '5000000',
    overdueMinor: Math.round(4_000_000 * trouble).toString(),
    overdueOver90Minor: trouble > 0.8 ? '900000' : '0',
    returnedPayments12m: trouble > 0.9 ? 1 : 0,
    maxOpenDaysOverdue: Math.round(120 * trouble),
    portfolioLateShare: 0.15,
    hasAssumedDueDates: trouble > 0.5,
  };
}

function limitOf(
  input: ScoringInput,
  grade: ReturnType<typeof assessCustomer>['grade'],
  today: LocalDate,
): DecidedLimit | null {
  const items = input.statements[0]?.items;
  const decision = decideLimit(
    {
      asOf: today,
      currency: 'EUR',
      segmentFacts: {
        ...{ account: 'C1', isMatched: true, siren: null, activityCode: null, legalFormCode: null },
        ...{ countryCode: null, parentSirens: [], hasParent: false },
      },
      grade,
      overrideEffect: null,
      sales12mMinor: 36_500_000n,
      paymentTermsDays: 45,
      averageDaysLate: 12,
      accounts:
        items === undefined
          ? null
          : {
              equityMinor: BigInt(items.equity ?? '0'),
              intangibleAssetsMinor: null,
              turnoverMinor: BigInt(items.turnover ?? '0'),
              tradePayablesMinor: null,
            },
      highestCreditPaidOnTimeMinor: 2_000_000n,
      covers: [],
      bureauLimitMinor: null,
      sellerSales12mMinor: 2_000_000_000n,
      group: null,
      euroRate: null,
      exposureMinor: 1_000_000n,
      current: null,
      proposedMinor: null,
      isPersonsProposalPending: false,
      rejectedMinor: null,
      sourceTerms: {},
    },
    DEFAULT_CREDIT_POLICY,
  );
  if (decision.limitMinor === null || decision.bindingTerm === null) return null;
  return {
    limit_minor: decision.limitMinor.toString(),
    binding_term: decision.bindingTerm,
    next_term: decision.nextTerm,
    terms: decision.terms.map((term) => ({
      ...term,
      amountMinor: term.amountMinor?.toString() ?? null,
    })),
    reason_codes: decision.reasonCodes,
    review_on: decision.reviewOn,
    policy_version: decision.policyVersion,
  };
}
