/** The first rows of a file, whatever it is written as: what its table is found by. */
import {
  contractError,
  DelimitedRows,
  describeForeign,
  findSeparator,
  isEncoursError,
  openSpreadsheet,
  type EncoursError,
  type FileContext,
  type Sheet,
  type SheetRow,
  type TextLine,
} from '../../src/connector-kit';
import type { LedgerFileConfig } from './config';
import { gridRow, sheetGridRow, type GridRow } from './grid';
import { layoutOf, type BookLayout } from './layouts';
import { isMapped, openTable } from './table';
import type { Table } from './table-shape';

export type ReadContext = FileContext<LedgerFileConfig>;

const SAMPLE_ROWS = 3000;
const SHEETS_TRIED = 20;

/** How a text file is cut into cells, and its first rows. */
export interface TextSample {
  separator: string;
  rows: GridRow[];
}

/** The layout of a program the lines are of; null when their columns have to be found, or were told. */
export function toldLayout(
  lines: readonly TextLine[],
  config: LedgerFileConfig,
): BookLayout | null {
  const layout = layoutOf(lines);
  // Columns somebody has told come before a layout that only looks alike; one of fixed places has no columns.
  if (layout === null || layout.isFixed === true) return layout;
  return isTold(lines, config) ? null : layout;
}

/** Whether the columns of these lines were told, and not only those of other files. */
function isTold(lines: readonly TextLine[], config: LedgerFileConfig): boolean {
  const { kind, mappings } = config;
  if (kind !== undefined && kind !== 'GRAND_LIVRE') return true;
  return mappings.length > 0 && isMapped({ rows: sampleText(lines).rows, config, fileName: '' });
}

export function sampleText(lines: readonly TextLine[]): TextSample {
  const separator = findSeparator(lines) ?? ';';
  const all = new DelimitedRows(separator).take(lines, true).slice(0, SAMPLE_ROWS).map(gridRow);
  const isNamed = /^sep=.\s*$/i.test(lines[0]?.text ?? '');
  return { separator, rows: isNamed ? all.slice(1) : all };
}

/** Throws LEDGER_FILE_NOT_RECOGNISED for what is surely no text table. */
export function checkText(head: Buffer, fileName: string): void {
  const foreign = describeForeign(Buffer.from(head.filter((byte) => byte !== 0)));
  if (foreign !== null && foreign !== 'blank') throw notRecognised(fileName, foreign);
}

/** The sheet a mapping names, else the first visible one with a table. */
export function chooseSheet(
  bytes: Uint8Array,
  context: ReadContext,
): { sheet: Sheet; table: Table; others: string[] } {
  const inOrder = sheetsOf(bytes, context);
  let refusal: EncoursError | null = null;
  for (const sheet of inOrder) {
    try {
      const table = openTable({ ...context, rows: sampleSheet(sheet.rows()) });
      const others = inOrder.filter((other) => other !== sheet).map(({ name }) => name);
      return { sheet, table, others };
    } catch (error) {
      if (!isEncoursError(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? notRecognised(context.fileName, 'a workbook without a visible sheet');
}

/** Visible sheets, those that mappings name first. */
export function sheetsOf(bytes: Uint8Array, { config }: ReadContext): Sheet[] {
  const named = new Set(config.mappings.flatMap(({ sheet }) => sheet ?? []));
  const visible = openSpreadsheet(bytes).filter(({ isHidden }) => !isHidden);
  const inOrder = [...visible].sort(
    (a, b) => Number(named.has(b.name)) - Number(named.has(a.name)),
  );
  return inOrder.slice(0, SHEETS_TRIED);
}

export function sampleSheet(rows: Iterable<SheetRow>): GridRow[] {
  const sample: GridRow[] = [];
  for (const row of rows) {
    sample.push(sheetGridRow(row));
    if (sample.length >= SAMPLE_ROWS) break;
  }
  return sample;
}

export function notRecognised(fileName: string, found: string): EncoursError {
  return contractError(
    'LEDGER_FILE_NOT_RECOGNISED',
    `${fileName} is no list or export that can be read: ${found}`,
    {
      place: { file: fileName, line: 1 },
      remedy: 'Save it as CSV or as an Excel workbook (.xlsx) with a row of column names.',
    },
  );
}
