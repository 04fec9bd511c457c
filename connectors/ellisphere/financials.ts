/** Ellisphere's figures to statements, one per closing day and scope. Pure. */
import {
  isCurrency,
  listed,
  payloadInvalid,
  type FinancialStatementRecord,
  type LocalDate,
  type StatementItem,
  type StatementRatio,
} from '../../src/connector-kit';
import { dayWith, minorOf, type Element } from './elements';
import type { Disclaimer, Figures, Period, Report } from './payloads';

const ITEMS: Readonly<Record<string, StatementItem>> = {
  TA00: 'totalAssets',
  AC00: 'currentAssets',
  AC01: 'inventories',
  AC03: 'tradeReceivables',
  AC06: 'cash',
  FP00: 'equity',
  DC00: 'currentLiabilities',
  DC02: 'tradePayables',
  CA00: 'turnover',
  DSIG1: 'turnover',
  DSIG13: 'valueAdded',
  DSIG14: 'personnelCost',
  DSIG17: 'ebitda',
  DSIG20: 'operatingIncome',
  DSIG24: 'financialCharges',
  RN00: 'netIncome',
  DSIG30: 'netIncome',
};
/** Long-term and short-term debt: together the total. */
const DEBTS = ['DL00', 'DC00'];

const RATIOS: Readonly<Record<string, StatementRatio>> = {
  DRA1: 'financialAutonomyPercent',
  DRB1: 'debtRatioPercent',
  DRH1: 'assetAgePercent',
  DRF2: 'supplierCreditDays',
};

/** What the income statement alone tells: withheld with it, even where a figure is shown. */
const INCOME: readonly string[] = [
  'turnover',
  'valueAdded',
  'personnelCost',
  'ebitda',
  'operatingIncome',
  'financialCharges',
  'supplierCreditDays',
];

interface Collected {
  record: FinancialStatementRecord;
  debts: Map<string, bigint>;
}

export function statementsOf(siren: string, source: Report): FinancialStatementRecord[] {
  const all = new Map<string, Collected>();
  const tables = [...source.financials, ...(source.assessmentData?.keyFigures ?? [])];
  for (const [index, figures] of tables.entries()) {
    collect({ all, siren, path: `financials[${index}]` }, figures);
  }
  return [...all.values()]
    .map(({ record, debts }) => withDebt(record, debts))
    .map((record) => withheld(record, confidentialityOf(record.closedOn, source)))
    .filter(({ items, ratios, confidentiality }) => {
      const isEmpty = Object.keys(items).length === 0 && Object.keys(ratios ?? {}).length === 0;
      return !isEmpty || confidentiality !== 'PUBLIC';
    });
}

interface Collection {
  all: Map<string, Collected>;
  siren: string;
  path: string;
}

function collect({ all, siren, path }: Collection, figures: Figures): void {
  const scope = figures['@consolidated'] === 'true' ? 'CONSOLIDATED' : 'COMPANY';
  for (const [index, period] of figures.period.entries()) {
    const at = `${path}.period[${index}]`;
    const closedOn = dayWith(period.date, 'end', at);
    if (closedOn === null) continue;
    const key = `${siren}:${closedOn}${scope === 'COMPANY' ? '' : ':consolidated'}`;
    const blank = blankStatement({ siren, closedOn, scope, key }, period, at);
    const collected = all.get(key) ?? { record: blank, debts: new Map<string, bigint>() };
    all.set(key, collected);
    take(collected, figures, { number: period['@number'], path });
  }
}

interface Column {
  number: string;
  path: string;
}

/** The first table that gives an item counts; estimates of Ellisphere's are not accounts. */
function take({ record, debts }: Collected, figures: Figures, { number, path }: Column): void {
  for (const [index, { '@code': code, value }] of figures.element.entries()) {
    const found = value.find(({ attributes }) => isActual(attributes, number));
    if (found?.text == null) continue;
    const at = `${path}.element[${index}].value`;
    const item = listed(ITEMS, code);
    const isDebt = DEBTS.includes(code);
    if (item !== undefined || isDebt) {
      const amount = minorOf(found, record.currency, at);
      if (amount === null) continue;
      if (item !== undefined) record.items[item] ??= amount;
      if (isDebt) debts.set(code, amount);
    }
    const ratio = listed(RATIOS, code);
    if (ratio !== undefined) record.ratios = { [ratio]: decimal(found, at), ...record.ratios };
  }
}

function isActual(attributes: Element['attributes'], number: string): boolean {
  const type = attributes.get('type');
  return attributes.get('period') === number && (type === undefined || type === 'actual');
}

function decimal(source: Element, path: string): string {
  const written = source.text ?? '';
  if (!/^-?\d{1,15}(\.\d{1,10})?$/.test(written)) {
    throw payloadInvalid(path, 'a decimal number', written);
  }
  return written;
}

function withDebt(
  record: FinancialStatementRecord,
  debts: ReadonlyMap<string, bigint>,
): FinancialStatementRecord {
  if (debts.size < DEBTS.length) return record;
  const totalDebt = [...debts.values()].reduce((sum, debt) => sum + debt, 0n);
  return { ...record, items: { ...record.items, totalDebt } };
}

type Confidentiality = FinancialStatementRecord['confidentiality'];

/** PCONF hides the income statement; a code nobody has seen is taken to hide everything. */
function confidentialityOf(closedOn: LocalDate, source: Report): Confidentiality {
  const codes = source.financialsDisclaimer
    .filter((each, index) => endOf(each, index) === closedOn)
    .map((each) => each['@code']);
  if (codes.some((code) => code !== 'PUBLIC' && code !== 'PCONF')) return 'FULL';
  return codes.includes('PCONF') ? 'INCOME_STATEMENT' : 'PUBLIC';
}

function endOf(disclaimer: Disclaimer, index: number): LocalDate | null {
  return dayWith(disclaimer.date, 'end', `financialsDisclaimer[${index}]`);
}

function withheld(
  record: FinancialStatementRecord,
  confidentiality: Confidentiality,
): FinancialStatementRecord {
  if (confidentiality === 'PUBLIC') return record;
  const isShown = ([name]: [string, unknown]): boolean =>
    confidentiality === 'INCOME_STATEMENT' && !INCOME.includes(name);
  const items = Object.fromEntries(Object.entries(record.items).filter(isShown));
  const ratios = Object.fromEntries(Object.entries(record.ratios ?? {}).filter(isShown));
  return { ...record, confidentiality, items, ratios };
}

interface StatementKey {
  siren: string;
  closedOn: LocalDate;
  scope: FinancialStatementRecord['scope'];
  key: string;
}

function blankStatement(
  { siren, closedOn, scope, key }: StatementKey,
  period: Period,
  path: string,
): FinancialStatementRecord {
  const currency = period.currencyCode ?? 'EUR';
  if (!isCurrency(currency)) {
    throw payloadInvalid(`${path}.currencyCode`, 'an ISO 4217 code', currency);
  }
  if (period.currencyUnit !== null && period.currencyUnit !== '0') {
    throw payloadInvalid(`${path}.currencyUnit`, '"0"', period.currencyUnit);
  }
  return {
    type: 'financialStatement',
    sourceKey: key,
    siren,
    closedOn,
    months: monthsOf(period),
    scope,
    confidentiality: 'PUBLIC',
    currency,
    filedOn: null,
    items: {},
    ratios: {},
  };
}

function monthsOf({ duration }: Period): number | null {
  const unit = duration?.attributes.get('unit') ?? 'month';
  const written = duration?.text ?? '';
  return unit === 'month' && /^[1-9]\d?$/.test(written) ? Number(written) : null;
}
