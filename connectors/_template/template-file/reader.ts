/** The shell round map.ts: decodes bytes, numbers lines, quarantines what does not map, adds up what does. */
import {
  errorMessage,
  isEncoursError,
  type FileChunk,
  type FileContext,
  type FilePage,
  type FileReader,
  type FileSummary,
  type LedgerLineRecord,
  type QuarantinedLine,
} from '../../../src/connector-kit';
import type { TemplateFileConfig } from './config';
import { mapLine } from './map';

export const templateFileReader: FileReader<TemplateFileConfig> = {
  records: ['ledgerLine', 'ledgerEntry'],
  sniff: (name, head) =>
    /\.txt$/i.test(name) && Buffer.from(head).toString().startsWith('#template'),
  read: readFile,
};

async function* readFile(
  chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
  context: FileContext<TemplateFileConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  const summary = emptySummary(context.config.booksCurrency);
  for await (const chunk of chunks) {
    context.signal.throwIfAborted();
    const page = readChunk(chunk, context.config);
    for (const record of page.records) addTo(summary, record);
    summary.dataLines += page.records.length + page.quarantine.length;
    yield page;
  }
  return summary;
}

interface LinePage {
  records: LedgerLineRecord[];
  quarantine: QuarantinedLine[];
}

function readChunk(chunk: FileChunk, config: TemplateFileConfig): LinePage {
  const page: LinePage = { records: [], quarantine: [] };
  const lines = new TextDecoder('utf-8').decode(chunk.content).split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = chunk.firstLine + index;
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    try {
      page.records.push(mapLine(raw, line, config.booksCurrency));
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, place } = error;
      const field = place.field ?? null;
      page.quarantine.push({ line, code, reason: errorMessage(error), field, raw });
    }
  }
  return page;
}

function emptySummary(currency: string): FileSummary {
  return {
    encoding: 'utf-8',
    separator: ';',
    columns: [],
    dataLines: 0,
    periodStart: null,
    periodEnd: null,
    currency,
    totalDebitMinor: 0n,
    totalCreditMinor: 0n,
    letteringCoverage: null,
    warnings: [],
  };
}

function addTo(summary: FileSummary, { entryOn, amountMinor }: LedgerLineRecord): void {
  const { periodStart, periodEnd } = summary;
  summary.periodStart = periodStart === null || entryOn < periodStart ? entryOn : periodStart;
  summary.periodEnd = periodEnd === null || entryOn > periodEnd ? entryOn : periodEnd;
  if (amountMinor >= 0n) summary.totalDebitMinor += amountMinor;
  else summary.totalCreditMinor -= amountMinor;
}
