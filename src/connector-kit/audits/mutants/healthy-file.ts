/** A file connector with nothing wrong: "day;customer;amount" per line. */
import { IsISO4217CurrencyCode } from 'class-validator';
import { contractError, isEncoursError, isLocalDate, parseDecimal } from '../../../kernel';
import type { Connector, FileChunk, FilePage, FileReader, FileSummary } from '../../connector';
import type { LedgerLineRecord } from '../../records';

export class HealthyFileConfig {
  @IsISO4217CurrencyCode()
  booksCurrency = 'EUR';
}

export type LineMap = (raw: string, line: number) => LedgerLineRecord;

export function mapLine(raw: string, line: number): LedgerLineRecord {
  const [day = '', party = '', amount = ''] = raw.split(';');
  if (!isLocalDate(day) || party === '' || !/^-?\d+\.\d\d$/.test(amount)) {
    throw contractError('LINE_INVALID', 'expected day;customer;amount', { place: { line } });
  }
  return {
    ...{ type: 'ledgerLine', line, entry: line, journal: '', entryNumber: '', entryOn: day },
    ...{ account: '411', party, partyName: party, isPooled: false, reference: '' },
    ...{ documentOn: null, label: '', amountMinor: parseDecimal(amount, 2) },
    ...{ letter: null, letteredOn: null, dueOn: null },
    ...{ foreignAmountMinor: null, foreignCurrency: null },
  };
}

/** A reader whose lines go through `map`; `numbered` says what number a line gets. */
export function readerOf(
  map: LineMap,
  numbered = (chunk: FileChunk, index: number): number => chunk.firstLine + index,
): FileReader<HealthyFileConfig> {
  async function* read(
    chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
  ): AsyncGenerator<FilePage, FileSummary> {
    for await (const chunk of chunks) {
      const page: FilePage = { records: [], quarantine: [] };
      const lines = Buffer.from(chunk.content).toString().split('\n');
      for (const [index, raw] of lines.entries()) {
        if (raw !== '') place(page, { raw, line: numbered(chunk, index), map });
      }
      yield page;
    }
    return SUMMARY;
  }
  return { records: ['ledgerLine', 'ledgerEntry'], sniff: () => true, read };
}

export const healthyFile: Connector<HealthyFileConfig> = {
  id: 'healthy-file',
  kind: 'file',
  name: 'Healthy Format',
  version: '1.0.0',
  hosts: [],
  config: HealthyFileConfig,
  limits: { requestsPerSecond: 0, concurrency: 0, timeoutMs: 0, retries: 0, source: '' },
  licence: {
    name: 'invented',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'invented',
  },
  deletes: { none: 'A file says what is there.' },
  docs: { homepage: 'https://a.example', reference: 'https://a.example/b', evidence: 'none' },
  file: readerOf(mapLine),
};

const SUMMARY: FileSummary = {
  ...{ encoding: 'utf-8', separator: ';', columns: [], dataLines: 0 },
  ...{ periodStart: null, periodEnd: null, currency: 'EUR' },
  ...{ totalDebitMinor: 0n, totalCreditMinor: 0n, letteringCoverage: null, warnings: [] },
};

function place(page: FilePage, given: { raw: string; line: number; map: LineMap }): void {
  const { raw, line, map } = given;
  try {
    page.records.push(map(raw, line));
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    const { code, message } = error;
    page.quarantine.push({ line, code, reason: message, field: null, raw });
  }
}
