import { addMonths, type LocalDate } from '../../kernel';
import type { StatementCheck, StatementCheckCode, StatementFacts, StatementField } from '../types';
import type { FinancialParameters } from './financial-parameters';

/** Items that cannot be below zero; charges and results can. */
const NEVER_NEGATIVE = [
  'currentAssets',
  'inventories',
  'tradeReceivables',
  'totalDebt',
  'currentLiabilities',
  'financialDebt',
  'tradePayables',
  'turnover',
] as const;
/** A year's accounts this many times the ones before are in another unit, not another size. */
const UNIT_JUMP = 200n;

export interface CheckContext {
  readonly asOf: LocalDate;
  readonly parameters: FinancialParameters;
  /** The accounts of the year before, of the company alone; null when not known. */
  readonly previous: StatementFacts | null;
}

/**
 * All that is wrong or special about one statement, refusals first. Only items the source gave are compared: what is not
 * there fails no check.
 */
export function checkStatement(statement: StatementFacts, context: CheckContext): StatementCheck[] {
  const found = new Findings(statement);
  checkUse(found, context);
  if (statement.confidentiality !== 'FULL') {
    checkTotals(found, context);
    checkShape(found, context);
    checkSpecial(found);
  }
  return found.list();
}

/** The items of one statement, and what was found in them. */
class Findings {
  readonly statement: StatementFacts;
  private readonly checks: StatementCheck[] = [];

  constructor(statement: StatementFacts) {
    this.statement = statement;
  }

  item(name: keyof StatementFacts['items']): bigint | null {
    const text = this.statement.items[name];
    return text === undefined ? null : BigInt(text);
  }

  refuse(code: StatementCheckCode, ...fields: StatementField[]): void {
    this.add(code, fields, true);
  }

  flag(code: StatementCheckCode, ...fields: StatementField[]): void {
    this.add(code, fields, false);
  }

  list(): StatementCheck[] {
    return [...this.checks].sort((a, b) => Number(b.isRefusal) - Number(a.isRefusal));
  }

  private add(code: StatementCheckCode, fields: StatementField[], isRefusal: boolean): void {
    const { sourceKey: statementKey, closedOn } = this.statement;
    this.checks.push({ statementKey, closedOn, code, fields, isRefusal });
  }
}

/** Whether the statement may be read at all, whatever it says. */
function checkUse(found: Findings, { asOf, parameters }: CheckContext): void {
  const { closedOn, confidentiality, scope, months } = found.statement;
  if (closedOn < addMonths(asOf, -parameters.unusableMonths)) found.refuse('TOO_OLD', 'closedOn');
  else if (closedOn < addMonths(asOf, -parameters.staleMonths)) found.flag('STALE', 'closedOn');
  if (confidentiality === 'FULL') found.refuse('ALL_CONFIDENTIAL', 'confidentiality');
  if (confidentiality === 'INCOME_STATEMENT') {
    found.flag('INCOME_STATEMENT_CONFIDENTIAL', 'confidentiality');
  }
  if (scope !== 'COMPANY') found.refuse('CONSOLIDATED', 'scope');
  const { least, most } = parameters.yearMonths;
  if (months === null) found.flag('YEAR_LENGTH_UNKNOWN', 'months');
  else if (months < least || months > most) found.refuse('YEAR_UNUSABLE', 'months');
  else if (months !== 12) found.flag('YEAR_NOT_TWELVE_MONTHS', 'months');
}

/** Totals that contradict each other make every ratio a guess: balance sheets balance. */
function checkTotals(found: Findings, { parameters }: CheckContext): void {
  const assets = found.item('totalAssets');
  // Turnover and equity alone still say how much credit a company bears.
  if (assets === null) return found.flag('TOTAL_ASSETS_MISSING', 'totalAssets');
  if (assets <= 0n) return found.refuse('TOTAL_ASSETS_NOT_POSITIVE', 'totalAssets');
  const { flaggedMinor, refusedShareOfAssets } = parameters.tolerance;
  const refusedMinor = Math.max(flaggedMinor, Number(assets) * refusedShareOfAssets);
  const compare = (
    code: StatementCheckCode,
    left: keyof StatementFacts['items'],
    right: keyof StatementFacts['items'],
  ): void => {
    const [a, b] = [found.item(left), found.item(right)];
    if (a === null || b === null) return;
    const gap = Math.abs(Number(a - b));
    if (gap > refusedMinor && code !== 'EQUITY_PARTS_DIFFER') found.refuse(code, left, right);
    else if (gap > flaggedMinor) found.flag(code, left, right);
  };
  compare('BALANCE_SHEET_UNBALANCED', 'totalAssets', 'totalLiabilities');
  // Told only: some sources leave out lines of the equity, and its total is what the ratios need.
  compare('EQUITY_PARTS_DIFFER', 'equity', 'equityParts');
  compare('NET_INCOME_DIFFERS', 'netIncome', 'netIncomeInEquity');
  const current = found.item('currentAssets');
  if (current !== null && current > assets) {
    found.refuse('CURRENT_ASSETS_ABOVE_TOTAL', 'currentAssets', 'totalAssets');
  }
  if ((found.item('equity') ?? 0n) > assets) {
    found.refuse('EQUITY_ABOVE_TOTAL', 'equity', 'totalAssets');
  }
  for (const name of NEVER_NEGATIVE) {
    if ((found.item(name) ?? 0n) < 0n) found.refuse('AMOUNT_NEGATIVE', name);
  }
  checkDebt(found, { flaggedMinor, refusedMinor });
}

function checkDebt(
  found: Findings,
  tolerance: { readonly flaggedMinor: number; readonly refusedMinor: number },
): void {
  const [debt, due] = [found.item('totalDebt'), found.item('currentLiabilities')];
  if (debt === null || due === null) return;
  const excess = Number(due - debt);
  const fields = ['currentLiabilities', 'totalDebt'] as const;
  if (excess > tolerance.refusedMinor) found.refuse('DEBT_DUE_ABOVE_DEBT', ...fields);
  else if (excess > tolerance.flaggedMinor) found.flag('DEBT_DUE_ABOVE_DEBT', ...fields);
}

/** A company that sells next to nothing and owns shares is a holding, whatever activity it registered. */
function checkShape(found: Findings, { parameters, previous }: CheckContext): void {
  const assets = found.item('totalAssets') ?? 0n;
  if (assets <= 0n) return;
  const turnover = found.item('turnover');
  const financial = found.item('financialAssets');
  if (turnover !== null && financial !== null) {
    const { mostTurnoverToAssets, leastFinancialAssets } = parameters.holding;
    const sellsNothing = Number(turnover) < Number(assets) * mostTurnoverToAssets;
    const ownsShares = Number(financial) > Number(assets) * leastFinancialAssets;
    if (sellsNothing && ownsShares) {
      found.refuse('HOLDING_BY_SHAPE', 'turnover', 'financialAssets');
    }
  }
  const before = BigInt(previous?.items.totalAssets ?? '0');
  if (before > 0n && (assets > before * UNIT_JUMP || before > assets * UNIT_JUMP)) {
    found.flag('UNIT_DOUBTFUL', 'totalAssets', 'previousTotalAssets');
  }
}

/** True and telling, and no mistake: a formula that divides by these is left out, never given a 0. */
function checkSpecial(found: Findings): void {
  const equity = found.item('equity');
  const capital = found.item('shareCapital');
  if (equity === 0n) found.flag('EQUITY_ZERO', 'equity');
  if (equity !== null && equity < 0n) found.flag('EQUITY_NEGATIVE', 'equity');
  if (equity !== null && capital !== null && equity * 2n < capital) {
    found.flag('EQUITY_BELOW_HALF_CAPITAL', 'equity', 'shareCapital');
  }
  const added = found.item('valueAdded');
  if (added !== null && added <= 0n) found.flag('VALUE_ADDED_NOT_POSITIVE', 'valueAdded');
  if (found.item('turnover') === 0n) found.flag('TURNOVER_ZERO', 'turnover');
  if (found.item('totalDebt') === 0n) found.flag('DEBT_ZERO', 'totalDebt');
}
