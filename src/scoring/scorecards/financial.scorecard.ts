import type { ReasonCode } from '../reason-codes';
import type {
  CompanyFacts,
  ModelAbsence,
  ModelResult,
  ModelResults,
  ScoringInput,
  StatementCheck,
  StatementCheckCode,
  StatementFacts,
} from '../types';
import { absentModel, accountsOf, type Accounts } from './accounts';
import { altmanZSecond } from './altman.scorecard';
import { nafDivision } from './base-rate.scorecard';
import { conanHolder } from './conan-holder.scorecard';
import type { SourceEvidence } from './evidence';
import type { FinancialParameters } from './financial-parameters';
import { ratioEvidence } from './ratio-evidence';
import { chooseStatement, type ChosenStatement } from './usable-statement';
import { zmijewski } from './zmijewski.scorecard';

export interface FinancialEvidence extends SourceEvidence {
  readonly models: ModelResults;
  readonly statement: StatementFacts | null;
  readonly checks: readonly StatementCheck[];
  readonly isStale: boolean;
  /** 'PARTIAL' = few ratios, a confidential income statement or an unknown year length. */
  readonly quality: 'FULL' | 'PARTIAL' | 'NONE';
  /** Latest equity is below half of the share capital (art. L. 223-42 and L. 225-248 C. com.). */
  readonly equityBelowHalfCapital: boolean;
}

/** What the latest usable accounts say through the ratio scorecard, clipped to ±3; silent, and why, without any. */
export function financialEvidence(
  input: ScoringInput,
  parameters: FinancialParameters,
): FinancialEvidence {
  const excluded = excludedFromAccounts(input.company);
  if (excluded !== null) return withoutAccounts(excluded, 'SECTOR_NOT_COVERED', []);
  const choice = chooseStatement(input, parameters);
  if (choice.chosen !== null) return fromStatement(choice.chosen, choice.checks, parameters);
  const { because, checks } = choice;
  const note = because === null ? 'ACCOUNTS_MISSING' : NOTES[because];
  return withoutAccounts(note, ABSENCES[because ?? 'TOO_OLD'] ?? 'NO_STATEMENT', checks);
}

/** The balance sheet alone is what the formulas' absence tells; everything else is a statement that is not used. */
const ABSENCES: Readonly<Partial<Record<StatementCheckCode, ModelAbsence>>> = {
  TOTAL_ASSETS_MISSING: 'MISSING_ITEMS',
  TOTAL_ASSETS_NOT_POSITIVE: 'INCONSISTENT_ACCOUNTS',
  BALANCE_SHEET_UNBALANCED: 'INCONSISTENT_ACCOUNTS',
  NET_INCOME_DIFFERS: 'INCONSISTENT_ACCOUNTS',
  CURRENT_ASSETS_ABOVE_TOTAL: 'INCONSISTENT_ACCOUNTS',
  DEBT_DUE_ABOVE_DEBT: 'INCONSISTENT_ACCOUNTS',
  AMOUNT_NEGATIVE: 'INCONSISTENT_ACCOUNTS',
  EQUITY_ABOVE_TOTAL: 'INCONSISTENT_ACCOUNTS',
  HOLDING_BY_SHAPE: 'SECTOR_NOT_COVERED',
};

const NOTES: Readonly<Record<StatementCheckCode, ReasonCode>> = {
  TOTAL_ASSETS_MISSING: 'ACCOUNTS_INCOMPLETE',
  TOTAL_ASSETS_NOT_POSITIVE: 'ACCOUNTS_INCONSISTENT',
  BALANCE_SHEET_UNBALANCED: 'ACCOUNTS_INCONSISTENT',
  EQUITY_PARTS_DIFFER: 'ACCOUNTS_INCONSISTENT',
  NET_INCOME_DIFFERS: 'ACCOUNTS_INCONSISTENT',
  CURRENT_ASSETS_ABOVE_TOTAL: 'ACCOUNTS_INCONSISTENT',
  DEBT_DUE_ABOVE_DEBT: 'ACCOUNTS_INCONSISTENT',
  AMOUNT_NEGATIVE: 'ACCOUNTS_INCONSISTENT',
  EQUITY_ABOVE_TOTAL: 'ACCOUNTS_INCONSISTENT',
  UNIT_DOUBTFUL: 'ACCOUNTS_INCONSISTENT',
  YEAR_UNUSABLE: 'ACCOUNTS_PERIOD_UNUSABLE',
  YEAR_NOT_TWELVE_MONTHS: 'ACCOUNTS_PERIOD_UNUSABLE',
  YEAR_LENGTH_UNKNOWN: 'ACCOUNTS_PERIOD_UNUSABLE',
  TOO_OLD: 'ACCOUNTS_TOO_OLD',
  STALE: 'ACCOUNTS_TOO_OLD',
  ALL_CONFIDENTIAL: 'ACCOUNTS_CONFIDENTIAL',
  INCOME_STATEMENT_CONFIDENTIAL: 'INCOME_STATEMENT_CONFIDENTIAL',
  CONSOLIDATED: 'ACCOUNTS_CONSOLIDATED_ONLY',
  HOLDING_BY_SHAPE: 'HOLDING',
  EQUITY_ZERO: 'ACCOUNTS_INCONSISTENT',
  EQUITY_NEGATIVE: 'ACCOUNTS_INCONSISTENT',
  EQUITY_BELOW_HALF_CAPITAL: 'ACCOUNTS_INCONSISTENT',
  VALUE_ADDED_NOT_POSITIVE: 'ACCOUNTS_INCONSISTENT',
  TURNOVER_ZERO: 'ACCOUNTS_INCOMPLETE',
  DEBT_ZERO: 'ACCOUNTS_INCOMPLETE',
};

function fromStatement(
  chosen: ChosenStatement,
  checks: readonly StatementCheck[],
  parameters: FinancialParameters,
): FinancialEvidence {
  const { statement, previous } = chosen;
  const accounts = accountsOf(statement);
  const { parts, known } = ratioEvidence(
    {
      ...{ statement, accounts, previousStatement: previous },
      previous: previous === null ? null : accountsOf(previous),
    },
    parameters,
  );
  const has = (code: StatementCheckCode): boolean =>
    checks.some((check) => check.code === code && check.statementKey === statement.sourceKey);
  const isHidden = has('INCOME_STATEMENT_CONFIDENTIAL');
  const notes: ReasonCode[] = [];
  if (isHidden) notes.push('INCOME_STATEMENT_CONFIDENTIAL');
  if (parts.length === 0) notes.push('ACCOUNTS_INCOMPLETE');
  const isPartial =
    isHidden || has('YEAR_LENGTH_UNKNOWN') || has('UNIT_DOUBTFUL') || known < parameters.fullRatios;
  return {
    models: modelsOf(accounts, parameters),
    statement,
    checks,
    parts,
    notes,
    isStale: has('STALE'),
    quality: parts.length === 0 ? 'NONE' : isPartial ? 'PARTIAL' : 'FULL',
    equityBelowHalfCapital: has('EQUITY_BELOW_HALF_CAPITAL'),
  };
}

/** The published formulas: shown beside the score, and no part of it. */
function modelsOf(accounts: Accounts, parameters: FinancialParameters): ModelResults {
  return {
    altmanZSecond: altmanZSecond(accounts),
    conanHolder: conanHolder(accounts, parameters.referenceBaseRate),
    zmijewski: zmijewski(accounts),
  };
}

function withoutAccounts(
  note: ReasonCode,
  reason: ModelAbsence,
  checks: readonly StatementCheck[],
): FinancialEvidence {
  const none: ModelResult = absentModel(reason);
  return {
    models: { altmanZSecond: none, conanHolder: none, zmijewski: none },
    statement: null,
    checks,
    parts: [],
    notes: [note],
    isStale: false,
    quality: 'NONE',
    equityBelowHalfCapital: false,
  };
}

const HOLDING_CODES = new Set(['6420Z', '7010Z']);

/** Trades whose balance sheets the models were never fitted for. */
function excludedFromAccounts(company: CompanyFacts | null): ReasonCode | null {
  const activity = company?.activityCode ?? null;
  if (activity !== null && HOLDING_CODES.has(activity.replace('.', ''))) return 'HOLDING';
  const division = nafDivision(activity);
  const isBank = division !== null && division >= 64 && division <= 66;
  const isFarm = division !== null && division <= 3;
  // Legal forms 7 = public bodies, 8 = mutual and private bodies, 92/93 = associations and foundations.
  const isNoFirm = /^(7|8|92|93)/.test(company?.legalFormCode ?? '');
  return isBank || isFarm || isNoFirm || division === 84 ? 'SECTOR_NOT_COVERED' : null;
}
