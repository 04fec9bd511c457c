import type { FileSummary } from '../../src/connector-kit';
import type { LedgerFileConfig } from './config';
import { isBlankRow, type GridRow } from './grid';
import { openList, type OpenList } from './open-list';
import { isBlankFrom, repairRow } from './repair';
import type { ListSink } from './sink';
import type { Table } from './table-shape';

/** A row may not be that of another table below the first one; this many blank ones end nothing. */
export interface TableSourceName {
  config: LedgerFileConfig;
  fileName: string;
  sink: ListSink;
  /** Text with separators: rows have the header's width, or something is wrong with them. */
  isDelimited: boolean;
}

/** Reads the rows of a table below its header. */
export class TableReader {
  private readonly list: OpenList;

  constructor(
    private readonly table: Table,
    private readonly source: TableSourceName,
  ) {
    this.list = openList(table, source);
  }

  take(row: GridRow): void {
    const { headerLine } = this.table;
    if (row.line <= headerLine || isBlankRow(row)) return;
    if (this.isHeaderAgain(row)) {
      const message = 'the header row comes again: files or pages were put together';
      return this.source.sink.warnings.add('LEDGER_FILE_HEADER_REPEATED', message, row.line);
    }
    if (row.isHidden) {
      const message = 'hidden rows were read like the others';
      this.source.sink.warnings.add('LEDGER_FILE_HIDDEN_ROWS', message, row.line);
    }
    const whole = this.source.isDelimited ? this.wholeRow(row) : row;
    if (whole !== null) this.list.reader.take(whole);
  }

  finish(): void {
    this.list.reader.finish();
    const { sink } = this.source;
    if (sink.dataLines > 0) return;
    const message = 'the file has a header and no line';
    sink.warnings.set({ code: 'LEDGER_FILE_EMPTY', message, line: null, count: 1 });
  }

  /** Entries of a grand livre, known when all lines are in. */
  entries(): OpenList['books'] {
    return this.list.books;
  }

  summary(): Pick<
    FileSummary,
    'columns' | 'periodStart' | 'periodEnd' | 'currency' | 'letteringCoverage'
  > {
    const period = this.list.reader.period();
    return {
      columns: this.table.titles,
      periodStart: period?.from ?? null,
      periodEnd: period?.to ?? null,
      currency: this.table.mapping?.currency ?? this.source.config.booksCurrency,
      letteringCoverage: this.list.books?.letteringCoverage ?? null,
    };
  }

  private isHeaderAgain(row: GridRow): boolean {
    const { titles } = this.table;
    const named = titles.filter((title) => title !== '');
    if (named.length < 2) return false;
    return titles.every((title, place) => title === (row.cells[place]?.text ?? ''));
  }

  /** The row with the header's number of cells; null when it had to be set aside. */
  private wholeRow(row: GridRow): GridRow | null {
    const width = this.table.titles.length;
    const found = row.cells.length;
    if (row.isOpen) {
      return this.refuse(
        row,
        'LEDGER_FILE_QUOTE_OPEN',
        'a quote is opened in this line and never closed',
      );
    }
    if (found < width && row.isUnterminated && !isBlankFrom(row.cells, 1)) {
      const lost = found < width - 1 && this.lacksAmounts(found);
      if (lost)
        return this.refuse(
          row,
          'LEDGER_FILE_LINE_TRUNCATED',
          `the file ends after ${found} of ${width} columns`,
        );
    }
    if (found <= width || isBlankFrom(row.cells, width)) return row;
    const repaired = repairRow(row, this.table);
    if (repaired === null) {
      const reason = `the line has ${found} columns, the header ${width}; put texts and amounts with a separator in quotes`;
      return this.refuse(row, 'LEDGER_FILE_COLUMN_COUNT', reason);
    }
    const message = `the line has ${found} columns: a separator inside an amount was put back`;
    this.source.sink.warnings.add('LEDGER_FILE_LINE_REPAIRED', message, row.line);
    return repaired;
  }

  /** Programs leave out blank cells at the end; a line that ends before an amount has lost it. */
  private lacksAmounts(found: number): boolean {
    return [...this.table.amountPlaces].some((place) => place >= found);
  }

  private refuse(row: GridRow, code: string, reason: string): null {
    this.source.sink.dataLines++;
    this.source.sink.refuse(row, { code, reason, field: null });
    return null;
  }
}
