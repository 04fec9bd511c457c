/** Where the readers of lists put what they find, in the order of the file. */
import {
  contractError,
  WarningLog,
  type FilePage,
  type QuarantinedLine,
  type UnifiedRecord,
} from '../../src/connector-kit';
import type { GridRow } from './grid';

/** Records and refusals of a page: a good batch for a database, and independent of the chunks. */
export const PAGE_SIZE = 2000;
const JUDGED_FROM_LINES = 200;

export interface Refusal {
  code: string;
  reason: string;
  /** Title of the column; null when it is the line as a whole. */
  field: string | null;
}

export class ListSink {
  readonly warnings = new WarningLog();
  dataLines = 0;
  badLines = 0;
  /** Sums of the documents that add to what is owed, and of those that lessen it. */
  owedMinor = 0n;
  settledMinor = 0n;
  private records: UnifiedRecord[] = [];
  private refused: QuarantinedLine[] = [];

  constructor(private readonly limits: { fileName: string; maxBadLineShare: number }) {}

  get isFull(): boolean {
    return this.records.length + this.refused.length >= PAGE_SIZE;
  }

  emit(...records: readonly UnifiedRecord[]): void {
    for (const record of records) {
      this.records.push(record);
      if (record.type !== 'accountingDocument') continue;
      if (record.amountMinor > 0n) this.owedMinor += record.amountMinor;
      else this.settledMinor -= record.amountMinor;
    }
  }

  /** Sets a line aside. Throws LEDGER_FILE_TOO_MANY_BAD_LINES when that has become the rule. */
  refuse(row: Pick<GridRow, 'line' | 'raw'>, refusal: Refusal): void {
    this.refused.push({ line: row.line, raw: row.raw, ...refusal });
    this.badLines++;
    const { fileName, maxBadLineShare } = this.limits;
    if (this.dataLines < JUDGED_FROM_LINES || this.badLines <= this.dataLines * maxBadLineShare)
      return;
    const place = { file: fileName, line: row.line };
    throw contractError(
      'LEDGER_FILE_TOO_MANY_BAD_LINES',
      `${this.badLines} of the first ${this.dataLines} lines of ${fileName} cannot be read; the last one: ${refusal.reason}`,
      {
        place: refusal.field === null ? place : { ...place, field: refusal.field },
        remedy: 'Look at the preview and correct the mapping, or raise maxBadLineShare.',
      },
    );
  }

  takePage(): FilePage | null {
    if (this.records.length + this.refused.length === 0) return null;
    const page = { records: this.records, quarantine: this.refused };
    this.records = [];
    this.refused = [];
    return page;
  }
}
