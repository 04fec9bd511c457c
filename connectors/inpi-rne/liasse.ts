/**
 * The lines of a tax return as INPI keys them in: which of them we use, on which page, and in which column the year stands.
 * What they add up to is the kit's. Pure.
 */
import {
  currencyDecimals,
  itemsOfTaxReturn,
  listed,
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

/** The lines we use and the page each belongs to: a code can mean something else on another page. */
const CODES: Readonly<Record<Form, Readonly<Record<string, string>>>> = {
  FULL: {
    '01': 'AB CX AF AH AJ AL BL BN BP BR BT BX CD CF CJ CO',
    '02': 'DA DD DE DF DG DH DI DL DR DS DT DU DV DW DX DY DZ EA EB EC EE EG EH',
    '03': 'FJ FM FN FO FS FT FU FV FW FX FY FZ GA GG GR GU GW',
    '04': 'HI HN R6',
  },
  SIMPLIFIED: {
    '01':
      '010 014 050 060 068 080 084 088 096 110 120 126 130 132 134 136 142 154 156 166 169 176 ' +
      '180 195',
    '02': '210 214 218 222 224 226 234 236 238 240 242 244 250 252 254 270 294 306 310',
  },
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
    const codes = listed(CODES[ask.form], page.number)?.split(' ') ?? [];
    for (const line of page.lines.filter(({ code }) => codes.includes(code))) {
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
