import {
  DelimitedRows,
  formatDay,
  looksLikeArchive,
  TextLines,
  type FilePage,
  type FileSummary,
  type Json,
  type LedgerEntryRecord,
  type TextLine,
} from '../../src/connector-kit';
import { BookAssembler } from './books';
import type { LedgerFileConfig } from './config';
import { gridRow, sheetGridRow, type GridRow } from './grid';
import { LayoutTools, type BookLayout } from './layouts';
import { headerFingerprint } from './mapping';
import { checkText, chooseSheet, sampleText, toldLayout, type ReadContext } from './open-source';
import { HEAD_BYTES, Pieces, type Chunks } from './pieces';
import { ListSink, PAGE_SIZE } from './sink';
import { openTable } from './table';
import type { Table } from './table-shape';
import { TableReader } from './table-reader';

type Context = ReadContext;

/**
 * Reads a list or an export in one pass. Throws CONTRACT LEDGER_FILE_NOT_RECOGNISED, LEDGER_FILE_COLUMN_MISSING,
 * LEDGER_FILE_AS_OF_MISSING, LEDGER_FILE_DATES_CONTRADICT, LEDGER_FILE_TOO_MANY_BAD_LINES, and what spreadsheets are refused for.
 */
export async function* readLedgerFile(
  chunks: Chunks,
  context: Context,
): AsyncGenerator<FilePage, FileSummary> {
  const pieces = new Pieces(chunks, context.signal);
  const head = await pieces.take(HEAD_BYTES);
  if (looksLikeArchive(head)) {
    const whole = await pieces.whole(head, context.fileName);
    return yield* readSheets(whole, context);
  }
  return yield* readText(head, pieces, context);
}

async function* readText(
  head: Buffer,
  pieces: Pieces,
  context: Context,
): AsyncGenerator<FilePage, FileSummary> {
  const { fileName } = context;
  checkText(head, fileName);
  const lines = new TextLines();
  const first = lines.take(head, pieces.isDone);
  const opened = openText(first, context);
  const { sink } = opened;
  for (let taken = first, isLast = pieces.isDone; ;) {
    yield* opened.read(taken, isLast);
    if (isLast) break;
    const bytes = await pieces.take(HEAD_BYTES);
    isLast = pieces.isDone;
    taken = lines.take(bytes, isLast);
  }
  const last = sink.takePage();
  if (last !== null) yield last;
  yield* entryPages(opened.entries(), context.signal);
  return { ...opened.summary(), encoding: lines.encoding, separator: opened.separator };
}

interface OpenText {
  sink: ListSink;
  separator: string;
  read(lines: readonly TextLine[], isLast: boolean): Generator<FilePage>;
  entries(): BookAssembler | null;
  summary(): Omit<FileSummary, 'encoding' | 'separator'>;
}

function openText(first: readonly TextLine[], context: Context): OpenText {
  const layout = toldLayout(first, context.config);
  if (layout !== null) return openLayout(layout, first, context);
  const { separator, rows: sample } = sampleText(first);
  const rows = new DelimitedRows(separator);
  const table = openTable({ ...context, rows: sample });
  rows.width = table.titles.length;
  const sink = sinkOf(context);
  const reader = new TableReader(table, { ...context, sink, isDelimited: true });
  return {
    sink,
    separator,
    *read(lines, isLast) {
      for (const row of rows.take(lines, isLast)) yield* takeRow(reader, sink, gridRow(row));
      if (isLast) reader.finish();
    },
    entries: () => reader.entries(),
    summary: () => tableSummary(table, reader, { ...context, sink }),
  };
}

function openLayout(layout: BookLayout, first: readonly TextLine[], context: Context): OpenText {
  const sink = sinkOf(context);
  const books = new BookAssembler(context.config, sink);
  const tools = new LayoutTools(context.config, books, sink);
  const reader = layout.open(tools, first);
  return {
    sink,
    separator: layout.id,
    *read(lines, isLast) {
      for (const line of lines) {
        reader.take(line);
        if (sink.isFull) yield* pageOf(sink);
      }
      if (isLast) reader.finish();
    },
    entries: () => books,
    summary: () => ({
      columns: [],
      dataLines: sink.dataLines,
      periodStart: tools.last === 0 ? null : formatDay(tools.first),
      periodEnd: tools.last === 0 ? null : formatDay(tools.last),
      currency: context.config.booksCurrency,
      ...totalsOf(books, sink),
      letteringCoverage: books.letteringCoverage,
      warnings: sink.warnings.all(),
    }),
  };
}

function* readSheets(bytes: Buffer, context: Context): Generator<FilePage, FileSummary> {
  const { sheet, table, others } = chooseSheet(bytes, context);
  const sink = sinkOf(context);
  const reader = new TableReader(table, { ...context, sink, isDelimited: false });
  for (const row of sheet.rows()) {
    if (row.line % 1000 === 0) context.signal.throwIfAborted();
    yield* takeRow(reader, sink, sheetGridRow(row));
  }
  reader.finish();
  if (others.length > 0) {
    const [read, ...left] = [sheet.name, ...others].map((name) => JSON.stringify(name));
    const message = `only the sheet ${read} was read, not ${left.join(', ').slice(0, 300)}; save a sheet with a list as a file of its own`;
    const count = others.length;
    sink.warnings.set({ code: 'LEDGER_FILE_OTHER_SHEETS', message, line: null, count });
  }
  yield* pageOf(sink);
  yield* entryPages(reader.entries(), context.signal);
  const summary = tableSummary(table, reader, { ...context, sink });
  return { ...summary, encoding: 'xlsx', separator: sheet.name };
}

function* takeRow(reader: TableReader, sink: ListSink, row: GridRow): Generator<FilePage> {
  reader.take(row);
  if (sink.isFull) yield* pageOf(sink);
}

function* pageOf(sink: ListSink): Generator<FilePage> {
  const page = sink.takePage();
  if (page !== null) yield page;
}

function* entryPages(books: BookAssembler | null, signal: AbortSignal): Generator<FilePage> {
  if (books === null) return;
  let records: LedgerEntryRecord[] = [];
  for (const record of books.entryRecords()) {
    if (records.push(record) < PAGE_SIZE) continue;
    signal.throwIfAborted();
    yield { records, quarantine: [] };
    records = [];
  }
  if (records.length > 0) yield { records, quarantine: [] };
}

function sinkOf({ config, fileName }: Context): ListSink {
  return new ListSink({ fileName, maxBadLineShare: config.maxBadLineShare });
}

function tableSummary(
  table: Table,
  reader: TableReader,
  { sink, config }: { sink: ListSink; config: LedgerFileConfig },
): Omit<FileSummary, 'encoding' | 'separator'> {
  return {
    ...reader.summary(),
    dataLines: sink.dataLines,
    ...totalsOf(reader.entries(), sink),
    header: headerOf(table, config),
    warnings: sink.warnings.all(),
    ...(isWholeList(table, config) ? { isWhole: true } : {}),
  };
}

/** The header, and the mapping that was saved for it: when that changes the file has to be read again. */
function headerOf(table: Table, config: LedgerFileConfig): NonNullable<FileSummary['header']> {
  const fingerprint = headerFingerprint(table.titles);
  const saved = config.mappings.find((mapping) => mapping.fingerprint === fingerprint);
  if (saved === undefined) return { fingerprint, mapping: null };
  const { fingerprint: _, ...mapping } = saved;
  return { fingerprint, mapping: JSON.parse(JSON.stringify(mapping)) as Json };
}

/** Whether the list says all invoices there are. */
function isWholeList(table: Table, config: LedgerFileConfig): boolean {
  return table.kind === 'INVOICES' && (table.mapping?.isWhole ?? config.isWhole);
}

/** Of books, what their columns add up to; of documents, what adds to the debt and what lessens it. */
function totalsOf(
  books: BookAssembler | null,
  sink: ListSink,
): { totalDebitMinor: bigint; totalCreditMinor: bigint } {
  if (books === null)
    return { totalDebitMinor: sink.owedMinor, totalCreditMinor: sink.settledMinor };
  const { debitMinor, creditMinor } = books.totals.read();
  return { totalDebitMinor: debitMinor, totalCreditMinor: creditMinor };
}
