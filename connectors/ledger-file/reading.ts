/** Reading a text under test. */
import type { FileSummary, QuarantinedLine, UnifiedRecord } from '../../src/connector-kit';
import { LedgerFileConfig } from './config';
import { ledgerFile } from './index';

export interface Reading {
  records: UnifiedRecord[];
  quarantine: QuarantinedLine[];
  summary: FileSummary;
}

export interface ReadingOptions extends Partial<LedgerFileConfig> {
  fileName?: string;
  /** Bytes of a chunk; the whole file when absent. */
  size?: number;
}

/** All a file gives, in lines joined here or as bytes. */
export async function readAll(
  content: readonly string[] | Uint8Array,
  { fileName = 'list.csv', size, ...settings }: ReadingOptions = {},
): Promise<Reading> {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(content.join('\n'));
  const config = Object.assign(new LedgerFileConfig(), settings);
  const chunks = [];
  const step = size ?? Math.max(bytes.length, 1);
  for (let at = 0; at < bytes.length; at += step) {
    chunks.push({ firstLine: 1, content: bytes.subarray(at, at + step) });
  }
  const context = { config, fileName, signal: new AbortController().signal };
  const pages = ledgerFile.file?.read(chunks, context);
  if (pages === undefined) throw new Error('it reads files');
  const records: UnifiedRecord[] = [];
  const quarantine: QuarantinedLine[] = [];
  for (;;) {
    const page = await pages.next();
    if (page.done === true) return { records, quarantine, summary: page.value };
    records.push(...page.value.records);
    quarantine.push(...page.value.quarantine);
  }
}

/** The documents among the records. */
export function documentsOf({
  records,
}: Reading): Extract<UnifiedRecord, { type: 'accountingDocument' }>[] {
  return records.flatMap((record) => (record.type === 'accountingDocument' ? record : []));
}

export function codesOf({ summary }: Reading): string[] {
  return summary.warnings.map(({ code }) => code).sort();
}
