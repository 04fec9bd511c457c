/** Rows of files in which a character parts the cells, read line by line so that a bad line costs itself only. */
import type { TextLine } from './text-lines';

export interface DelimitedRow {
  /** 1-based physical line the row starts on. */
  line: number;
  cells: string[];
  /** The row as received, bounded. */
  raw: string;
  isUnterminated: boolean;
  /** A quote is opened and never closed: the cells are those of its first line, quotes left as they are. */
  isOpen: boolean;
}

/** A cell may go on over this many lines; a quote open for longer is a quote by mistake. */
const CELL_LINES_MAX = 100;
const CELL_LENGTH_MAX = 32 * 1024;
const RAW_MAX = 1000;
const QUOTE = '"';

/**
 * Puts lines together to rows: a quoted cell may hold the separator, doubled quotes and line ends. A quote inside an
 * unquoted cell is part of the text.
 */
export class DelimitedRows {
  private open: TextLine[] = [];
  private openLength = 0;

  /** Cells of a row, once the header has told: a row over several lines must have them, or its quote is a mistake. */
  width: number | null = null;

  constructor(private readonly separator: string) {}

  /** The rows these lines complete; with `isLast`, what is still open as well. */
  take(lines: readonly TextLine[], isLast: boolean): DelimitedRow[] {
    const rows: DelimitedRow[] = [];
    for (const line of lines) this.add(rows, line);
    if (isLast) this.giveUp(rows);
    return rows;
  }

  private add(rows: DelimitedRow[], line: TextLine): void {
    if (this.open.length === 0 && !line.text.includes(QUOTE)) {
      rows.push(rowOf([line], line.text.split(this.separator), false));
      return;
    }
    this.open.push(line);
    this.openLength += line.text.length;
    // A line without a quote cannot close one, nor be looked at in vain.
    const mayClose = this.open.length === 1 || line.text.includes(QUOTE);
    const cells = mayClose ? splitQuoted(this.openText(), this.separator) : null;
    if (cells !== null && this.isWhole(cells)) {
      rows.push(rowOf(this.open, cells, false));
      this.close();
    } else if (cells !== null) {
      this.giveUp(rows);
    } else if (this.open.length > CELL_LINES_MAX || this.openLength > CELL_LENGTH_MAX) {
      this.giveUp(rows);
    }
  }

  private isWhole(cells: readonly string[]): boolean {
    return this.open.length === 1 || this.width === null || cells.length === this.width;
  }

  /** Takes the lines one by one: the first as it stands, the others as rows that end where they end. */
  private giveUp(rows: DelimitedRow[]): void {
    const { open, separator } = this;
    this.close();
    for (const line of open) {
      const cells = splitQuoted(line.text, separator);
      rows.push(rowOf([line], cells ?? line.text.split(separator), cells === null));
    }
  }

  private openText(): string {
    return this.open.map(({ text }) => text).join('\n');
  }

  private close(): void {
    this.open = [];
    this.openLength = 0;
  }
}

function rowOf(lines: readonly TextLine[], cells: string[], isOpen: boolean): DelimitedRow {
  const text =
    lines.length === 1 ? (lines[0]?.text ?? '') : lines.map((line) => line.text).join('\n');
  const raw = text.length > RAW_MAX ? `${text.slice(0, RAW_MAX)}…` : text;
  const isUnterminated = lines.at(-1)?.isUnterminated ?? false;
  return { line: lines[0]?.line ?? 0, cells, raw, isUnterminated, isOpen };
}

/** The cells of one row, quotes taken off; null when a quoted cell is not closed. */
export function splitQuoted(text: string, separator: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const start = skipSpaces(text, at, separator);
    if (text[start] !== QUOTE) {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end === -1 ? text.length : end));
      if (end === -1) return cells;
      at = end + 1;
      continue;
    }
    const close = cellEnd(text, { from: start + 1, separator });
    if (close === -1) return null;
    const end = text.indexOf(separator, close + 1);
    const tail = text.slice(close + 1, end === -1 ? text.length : end);
    cells.push(text.slice(start + 1, close).replaceAll('""', QUOTE) + tail.trimEnd());
    if (end === -1) return cells;
    at = end + 1;
  }
  return cells;
}

function skipSpaces(text: string, from: number, separator: string): number {
  let at = from;
  while (text[at] === ' ' && separator !== ' ') at++;
  return at;
}

/** The quote that closes a cell: the first with the separator or the end behind it, else the first. */
function cellEnd(text: string, { from, separator }: { from: number; separator: string }): number {
  const first = closingQuote(text, from);
  for (let at = first; at !== -1; at = closingQuote(text, at + 1)) {
    const next = skipSpaces(text, at + 1, separator);
    if (next >= text.length || text[next] === separator) return at;
  }
  return first;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at !== -1; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at;
  }
  return -1;
}

const SEPARATORS = [';', '\t', '|', ','] as const;
const SAMPLE_LINES = 60;

/**
 * The separator that cuts most lines into the same number of cells; of two that do, the one with more cells. Null when
 * none gives two cells.
 */
export function findSeparator(lines: readonly TextLine[]): string | null {
  const sample = lines.filter(({ text }) => text.trim() !== '').slice(0, SAMPLE_LINES);
  const named = /^sep=(.)\s*$/i.exec(sample[0]?.text ?? '')?.[1];
  if (named !== undefined) return named;
  let best: { separator: string; score: number } | null = null;
  for (const separator of SEPARATORS) {
    const score = regularity(sample, separator);
    if (score > (best?.score ?? 0)) best = { separator, score };
  }
  return best?.separator ?? null;
}

/** Lines of the commonest width above one; a comma also stands in amounts, so it must be the clearly better one. */
function regularity(sample: readonly TextLine[], separator: string): number {
  const widths = new Map<number, number>();
  for (const { text } of sample) {
    const width = (splitQuoted(text, separator) ?? text.split(separator)).length;
    if (width > 1) widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  let score = 0;
  for (const [width, count] of widths) {
    score = Math.max(score, (count / sample.length) * 10 + Math.min(width, 30) / 10);
  }
  const cut = [...widths.values()].reduce((sum, count) => sum + count, 0);
  const whole = score + (cut / Math.max(sample.length, 1)) * 5;
  return cut === 0 ? 0 : separator === ',' ? whole * 0.7 : whole;
}
