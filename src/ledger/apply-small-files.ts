import type { Connector, FileChunk, FileSummary, QuarantinedLine } from '../connector-kit';
import { bugError, EncoursError } from '../kernel';
import { type Transaction } from '../database';
import { landSmallFiles, quarantineRecords, recordProgress } from '../landing';
import type { UnifiedRecord } from '../connector-kit';
import {
  countImported,
  inSyncRun,
  markApplied,
  markStored,
  type AppliedFile,
  type ApplyContext,
} from './apply-file';
import { lockLedger, storeAccountingRecords } from './documents/store-accounting-records';
import { isAccounting, withReplaced } from './documents/store-records-file';
import { rebuildMarked } from './rebuild-receivables';

/** A file small enough to be held in memory whole, such as an e-invoice. */
export interface SmallFile {
  sourceFileId: string;
  name: string;
  sha256: string;
  sizeBytes: number;
  chunks: readonly FileChunk[];
}

export interface SmallFilesTarget {
  tenantId: string;
  connectionId: string;
  connector: Connector;
  /** Validated configuration of the connection. */
  config: object;
  signal: AbortSignal;
}

/**
 * Makes many small files of documents count at once: all are kept and stored in one transaction, and the claims they
 * concern computed once. Answers what it imported, by file; the files it does not answer (one that is refused, one that
 * holds something else) are untouched and to be imported one by one. Killed half-way, each is taken up by itself.
 */
export async function applySmallFiles(
  context: ApplyContext,
  target: SmallFilesTarget,
  files: readonly SmallFile[],
): Promise<Map<string, AppliedFile>> {
  const read: ReadFile[] = [];
  for (const file of files) {
    target.signal.throwIfAborted();
    const one = await readSmall(target, file);
    if (one !== null) read.push(one);
  }
  if (read.length === 0) return new Map();
  return inSyncRun(context, target, async (syncRunId) => {
    const told = await context.database.tenant(target.tenantId, (tx) =>
      storeAll(tx, context, { target, read, syncRunId }),
    );
    await rebuildMarked(context, { ...target, connectionId: null });
    return context.database.tenant(target.tenantId, async (tx) => {
      const applied = new Map<string, AppliedFile>();
      const [first] = read;
      if (first === undefined) return applied;
      const ids = read.map(({ file }) => file.sourceFileId);
      await markApplied(tx, ids, context.clock.now());
      const counts = await countImported(tx, first.file.sourceFileId);
      for (const { file, summary, quarantine } of read) {
        applied.set(file.sourceFileId, {
          ...counts,
          ...{ landed: summary.dataLines, quarantined: quarantine.length, customerIds: told },
          warnings: summary.warnings,
        });
      }
      return applied;
    });
  });
}

interface ReadFile {
  file: SmallFile;
  records: UnifiedRecord[];
  quarantine: QuarantinedLine[];
  summary: FileSummary;
}

/** Null for what is refused or is no file of documents: importing it by itself says so. */
async function readSmall(target: SmallFilesTarget, file: SmallFile): Promise<ReadFile | null> {
  const { connector, config, signal } = target;
  if (connector.file === undefined) {
    throw bugError('CONNECTOR_NOT_FILE', `${connector.id} reads no files`);
  }
  const head = file.chunks[0]?.content.subarray(0, 65_536);
  if (head === undefined || !connector.file.sniff(file.name, head)) return null;
  const pages = connector.file.read(file.chunks, { config, fileName: file.name, signal });
  const records: UnifiedRecord[] = [];
  const quarantine: QuarantinedLine[] = [];
  try {
    for (;;) {
      const { value, done } = await pages.next();
      if (done === true) {
        const isOfDocuments = records.length > 0 && records.every(isAccounting);
        return isOfDocuments ? { file, records, quarantine, summary: value } : null;
      }
      records.push(...value.records);
      quarantine.push(...value.quarantine);
    }
  } catch (error) {
    if (error instanceof EncoursError) return null;
    throw error;
  }
}

async function storeAll(
  tx: Transaction,
  context: ApplyContext,
  run: { target: SmallFilesTarget; read: readonly ReadFile[]; syncRunId: string },
): Promise<string[]> {
  const { connectionId, connector } = run.target;
  const at = context.clock.now();
  await lockLedger(tx, connectionId);
  await landSmallFiles(
    tx,
    { connectionId, at },
    run.read.map(({ file }) => file),
  );
  const { matches, customerIds, replaced } = await storeAccountingRecords(
    tx,
    { connectionId, connector, clock: context.clock },
    run.read.map(({ file, records }) => ({
      origin: { sourceFileId: file.sourceFileId },
      records,
    })),
  );
  if (matches.length > 0) await context.onMatched?.(tx, matches);
  await quarantineAll(tx, { ...run, connectionId, at });
  for (const one of run.read) {
    const { sourceFileId } = one.file;
    const warnings = await withReplaced(tx, one.summary, { replaced, sourceFileId });
    one.summary = { ...one.summary, warnings };
  }
  const stored = run.read.map(({ file, summary, quarantine, records }) => ({
    ...{ sourceFileId: file.sourceFileId, quarantine, customerLines: records.length },
    summary: { ...summary, periodStart: null, periodEnd: null },
  }));
  await markStored(tx, connector, stored);
  const landed = run.read.reduce((sum, { summary }) => sum + summary.dataLines, 0);
  const quarantined = run.read.reduce((sum, { quarantine }) => sum + quarantine.length, 0);
  await recordProgress(tx, run.syncRunId, { landed, unchanged: 0, quarantined, at });
  return customerIds;
}

async function quarantineAll(
  tx: Transaction,
  run: { read: readonly ReadFile[]; syncRunId: string; connectionId: string; at: Date },
): Promise<void> {
  const drafts = run.read.flatMap(({ file, quarantine }) =>
    quarantine.map(({ line, code, reason, field, raw }) => ({
      stream: `ledger:${file.name}`,
      ...{ sourceKey: file.sourceFileId, line, path: field, code, reason, payload: raw },
    })),
  );
  await quarantineRecords(tx, run, drafts);
}
