import type { LocalDate } from '../kernel';
import type { CopyOut } from '../database';
import { exportItem, type ExportFormat } from './bi-columns';
import { biSource, type ExportRequest } from './bi-lists';

export interface ExportPlace {
  tenantId: string;
  /** The day the seller has, which "overdue" is judged on. */
  today: LocalDate;
  /** The instant that what is reserved is judged at. */
  now: Date;
  format: ExportFormat;
}

/** A million rows take seconds; what takes longer waits for a reader. */
const STATEMENT_TIMEOUT_MS = 3_600_000;

/**
 * COPY's own CSV. For JSON lines its quote and separator are characters that JSON escapes, so that no line is quoted.
 */
const OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: `WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')`,
  jsonl: `WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8')`,
};

/** The export as one statement that PostgreSQL writes out itself, row by row. Throws BAD_BUCKETS. */
export function exportCopy(request: ExportRequest, place: ExportPlace): CopyOut {
  const source = biSource(request, place.tenantId);
  const items = source.columns.map((column) => exportItem(column, place.format)).join(', ');
  const rows = `SELECT ${items} FROM ${source.from}
    ${source.where.length === 0 ? '' : `WHERE ${source.where.join(' AND ')}`}
    ${source.groupBy === undefined ? '' : `GROUP BY ${source.groupBy}`} ORDER BY ${source.order}`;
  return {
    sql: place.format === 'csv' ? rows : `SELECT row_to_json(line) FROM (${rows}) line`,
    params: source.params.values,
    options: OPTIONS[place.format],
    settings: { 'app.today': place.today, 'app.now': place.now.toISOString() },
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  };
}
