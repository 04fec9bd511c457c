/** The file reader: one file is one document. Gathers its bytes within bounds, and answers one page of records. */
import {
  contractError,
  isEncoursError,
  WarningLog,
  type EncoursError,
  type FileChunk,
  type FileContext,
  type FilePage,
  type FileReader,
  type FileSummary,
} from '../../src/connector-kit';
import type { EInvoiceConfig } from './config';
import { readLifeCycle } from './life-cycle';
import { mapInvoice } from './map';
import { ownNumbers, requireOwnInvoice } from './ownership';
import { readPdfInvoice } from './pdf-invoice';
import { readDocument, ROOTS, type EDocument } from './read-document';
import { refusal } from './refusal';

type Chunks = AsyncIterable<FileChunk> | Iterable<FileChunk>;

const XML_BYTES_MAX = 10 * 1024 * 1024;
const PDF_BYTES_MAX = 20 * 1024 * 1024;
/** The mark of a PDF may come after what a mail system put before it. */
const PDF_MARK_WITHIN = 1024;
const ROOT = new RegExp(`<(?:[\\w.-]{1,60}:)?(?:${ROOTS.join('|')})[\\s>]`);

export const eInvoiceReader: FileReader<EInvoiceConfig> = {
  records: ['party', 'accountingDocument', 'documentEvent'],
  isOneDocument: true,
  sniff: (_name, head) => isPdf(head) || ROOT.test(plainText(head)),
  read: readFile,
};

async function* readFile(
  chunks: Chunks,
  context: FileContext<EInvoiceConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  try {
    return yield* readOne(chunks, context);
  } catch (error) {
    throw isEncoursError(error, 'CONTRACT') ? inFile(context.fileName, error) : error;
  }
}

/** A PDF has no lines to point at, and of a thousand files one is to be found. */
function inFile(file: string, error: EncoursError): EncoursError {
  const { code, message, remedy, place } = error;
  return contractError(code, message, {
    place: { file, ...place },
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  });
}

async function* readOne(
  chunks: Chunks,
  { config, signal }: FileContext<EInvoiceConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  const bytes = await gathered(chunks, signal);
  const form = isPdf(bytes) ? 'PDF' : 'XML';
  const document = form === 'PDF' ? readPdfInvoice(bytes) : readDocument(bytes);
  const warnings = new WarningLog();
  const own = ownNumbers(config.ownIdentifiers);
  const page = pageOf(document, own, warnings);
  yield page;
  return summaryOf(page, { encoding: document.encoding, warnings });
}

function pageOf(document: EDocument, own: ReadonlySet<string>, warnings: WarningLog): FilePage {
  if (own.size === 0) {
    warnings.add(
      'EINVOICE_SELLER_UNCHECKED',
      'taken for an invoice of yours: name your SIREN or VAT number in `ownIdentifiers` of the connection',
    );
  }
  if (document.kind === 'lifeCycle') {
    const { events, quarantine } = readLifeCycle(document.root, own, warnings);
    return { records: events, quarantine };
  }
  requireOwnInvoice(document.facts, own);
  const invoice = mapInvoice(document.facts, warnings);
  return { records: [invoice.party, invoice.document], quarantine: [] };
}

function summaryOf(
  { records, quarantine }: FilePage,
  { encoding, warnings }: { encoding: string; warnings: WarningLog },
): FileSummary {
  const document = records.find((record) => record.type === 'accountingDocument');
  const amount = document?.amountMinor ?? 0n;
  const events = records.filter(({ type }) => type === 'documentEvent').length;
  return {
    encoding,
    separator: '',
    columns: [],
    dataLines: (document === undefined ? events : 1) + quarantine.length,
    periodStart: null,
    periodEnd: null,
    currency: document?.currency ?? 'EUR',
    totalDebitMinor: amount > 0n ? amount : 0n,
    totalCreditMinor: amount < 0n ? -amount : 0n,
    letteringCoverage: null,
    warnings: warnings.all(),
  };
}

/** The file as a whole: it is parsed as one, and no larger than an e-mail lets through. */
async function gathered(chunks: Chunks, signal: AbortSignal): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let max: number | null = null;
  for await (const { content } of chunks) {
    signal.throwIfAborted();
    pieces.push(content);
    length += content.length;
    if (length < PDF_MARK_WITHIN) continue;
    max ??= isPdf(Buffer.concat(pieces)) ? PDF_BYTES_MAX : XML_BYTES_MAX;
    if (length > max) {
      throw refusal('EINVOICE_TOO_LARGE', `it is larger than ${max / (1024 * 1024)} MB`);
    }
  }
  return Buffer.concat(pieces, length);
}

function isPdf(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, PDF_MARK_WITHIN)).toString('latin1').includes('%PDF-');
}

/** Good enough to look for a name in: UTF-16 without its empty bytes. */
function plainText(head: Uint8Array): string {
  return Buffer.from(head.filter((byte) => byte !== 0)).toString('latin1');
}
