/** Reads a file of statements in one pass, in whichever of the three formats its first bytes are. */
import {
  contractError,
  type FileChunk,
  type FileContext,
  type FilePage,
  type FileSummary,
} from '../../src/connector-kit';
import { CamtReading } from './camt';
import { Cfonb120Reading } from './cfonb120';
import type { BankStatementConfig } from './config';
import type { FormatReading } from './format-reading';
import { Mt940Reading } from './mt940';
import { StatementDesk } from './statement-desk';

export type StatementFormat = 'CAMT.053' | 'MT940' | 'CFONB120';

/** Which format the first bytes are of; null when of none. Looks at no more than 64 KiB. */
export function formatOf(head: Uint8Array): StatementFormat | null {
  const bytes = Buffer.from(head.subarray(0, 65_536)).filter((byte) => byte !== 0);
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  const start = text.trimStart();
  if (start.startsWith('<')) return isCamt(start) ? 'CAMT.053' : null;
  if (/^(01|04|05|07)[A-Z0-9 ]{5}.{4}[A-Z0-9 ]{5}[A-Z ]{3}[0-9 ]/i.test(start)) return 'CFONB120';
  return /(^|[\n\r{4:}])\s*:(20|25P?|28C?|60[FM]|61):/.test(text) ? 'MT940' : null;
}

/** The message element follows the root closely; a namespace says it before. */
function isCamt(start: string): boolean {
  return /[<:]BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)[\s>]|camt\.05[234]\.00/.test(start);
}

/** Throws CONTRACT BANK_STATEMENT_UNKNOWN_FORMAT, _OTHER_MESSAGE, _NONE, and what the first refused line says when none could be read. */
export async function* readStatements(
  chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
  { config, signal }: FileContext<BankStatementConfig>,
): AsyncGenerator<FilePage, FileSummary> {
  const desk = new StatementDesk();
  const head: FileChunk[] = [];
  let reading: { format: StatementFormat; lines: FormatReading } | null = null;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (reading !== null) {
      reading.lines.write(chunk.content, chunk.firstLine);
      yield desk.drain();
      continue;
    }
    head.push(chunk);
    const format = formatOf(joined(head));
    if (format === null && sizeOf(head) < 65_536) continue;
    reading = begin(format, desk, config);
    for (const each of head) reading.lines.write(each.content, each.firstLine);
    yield desk.drain();
  }
  reading ??= begin(null, desk, config);
  reading.lines.end();
  desk.finish();
  refuseNothing(desk);
  yield desk.drain();
  return summaryOf(desk, reading, config);
}

function begin(
  format: StatementFormat | null,
  desk: StatementDesk,
  config: BankStatementConfig,
): { format: StatementFormat; lines: FormatReading } {
  desk.format = format ?? '';
  if (format === 'CAMT.053') return { format, lines: new CamtReading(desk, config) };
  if (format === 'MT940') return { format, lines: new Mt940Reading(desk, config) };
  if (format === 'CFONB120') return { format, lines: new Cfonb120Reading(desk, config) };
  throw contractError(
    'BANK_STATEMENT_UNKNOWN_FORMAT',
    'the file is no bank statement in CAMT.053, MT940 or CFONB120',
    { place: { line: 1 }, remedy: 'Ask the bank for the statement in one of these formats.' },
  );
}

/** A file of which nothing could be read is refused for its first fault. */
function refuseNothing(desk: StatementDesk): void {
  if (desk.statements > 0) return;
  const { firstRefusal } = desk;
  if (firstRefusal === null) {
    throw contractError('BANK_STATEMENT_NONE', 'the file holds no statement', {
      place: { line: 1 },
      remedy: 'Look at the file; ask the bank for the statement again.',
    });
  }
  const { code, reason, line, field } = firstRefusal;
  throw contractError(code, `line ${line}: ${reason}; no statement could be read`, {
    place: field === null ? { line } : { line, field },
    remedy: 'Look at the line named, and ask the bank for the statement again.',
  });
}

/** A statement replaces no other: it has no period of which it tells everything. */
function summaryOf(
  desk: StatementDesk,
  { format, lines }: { format: StatementFormat; lines: FormatReading },
  config: BankStatementConfig,
): FileSummary {
  const { currency } = desk;
  return {
    encoding: lines.encoding,
    separator: '',
    columns: [format],
    dataLines: desk.movements,
    periodStart: null,
    periodEnd: null,
    currency: currency ?? config.currency,
    totalDebitMinor: currency === null ? 0n : desk.debitMinor,
    totalCreditMinor: currency === null ? 0n : desk.creditMinor,
    letteringCoverage: null,
    warnings: desk.allWarnings(),
  };
}

function joined(chunks: readonly FileChunk[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only.content;
  return Buffer.concat(chunks.map(({ content }) => content)).subarray(0, 65_536);
}

function sizeOf(chunks: readonly FileChunk[]): number {
  return chunks.reduce((sum, { content }) => sum + content.length, 0);
}
