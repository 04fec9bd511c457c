/** Physical lines to lines of a sheet: encodings, separators, quotes. Knows nothing of what the cells mean. */
import { decodeWindows1252 } from '../../src/connector-kit';

export interface SheetLine {
  /** 1-based number of its first physical line. */
  line: number;
  raw: string;
  /** null when a quote is never closed. */
  cells: string[] | null;
}

const LINE_FEED = 10;
/** A quoted cell that runs over more physical lines than this is a quote that was never closed. */
const LINES_MAX = 20;

/** Gathers physical lines until their quotes are closed. Holds at most LINES_MAX of them. */
export class LineGatherer {
  private pending: { line: number; raw: string }[] = [];
  private separator: string | null = null;
  /** Whether a line was not UTF-8. */
  isLatin = false;

  get delimiter(): string {
    return this.separator ?? ';';
  }

  /** The lines that are complete after this chunk. */
  *take(firstLine: number, content: Uint8Array): Generator<SheetLine> {
    let line = firstLine;
    for (let start = 0; start < content.length; line += 1) {
      const end = content.indexOf(LINE_FEED, start);
      const stop = end < 0 ? content.length : end;
      const raw = this.decoded(content.subarray(start, stop));
      start = stop + 1;
      this.pending.push({ line, raw: line === 1 ? raw.replace(/^\ufeff/, '') : raw });
      yield* this.complete(false);
    }
  }

  /** What is left at the end of the file. */
  *rest(): Generator<SheetLine> {
    yield* this.complete(true);
  }

  private *complete(isEnd: boolean): Generator<SheetLine> {
    while (this.pending.length > 0) {
      const [first] = this.pending;
      if (first === undefined) return;
      const raw = this.pending.map((each) => each.raw).join('\n');
      if (raw.trim() === '') {
        this.pending = [];
        return;
      }
      this.separator ??= separatorOf(first.raw);
      const cells = cellsOf(raw, this.separator);
      if (cells !== null) {
        this.pending = [];
        yield { line: first.line, raw, cells };
        return;
      }
      if (!isEnd && this.pending.length < LINES_MAX) return;
      // The first line is given up, and those behind it are looked at again by themselves.
      const behind = this.pending.slice(1);
      this.pending = [];
      yield { line: first.line, raw: first.raw, cells: null };
      yield* this.again(behind, isEnd);
    }
  }

  private *again(lines: { line: number; raw: string }[], isEnd: boolean): Generator<SheetLine> {
    for (const each of lines) {
      this.pending.push(each);
      yield* this.complete(false);
    }
    if (isEnd) yield* this.complete(true);
  }

  private decoded(bytes: Uint8Array): string {
    const text = utf8(bytes);
    this.isLatin ||= text === null;
    return (text ?? decodeWindows1252(bytes)).replace(/\r$/, '');
  }
}

/** null for bytes that are not UTF-8: French exports are one or the other, seldom said which. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The one that is there most often outside quotes. */
export function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = [';', ',', '\t'].map((mark): [string, number] => [
    mark,
    bare.split(mark).length - 1,
  ]);
  return counts.sort(([, one], [, other]) => other - one)[0]?.[0] ?? ';';
}

/** The cells of a line; null when a quoted cell is not closed. A quote inside a cell that has none at its start is text. */
export function cellsOf(text: string, separator: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end < 0 ? text.length : end).trim());
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    const closed = closingQuote(text, at);
    if (closed < 0) return null;
    const end = text.indexOf(separator, closed);
    const tail = text.slice(closed + 1, end < 0 ? text.length : end);
    cells.push((text.slice(at + 1, closed).replaceAll('""', '"') + tail).trim());
    if (end < 0) return cells;
    at = end + 1;
  }
}

/** Where the cell that begins with a quote at `start` ends; -1 when it does not. */
function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
