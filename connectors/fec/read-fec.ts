import {
  entryRecord,
  type FileChunk,
  type FileContext,
  type FilePage,
  type FileSummary,
  type LedgerEntryRecord,
} from '../../src/connector-kit';
import type { FecConfig } from './config';
import { findConstantNumber } from './constant-number';
import { summarise } from './file-summary';
import { FecXml, isFecXml, isSidedXml, xmlLayout } from './fec-xml';
import { readLayout } from './layout';
import { LedgerReader, PAGE_SIZE, type LedgerSource } from './ledger-reader';

/** How much is looked at before the first line is read; fixed, so that no finding depends on the chunks. */
const HEAD_BYTES = 1024 * 1024;

type Chunks = AsyncIterable<FileChunk> | Iterable<FileChunk>;
interface Opened {
  reader: LedgerReader;
  source: LedgerSource;
  /** Null for the flat form. */
  xml: FecXml | null;
  /** XML in UTF-16, whose NUL bytes are half of its characters. */
  isWide: boolean;
}

/**
 * Reads a FEC in one pass: the customer lines and the lines that cannot be read in the order of the file, then one
 * record per entry that has customer lines. Memory grows by some numbers per entry, not with the file.
 * Throws CONTRACT FEC_NOT_RECOGNISED, FEC_COLUMNS_MISSING, FEC_LINE_TOO_LONG,
 * FEC_TOO_MANY_BAD_LINES, and of its XML form the refusals of `XmlEvents`.
 */
export async function* readFec(
  chunks: Chunks,
  context: FileContext<FecConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  let opened: Opened | null = null;
  let head: Buffer[] = [];
  let asReceived: Buffer[] = [];
  let headBytes = 0;
  let firstLine = 1;
  for await (const chunk of chunks) {
    context.signal.throwIfAborted();
    const bytes = bufferOf(chunk.content);
    if (opened !== null) load(opened, opened.isWide ? bytes : withoutNuls(bytes), false);
    else {
      if (head.length === 0) firstLine = chunk.firstLine;
      asReceived.push(bytes);
      head.push(withoutNuls(bytes));
      headBytes += head.at(-1)?.length ?? 0;
      if (headBytes < HEAD_BYTES) continue;
      opened = open(head, { ...context, asReceived, firstLine, isLast: false });
      head = [];
      asReceived = [];
    }
    yield* pages(opened, context.signal);
  }
  if (opened === null) opened = open(head, { ...context, asReceived, firstLine, isLast: true });
  else load(opened, Buffer.alloc(0), true);
  yield* pages(opened, context.signal);
  const last = opened.reader.takePage();
  if (last.records.length + last.quarantine.length > 0) yield last;
  yield* entryPages(opened.reader, context.signal);
  const summary = summarise(opened.reader, opened.source);
  return opened.xml === null ? summary : { ...summary, encoding: opened.xml.encoding };
}

interface OpenOptions {
  config: FecConfig;
  fileName: string;
  /** What `head` was before NUL bytes were taken out. */
  asReceived: Buffer[];
  firstLine: number;
  isLast: boolean;
}

function open(parts: Buffer[], options: OpenOptions): Opened {
  const { config, fileName } = options;
  const head = joined(parts);
  if (isFecXml(head)) return openXml(head, options);
  const layout = readLayout(head, fileName);
  const constantNumber = findConstantNumber(head.subarray(0, HEAD_BYTES), layout);
  const firstLine = options.firstLine + layout.headerLines;
  const source = { layout, config, fileName, firstLine, constantNumber };
  const reader = new LedgerReader(source);
  reader.load(head.subarray(layout.dataFrom), options.isLast);
  return { reader, source, xml: null, isWide: false };
}

function openXml(head: Buffer, options: OpenOptions): Opened {
  const { config, fileName, isLast } = options;
  const layout = xmlLayout(isSidedXml(head.subarray(0, HEAD_BYTES)));
  const source = { layout, config, fileName, firstLine: 1, constantNumber: null };
  const received = joined(options.asReceived);
  const isWide = WIDE_STARTS.includes(received.toString('hex', 0, 2));
  const xml = new FecXml(layout.names);
  const opened = { reader: new LedgerReader(source), source, xml, isWide };
  load(opened, isWide ? received : head, isLast);
  return opened;
}

/** A mark of byte order, or "<" in two bytes. */
const WIDE_STARTS: readonly string[] = ['fffe', 'feff', '3c00', '003c'];

function load({ reader, xml }: Opened, content: Buffer, isLast: boolean): void {
  if (xml === null) return reader.load(content, isLast);
  xml.write(content);
  if (isLast) xml.end();
}

function* pages({ reader, xml }: Opened, signal: AbortSignal): Generator<FilePage> {
  for (const { line, fields } of xml?.take() ?? []) {
    if (!reader.takeFields(fields, line)) continue;
    signal.throwIfAborted();
    yield reader.takePage();
  }
  while (reader.fill()) {
    signal.throwIfAborted();
    yield reader.takePage();
  }
}

/** What each entry was for is known only now: its lines may stand anywhere in the file. */
function* entryPages({ table }: LedgerReader, signal: AbortSignal): Generator<FilePage> {
  table.close();
  let records: LedgerEntryRecord[] = [];
  for (let entry = 0; entry < table.size; entry++) {
    if (!table.hasCustomer(entry)) continue;
    records.push(entryRecord(entry + 1, table.facts(entry)));
    if (records.length < PAGE_SIZE) continue;
    signal.throwIfAborted();
    yield { records, quarantine: [] };
    records = [];
  }
  if (records.length > 0) yield { records, quarantine: [] };
}

/** Some exporters leave NUL bytes between characters, as a poor man's UTF-16; the official checker removes them too. */
function withoutNuls(bytes: Buffer): Buffer {
  return bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
}

function bufferOf(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function joined(parts: Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
