/** Reading whole files in tests: what the reader gave, gathered. */
import type {
  FileChunk,
  FileSummary,
  LedgerEntryRecord,
  LedgerLineRecord,
  QuarantinedLine,
} from '../../src/connector-kit';
import { FecConfig } from './config';
import { readFec } from './read-fec';

export const HEADER =
  'JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|' +
  'EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise';

export interface Reading {
  lines: LedgerLineRecord[];
  entries: LedgerEntryRecord[];
  quarantine: QuarantinedLine[];
  summary: FileSummary;
}

export interface ReadingOptions {
  config?: Partial<FecConfig>;
  fileName?: string;
  signal?: AbortSignal;
}

/** Reads text (as UTF-8), bytes or ready-made chunks to the end. */
export async function readAll(
  content: string | Uint8Array | Iterable<FileChunk>,
  options: ReadingOptions = {},
): Promise<Reading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const chunks = bytes instanceof Uint8Array ? [{ firstLine: 1, content: bytes }] : bytes;
  const pages = readFec(chunks, {
    config: Object.assign(new FecConfig(), options.config),
    fileName: options.fileName ?? 'test.txt',
    signal: options.signal ?? new AbortController().signal,
  });
  const reading = { lines: [], entries: [], quarantine: [] } as Omit<Reading, 'summary'>;
  let next = await pages.next();
  while (next.done !== true) {
    reading.quarantine.push(...next.value.quarantine);
    for (const record of next.value.records) {
      if (record.type === 'ledgerLine') reading.lines.push(record);
      if (record.type === 'ledgerEntry') reading.entries.push(record);
    }
    next = await pages.next();
  }
  return { ...reading, summary: next.value };
}

/** A file of rows below the legal header. */
export function fecText(rows: readonly string[], lineEnd = '\n'): string {
  return [HEADER, ...rows].map((row) => row + lineEnd).join('');
}

export interface RowParts {
  journal?: string;
  journalLabel?: string;
  number?: string;
  on?: string;
  account: string;
  accountLabel?: string;
  party?: string;
  name?: string;
  reference?: string;
  documentOn?: string;
  label?: string;
  debit?: string;
  credit?: string;
  letter?: string;
  letteredOn?: string;
  validOn?: string;
  foreign?: string;
  currency?: string;
}

/** One row of eighteen columns; what a test does not care about is plausible. */
export function row(parts: RowParts): string {
  const on = parts.on ?? '20250110';
  return [
    parts.journal ?? 'OD',
    parts.journalLabel ?? 'Operations diverses',
    parts.number ?? '1',
    on,
    parts.account,
    parts.accountLabel ?? 'Compte',
    parts.party ?? '',
    parts.name ?? '',
    parts.reference ?? 'P1',
    parts.documentOn ?? on,
    parts.label ?? 'Libelle',
    parts.debit ?? '0,00',
    parts.credit ?? '0,00',
    parts.letter ?? '',
    parts.letteredOn ?? '',
    parts.validOn ?? on,
    parts.foreign ?? '',
    parts.currency ?? '',
  ].join('|');
}

/** "account amount" pairs as the rows of one entry: "411C1 120" debits, "707 -100" credits; C1 is the party. */
export function entryRows(pairs: string, parts: Partial<RowParts> = {}): string[] {
  return pairs.split(', ').map((pair) => {
    const [, account = '', party = '', sign = '', amount = ''] =
      /^(\d+)(C\w+)? (-?)([\d.]+)$/.exec(pair) ?? [];
    const side = sign === '-' ? { credit: amount } : { debit: amount };
    return row({ account, party, name: party === '' ? '' : `Client ${party}`, ...side, ...parts });
  });
}
