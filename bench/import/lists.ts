/** Lists in CSV: rows a second of the reader, against csv-parse alone on the same bytes in the same run. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { ledgerFile } from '../../connectors/ledger-file';
import { validateConfig, type FileChunk } from '../../src/connector-kit';

const ROWS = 300_000;
const RUNS = 3;
const ROWS_PER_CHUNK = 5_000;
const CUSTOMERS = 3_000;

export interface ListFigures {
  listRowsPerSecond: number;
  /** Times csv-parse takes to cut the same bytes into cells. */
  listParseRatio: number;
  /** What the heap grew by from the first quarter of the rows to the last. */
  listGrowthMb: number;
}

/** Measures in the process of the caller; the rows are made as they are read, so that only the reader fills the memory. */
export async function measureLists(): Promise<ListFigures> {
  const bare: number[] = [];
  const read: number[] = [];
  let growth = 0;
  for (let run = 0; run < RUNS; run++) {
    bare.push(await seconds(parseBare));
    read.push(
      await seconds(async () => {
        growth = await readList();
      }),
    );
  }
  const figures = {
    listRowsPerSecond: Math.round(ROWS / median(read)),
    listParseRatio: Number((median(read) / median(bare)).toFixed(2)),
    listGrowthMb: Math.round(growth),
  };
  console.log(
    `list of ${ROWS} invoices in CSV: ${figures.listRowsPerSecond} rows a second, ` +
      `${figures.listParseRatio} times csv-parse alone, heap +${figures.listGrowthMb} MB`,
  );
  return figures;
}

async function parseBare(): Promise<void> {
  const source = Readable.from(
    (function* (): Generator<Uint8Array> {
      for (const { content } of chunks()) yield content;
    })(),
  );
  let rows = 0;
  const parser = source.pipe(parse({ delimiter: ';' })).on('data', () => rows++);
  await finished(parser);
  if (rows !== ROWS + 1) throw new Error(`csv-parse read ${rows} rows`);
}

/** Answers the growth of the heap in MB over the last three quarters. */
async function readList(): Promise<number> {
  const context = {
    config: validateConfig(ledgerFile, {}),
    fileName: 'factures.csv',
    signal: new AbortController().signal,
  };
  const pages = ledgerFile.file?.read(chunks(), context);
  let records = 0;
  let before = 0;
  for (let page = await pages?.next(); page?.done === false; page = await pages?.next()) {
    records += page.value.records.length;
    if (before === 0 && records > ROWS / 4) before = heapMb();
  }
  if (records < ROWS) throw new Error(`the reader gave ${records} records`);
  return heapMb() - before;
}

function* chunks(): Generator<FileChunk> {
  const header = 'N° facture;Date facture;Code client;Client;Échéance;Montant TTC;Reste à payer\n';
  yield { firstLine: 1, content: Buffer.from(header) };
  for (let from = 0; from < ROWS; from += ROWS_PER_CHUNK) {
    let text = '';
    for (let row = from; row < from + ROWS_PER_CHUNK; row++) text += invoice(row);
    yield { firstLine: from + 2, content: Buffer.from(text) };
  }
}

function invoice(row: number): string {
  const day = `${String((row % 28) + 1).padStart(2, '0')}/${String((row % 12) + 1).padStart(2, '0')}/2026`;
  const customer = row % CUSTOMERS;
  const amount = `${1 + (row % 9)} ${String(row % 1000).padStart(3, '0')},${String(row % 100).padStart(2, '0')}`;
  return `FA-2026-${row};${day};C${customer};Société ${customer};${day};${amount};${amount}\n`;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
