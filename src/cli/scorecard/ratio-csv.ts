import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { configError, contractError, errorMessage, isEncoursError } from '../../kernel';
import { RATIO_NAMES, type RatioName, type Ratios } from '../../scoring';
import { columnsOf, type RatioColumns } from './ratio-columns';

/** One company-year of a file of ratios. */
export interface RatioRow {
  /** 1-based number of the physical line on which it ends. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly ratios: Ratios;
  /** Where the row comes from; 'all' in a file without the column, 'unknown' where the cell is empty. */
  readonly origin: string;
  readonly year: number | null;
  /** Whether the company failed within a year; null when the column is absent or not asked for. */
  readonly failed: boolean | null;
}

export interface RatioFile {
  readonly header: readonly string[];
  /** Read once, as the file is read: a file larger than memory is no trouble. */
  readonly rows: AsyncIterable<RatioRow>;
  /** SHA-256 of the uncompressed bytes, once all rows were read. */
  digest(): string;
}

export interface RatioFileOptions {
  /** Whether each row must say if the company failed. */
  readonly needsFailed: boolean;
  readonly signal?: AbortSignal;
}

const RECORD_LENGTH_MAX = 1024 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Opens a CSV file of ratios, gzipped or not: a header with the names of RATIO_NAMES in any order, other columns ignored,
 * cells that are empty, NA, NaN or null missing. Throws FILE_NOT_READABLE, and with the line and column SCORECARD_CSV_COLUMN_MISSING,
 * SCORECARD_CSV_COLUMN_TWICE, SCORECARD_CSV_VALUE and SCORECARD_CSV_INVALID.
 */
export async function readRatioFile(path: string, options: RatioFileOptions): Promise<RatioFile> {
  const hash = createHash('sha256');
  const records = recordsOf(path, await openBytes(path, options.signal), (bytes) => {
    hash.update(bytes);
  });
  const first = await records.next();
  const header = first.done === true ? [] : first.value.cells.map((name) => name.trim());
  const columns = columnsOf(header, { path, needsFailed: options.needsFailed });
  return { header, rows: rowsOf(path, records, columns), digest: () => hash.digest('hex') };
}

async function openBytes(path: string, signal: AbortSignal | undefined): Promise<Readable> {
  try {
    const file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    await file.close();
    const isGzip = bytesRead === 2 && GZIP_MAGIC.every((byte, index) => buffer[index] === byte);
    const bytes = createReadStream(path, signal === undefined ? {} : { signal });
    const nothing = (): void => undefined;
    // The end of the pipe hands on the error of either part.
    return isGzip ? pipeline(bytes, createGunzip(), nothing) : bytes;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  return configError('FILE_NOT_READABLE', `${path} cannot be read: ${errorMessage(error)}`, {
    cause: error,
    place: { file: path },
    remedy: 'check the path, its permissions and that the file arrived whole',
  });
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** As csv-parse gives records when asked for their place. */
interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

async function* recordsOf(
  path: string,
  bytes: Readable,
  see: (bytes: Buffer) => void,
): AsyncGenerator<CsvRecord> {
  const tap = new PassThrough();
  tap.on('data', see);
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: RECORD_LENGTH_MAX,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  pipeline(bytes, tap, parser, () => undefined);
  try {
    for await (const item of parser) {
      const { record, info } = item as ParsedRecord;
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (isEncoursError(error)) throw error;
    if (error instanceof CsvError) throw invalidCsv(path, error);
    if (error instanceof Error && error.cause instanceof Error && error.name === 'AbortError')
      throw error.cause;
    throw unreadable(path, error);
  }
}

function invalidCsv(path: string, error: CsvError): Error {
  const line: unknown = error['lines'];
  const place = { file: path, ...(typeof line === 'number' ? { line } : {}) };
  return contractError('SCORECARD_CSV_INVALID', `this is no CSV: ${error.message}`, {
    cause: error,
    place,
    remedy: 'separate cells by commas and close every quote',
  });
}

async function* rowsOf(
  path: string,
  records: AsyncIterable<CsvRecord>,
  columns: RatioColumns,
): AsyncGenerator<RatioRow> {
  for await (const { line, cells } of records) {
    const reading: Reading = { path, line, cells };
    if (cells.length !== columns.count) {
      const what = `has ${cells.length} cells where the header has ${columns.count}`;
      throw badValue(reading, null, what);
    }
    yield {
      line,
      cells,
      ratios: ratiosOfRow(reading, columns),
      origin: columns.origin === null ? 'all' : (cells[columns.origin] ?? '').trim() || 'unknown',
      year: columns.year === null ? null : numberOf(reading, columns.year, 'year'),
      failed: columns.failed === null ? null : failedOf(reading, columns.failed),
    };
  }
}

interface Reading {
  readonly path: string;
  readonly line: number;
  readonly cells: readonly string[];
}

function ratiosOfRow(reading: Reading, columns: RatioColumns): Ratios {
  const ratios: Partial<Record<RatioName, number | null>> = {};
  for (const name of RATIO_NAMES) ratios[name] = numberOf(reading, columns.ratios[name], name);
  return ratios as Ratios;
}

/** As R, pandas and databases write a missing value. */
const MISSING: ReadonlySet<string> = new Set(['', 'na', 'nan', 'null', 'n/a']);

function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberOf(reading: Reading, column: number, name: string): number | null {
  const text = (reading.cells[column] ?? '').trim();
  if (isMissing(text)) return null;
  const value = Number(text);
  if (NUMBER.test(text) && Number.isFinite(value)) return value;
  throw badValue(reading, name, `${quoted(text)} is no number`);
}

const FAILED: Readonly<Record<string, boolean>> = {
  '0': false,
  '0.0': false,
  false: false,
  '1': true,
  '1.0': true,
  true: true,
};

function failedOf(reading: Reading, column: number): boolean {
  const text = (reading.cells[column] ?? '').trim();
  const failed = Object.hasOwn(FAILED, text.toLowerCase()) ? FAILED[text.toLowerCase()] : undefined;
  if (failed !== undefined) return failed;
  throw badValue(reading, 'failed', `${quoted(text)} is none of 0, 1, true and false`);
}

const SHOWN_LENGTH_MAX = 40;

function quoted(text: string): string {
  return JSON.stringify(
    text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text,
  );
}

function badValue({ path, line }: Reading, column: string | null, what: string): Error {
  const where = column === null ? `line ${line}` : `line ${line}, column ${column}:`;
  return contractError('SCORECARD_CSV_VALUE', `${where} ${what}`, {
    place: { file: path, line, ...(column === null ? {} : { field: column }) },
    remedy: 'write numbers with a point, and leave the cell empty where a value is missing',
  });
}
