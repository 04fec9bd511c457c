/** Creditsafe's standardised accounts ("GlobalFinancialsGGS") to financial statements. Pure. */
import type {
  FinancialStatementRecord,
  StatementItem,
  StatementRatio,
} from '../../src/connector-kit';
import { currencyOf, toDecimal, toMinor } from './amounts';
import type { FinancialStatement } from './payloads';

/** One statement per closing day and scope; local forms, whose lines differ from country to country, are left out. */
export function statementRecords(
  siren: string,
  statements: readonly FinancialStatement[],
): FinancialStatementRecord[] {
  const records = statements.flatMap((statement) => statementRecord(siren, statement) ?? []);
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}

function statementRecord(
  siren: string,
  source: FinancialStatement,
): FinancialStatementRecord | null {
  const currency = currencyOf(source.currency);
  const { yearEndDate: closedOn } = source;
  if (source.type !== 'GlobalFinancialsGGS' || closedOn === null || currency === null) return null;
  const scope = source.consolidatedAccounts === true ? 'CONSOLIDATED' : 'COMPANY';
  const ratios = ratiosOf(source);
  return {
    type: 'financialStatement',
    sourceKey: `${siren}:${closedOn}:${scope}`,
    siren,
    closedOn,
    months: monthsOf(source.numberOfWeeks),
    scope,
    confidentiality: 'PUBLIC',
    currency,
    filedOn: null,
    items: itemsOf(source, currency),
    ...(Object.keys(ratios).length === 0 ? {} : { ratios }),
  };
}

/** 52 or 53 weeks are twelve months. */
function monthsOf(weeks: number | null): number | null {
  const months = Math.round(((weeks ?? 0) * 12) / 52);
  return months > 0 ? months : null;
}

type Lines = readonly (number | null)[];

/** The lines whose sum is an item; an item of which no line is given is absent. */
function linesOf({ profitAndLoss, balanceSheet }: FinancialStatement): [StatementItem, Lines][] {
  const income = profitAndLoss;
  const balance = balanceSheet;
  return [
    ['totalAssets', [balance.totalAssets]],
    ['currentAssets', [balance.totalCurrentAssets]],
    ['inventories', [balance.totalInventories]],
    ['tradeReceivables', [balance.tradeReceivables]],
    ['cash', [balance.cash]],
    ['equity', [balance.totalShareholdersEquity]],
    ['shareCapital', [balance.calledUpShareCapital]],
    ['retainedEarnings', [balance.revenueReserves]],
    ['currentLiabilities', [balance.totalCurrentLiabilities]],
    ['totalDebt', bothOrNone(balance.totalCurrentLiabilities, balance.totalLongTermLiabilities)],
    [
      'financialDebt',
      [
        balance.bankLiabilities,
        balance.otherLoansOrFinance,
        balance.bankLiabilitiesDueAfter1Year,
        balance.otherLoansOrFinanceDueAfter1Year,
      ],
    ],
    ['tradePayables', [balance.tradePayables]],
    ['turnover', [income.revenue]],
    ['operatingIncome', [income.operatingProfit]],
    ['depreciation', [income.depreciation, income.amortisation]],
    ['financialCharges', [income.financialExpenses]],
    ['profitBeforeTax', [income.profitBeforeTax]],
    ['netIncome', [income.profitAfterTax]],
    ['personnelCost', [income.wagesAndSalaries, income.pensionCosts]],
    ['intangibleAssets', [balance.totalIntangibleAssets]],
  ];
}

/** Of one part alone the whole cannot be known. */
function bothOrNone(...parts: [number | null, number | null]): Lines {
  return parts.includes(null) ? [] : parts;
}

function itemsOf(source: FinancialStatement, currency: string): FinancialStatementRecord['items'] {
  const sums = linesOf(source).flatMap(([item, lines]) => {
    const given = lines.filter((line) => line !== null).map((line) => toMinor(line, currency));
    return given.length === 0 ? [] : [[item, given.reduce((sum, line) => sum + line, 0n)] as const];
  });
  return Object.fromEntries(sums);
}

function ratiosOf({ ratios }: FinancialStatement): Partial<Record<StatementRatio, string>> {
  const values: [StatementRatio, number | null][] = [
    ['customerCreditDays', ratios.debtorDays],
    ['supplierCreditDays', ratios.creditorDays],
    ['pretaxMarginPercent', ratios.preTaxProfitMargin],
    ['financialAutonomyPercent', ratios.equityInPercentage],
  ];
  const given = values.flatMap(([name, value]) =>
    value === null ? [] : [[name, toDecimal(value)] as const],
  );
  return Object.fromEntries(given);
}
