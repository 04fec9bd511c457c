import type { StatementItem } from '../../connector-kit';
import { onCurve, probabilityOf, type Curve } from '../log-odds';
import type { ModelAbsence, ModelResult, ModelZone, StatementFacts } from '../types';

/** A statement's items as numbers, flows brought to twelve months. Ratios need no exact cents. */
export interface Accounts {
  readonly incomeStatementHidden: boolean;
  /** The item, or null when the source did not give it. */
  get(item: StatementItem): number | null;
}

/** Items of the income statement: amounts of a year, not of a day. */
export const FLOWS: ReadonlySet<StatementItem> = new Set<StatementItem>([
  'turnover',
  'valueAdded',
  'ebitda',
  'operatingIncome',
  'depreciation',
  'financialCharges',
  'profitBeforeTax',
  'netIncome',
  'personnelCost',
]);

export function accountsOf(statement: StatementFacts): Accounts {
  const annual = 12 / (statement.months ?? 12);
  return {
    incomeStatementHidden: statement.confidentiality === 'INCOME_STATEMENT',
    get(item) {
      const text = statement.items[item];
      if (text === undefined) return null;
      return FLOWS.has(item) ? Number(text) * annual : Number(text);
    },
  };
}

export function absentModel(reason: ModelAbsence): ModelResult {
  return {
    value: null,
    risk: null,
    probability: null,
    zone: null,
    applicable: false,
    reason,
    logLikelihoodRatio: null,
  };
}

/** A model's value with the evidence its measured curve gives. */
export function modelResult(value: number, zone: ModelZone, curve: Curve): ModelResult {
  const logLikelihoodRatio = onCurve(curve, value);
  return {
    value,
    risk: probabilityOf(logLikelihoodRatio),
    probability: null,
    zone,
    applicable: true,
    reason: null,
    logLikelihoodRatio,
  };
}

/** The items, or why the model cannot be computed from them. */
export function absenceOf(accounts: Accounts, needsIncomeStatement: boolean): ModelAbsence {
  return needsIncomeStatement && accounts.incomeStatementHidden
    ? 'INCOME_STATEMENT_CONFIDENTIAL'
    : 'MISSING_ITEMS';
}
