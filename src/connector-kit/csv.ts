/** CSV for answers of a page or a small file; files of books are read line by line by their own readers. */
import { parse } from 'csv-parse/sync';
import { contractError } from '../kernel';

/** As large as the largest answer the client takes, counted in UTF-16 units. */
const LENGTH_MAX = 20 * 1024 * 1024;
const RECORD_LENGTH_MAX = 1024 * 1024;

export interface CsvOptions {
  /** One character; a comma when absent. */
  delimiter?: string;
}

/** A line of a CSV file: its cells by the name of their column, trimmed; "" is an empty cell. */
export interface CsvRow {
  /** 1-based number of the physical line on which it ends. */
  line: number;
  cells: Record<string, string>;
}

/**
 * The rows below the header line; quotes, doubled quotes and line breaks in cells are understood, a byte order mark and
 * empty lines skipped. Throws CONTRACT PROVIDER_BAD_CSV with the line: another number of cells than columns, a quote
 * that is never closed, a header that names a column twice or not at all.
 */
export function readCsv(text: string, { delimiter = ',' }: CsvOptions = {}): CsvRow[] {
  if (text.length > LENGTH_MAX) throw badCsv('it is larger than 20 MB', 1);
  const [header, ...rows] = parsed(text, delimiter);
  if (header === undefined) return [];
  const columns = header.record;
  const twice = columns.find((name, index) => name === '' || columns.indexOf(name) < index);
  if (twice !== undefined) {
    throw badCsv(`the header names ${JSON.stringify(twice)} twice or not at all`, header.line);
  }
  return rows.map(({ record, line }) => ({
    line,
    cells: Object.fromEntries(columns.map((name, index) => [name, record[index] ?? ''])),
  }));
}

function parsed(text: string, delimiter: string): { record: string[]; line: number }[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      info: true,
      max_record_size: RECORD_LENGTH_MAX,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    throw badCsv(message, lines ?? 1);
  }
}

function badCsv(reason: string, line: number): Error {
  return contractError('PROVIDER_BAD_CSV', `line ${line}: ${reason}`, {
    place: { line, path: `line ${line}` },
    remedy: 'Look at what the provider answered; it is not CSV of the form it promises.',
  });
}
