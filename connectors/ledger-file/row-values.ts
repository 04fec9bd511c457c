/** The values of one row by what their columns mean; the first that cannot be read is the row's problem. */
import {
  contractError,
  currencyDecimals,
  isCurrency,
  pooledAccountRule,
  type LocalDate,
  type PooledAccountRule,
} from '../../src/connector-kit';
import type { LedgerFileConfig } from './config';
import { BLANK, type Cell, type GridRow } from './grid';
import type { Field } from './kinds';
import type { ListSink, Refusal } from './sink';
import type { Table } from './table-shape';
import { hasAmbiguousDay } from './writing';
import { currencyShown, dateOrderOf, ListDays, readAmount, type AmountProblem } from './values';

const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'EUR',
  EURO: 'EUR',
  EUROS: 'EUR',
  $: 'USD',
  '£': 'GBP',
};
const AMOUNT_PROBLEMS: Readonly<Record<AmountProblem, readonly [code: string, why: string]>> = {
  INVALID: ['LEDGER_FILE_AMOUNT_INVALID', 'is no amount'],
  AMBIGUOUS: [
    'LEDGER_FILE_AMOUNT_AMBIGUOUS',
    'may be thousands or decimals; say which: decimalMark',
  ],
  TOO_LARGE: ['LEDGER_FILE_AMOUNT_TOO_LARGE', 'is too large to be exact'],
};
/** Names of customers and documents are never longer. */
const TEXT_MAX = 500;

export class RowValues {
  problem: Refusal | null = null;
  row: GridRow = {
    line: 0,
    cells: [],
    raw: '',
    isOpen: false,
    isUnterminated: false,
    isHidden: false,
  };
  /** Whether a party stands for many customers. */
  readonly isPooled: PooledAccountRule;
  private readonly days = new ListDays();
  private hasAssumed = false;

  constructor(
    readonly table: Table,
    readonly config: LedgerFileConfig,
    private readonly sink: ListSink,
  ) {
    this.isPooled = pooledAccountRule(config.pooledAccountPatterns);
  }

  open(row: GridRow): void {
    this.row = row;
    this.problem = null;
  }

  has(field: Field): boolean {
    return this.table.columns[field] !== undefined;
  }

  cell(field: Field): Cell {
    return this.at(this.table.columns[field] ?? -1);
  }

  at(place: number): Cell {
    const cell = this.row.cells[place] ?? BLANK;
    if (cell.type !== 'ERROR' && cell.type !== 'UNCOMPUTED') return cell;
    const isError = cell.type === 'ERROR';
    const title = this.table.titles[place] ?? '';
    this.fail(isError ? 'LEDGER_FILE_CELL_ERROR' : 'LEDGER_FILE_FORMULA', title, {
      reason: isError
        ? `${title} shows the error ${cell.text}`
        : `${title} is a formula whose result is not in the file; open it in the spreadsheet program and save it`,
    });
    return BLANK;
  }

  /** Trimmed and bounded; "" when blank. */
  text(field: Field): string {
    const { text } = this.cell(field);
    return text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text;
  }

  textOrNull(field: Field): string | null {
    const text = this.text(field);
    return text === '' ? null : text;
  }

  /** The text of a field the row cannot do without. */
  needed(field: Field): string {
    const text = this.text(field);
    if (text === '') this.fail('LEDGER_FILE_VALUE_MISSING', this.title(field), {});
    return text;
  }

  amount(field: Field, currency: string): bigint | null {
    return this.amountAt(this.table.columns[field] ?? -1, currency);
  }

  amountAt(place: number, currency: string): bigint | null {
    const cell = this.at(place);
    const value = readAmount(cell, currencyDecimals(currency), this.table.style);
    if (value === null) return null;
    const title = this.table.titles[place] ?? `#${place + 1}`;
    if ('problem' in value) {
      this.failAmount(title, cell.text, value);
      return null;
    }
    const shown = cell.type === 'TEXT' ? currencyShown(cell.text, currency) : null;
    if (shown !== null && shown !== currency) {
      const reason = `${title} ${JSON.stringify(cell.text)} is in ${shown}, the line in ${currency}`;
      this.fail('LEDGER_FILE_CURRENCY_MIXED', title, { reason });
      return null;
    }
    if (value.isRounded) {
      const message = `${title} ${JSON.stringify(cell.text)} was rounded to the minor unit`;
      this.sink.warnings.add('LEDGER_FILE_AMOUNT_ROUNDED', message, this.row.line);
    }
    return value.minor;
  }

  neededAmount(field: Field, currency: string): bigint {
    const amount = this.amount(field, currency);
    if (amount === null) this.fail('LEDGER_FILE_VALUE_MISSING', this.title(field), {});
    return amount ?? 0n;
  }

  /** The day of a column; null when blank. Throws LEDGER_FILE_DATES_CONTRADICT. */
  day(field: Field): LocalDate | null {
    const cell = this.cell(field);
    const order = this.table.style.dateOrder ?? 'DMY';
    const day = this.days.read(cell, order);
    if (this.table.isOrderAssumed && cell.type === 'TEXT') this.checkOrder(field, cell.text, order);
    if (day !== undefined) return day;
    this.fail('LEDGER_FILE_DATE_INVALID', this.title(field), {
      reason: `${this.title(field)} ${JSON.stringify(cell.text.slice(0, 60))} is no day`,
    });
    return null;
  }

  neededDay(field: Field): LocalDate {
    const day = this.day(field);
    if (day === null) this.fail('LEDGER_FILE_VALUE_MISSING', this.title(field), {});
    return day ?? '1970-01-01';
  }

  /** The currency of the row's own column, else the one its amounts show, else of the mapping or the books. */
  currency(): string {
    const written = this.text('currency').toUpperCase();
    const fallback = this.table.mapping?.currency ?? this.config.booksCurrency;
    if (written === '') return this.shownCurrency(fallback);
    const currency = CURRENCIES[written] ?? written;
    if (isCurrency(currency)) return currency;
    this.fail('LEDGER_FILE_CURRENCY_UNKNOWN', this.title('currency'), {
      reason: `${JSON.stringify(written.slice(0, 20))} is no ISO 4217 currency`,
    });
    return fallback;
  }

  private shownCurrency(fallback: string): string {
    for (const place of this.table.amountPlaces) {
      const cell = this.row.cells[place];
      const shown = cell?.type === 'TEXT' ? currencyShown(cell.text, fallback) : null;
      if (shown !== null) return shown;
    }
    return fallback;
  }

  fail(code: string, field: string | null, { reason }: { reason?: string }): void {
    this.problem ??= { code, field, reason: reason ?? `${field ?? 'the line'} is blank` };
  }

  title(field: Field): string {
    return this.table.titles[this.table.columns[field] ?? -1] ?? field;
  }

  private failAmount(title: string, text: string, value: { problem: AmountProblem }): void {
    const shown = JSON.stringify(text.slice(0, 60));
    const [code, why] = AMOUNT_PROBLEMS[value.problem];
    this.fail(code, title, { reason: `${title} ${shown} ${why}` });
  }

  /** All days before would be wrong if the assumed order were: then nothing of the file may count. */
  private checkOrder(field: Field, text: string, order: 'DMY' | 'MDY'): void {
    const shown = dateOrderOf(text);
    if (shown !== null && shown !== order) {
      throw contractError(
        'LEDGER_FILE_DATES_CONTRADICT',
        `${this.title(field)} ${JSON.stringify(text)} puts the ${shown === 'MDY' ? 'month' : 'day'} first, the lines before were read the other way`,
        {
          place: { line: this.row.line, field: this.title(field) },
          remedy: `Say how the days are written: --set dateOrder=${shown}.`,
        },
      );
    }
    if (this.hasAssumed || !hasAmbiguousDay(this.table, this.row)) return;
    this.hasAssumed = true;
    const read = order === 'DMY' ? 'day first' : 'month first';
    const message = `${JSON.stringify(text)} may be read two ways and no line decides; it was read ${read}`;
    this.sink.warnings.add('LEDGER_FILE_DATE_ORDER_ASSUMED', message, this.row.line);
  }
}
