/** Reads a whole file at once, for tests. */
import {
  isEncoursError,
  type BankStatementRecord,
  type BankTransactionRecord,
  type FileChunk,
  type FileSummary,
  type QuarantinedLine,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { BankStatementConfig } from './config';
import { readStatements } from './read-statement';

export interface Reading {
  statements: BankStatementRecord[];
  transactions: BankTransactionRecord[];
  quarantine: QuarantinedLine[];
  /** Null when the file was refused; then `code` and `line` say why. */
  summary: FileSummary | null;
  code: string | null;
  line: number | null;
}

/** What a file gives, in chunks of so many lines. Anything but a coded refusal goes on up. */
export async function readBytes(
  file: string | Uint8Array,
  linesPerChunk = Infinity,
): Promise<Reading> {
  const reading: Reading = {
    statements: [],
    transactions: [],
    quarantine: [],
    summary: null,
    code: null,
    line: null,
  };
  const pages = readStatements(chunksOf(Buffer.from(file), linesPerChunk), {
    config: new BankStatementConfig(),
    fileName: 'statement.txt',
    signal: new AbortController().signal,
  });
  try {
    for (;;) {
      const { value, done } = await pages.next();
      if (done === true) return { ...reading, summary: value };
      reading.quarantine.push(...value.quarantine);
      sort(value.records, reading);
    }
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT', 'CONFIG')) throw error;
    return { ...reading, code: error.code, line: error.place.line ?? null };
  }
}

function sort(records: readonly UnifiedRecord[], reading: Reading): void {
  for (const record of records) {
    if (record.type === 'bankStatement') reading.statements.push(record);
    if (record.type === 'bankTransaction') reading.transactions.push(record);
  }
}

function* chunksOf(file: Buffer, linesPerChunk: number): Generator<FileChunk> {
  let from = 0;
  let firstLine = 1;
  while (from < file.length) {
    let to = from;
    let lines = 0;
    while (to < file.length && lines < linesPerChunk) {
      const end = file.indexOf(10, to);
      to = end === -1 ? file.length : end + 1;
      lines += 1;
    }
    yield { firstLine, content: file.subarray(from, to) };
    from = to;
    firstLine += lines;
  }
}
