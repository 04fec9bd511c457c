import {
  cleanField,
  contractError,
  decodeField,
  describeForeign,
  type EncoursError,
  singleByteEncoding,
} from '../../src/connector-kit';
import { countDistinctive, countKnown, findColumns, missingColumns, type Columns } from './columns';
import { LINE_BYTES_MAX } from './row';
import { isUtf8 } from 'node:buffer';

const LF = 10;
const CR = 13;
const SEPARATORS = ['\t', '|', ';', ','] as const;
const EXPECTED =
  'A FEC is a text file whose first row names its columns (JournalCode, JournalLib, EcritureNum, EcritureDate, ' +
  'CompteNum, …, Debit, Credit), separated by TAB or |.';

/** How a file is written, found out from its first lines. */
export interface Layout {
  separator: string;
  lineEnd: typeof LF | typeof CR;
  /** Names as the file gives them, without the empty ones at the end. */
  names: string[];
  columns: Columns;
  /** Columns of the header row, with the empty ones that separators at its end make. */
  width: number;
  /** Bytes before the first data line, byte order mark and header included. */
  dataFrom: number;
  /** Physical lines up to the header, included. */
  headerLines: number;
  hasByteOrderMark: boolean;
}

/**
 * Reads the header. Throws FEC_NOT_RECOGNISED, FEC_COLUMNS_MISSING or FEC_LINE_TOO_LONG, each
 * saying what was found.
 */
export function readLayout(head: Buffer, fileName: string): Layout {
  const foreign = describeForeign(head);
  if (foreign !== null) throw notRecognised(fileName, `it is ${foreign}`);
  const found = findHeader(head);
  if (found === null) throw notRecognised(fileName, 'it has no line of text');
  if (found.to - found.from > LINE_BYTES_MAX) throw headerTooLong(fileName);
  const header = bestSplit(headerText(head, found));
  if (countDistinctive(header.columns) < 2) {
    throw notRecognised(fileName, describeFirstLine(headerText(head, found)));
  }
  const missing = missingColumns(header.columns);
  if (missing.length > 0) throw columnsMissing(fileName, missing, header.names);
  return {
    ...header,
    lineEnd: found.lineEnd,
    dataFrom: Math.min(found.to + 1, head.length),
    headerLines: found.line,
    hasByteOrderMark: byteOrderMark(head) > 0,
  };
}

/** Whether the first line names columns of a FEC: for a cheap look at a file. */
export function looksLikeFec(head: Buffer): boolean {
  const found = describeForeign(head) === null ? findHeader(head) : null;
  if (found === null || found.to - found.from > LINE_BYTES_MAX) return false;
  return countDistinctive(bestSplit(headerText(head, found)).columns) >= 2;
}

interface FoundHeader {
  from: number;
  to: number;
  line: number;
  lineEnd: typeof LF | typeof CR;
}

/** The first line that is not blank. */
function findHeader(head: Buffer): FoundHeader | null {
  const lineEnd = head.includes(LF) || !head.includes(CR) ? LF : CR;
  let from = byteOrderMark(head);
  for (let line = 1; from < head.length; line++) {
    const end = head.indexOf(lineEnd, from);
    const to = end === -1 ? head.length : end;
    if (/\S/.test(head.toString('latin1', from, Math.min(to, from + LINE_BYTES_MAX)))) {
      return { from, to, line, lineEnd };
    }
    from = to + 1;
  }
  return null;
}

/** Length of the UTF-8 marks at the start, also when an exporter wrote two; UTF-16 marks count with their NULs gone. */
function byteOrderMark(head: Buffer): number {
  let from = 0;
  while (head[from] === 0xef && head[from + 1] === 0xbb && head[from + 2] === 0xbf) from += 3;
  const isUtf16 = from === 0 && head.length > 1 && (head[0] ?? 0) + (head[1] ?? 0) === 0xff + 0xfe;
  return isUtf16 && (head[0] ?? 0) >= 0xfe ? 2 : from;
}

function headerText(head: Buffer, { from, to }: { from: number; to: number }): string {
  const isText = isUtf8(head.subarray(from, to));
  return decodeField(head, [from, to], isText ? 'UTF-8' : singleByteEncoding(head, from, to));
}

/** The separator that gives most known names. */
function bestSplit(text: string): Pick<Layout, 'separator' | 'names' | 'columns' | 'width'> {
  const splits = SEPARATORS.map((separator) => {
    const names = text.split(separator).map(cleanField);
    const width = names.length;
    while (names.length > 0 && names.at(-1) === '') names.pop();
    return { separator, names, width, columns: findColumns(names) };
  });
  return splits.reduce((best, split) =>
    countKnown(split.columns) > countKnown(best.columns) ? split : best,
  );
}

function describeFirstLine(text: string): string {
  const shown = JSON.stringify(cleanField(text).slice(0, 80));
  const looksLikeRow = SEPARATORS.some((separator) => {
    const fields = text.split(separator);
    return fields.length >= 13 && fields.some((field) => /^(19|20)\d{6}$/.test(field.trim()));
  });
  if (looksLikeRow)
    return `its first line is data, without a row of column names before it: ${shown}`;
  return `its first line is ${shown}`;
}

function notRecognised(fileName: string, found: string): EncoursError {
  return contractError('FEC_NOT_RECOGNISED', `${fileName} is no FEC: ${found}. ${EXPECTED}`, {
    place: { file: fileName, line: 1 },
    remedy: 'Export the "Fichier des Ecritures Comptables" from the accounting software.',
  });
}

function columnsMissing(fileName: string, missing: string[], names: string[]): EncoursError {
  const found = names.slice(0, 30).join(', ').slice(0, 500);
  return contractError(
    'FEC_COLUMNS_MISSING',
    `${fileName} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; it has ${found}`,
    {
      place: { file: fileName, line: 1, field: missing[0] ?? '' },
      remedy: `Export the file again with ${missing.join(', ')}, or correct the header row.`,
    },
  );
}

function headerTooLong(fileName: string): EncoursError {
  return contractError(
    'FEC_LINE_TOO_LONG',
    `the first line of ${fileName} is longer than ${LINE_BYTES_MAX / 1024} KiB`,
    {
      place: { file: fileName, line: 1 },
      remedy: 'Check that the file has line ends; export it again.',
    },
  );
}
