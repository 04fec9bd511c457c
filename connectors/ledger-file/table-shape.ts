/** What a table found in a file is told by. */
import type { BucketColumn } from './buckets';
import type { LedgerFileConfig } from './config';
import type { GridRow } from './grid';
import type { Field, FileKind } from './kinds';
import type { FileMapping } from './mapping';
import type { WritingStyle } from './values';

export type Columns = Partial<Record<Field, number>>;

export interface Table {
  kind: FileKind;
  titles: string[];
  /** Physical line of the header; 0 for a file without one. */
  headerLine: number;
  columns: Columns;
  buckets: BucketColumn[];
  style: WritingStyle;
  /** The order of day and month was not decided by the file. */
  isOrderAssumed: boolean;
  /** Columns of numbers, mapped or not: where a comma too many may belong. */
  amountPlaces: ReadonlySet<number>;
  mapping: FileMapping | null;
  /** Rows above the header: titles, dates. */
  preamble: readonly GridRow[];
}

export interface TableSource {
  rows: readonly GridRow[];
  config: LedgerFileConfig;
  fileName: string;
}

export type Header = Pick<
  Table,
  'kind' | 'titles' | 'headerLine' | 'columns' | 'buckets' | 'mapping' | 'preamble'
>;
