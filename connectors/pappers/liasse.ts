/**
 * From the lines of a tax return (forms 2050 to 2053, or 2033 for small companies) to statement items. A sum counts
 * the lines that were filed; when none of them was, the item is absent, not zero. Pure.
 */
import type { FinancialStatementRecord } from '../../src/connector-kit';
import { folded, toMinor } from './amounts';
import type { Column, Line } from './payloads';

type Items = FinancialStatementRecord['items'];
export type Form = 'FULL' | 'SIMPLIFIED';

/** Items of a return in minor units of its currency. */
export function statementItems(lines: readonly Line[], form: Form, currency: string): Items {
  const amounts = new Map<string, bigint>();
  for (const { code, colonnes } of lines) {
    const amount = code === null ? null : currentAmount(code.toUpperCase(), colonnes);
    if (code !== null && amount !== null)
      amounts.set(code.toUpperCase(), toMinor(amount, currency));
  }
  const book = new Book(amounts);
  const all = form === 'FULL' ? fullItems(book) : simplifiedItems(book);
  return Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== null));
}

/**
 * The amount of the year itself: a total before a net, a net before gross less depreciation; never the year before.
 * Labels are matched by their words, because only "Montant brut année N" is documented.
 */
function currentAmount(code: string, columns: readonly Column[]): number | null {
  const current = columns
    .map(({ libelle, valeur }) => ({ label: folded(libelle ?? ''), valeur }))
    .filter(({ label }) => !/n ?- ?1|precedent/.test(label));
  const labelled = (pattern: RegExp): number | null =>
    current.find(({ label, valeur }) => pattern.test(label) && valeur !== null)?.valeur ?? null;
  const settled = labelled(/\btotal\b/) ?? labelled(/\bnet\b/);
  if (settled !== null) return settled;
  const gross = labelled(/\bbrut\b/);
  if (gross !== null) return gross - (labelled(/amort|depreciation|provision/) ?? 0);
  if (code === 'FJ') return sumOfColumns(current);
  return current.find(({ valeur }) => valeur !== null)?.valeur ?? null;
}

/** Turnover in France and abroad, when the total column is missing. */
function sumOfColumns(columns: readonly { valeur: number | null }[]): number | null {
  const values = columns.flatMap(({ valeur }) => valeur ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
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
  // FJ is the turnover; a row FL exists on paper but not in every capture.
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
    netIncome: book.one('HN', 'DI'),
    personnelCost: book.sum('FY FZ'),
    intangibleAssets: book.sum('AB CX AF AH AJ AL'),
  };
}

function simplifiedItems(book: Book): AllItems {
  const turnover = book.sum('210 214 218');
  const valueAdded = book.from(turnover, '222 224', '234 236 238 240 242');
  const netIncome = book.one('310', '136');
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
    netIncome,
    personnelCost: book.sum('250 252'),
    intangibleAssets: book.sum('010 014'),
  };
}
