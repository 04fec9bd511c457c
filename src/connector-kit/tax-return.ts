/**
 * From the lines of a French tax return (forms 2050 to 2053, or 2033 for small companies) to statement items: what every
 * source of full accounts has in common. How a source writes its columns is the connector's business. Pure.
 */
import type { FinancialStatementRecord } from './records';

type Items = FinancialStatementRecord['items'];
export type TaxForm = 'FULL' | 'SIMPLIFIED';

/**
 * Items of a return from the amounts of its year by code, in minor units. A sum counts the lines that were filed; when none
 * of them was, the item is absent, not zero.
 */
export function itemsOfTaxReturn(amounts: ReadonlyMap<string, bigint>, form: TaxForm): Items {
  const book = new Book(amounts);
  const all = form === 'FULL' ? fullItems(book) : simplifiedItems(book);
  return Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== null));
}

/** Every line the items of a form are made of, so that a connector that picks lines cannot miss one. */
export function codesOfTaxReturn(form: TaxForm): ReadonlySet<string> {
  // An empty return: nothing is found, so every line is asked for, the ones in the place of others too.
  const book = new Book(new Map());
  if (form === 'FULL') fullItems(book);
  else simplifiedItems(book);
  return book.asked;
}

class Book {
  /** The lines that were asked for, filed or not. */
  readonly asked = new Set<string>();

  constructor(private readonly amounts: ReadonlyMap<string, bigint>) {}

  /** The first of these lines that was filed. */
  one(...codes: string[]): bigint | null {
    for (const code of codes) this.asked.add(code);
    const code = codes.find((candidate) => this.amounts.has(candidate));
    return code === undefined ? null : (this.amounts.get(code) ?? null);
  }

  /** Sum of the filed lines among these; null when none was filed. */
  sum(codes: string): bigint | null {
    const lines = codes.split(' ').filter((code) => code !== '');
    for (const code of lines) this.asked.add(code);
    const filed = lines.flatMap((code) => this.amounts.get(code) ?? []);
    return filed.length === 0 ? null : filed.reduce((total, amount) => total + amount, 0n);
  }

  /** start + plus − minus, where blank lines count for nothing; null without a start. */
  from(start: bigint | null, plus: string, minus: string): bigint | null {
    const change = (this.sum(plus) ?? 0n) - (this.sum(minus) ?? 0n);
    return start === null ? null : start + change;
  }
}

type AllItems = { [item in keyof Required<Items>]: bigint | null };

function fullItems(book: Book): AllItems {
  // FJ is the turnover as keyed in; FL is the same on paper.
  const turnover = book.one('FJ', 'FL');
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
    financialAssets: book.sum('CS CU BB BD'),
    totalLiabilities: book.one('EE'),
    // P1 and P2 are what a group has in the place of DI.
    equityParts: book.sum('DA DB DC DD DE DF DG DH DI P1 P2 DJ DK'),
    netIncomeInEquity: book.one('DI'),
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
    financialAssets: book.one('040'),
    totalLiabilities: book.one('180'),
    equityParts: book.sum('120 124 126 130 132 134 136 140'),
    netIncomeInEquity: book.one('136'),
  };
}
