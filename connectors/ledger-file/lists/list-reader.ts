import type { GridRow } from '../grid';
import { foldTitle } from '../kinds';
import type { RowValues } from '../row-values';
import type { ListSink } from '../sink';

/** Reads one kind of list, row by row. */
export interface ListReader {
  /** A row with at least one value. */
  take(row: GridRow): void;
  /** All rows have come. */
  finish(): void;
  /** Days the list speaks of; null when none was met. */
  period(): { from: string; to: string } | null;
}

export interface ListTools {
  values: RowValues;
  sink: ListSink;
}

/** First and last of the days met. */
export class Period {
  private from: string | null = null;
  private to: string | null = null;

  add(day: string): void {
    if (this.from === null || day < this.from) this.from = day;
    if (this.to === null || day > this.to) this.to = day;
  }

  read(): { from: string; to: string } | null {
    return this.from === null || this.to === null ? null : { from: this.from, to: this.to };
  }
}

const TOTAL =
  /^(sous total|total|totaux|subtotal|grand total|ensemble|cumul|report|a reporter)( |$)/;

/** Looked for first: most lines have none of it, and folding each would cost more than all else. */
const TOTAL_LIKE = /tot|ensemble|cumul|report/i;

/** A total and nothing else: "Total Énergies" and "Ensemble scolaire" are customers as well. */
const ONLY_TOTAL =
  /^(sous total|subtotal|total|totaux|grand total)( (general|generaux|ttc|ht|clients?|factures?|reglements?|paiements?))*$/;

/** Whether a text that heads a line of totals could be nobody's name. */
export function saysOnlyTotal(text: string): boolean {
  return ONLY_TOTAL.test(foldTitle(text));
}

/** Whether a text heads a line of totals, or a customer is called so. */
export function saysTotal(text: string): boolean {
  return TOTAL_LIKE.test(text) && TOTAL.test(foldTitle(text));
}
