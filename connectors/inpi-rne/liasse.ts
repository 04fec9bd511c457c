/**
 * From the lines of a tax return as INPI keys them in (forms 2050 to 2053, or 2033 for small companies) to statement
 * items. A sum counts the lines that were filed; when none of them was, the item is absent, not zero. Pure.
 */
import { currencyDecimals, listed, type FinancialStatementRecord } from '../../src/connector-kit';

type Items = FinancialStatementRecord['items'];
export type Form = 'FULL' | 'SIMPLIFIED';

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
  const book = new Book(amounts);
  const all = ask.form === 'FULL' ? fullItems(book) : simplifiedItems(book);
  return Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== null));
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

class Book {
  constructor(private readonly amounts: ReadonlyMap<string, bigint>) {}

  /** The first of these lines that was filed. */
  one(...codes: string[]): bigint | null {
    const code = codes.find((candidate) => this.amounts.has(candidate));
    return code === undefined ? null : (this.amounts.get(code) ?? null);
  }

  /** Sum of the filed lines among these; null when none was filed. */
  sum(codes: string): bigint | null {
    const filed = codes.split(' ').flatMap((code) => this.amounts.get(code) ?? []);
    return filed.length === 0 ? null : filed.reduce((total, amount) => total + amount, 0n);
  }

  /** start + plus − minus, where blank lines count for nothing; null without a start. */
  from(start: bigint | null, plus: string, minus: string): bigint | null {
    if (start === null) return null;
    return start + (this.sum(plus) ?? 0n) - (this.sum(minus) ?? 0n);
  }
}

type AllItems = { [item in keyof Required<Items>]: bigint | null };

function fullItems(book: Book): AllItems {
  const turnover = book.one('FJ');
  const valueAdded = book.from(turnover, 'FM FN', 'FS FT FU FV FW');
  return {
    totalAssets: book.one('CO', 'EE'),
    currentAssets: book.one('CJ'),
    inventories: book.sum('BL BN BP BR BT'),
    tradeReceivables: book.one('BX'),
    cash: book.sum('CF CD'),
    equity: book.one('DL'),
    shareCapital: book.one('DA'),
    retainedEarnings: book.sum('DD DE DF DG DH DI'),
    provisions: book.one('DR'),
    totalDebt: book.one('EC'),
    currentLiabilities: book.one('EG') ?? book.sum('DW DX DY DZ EA EB EH'),
    financialDebt: book.sum('DS DT DU DV'),
    tradePayables: book.one('DX'),
    turnover,
    valueAdded,
    ebitda: book.from(valueAdded, 'FO', 'FX FY FZ'),
    operatingIncome: book.one('GG'),
    depreciation: book.one('GA'),
    financialCharges: book.one('GU', 'GR'),
    profitBeforeTax: book.from(book.one('GW'), 'HI', ''),
    // The balance sheet states the result too; consolidated accounts have a line of their own.
    netIncome: book.one('R6', 'HN', 'DI'),
    personnelCost: book.sum('FY FZ'),
    intangibleAssets: book.sum('AB CX AF AH AJ AL'),
  };
}

function simplifiedItems(book: Book): AllItems {
  // 209, 215 and 217 are the exports within these, not beside them.
  const turnover = book.sum('210 214 218');
  const valueAdded = book.from(turnover, '222 224', '234 236 238 240 242');
  return {
    totalAssets: book.one('110', '180'),
    currentAssets: book.one('096'),
    inventories: book.sum('050 060'),
    tradeReceivables: book.one('068'),
    cash: book.sum('080 084 088'),
    equity: book.one('142'),
    shareCapital: book.one('120'),
    retainedEarnings: book.sum('126 130 132 134 136'),
    provisions: book.one('154'),
    totalDebt: book.one('176'),
    currentLiabilities: book.from(book.one('176'), '', '195'),
    financialDebt: book.sum('156 169'),
    tradePayables: book.one('166'),
    turnover,
    valueAdded,
    ebitda: book.from(valueAdded, '226', '244 250 252'),
    operatingIncome: book.one('270'),
    depreciation: book.one('254'),
    financialCharges: book.one('294'),
    // Tax is the line 306; without the income statement there is no profit before it.
    profitBeforeTax: book.from(book.one('310'), '306', ''),
    netIncome: book.one('310', '136'),
    personnelCost: book.sum('250 252'),
    intangibleAssets: book.sum('010 014'),
  };
}
