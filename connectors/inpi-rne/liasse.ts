/**
 * The lines of a tax return as INPI keys them in: which of them we use, on which page, and in which column the year stands.
 * What they add up to is the kit's. Pure.
 */
import {
  codesOfTaxReturn,
  currencyDecimals,
  itemsOfTaxReturn,
  type FinancialStatementRecord,
  type TaxForm,
} from '../../src/connector-kit';

type Items = FinancialStatementRecord['items'];
export type Form = TaxForm;

/** A line as keyed in, in the units of the return; a column that was not filed is null. */
export interface Line {
  code: string;
  m1: bigint | null;
  m2: bigint | null;
  m3: bigint | null;
}

export interface FormPage {
  /** "01", "02"… */
  number: string;
  lines: readonly Line[];
}

/**
 * The page a line belongs to: a code can mean something else on another page. Forms number and letter their lines by page:
 * assets, liabilities, the two halves of the income statement. P1 and P2 are a group's liabilities, R6 its result.
 */
function pageOf(code: string, form: Form): string {
  if (form === 'SIMPLIFIED') return Number(code) < 200 ? '01' : '02';
  if (/^[ABC]/.test(code)) return '01';
  if (/^[DEP]/.test(code)) return '02';
  return /^[FG]/.test(code) ? '03' : '04';
}

/** The lines we use, all of those the items are made of. */
const CODES: Readonly<Record<Form, ReadonlySet<string>>> = {
  FULL: codesOfTaxReturn('FULL'),
  SIMPLIFIED: codesOfTaxReturn('SIMPLIFIED'),
};

/** The pages of the income statement, which a company may keep to itself. */
const INCOME_PAGES: Readonly<Record<Form, readonly string[]>> = {
  FULL: ['03', '04'],
  SIMPLIFIED: ['02'],
};

/**
 * Whether the column of the year is the third (gross, depreciation, net; France, export, total) or the first. Some clients
 * label the columns of the last pages "France" and "export"; they are this year and the one before.
 */
const YEAR_IN_THIRD: Readonly<Record<Form, readonly string[]>> = {
  FULL: ['01', '03'],
  SIMPLIFIED: ['01'],
};

/** The one place that says what the padded numbers count: whole units of the currency, neither cents nor thousands. */
function toMinor(amount: bigint, currency: string): bigint {
  return amount * 10n ** BigInt(currencyDecimals(currency));
}

export interface ReturnForm {
  form: Form;
  currency: string;
  /** False: the income statement is confidential, and its pages are not read even when they are there. */
  isIncomeShown: boolean;
}

/** Items of a return in minor units of its currency; only those whose lines were filed. */
export function statementItems(pages: readonly FormPage[], ask: ReturnForm): Items {
  const amounts = new Map<string, bigint>();
  for (const page of pages) {
    const isHidden = !ask.isIncomeShown && INCOME_PAGES[ask.form].includes(page.number);
    if (isHidden) continue;
    for (const line of page.lines) {
      const isUsed = CODES[ask.form].has(line.code) && pageOf(line.code, ask.form) === page.number;
      if (!isUsed) continue;
      const amount = yearAmount(line, page.number, ask.form);
      if (amount !== null) amounts.set(line.code, toMinor(amount, ask.currency));
    }
  }
  return itemsOfTaxReturn(amounts, ask.form);
}

/** Shareholders' current accounts, "of which" beside a total: keyed into the second column of its page. */
const YEAR_IN_SECOND: readonly string[] = ['169'];

/** Without the third column: France and export are added, gross is lessened by depreciation. */
function yearAmount({ code, m1, m2, m3 }: Line, page: string, form: Form): bigint | null {
  if (form === 'SIMPLIFIED' && YEAR_IN_SECOND.includes(code)) return m2;
  if (!YEAR_IN_THIRD[form].includes(page)) return m1;
  if (m3 !== null || m1 === null) return m3;
  return page === '03' ? m1 + (m2 ?? 0n) : m1 - (m2 ?? 0n);
}
