import { isUtf8 } from 'node:buffer';
import {
  counterpartMarks,
  customerMarks,
  needsLabels,
  AccountKind,
  BAD_DATE,
  contractError,
  DayReader,
  EntryTable,
  type FilePage,
  type QuarantinedLine,
  Totals,
  type UnifiedRecord,
  WarningLog,
} from '../../src/connector-kit';
import { foldName, legalName, type ColumnKey } from './columns';
import type { FecConfig } from './config';
import { CustomerLines } from './customer-line';
import { EncodingTally } from './encoding-tally';
import { EntryFinder } from './entry-finder';
import type { Layout } from './layout';
import { LineFields, NO_ACCOUNT, type LineProblem } from './line-fields';
import { repairRow } from './repair';
import { Row } from './row';

/** Records and refusals of a page: a good batch for a database, and independent of the chunks. */
export const PAGE_SIZE = 2000;
/** A row may lack this many columns at its end: exporters drop the blank ones. */
const PADDED_MAX = 2;
const JUDGED_FROM_LINES = 200;

export interface LedgerSource {
  layout: Layout;
  config: FecConfig;
  fileName: string;
  /** Number of the first data line. */
  firstLine: number;
  /** The one EcritureNum all lines share, when it therefore numbers nothing. */
  constantNumber: string | null;
}

/** Reads the data lines of a FEC: bytes in, pages of records out, one row at a time. */
export class LedgerReader {
  readonly warnings = new WarningLog();
  readonly table = new EntryTable();
  readonly encodings = new EncodingTally();
  readonly totals = new Totals();
  readonly customers: CustomerLines;
  readonly finder: EntryFinder;
  dataLines = 0;
  badLines = 0;
  private readonly days = new DayReader();
  private readonly row = new Row();
  private readonly fields: LineFields;
  private bytes: Buffer = Buffer.alloc(0);
  private isUtf8Chunk = true;
  private at = 0;
  private line: number;
  private isLast = false;
  private isUnterminated = false;
  /** Columns of the rows so far: the measure of a last line that may be cut. */
  private usualCount: number;
  private records: UnifiedRecord[] = [];
  private refused: QuarantinedLine[] = [];

  constructor(private readonly source: LedgerSource) {
    const { layout, config } = source;
    const tools = { config, days: this.days, warnings: this.warnings };
    this.line = source.firstLine;
    this.usualCount = layout.names.length - PADDED_MAX;
    this.fields = new LineFields(this.row, layout, tools);
    this.customers = new CustomerLines(layout.columns, config, tools);
    this.finder = new EntryFinder(this.table, layout.columns, source.constantNumber);
  }

  /** Appends bytes to what is not read yet; `isLast` says that no more will come. */
  load(content: Buffer, isLast: boolean): void {
    const rest = this.bytes.subarray(this.at);
    this.bytes = rest.length === 0 ? content : Buffer.concat([rest, content]);
    this.at = 0;
    this.isLast = isLast;
    this.isUtf8Chunk = isUtf8(this.bytes);
  }

  /** Reads on until a page is full (true) or the bytes are used up (false). */
  fill(): boolean {
    const { bytes, row } = this;
    const { separator, lineEnd } = this.source.layout;
    const cut = { limit: bytes.length, separator: separator.charCodeAt(0), end: lineEnd };
    while (this.records.length + this.refused.length < PAGE_SIZE) {
      if (this.at >= bytes.length) return false;
      row.line = this.line;
      const end = row.scan(bytes, this.at, cut);
      if (end === -1 && !this.isLast) return false;
      this.isUnterminated = end === -1;
      this.at = end === -1 ? bytes.length : end + 1;
      this.takeLine();
      this.line++;
    }
    return true;
  }

  /** Reads a row that comes in fields; true when the page is full. */
  takeFields(fields: readonly string[], line: number): boolean {
    this.row.take(fields, line);
    this.isUnterminated = false;
    this.takeLine();
    return this.records.length + this.refused.length >= PAGE_SIZE;
  }

  takePage(): FilePage {
    const page = { records: this.records, quarantine: this.refused };
    this.records = [];
    this.refused = [];
    return page;
  }

  private takeLine(): void {
    const { row } = this;
    const { columns, names, width } = this.source.layout;
    const isFull = row.count === names.length || row.count === width;
    row.trim(columns.account);
    if ((!isFull || row.from === row.to) && row.isBlank()) return;
    this.dataLines++;
    if (row.encoding !== 'ASCII') {
      if (!this.isUtf8Chunk) row.judgeEncoding();
      this.encodings.add(row.encoding, row.line);
    }
    if (isFull) this.usualCount = row.count;
    if (isFull || this.fitColumns()) this.takeRow();
  }

  private takeRow(): void {
    const { fields, row, table } = this;
    const entryOn = fields.day('entryDate');
    if (entryOn <= 0) return this.rejectEntryDate(entryOn);
    const kind = fields.accountKind();
    if (kind === NO_ACCOUNT) {
      return this.reject('FEC_ACCOUNT_MISSING', 'account', 'CompteNum is blank');
    }
    const entry = this.finder.find(row, entryOn);
    // Before the amounts are read: a line that cannot be counted still tells what its entry was for.
    table.mark(entry, kind);
    if (!fields.readAmounts()) return this.rejectProblem(fields.problem);
    const documentOn = fields.day('documentDate');
    if (documentOn < 0) return this.rejectDate('documentDate');
    const letteredOn = fields.day('letterDate');
    if (letteredOn < 0) return this.rejectDate('letterDate');
    const amountMinor = fields.debit - fields.credit;
    if (!Number.isSafeInteger(amountMinor) || !table.add(entry, kind, amountMinor)) {
      return this.reject(
        'FEC_AMOUNT_TOO_LARGE',
        'debit',
        'the entry adds up to too much to be exact',
      );
    }
    this.totals.add(fields.debit, fields.credit);
    this.noteOddities();
    if ((kind & AccountKind.CUSTOMER) === 0) return this.markOther(entry, kind, amountMinor);
    const facts = { entry: entry + 1, entryOn, documentOn, letteredOn, amountMinor };
    const record = this.customers.record(row, facts);
    table.mark(entry, customerMarks(record.label, amountMinor));
    this.records.push(record);
  }

  private markOther(entry: number, kind: number, amountMinor: number): void {
    if (!needsLabels(kind, amountMinor)) return;
    const { accountLabel, label } = this.source.layout.columns;
    const labels = { line: this.row.text(label), account: this.row.text(accountLabel) };
    const bits = counterpartMarks(kind, labels);
    if (bits !== 0) this.table.mark(entry, bits);
  }

  private noteOddities(): void {
    const { debit, credit } = this.fields;
    if (debit !== 0 && credit !== 0) {
      const message = 'Debit and Credit are both filled; the difference counts';
      this.warnings.add('FEC_DEBIT_AND_CREDIT', message, this.row.line);
    } else if (debit === 0 && credit === 0) {
      this.warnings.add('FEC_ZERO_AMOUNT', 'Debit and Credit are both zero', this.row.line);
    }
    if (this.fields.day('validDate') < 0) {
      const message = 'ValidDate is no date; nothing depends on it and the line is kept';
      this.warnings.add('FEC_VALID_DATE_INVALID', message, this.row.line);
    }
  }

  /** Makes a row with another number of columns usable; false when it had to be refused. */
  private fitColumns(): boolean {
    const { row } = this;
    const width = this.source.layout.names.length;
    if (this.isUnterminated && row.count < this.usualCount) {
      this.warnings.add('FEC_FILE_TRUNCATED', 'the file ends in the middle of this line', row.line);
      const reason = `the file ends after ${row.count} of ${width} columns`;
      this.reject('FEC_LINE_TRUNCATED', null, reason);
      return false;
    }
    if (row.count < width && row.count >= width - PADDED_MAX) {
      this.usualCount = row.count;
      row.pad(width);
      return true;
    }
    if (row.count < width) {
      this.rejectCount(row.count);
      return false;
    }
    // A separator more at the end of the row does no harm, unless it hides one too many before it; a comma may well.
    const isComma = this.source.layout.separator === ',';
    const isHarmless = !isComma && row.isBlankFrom(width) && this.fields.areInPlace();
    return isHarmless || this.repairColumns();
  }

  private repairColumns(): boolean {
    const { row, days } = this;
    const found = row.count;
    const repaired = repairRow(row.lineText(), {
      ...this.source.layout,
      decimals: this.fields.decimals,
      days,
      accountLabel: (account) => this.customers.accountLabels.get(account),
    });
    if (repaired === null) {
      this.rejectCount(found);
      return false;
    }
    const message = `the line has ${found} columns: a separator inside a text was put back`;
    this.warnings.add('FEC_ROW_REPAIRED', message, row.line);
    row.replace(repaired);
    return true;
  }

  private rejectCount(found: number): void {
    const { length } = this.source.layout.names;
    this.reject('FEC_FIELD_COUNT', null, `the line has ${found} columns, the header ${length}`);
  }

  private rejectEntryDate(day: number): void {
    if (this.isHeaderAgain()) {
      this.dataLines--;
      const message = 'the header row comes again: files were put together';
      return this.warnings.add('FEC_HEADER_REPEATED', message, this.row.line);
    }
    if (day === BAD_DATE) return this.rejectDate('entryDate');
    this.reject('FEC_DATE_MISSING', 'entryDate', 'EcritureDate is blank');
  }

  private isHeaderAgain(): boolean {
    const { columns, names } = this.source.layout;
    const isName = (place: number): boolean =>
      foldName(this.row.text(place)) === foldName(names[place] ?? '');
    return isName(columns.entryDate) && isName(columns.account);
  }

  private rejectDate(key: ColumnKey): void {
    const text = JSON.stringify(this.row.text(this.source.layout.columns[key]));
    this.reject('FEC_DATE_INVALID', key, `${legalName(key)} ${text} is no day of the calendar`);
  }

  private rejectProblem(problem: LineProblem | null): void {
    if (problem !== null) this.reject(problem.code, problem.field, problem.reason);
  }

  /** Sets a line aside. Throws FEC_TOO_MANY_BAD_LINES when that has become the rule. */
  private reject(code: string, key: ColumnKey | null, reason: string): void {
    const { row } = this;
    const field = key === null ? null : this.nameOf(key);
    this.refused.push({ line: row.line, code, reason, field, raw: row.raw() });
    this.badLines++;
    const share = this.badLines / this.dataLines;
    const { config, fileName } = this.source;
    if (this.dataLines < JUDGED_FROM_LINES || share <= config.maxBadLineShare) return;
    throw contractError(
      'FEC_TOO_MANY_BAD_LINES',
      `${this.badLines} of the first ${this.dataLines} lines of ${fileName} cannot be read; ` +
        `the last one: ${reason}`,
      {
        place: { file: fileName, line: row.line, ...(field === null ? {} : { field }) },
        remedy: 'Export the file again, or raise maxBadLineShare to take what can be read.',
      },
    );
  }

  /** The column's name in this file. */
  private nameOf(key: ColumnKey): string {
    const { columns, names } = this.source.layout;
    return names[columns[key]] ?? legalName(key);
  }
}
