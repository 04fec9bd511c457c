/** Parts of a spreadsheet that its rows refer to: texts kept once, and ranges merged over rows. */
import { contractError } from '../kernel';
import { XmlEvents, xmlChildren, xmlTextAt } from './xml-events';
import type { ZipEntries } from './zip-entries';

export type CellType = 'BLANK' | 'TEXT' | 'NUMBER' | 'DATE' | 'BOOLEAN' | 'ERROR' | 'UNCOMPUTED';

export interface SheetCell {
  /** Text as shown; a number as stored, with a dot; a date as YYYY-MM-DD; an error as "#REF!". */
  text: string;
  type: CellType;
  isFormula: boolean;
  /** Filled from the first cell of a merged range. */
  isMerged: boolean;
}

const STRINGS_MAX = 2_000_000;
const CHARACTERS_MAX = 64 * 1024 * 1024;
const MERGES_MAX = 20_000;
/** A range over more rows is a layout, not a value that all of them share. */
const MERGED_ROWS_MAX = 5000;

/** The texts cells refer to by number. Throws CONTRACT ARCHIVE_TOO_LARGE. */
export function sharedStrings(zip: ZipEntries): string[] {
  const strings: string[] = [];
  const part = zip.names().find((name) => /^xl\/sharedstrings\.xml$/i.test(name));
  if (part === undefined) return strings;
  let characters = 0;
  const events = new XmlEvents({
    isWanted: (path) => path.length === 2 && path[1] === 'si',
    node: (node) => {
      const runs = xmlChildren(node, 'r').map((run) => xmlTextAt(run, 't') ?? '');
      const text = runs.length > 0 ? runs.join('') : (xmlTextAt(node, 't') ?? '');
      characters += text.length;
      if (strings.push(text) > STRINGS_MAX || characters > CHARACTERS_MAX) throw tooMany();
    },
  });
  for (const piece of zip.read(part)) events.write(piece);
  events.end();
  return strings;
}

function tooMany(): Error {
  return contractError('ARCHIVE_TOO_LARGE', 'the spreadsheet holds more text than is read', {
    place: { line: 1 },
    remedy: 'Split the file, or export it as CSV.',
  });
}

interface Merge {
  from: number;
  to: number;
}

/**
 * Ranges merged over several rows: what their first row says in a column holds for the others. They stand behind the
 * rows, hence a look ahead of its own.
 */
export class MergedRanges {
  private readonly columns = new Map<
    number,
    { ranges: Merge[]; at: number; cell: SheetCell | null }
  >();

  constructor(zip: ZipEntries, part: string) {
    let tail = '';
    let count = 0;
    for (const piece of zip.read(part)) {
      const text = tail + Buffer.from(piece).toString('latin1');
      for (const [, from = '', to = ''] of text.matchAll(MERGE)) {
        if (++count <= MERGES_MAX) this.add(from, to);
      }
      const cut = text.lastIndexOf('<');
      tail =
        cut === -1 || text.length - cut > 200 || text.includes('>', cut) ? '' : text.slice(cut);
    }
    for (const column of this.columns.values()) column.ranges.sort((a, b) => a.from - b.from);
  }

  /** Fills the cells of a row from those merged with them; rows come in their order. */
  fill(cells: SheetCell[], line: number): void {
    for (const [place, column] of this.columns) {
      while ((column.ranges[column.at]?.to ?? Infinity) < line) {
        column.at++;
        column.cell = null;
      }
      const range = column.ranges[column.at];
      if (range === undefined || line < range.from) continue;
      if (line === range.from) column.cell = cells[place] ?? null;
      else if (column.cell !== null) putMerged(cells, place, column.cell);
    }
  }

  private add(from: string, to: string): void {
    const place = columnOf(from);
    const range = { from: lineOf(from), to: lineOf(to) };
    if (place === null || range.to <= range.from || range.to - range.from > MERGED_ROWS_MAX) return;
    const known = this.columns.get(place);
    if (known === undefined) this.columns.set(place, { ranges: [range], at: 0, cell: null });
    else known.ranges.push(range);
  }
}

const MERGE = /<(?:\w{1,8}:)?mergeCell ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"/g;
const EMPTY: SheetCell = { text: '', type: 'BLANK', isFormula: false, isMerged: false };

function putMerged(cells: SheetCell[], place: number, cell: SheetCell): void {
  while (cells.length <= place) cells.push(EMPTY);
  if (cells[place]?.type === 'BLANK') cells[place] = { ...cell, isMerged: true };
}

function lineOf(reference: string): number {
  return Number(/\d+$/.exec(reference)?.[0] ?? 0);
}

/** "AB12" is column 27, from 0; null for what names no column. */
export function columnOf(reference: string): number | null {
  const letters = /^([A-Z]{1,3})\d{0,7}$/.exec(reference)?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + (letter.charCodeAt(0) - 64);
  return column - 1;
}

/** How a spreadsheet writes yes. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
