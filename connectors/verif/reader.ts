/** The shell round map.ts: gathers lines, reads the header, quarantines what does not map. */
import {
  contractError,
  decodeWindows1252,
  isEncoursError,
  type FileChunk,
  type FileContext,
  type FilePage,
  type FileReader,
  type FileSummary,
  type FileWarning,
  type QuarantinedLine,
} from '../../src/connector-kit';
import { readHeader, type Header } from './columns';
import { VerifConfig } from './config';
import { cellsOf, LineGatherer, separatorOf, type SheetLine } from './lines';
import { mapLine, type MappedLine, type SheetRecord } from './map';

type Chunks = AsyncIterable<FileChunk> | Iterable<FileChunk>;

const RAW_MAX = 2_000;

export const verifReader: FileReader<VerifConfig> = {
  records: ['company', 'officer', 'financialStatement', 'providerScore'],
  sniff,
  read: readFile,
};

/** Whether its first line names a SIREN. Under another mapping it is looked at by reading. */
function sniff(_name: string, head: Uint8Array): boolean {
  const text = decodeWindows1252(head).replace(/^ï»¿/, '');
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  try {
    readHeader(cellsOf(first, separatorOf(first)) ?? [], new VerifConfig().columns);
    return true;
  } catch {
    return false;
  }
}

async function* readFile(
  chunks: Chunks,
  { config, signal }: FileContext<VerifConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  const sheet = new Sheet(config);
  for await (const { firstLine, content } of chunks) {
    signal.throwIfAborted();
    yield sheet.page(sheet.lines.take(firstLine, content));
  }
  yield sheet.page(sheet.lines.rest());
  return sheet.summary();
}

/** One pass over a sheet; remembers a number per company, so that none is told of twice. */
class Sheet {
  readonly lines = new LineGatherer();
  private header: Header | null = null;
  private dataLines = 0;
  private yearless = 0;
  private readonly told = new Set<string>();

  constructor(private readonly config: VerifConfig) {}

  page(lines: Iterable<SheetLine>): FilePage {
    const page: FilePage = { records: [], quarantine: [] };
    for (const line of lines) {
      if (this.header === null) {
        this.header = readHeader(line.cells ?? [], this.config.columns);
        continue;
      }
      this.dataLines += 1;
      this.add(page, line, this.header);
    }
    return page;
  }

  private add(page: FilePage, line: SheetLine, header: Header): void {
    try {
      const mapped = mapLine(cellsIn(line), header, this.config);
      page.records.push(...this.news(mapped));
      if (mapped.hasYearless) this.yearless += 1;
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      page.quarantine.push(quarantined(line, error));
    }
  }

  /** What earlier lines have not said. A sheet may have a line for each year of a company. */
  private news({ siren, records }: MappedLine): SheetRecord[] {
    const isKnown = this.told.has(`company ${siren}`);
    const fresh = records.filter(({ type, sourceKey }) => !this.told.has(`${type} ${sourceKey}`));
    if (fresh.length === 0 || (isKnown && !fresh.some(({ type }) => type !== 'company'))) {
      throw contractError('VERIF_LINE_REPEATED', `the sheet has told all this of ${siren} before`, {
        place: { field: 'siren', path: 'siren' },
      });
    }
    for (const { type, sourceKey } of fresh) this.told.add(`${type} ${sourceKey}`);
    return fresh;
  }

  summary(): FileSummary {
    // An empty file has no header: it is refused like one whose header names no company.
    const header = this.header ?? readHeader([], this.config.columns);
    return {
      encoding: this.lines.isLatin ? 'windows-1252' : 'utf-8',
      separator: this.lines.delimiter,
      columns: header.columns.map((column) => column.header),
      dataLines: this.dataLines,
      periodStart: null,
      periodEnd: null,
      currency: this.config.currency,
      totalDebitMinor: 0n,
      totalCreditMinor: 0n,
      letteringCoverage: null,
      warnings: this.warnings(header),
    };
  }

  private warnings({ ignored }: Header): FileWarning[] {
    const warnings: FileWarning[] = [];
    if (ignored.length > 0) {
      const message = `not read: ${ignored.slice(0, 10).join(', ')}`;
      const count = ignored.length;
      warnings.push({ code: 'VERIF_COLUMNS_IGNORED', message, line: 1, count });
    }
    if (this.yearless > 0) {
      const message = 'amounts without a year: name it in the header, or export the closing date';
      warnings.push({ code: 'VERIF_YEAR_UNKNOWN', message, line: null, count: this.yearless });
    }
    return warnings;
  }
}

function cellsIn({ cells }: SheetLine): string[] {
  if (cells !== null) return cells;
  throw contractError('VERIF_LINE_INVALID', 'a quote is never closed', {
    place: { path: 'quote' },
  });
}

function quarantined(
  { line, raw }: SheetLine,
  { code, message, place }: { code: string; message: string; place: { field?: string } },
): QuarantinedLine {
  return { line, code, reason: message, field: place.field ?? null, raw: raw.slice(0, RAW_MAX) };
}
