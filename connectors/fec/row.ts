import { isUtf8 } from 'node:buffer';
import {
  cleanField,
  contractError,
  decodeField,
  type LineEncoding,
  readAmount,
  readDay,
  singleByteEncoding,
} from '../../src/connector-kit';

/** Bound once: asked for through the index each time, finding them costs more than what they do. */
const READ = { cleanField, decodeField, readAmount, readDay, singleByteEncoding };

export const LINE_BYTES_MAX = 64 * 1024;
const RAW_CHARACTERS_MAX = 1000;
const CAPACITY = 256;
const SPACE = 32;
const CR = 13;
const LF = 10;

/** Where a scan must stop, and the bytes that part columns and lines. */
export interface RowCut {
  limit: number;
  separator: number;
  end: number;
}

/**
 * One physical line, as places in the bytes that hold it. A single row is used over and over: most lines are not
 * about customers, and nothing of those is ever decoded or copied.
 */
export class Row {
  line = 0;
  count = 0;
  encoding: LineEncoding = 'ASCII';
  /** Trimmed bounds of the column last asked for with `trim`. */
  from = 0;
  to = 0;
  bytes: Buffer = Buffer.alloc(0);
  private readonly starts = new Int32Array(CAPACITY);
  private readonly ends = new Int32Array(CAPACITY);
  private separator = 0;
  private decoded: string | null = null;
  private parts: readonly string[] | null = null;
  private lineFrom = 0;
  private lineTo = 0;

  /**
   * Finds the line that starts at `from`. Gives the place of its line end, or -1 when there is none before `limit`.
   * Throws FEC_LINE_TOO_LONG.
   */
  scan(bytes: Buffer, from: number, cut: RowCut): number {
    const { separator, end } = cut;
    const { starts, ends } = this;
    const limit = Math.min(cut.limit, from + LINE_BYTES_MAX + 1);
    let at = from;
    let count = 0;
    let bits = 0;
    starts[0] = from;
    for (; at < limit; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === end) break;
      bits |= byte;
      if (byte !== separator) continue;
      ends[count] = at;
      if (count < CAPACITY - 1) starts[++count] = at + 1;
    }
    if (at - from > LINE_BYTES_MAX) throw this.tooLong();
    this.bytes = bytes;
    this.separator = separator;
    this.decoded = null;
    this.parts = null;
    this.lineFrom = from;
    this.lineTo = trimLineEnd(bytes, from, at);
    ends[count] = this.lineTo;
    if ((starts[count] ?? 0) > this.lineTo) starts[count] = this.lineTo;
    this.count = count + 1;
    this.encoding = bits < 0x80 ? 'ASCII' : 'UTF-8';
    return at < limit ? at : -1;
  }

  /** Tells what a line with bytes beyond ASCII is written in. */
  judgeEncoding(): void {
    const line = this.bytes.subarray(this.lineFrom, this.lineTo);
    if (isUtf8(line)) return;
    this.encoding = READ.singleByteEncoding(this.bytes, this.lineFrom, this.lineTo);
  }

  /** Only spaces and separators. */
  isBlank(): boolean {
    for (let column = 0; column < this.count; column++) {
      this.trim(column);
      if (this.from < this.to) return false;
    }
    return true;
  }

  /** Sets `from` and `to` around the field without the spaces at its ends; empty for an absent column. */
  trim(column: number): void {
    if (column < 0 || column >= this.count) {
      this.from = this.to = 0;
      return;
    }
    let from = this.starts[column] ?? 0;
    let to = this.ends[column] ?? 0;
    while (from < to && (this.bytes[from] ?? 0) <= SPACE) from++;
    while (to > from && (this.bytes[to - 1] ?? 0) <= SPACE) to--;
    this.from = from;
    this.to = to;
  }

  /** The field as clean text, '' when blank or absent. */
  text(column: number): string {
    this.trim(column);
    if (this.from === this.to) return '';
    if (this.encoding === 'UTF-8') {
      this.parts ??= this.lineText().split(String.fromCharCode(this.separator));
      return READ.cleanField(this.parts[column] ?? '');
    }
    // In the other encodings a byte is a character, so that places in the line are places in its text.
    return READ.cleanField(
      this.lineText().slice(this.from - this.lineFrom, this.to - this.lineFrom),
    );
  }

  /** See `readAmount`; 0 for an absent column. */
  amount(column: number, decimals: number): number {
    this.trim(column);
    return READ.readAmount(this, decimals);
  }

  /** See `readDay`; NO_DATE for an absent column. */
  day(column: number): number {
    this.trim(column);
    return READ.readDay(this);
  }

  /** Whether all fields from `column` on are blank. */
  isBlankFrom(column: number): boolean {
    for (let at = column; at < this.count; at++) {
      this.trim(at);
      if (this.from < this.to) return false;
    }
    return true;
  }

  /** Takes the columns missing at the end as blank. */
  pad(width: number): void {
    this.starts.fill(this.lineTo, this.count, width);
    this.ends.fill(this.lineTo, this.count, width);
    this.count = width;
  }

  /** The whole line as received, as text; decoded once. */
  lineText(): string {
    this.decoded ??= READ.decodeField(this.bytes, [this.lineFrom, this.lineTo], this.encoding);
    return this.decoded;
  }

  /** The line as evidence in the quarantine, bounded. */
  raw(): string {
    const text = this.lineText();
    return text.length > RAW_CHARACTERS_MAX ? `${text.slice(0, RAW_CHARACTERS_MAX)}…` : text;
  }

  /** Takes fields that no line of text holds, as if they had been scanned from one. */
  take(fields: readonly string[], line: number): void {
    this.line = line;
    this.separator = 0;
    this.decoded = fields.filter((field) => field !== '').join(' | ');
    this.replace(fields);
  }

  /** Puts repaired fields in the place of what was scanned; `raw` still gives the line as received. */
  replace(fields: readonly string[]): void {
    const encoded = fields.map((field) => Buffer.from(field, 'utf8'));
    let at = 0;
    encoded.forEach((part, column) => {
      this.starts[column] = at;
      at += part.length;
      this.ends[column] = at;
    });
    this.decoded = this.lineText();
    this.parts = fields;
    this.bytes = Buffer.concat(encoded);
    this.encoding = 'UTF-8';
    this.count = fields.length;
  }

  private tooLong(): Error {
    return contractError(
      'FEC_LINE_TOO_LONG',
      `line ${this.line} is longer than ${LINE_BYTES_MAX / 1024} KiB: no line of a FEC is`,
      { place: { line: this.line }, remedy: 'Check that the file has line ends; export it again.' },
    );
  }
}

/** Line ends may come as CR CR LF; what is left of them is no part of the last field. */
function trimLineEnd(bytes: Buffer, from: number, to: number): number {
  while (to > from && (bytes[to - 1] === CR || bytes[to - 1] === LF)) to--;
  return to;
}
