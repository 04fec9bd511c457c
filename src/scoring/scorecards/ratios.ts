import type { Accounts } from './accounts';

/**
 * The ratios of the scorecard, in the order of its table. Columns of a CSV file of ratios carry these names; what each
 * means is in docs/scoring.md.
 */
export const RATIO_NAMES = [
  'working_capital_to_assets',
  'retained_earnings_to_assets',
  'ebit_to_assets',
  'equity_to_liabilities',
  'net_income_to_assets',
  'liabilities_to_assets',
  'current_ratio',
  'current_liabilities_to_assets',
  'current_assets_to_liabilities',
  'profit_before_tax_to_current_liabilities',
  'cash_flow_to_liabilities',
  'permanent_capital_to_assets',
  'quick_assets_to_assets',
  'ebitda_to_liabilities',
  'inventory_days',
  'receivable_days',
  'current_liability_days',
  'net_margin',
  'sales_growth',
] as const;
export type RatioName = (typeof RATIO_NAMES)[number];

/** Fractions, and days for the names that end so; null where an item is unknown or the denominator is not above 0. */
export type Ratios = Readonly<Record<RatioName, number | null>>;

const DAYS_PER_YEAR = 365;

/** An item that may be unknown; what is computed from an unknown item is unknown. */
type Amount = number | null;

/**
 * The 19 ratios of a year's accounts. Liabilities are total assets less equity, so provisions count. `previous` are the
 * accounts of the year before, null when unknown: then there is no growth. Flows of both must be brought to a year.
 */
export function ratiosOf(accounts: Accounts, previous: Accounts | null): Ratios {
  const assets = accounts.get('totalAssets');
  const current = accounts.get('currentAssets');
  const inventories = accounts.get('inventories');
  const due = accounts.get('currentLiabilities');
  const equity = accounts.get('equity');
  const turnover = accounts.get('turnover');
  const income = accounts.get('netIncome');
  const liabilities = minus(assets, equity);
  const before = previous?.get('turnover') ?? null;
  return {
    working_capital_to_assets: ratio(minus(current, due), assets),
    retained_earnings_to_assets: ratio(accounts.get('retainedEarnings'), assets),
    ebit_to_assets: ratio(accounts.get('operatingIncome'), assets),
    equity_to_liabilities: ratio(equity, liabilities),
    net_income_to_assets: ratio(income, assets),
    liabilities_to_assets: ratio(liabilities, assets),
    current_ratio: ratio(current, due),
    current_liabilities_to_assets: ratio(due, assets),
    current_assets_to_liabilities: ratio(current, liabilities),
    profit_before_tax_to_current_liabilities: ratio(accounts.get('profitBeforeTax'), due),
    cash_flow_to_liabilities: ratio(plus(income, accounts.get('depreciation')), liabilities),
    permanent_capital_to_assets: ratio(minus(assets, due), assets),
    quick_assets_to_assets: ratio(minus(current, inventories), assets),
    ebitda_to_liabilities: ratio(accounts.get('ebitda'), liabilities),
    inventory_days: days(inventories, turnover),
    receivable_days: days(accounts.get('tradeReceivables'), turnover),
    current_liability_days: days(due, turnover),
    net_margin: ratio(income, turnover),
    sales_growth: ratio(minus(turnover, before), before),
  };
}

/** Nothing to divide by is no ratio of 0, and a negative denominator would turn its direction round. */
function ratio(numerator: Amount, denominator: Amount): Amount {
  if (numerator === null || denominator === null || denominator <= 0) return null;
  const quotient = numerator / denominator;
  return Number.isFinite(quotient) ? quotient : null;
}

function days(amount: Amount, turnover: Amount): Amount {
  const years = ratio(amount, turnover);
  return years === null ? null : years * DAYS_PER_YEAR;
}

function minus(from: Amount, amount: Amount): Amount {
  return from === null || amount === null ? null : from - amount;
}

function plus(one: Amount, other: Amount): Amount {
  return one === null || other === null ? null : one + other;
}
