import { addMonths, type LocalDate, type TextParams } from '../kernel';
import { assessCustomer, assessWithAverageAccounts } from './combine';
import type { StatementItem } from '../connector-kit';
import type { ScoringModel } from './models';
import { FLOWS } from './scorecards/accounts';
import { strictestTerms, termsBeside } from './source-terms';
import type {
  AssessmentDecision,
  BehaviourFacts,
  Grade,
  ScoringInput,
  SourceTerms,
  StatementFacts,
} from './types';

/** In the order in which equal gains are told: what the customer can do soonest first. */
export const COUNTERFACTUAL_CODES = [
  'PAY_OVERDUE',
  'FILE_ACCOUNTS',
  'SHARE_ACCOUNTS',
  'CORRECT_ACCOUNTS',
  'PUBLISH_INCOME_STATEMENT',
  'REBUILD_EQUITY',
  'PAY_ON_TIME',
] as const;
export type CounterfactualCode = (typeof COUNTERFACTUAL_CODES)[number];

/** What would make the score better, and by how much. */
export interface Counterfactual {
  readonly code: CounterfactualCode;
  /** Points on top of today's score. */
  readonly scoreGain: number;
  readonly scoreThen: number;
  /** The grade the numbers would ask for; hysteresis may still hold it back a while. */
  readonly gradeThen: Grade;
  readonly params: TextParams;
  /** Of the accounts that tell it; absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

interface Attempt {
  readonly code: CounterfactualCode;
  readonly params: TextParams;
  /** Statements that tell what is to change. */
  readonly toldBy: readonly (StatementFacts | undefined)[];
  readonly then: (model: ScoringModel) => AssessmentDecision;
}

/** Accounts are due at the registry this long after the year has ended. */
const FILED_WITHIN_MONTHS = 7;
const HYPOTHETICAL_KEY = 'hypothetical';
/** Late in the sense of the score. */
const LATE_DAYS = 10;

/**
 * What would better the score, the greatest gain first: each is computed by assessing the customer again with that one fact
 * changed, and nothing else. Accounts nobody has seen are taken to be like the last ones seen, else to say nothing for or
 * against. Empty when nothing helps, as in insolvency, or when there is no score to better.
 */
export function counterfactuals(input: ScoringInput, model: ScoringModel): Counterfactual[] {
  const today = assessCustomer(input, model);
  const { score, grade } = today;
  if (score === null || grade === null) return [];
  const attempts = [
    ...accountsAttempts(input, today),
    ...equityAttempt(input, today),
    ...paymentAttempts(input),
  ];
  const found = attempts.flatMap(({ code, params, toldBy, then }): Counterfactual[] => {
    const decision = then(model);
    if (decision.score === null || decision.grade === null) return [];
    const scoreGain = decision.score - score;
    if (scoreGain <= 0) return [];
    const terms = strictestTerms(toldBy.flatMap((statement) => statement?.terms ?? []));
    const { score: scoreThen, grade: gradeThen } = decision;
    return [{ code, scoreGain, scoreThen, gradeThen, params, ...termsBeside(terms) }];
  });
  return found.sort((a, b) => b.scoreGain - a.scoreGain || placeOf(a) - placeOf(b));
}

function placeOf({ code }: Counterfactual): number {
  return COUNTERFACTUAL_CODES.indexOf(code);
}

function accountsAttempts(input: ScoringInput, today: AssessmentDecision): Attempt[] {
  const isExcluded = today.models.zmijewski.reason === 'SECTOR_NOT_COVERED';
  if (input.company === null || isExcluded) return [];
  const own = input.statements
    .filter(({ scope, closedOn }) => scope === 'COMPANY' && closedOn <= input.asOf)
    .sort((a, b) => (a.closedOn < b.closedOn ? 1 : -1));
  const newest = own[0];
  const used = own.find(({ sourceKey }) => sourceKey === today.statementKey);
  const attempts: Attempt[] = [];
  const missingYear = missingYearOf(newest, input.asOf);
  if (missingYear !== null) {
    attempts.push(
      filing(input, { code: 'FILE_ACCOUNTS', closedOn: missingYear, newest, like: used }),
    );
  } else if (newest !== undefined && newest !== used) {
    const code = newest.confidentiality === 'FULL' ? 'SHARE_ACCOUNTS' : 'CORRECT_ACCOUNTS';
    attempts.push(filing(input, { code, closedOn: newest.closedOn, newest, like: used }));
  }
  if (used !== undefined) attempts.push(...incomeAttempt(input, used, own));
  return attempts;
}

/** The closing day of the accounts that should have been filed by now and are not known; null when none is missing. */
function missingYearOf(newest: StatementFacts | undefined, asOf: LocalDate): LocalDate | null {
  const due = addMonths(asOf, -FILED_WITHIN_MONTHS);
  if (newest === undefined) {
    const year = Number(due.slice(0, 4)) - 1;
    return `${year}-12-31`;
  }
  let latest: LocalDate | null = null;
  for (let years = 1; years <= 20; years += 1) {
    const closedOn = addMonths(newest.closedOn, 12 * years);
    if (closedOn > due) break;
    latest = closedOn;
  }
  return latest;
}

function filing(
  input: ScoringInput,
  filed: {
    readonly code: CounterfactualCode;
    readonly closedOn: LocalDate;
    readonly newest: StatementFacts | undefined;
    readonly like: StatementFacts | undefined;
  },
): Attempt {
  const { code, closedOn, newest, like } = filed;
  const params = { year: closedOn.slice(0, 4) };
  const toldBy = [newest, like];
  if (like === undefined) {
    return { code, params, toldBy, then: (model) => assessWithAverageAccounts(input, model) };
  }
  const others = input.statements.filter((each) => each.closedOn !== closedOn);
  const statement = { ...like, sourceKey: HYPOTHETICAL_KEY, closedOn };
  const changed = { ...input, statements: [...others, statement] };
  return { code, params, toldBy, then: (model) => assessCustomer(changed, model) };
}

/** A confidential income statement, were it as the last public one. */
function incomeAttempt(
  input: ScoringInput,
  used: StatementFacts,
  own: readonly StatementFacts[],
): Attempt[] {
  if (used.confidentiality !== 'INCOME_STATEMENT') return [];
  const open = own.find(
    ({ confidentiality, items }) => confidentiality === 'PUBLIC' && items.turnover !== undefined,
  );
  if (open === undefined) return [];
  const flows = Object.entries(open.items).filter(([item]) => FLOWS.has(item as StatementItem));
  const items = { ...Object.fromEntries(flows), ...used.items };
  const published: StatementFacts = { ...used, confidentiality: 'PUBLIC', items };
  return [
    {
      code: 'PUBLISH_INCOME_STATEMENT',
      params: { year: used.closedOn.slice(0, 4) },
      toldBy: [used, open],
      then: (model) => assessCustomer(replacing(input, used, published), model),
    },
  ];
}

/** Equity below half of the capital, paid in up to that half in cash. */
function equityAttempt(input: ScoringInput, today: AssessmentDecision): Attempt[] {
  const used = input.statements.find(({ sourceKey }) => sourceKey === today.statementKey);
  const { equity, shareCapital } = used?.items ?? {};
  if (used === undefined || equity === undefined || shareCapital === undefined) return [];
  const missing = (BigInt(shareCapital) + 1n) / 2n - BigInt(equity);
  if (missing <= 0n) return [];
  const items: Record<string, string> = { ...used.items };
  for (const name of [
    'equity',
    'equityParts',
    'totalAssets',
    'totalLiabilities',
    'currentAssets',
  ]) {
    const amount = items[name];
    if (amount !== undefined) items[name] = String(BigInt(amount) + missing);
  }
  const rebuilt: StatementFacts = { ...used, items };
  return [
    {
      code: 'REBUILD_EQUITY',
      params: {},
      toldBy: [used],
      then: (model) => assessCustomer(replacing(input, used, rebuilt), model),
    },
  ];
}

function paymentAttempts(input: ScoringInput): Attempt[] {
  const { behaviour } = input;
  if (behaviour === null) return [];
  const attempts: Attempt[] = [];
  if (BigInt(behaviour.overdueMinor) > 0n) {
    const paid = { ...input, behaviour: withOverduePaid(behaviour) };
    attempts.push({
      code: 'PAY_OVERDUE',
      params: {},
      toldBy: [],
      then: (model) => assessCustomer(paid, model),
    });
  }
  if (paysLate(behaviour)) {
    const weightedDaysLate = BigInt(behaviour.weightedDaysLate) > 0n ? '0' : null;
    const punctual: BehaviourFacts = {
      ...behaviour,
      lateOver10Count12m: 0,
      weightedDaysLate: weightedDaysLate ?? behaviour.weightedDaysLate,
    };
    attempts.push({
      code: 'PAY_ON_TIME',
      params: { days: LATE_DAYS },
      toldBy: [],
      then: (model) => assessCustomer({ ...input, behaviour: punctual }, model),
    });
  }
  return attempts;
}

/** Late more often than the portfolio is, and not just once. */
function paysLate({ lateOver10Count12m: late, paidCount12m, ...rest }: BehaviourFacts): boolean {
  return late > 1 && late / paidCount12m > (rest.portfolioLateShare ?? 0);
}

/**
 * What is overdue, paid today: it no longer weighs as open, and counts among what was paid late. As late as the oldest of it,
 * and as one claim, since no more is known: the gain told is the least there is in days, not in claims.
 */
function withOverduePaid(behaviour: BehaviourFacts): BehaviourFacts {
  const overdue = BigInt(behaviour.overdueMinor);
  const open = BigInt(behaviour.openMinor) - overdue;
  const days = behaviour.maxOpenDaysOverdue;
  const isLate = days > LATE_DAYS ? 1 : 0;
  return {
    ...behaviour,
    openMinor: String(open > 0n ? open : 0n),
    overdueMinor: '0',
    overdueOver90Minor: '0',
    maxOpenDaysOverdue: 0,
    paidCount12m: behaviour.paidCount12m + 1,
    lateOver10Count12m: behaviour.lateOver10Count12m + isLate,
    paidAmountMinor: String(BigInt(behaviour.paidAmountMinor) + overdue),
    weightedDaysLate: String(BigInt(behaviour.weightedDaysLate) + overdue * BigInt(days)),
  };
}

function replacing(input: ScoringInput, old: StatementFacts, by: StatementFacts): ScoringInput {
  return { ...input, statements: input.statements.map((each) => (each === old ? by : each)) };
}
