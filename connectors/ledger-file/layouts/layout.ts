/** Text layouts of desktop programs that name no columns: recognised by what their lines hold. */
import {
  BAD_DATE,
  currencyDecimals,
  DayReader,
  NO_DATE,
  parseAmount,
  type TextLine,
} from '../../../src/connector-kit';
import type { BookAssembler, BookLine } from '../books';
import type { LedgerFileConfig } from '../config';
import type { ListSink } from '../sink';

export interface BookLayout {
  id: string;
  /** Told by places in the line or in a block: no columns could be told instead. */
  isFixed?: boolean;
  /** Whether the first lines are of this layout. */
  detect(lines: readonly TextLine[]): boolean;
  /** `first` are the lines at the beginning of the file, which come again one by one. */
  open(tools: LayoutTools, first: readonly TextLine[]): LayoutReader;
}

export interface LayoutReader {
  take(line: TextLine): void;
  finish(): void;
}

/** What a layout found in a line, as text. */
export interface WrittenLine {
  journal: string;
  entryOn: string;
  account: string;
  reference: string;
  label: string;
  debit: string;
  credit: string;
  accountLabel?: string;
  auxiliary?: string;
  auxiliaryLabel?: string;
  entryNumber?: string;
  letter?: string;
  dueOn?: string;
}

const RAW_MAX = 1000;

/** Makes what a layout found into a line of the books, or sets it aside. */
export class LayoutTools {
  private readonly days = new DayReader();
  private readonly decimals: number;
  first = 99999999;
  last = 0;

  constructor(
    readonly config: LedgerFileConfig,
    readonly books: BookAssembler,
    readonly sink: ListSink,
  ) {
    this.decimals = currencyDecimals(config.booksCurrency);
  }

  take(line: TextLine, written: WrittenLine): void {
    this.sink.dataLines++;
    const entryOn = this.day(written.entryOn);
    if (entryOn <= NO_DATE)
      return this.refuse(line, 'LEDGER_FILE_DATE_INVALID', ['date', written.entryOn]);
    const dueOn = this.day(written.dueOn ?? '');
    if (dueOn === BAD_DATE)
      return this.refuse(line, 'LEDGER_FILE_DATE_INVALID', ['due date', written.dueOn ?? '']);
    if (written.account === '')
      return this.refuse(line, 'LEDGER_FILE_VALUE_MISSING', ['account', '']);
    const debit = this.amount(written.debit);
    if (debit === null)
      return this.refuse(line, 'LEDGER_FILE_AMOUNT_INVALID', ['debit', written.debit]);
    const credit = this.amount(written.credit);
    if (credit === null)
      return this.refuse(line, 'LEDGER_FILE_AMOUNT_INVALID', ['credit', written.credit]);
    this.first = Math.min(this.first, entryOn);
    this.last = Math.max(this.last, entryOn);
    const { account, auxiliary } = thirdParty(written.account, written.auxiliary ?? '');
    const book: BookLine = {
      line: line.line,
      raw: bounded(line.text),
      journal: written.journal,
      entryNumber: written.entryNumber ?? written.reference,
      entryOn,
      account,
      accountLabel: written.accountLabel ?? '',
      auxiliary,
      auxiliaryLabel: written.auxiliaryLabel ?? written.accountLabel ?? '',
      reference: written.reference,
      documentOn: NO_DATE,
      label: written.label,
      debit,
      credit,
      letter: written.letter ?? '',
      dueOn,
    };
    this.books.take(book);
  }

  /** A line that is none of the layout's. */
  refuseLine(line: TextLine, reason: string): void {
    this.sink.dataLines++;
    const refusal = { code: 'LEDGER_FILE_LINE_UNKNOWN', reason, field: null };
    this.sink.refuse({ line: line.line, raw: bounded(line.text) }, refusal);
  }

  private refuse(line: TextLine, code: string, [field, text]: readonly [string, string]): void {
    const what =
      text.trim() === '' ? 'is blank' : `${JSON.stringify(text.slice(0, 60))} cannot be read`;
    const refusal = { code, reason: `the ${field} ${what}`, field };
    this.sink.refuse({ line: line.line, raw: bounded(line.text) }, refusal);
  }

  private amount(text: string): number | null {
    const reading = parseAmount(text, this.decimals);
    return 'problem' in reading ? null : reading.minor;
  }

  private day(text: string): number {
    return this.days.parse(text);
  }
}

/**
 * Programs that keep no collective account number customers and suppliers by a letter or 9 and 0: C… and 9… owe, F… and 0…
 * are owed. Only codes with a letter first, or 9 and 0 as Quadra writes them, are taken so.
 */
function thirdParty(account: string, auxiliary: string): { account: string; auxiliary: string } {
  if (/^\d{3}/.test(account) && !/^[09]/.test(account)) return { account, auxiliary };
  if (/^[C9]/i.test(account))
    return { account: '411', auxiliary: auxiliary === '' ? account : auxiliary };
  if (/^[F0]/i.test(account))
    return { account: '401', auxiliary: auxiliary === '' ? account : auxiliary };
  return { account, auxiliary };
}

function bounded(text: string): string {
  return text.length > RAW_MAX ? `${text.slice(0, RAW_MAX)}…` : text;
}

/** "311226" as "31/12/2026"; "" for blanks and zeros. What is neither stays as it is, to be refused. */
export function shortDay(text: string): string {
  const day = text.trim();
  if (/^0*$/.test(day)) return '';
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(day);
  if (match === null) return day;
  const [, inMonth = '', month = '', year = ''] = match;
  return `${inMonth}/${month}/${Number(year) < 70 ? '20' : '19'}${year}`;
}

/** "31122026" as "31/12/2026". */
export function dayFirst(text: string): string {
  const day = text.trim();
  return /^\d{8}$/.test(day) ? `${day.slice(0, 2)}/${day.slice(2, 4)}/${day.slice(4)}` : day;
}

export function isShortDay(text: string): boolean {
  const match = /^(\d{2})(\d{2})\d{2}$/.exec(text);
  return match !== null && isDayAndMonth(match[1] ?? '', match[2] ?? '');
}

export function isDayFirst(text: string): boolean {
  const match = /^(\d{2})(\d{2})(?:19|20)\d{2}$/.exec(text);
  return match !== null && isDayAndMonth(match[1] ?? '', match[2] ?? '');
}

function isDayAndMonth(day: string, month: string): boolean {
  return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
}

/** Whether all lines but one, or one in ten, hold what a layout's lines hold. */
export function mostLines(lines: readonly TextLine[], holds: (text: string) => boolean): boolean {
  const filled = lines.filter(({ text }) => text.trim() !== '').slice(0, 100);
  const fitting = filled.filter(({ text }) => holds(text)).length;
  const others = filled.length - fitting;
  return fitting > others && others <= Math.max(1, filled.length / 10);
}
