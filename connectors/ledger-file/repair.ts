/** Rows of comma-separated files whose amounts have commas of their own: "1,234.56" or "1234,56" without quotes. */
import type { Cell, GridRow } from './grid';
import { textCell } from './grid';
import { fieldsOf, typeOfField } from './kinds';
import type { Table } from './table-shape';
import { looksLikeAmount } from './values';

const SURPLUS_MAX = 8;
const TRIES_MAX = 2000;
const JOINED = /^[+-]?\d{1,3}(,\d{3})+(\.\d{1,2})?$|^[+-]?\d+,\d{1,2}$/;
const LOOKS_DATED = /\d/;

/** The row with its amounts put together again; null when that can be done in no way, or in several. */
export function repairRow(row: GridRow, table: Table): GridRow | null {
  const width = table.titles.length;
  const texts = row.cells.map(({ text }) => text);
  if (texts.length - width > SURPLUS_MAX) return null;
  const search = new Search(table, texts);
  const found = search.run();
  const [only] = found;
  return only === undefined || found.length > 1 ? null : { ...row, cells: only.map(textCell) };
}

class Search {
  private readonly found: string[][] = [];
  private tries = 0;
  private readonly dayPlaces: ReadonlySet<number>;

  constructor(
    private readonly table: Table,
    private readonly texts: readonly string[],
  ) {
    const days = fieldsOf(table.kind).filter((field) => typeOfField(field) === 'DATE');
    this.dayPlaces = new Set(days.flatMap((field) => table.columns[field] ?? []));
  }

  run(): string[][] {
    this.place(0, []);
    return this.tries > TRIES_MAX ? [] : this.found;
  }

  /** Tries what the next column may hold, from the cell at `at` on. */
  private place(at: number, cells: readonly string[]): void {
    if (++this.tries > TRIES_MAX) return;
    const left = this.table.titles.length - cells.length;
    if (left === 0) {
      if (at === this.texts.length) this.found.push([...cells]);
      return;
    }
    const surplus = this.texts.length - at - left;
    if (surplus < 0) return;
    for (let taken = 1; taken <= Math.min(surplus + 1, 4); taken++) {
      const text = this.texts.slice(at, at + taken).join(',');
      if (this.fits(cells.length, text, taken)) this.place(at + taken, [...cells, text]);
    }
  }

  private fits(column: number, text: string, taken: number): boolean {
    const isAmount = this.table.amountPlaces.has(column);
    if (taken > 1) return isAmount && JOINED.test(text);
    if (isAmount) return text === '' || looksLikeAmount(text);
    return (
      !this.dayPlaces.has(column) ||
      text === '' ||
      (LOOKS_DATED.test(text) && /[-/.]|\d{8}/.test(text))
    );
  }
}

/** Whether the cells past the width of the table are all blank. */
export function isBlankFrom(cells: readonly Cell[], width: number): boolean {
  return cells.slice(width).every(({ type }) => type === 'BLANK');
}
