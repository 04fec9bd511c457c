/** Text files and spreadsheets as the same thing: rows of cells with the line they stand on. */
import type { CellType, DelimitedRow, SheetRow } from '../../src/connector-kit';

export interface Cell {
  text: string;
  type: CellType;
}

export interface GridRow {
  line: number;
  cells: readonly Cell[];
  /** As received, for the quarantine; bounded. */
  raw: string;
  /** A quote that is never closed makes the cells of this row doubtful. */
  isOpen: boolean;
  isUnterminated: boolean;
  isHidden: boolean;
}

export const BLANK: Cell = { text: '', type: 'BLANK' };
const RAW_MAX = 1000;
const SPACE = /[\u00a0\u202f\u2007]/;
const SPACES = new RegExp(SPACE, 'g');

export function gridRow(row: DelimitedRow): GridRow {
  const cells = row.cells.map((text) => textCell(text));
  const { line, raw, isOpen, isUnterminated } = row;
  return { line, cells, raw, isOpen, isUnterminated, isHidden: false };
}

export function sheetGridRow(row: SheetRow): GridRow {
  const raw = row.cells
    .map(({ text }) => text)
    .join(' | ')
    .slice(0, RAW_MAX);
  const cells = row.cells.map((cell) => {
    const text = cell.text.replace(SPACES, ' ').trim();
    return text === '' ? BLANK : { text, type: cell.type };
  });
  const { line, isHidden } = row;
  return { line, cells, raw, isOpen: false, isUnterminated: false, isHidden };
}

export function textCell(written: string): Cell {
  const text = (SPACE.test(written) ? written.replace(SPACES, ' ') : written).trim();
  return text === '' ? BLANK : { text, type: 'TEXT' };
}

export function isBlankRow(row: GridRow): boolean {
  return row.cells.every(({ type }) => type === 'BLANK');
}
