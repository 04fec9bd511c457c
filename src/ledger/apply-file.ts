import { bugError, type Clock } from '../kernel';
import type { Connector, FileChunk, FilePage, FileSummary } from '../connector-kit';
import { isValueRefused, type Database, type Transaction } from '../database';
import {
  finishSyncRun,
  forgetQuarantinedOfFile,
  quarantineRecords,
  recordProgress,
  startSyncRun,
} from '../landing';
import {
  customersOfCompanies,
  ensureCustomers,
  storeFileRecords,
  type MatchChange,
  type OnChanges,
} from '../unify';
import { refused } from './documents/apply-stream';
import { forgetDocumentsOfReading, forgetLinesOfReading } from './documents/forget-reading';
import { lockLedger, storeAccountingRecords } from './documents/store-accounting-records';
import { storeRecordsFile } from './documents/store-records-file';
import { lookAhead } from './look-ahead';
import { rebuildMarked, rebuildReceivables } from './rebuild-receivables';
import { quarantineWarning } from './quarantine-warning';
import { stageLines, type StagedFile } from './stage-lines';
import { storeLines } from './store-lines';

export interface FileToApply {
  tenantId: string;
  connectionId: string;
  sourceFileId: string;
  name: string;
  connector: Connector;
  /** Validated configuration of the connection. */
  config: object;
  chunks: AsyncIterable<FileChunk>;
  /** Resolves when the file's bytes are kept; reading it may begin before. */
  landed: Promise<unknown>;
  /** It counted before: what was set aside of it is forgotten. */
  isAgain?: boolean;
  signal: AbortSignal;
}

export interface AppliedFile {
  /** Ledger lines read. */
  landed: number;
  quarantined: number;
  /** Receivables of the connection after the import. */
  receivables: number;
  /** Customers of the connection after the import. */
  customers: number;
  /** Customers whose claims were computed again, or of whose companies the file tells. */
  customerIds: string[];
  warnings: FileSummary['warnings'];
}

export interface ApplyContext {
  database: Database;
  clock: Clock;
  /** Told what a file changes of companies, in the transaction that changes it. */
  onChanges?: OnChanges;
  /** Told which customers became a company, in the transaction that decides it. */
  onMatched?: (tx: Transaction, matches: readonly MatchChange[]) => Promise<void>;
}

/**
 * Makes a file count, in two steps. Its lines replace what the books said for its period, its documents what was told of
 * them before, in one transaction. Then the claims of the customers concerned are computed from all their lines and
 * documents, in transactions of some thousand customers. Killed between or within, the next run takes it up; applied again,
 * it changes nothing.
 */
export async function applyFile(context: ApplyContext, file: FileToApply): Promise<AppliedFile> {
  return inSyncRun(context, file, async (syncRunId) => {
    const at = context.clock.now();
    const stored = await context.database.tenant(file.tenantId, (tx) =>
      storeFile(tx, context, { file, syncRunId, at }),
    );
    await rebuildReceivables(context, file, stored.customerIds);
    const marked = await rebuildMarked(context, {
      ...{ tenantId: file.tenantId, signal: file.signal },
      ...{ connectionId: null, computed: stored.customerIds },
    });
    const applied = await context.database.tenant(file.tenantId, async (tx) => {
      await markApplied(tx, [file.sourceFileId], context.clock.now());
      const imported = await countImported(tx, file.sourceFileId);
      const { staged } = stored;
      const customerIds = [...new Set([...stored.customerIds, ...stored.told, ...marked])];
      return { ...imported, customerIds, warnings: staged.summary.warnings };
    });
    await makeKnown(context, applied);
    return applied;
  });
}

/** Below this the server's own habit is soon enough. */
const MANY_LINES = 5_000;
const FILLED = ['customer', 'ledger_line', 'receivable', 'receivable_entry'];

/** What comes next asks for a tenant that the statistics may not know yet. */
async function makeKnown({ database }: ApplyContext, { landed }: AppliedFile): Promise<void> {
  if (landed >= MANY_LINES) await database.refreshStatistics(FILLED);
}

/** Finishes a file whose lines were stored by a process that was then killed. */
export async function resumeFile(
  context: ApplyContext,
  file: { tenantId: string; connectionId: string; sourceFileId: string; signal: AbortSignal },
): Promise<AppliedFile> {
  return inSyncRun(context, file, async () => {
    const ofLines = await context.database.tenant(file.tenantId, (tx) =>
      customersOfLines(tx, file),
    );
    await rebuildReceivables(context, file, ofLines);
    const marked = await rebuildMarked(context, {
      ...{ tenantId: file.tenantId, signal: file.signal },
      ...{ connectionId: null, computed: ofLines },
    });
    const customerIds = [...new Set([...ofLines, ...marked])];
    const applied = await context.database.tenant(file.tenantId, async (tx) => {
      await markApplied(tx, [file.sourceFileId], context.clock.now());
      return { ...(await countImported(tx, file.sourceFileId)), customerIds };
    });
    await makeKnown(context, applied);
    return applied;
  });
}

/** All of the connection, when the file has lines: what these stand for may have moved. Documents have left marks. */
async function customersOfLines(
  tx: Transaction,
  file: { connectionId: string; sourceFileId: string },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND connection_id = $2
       AND EXISTS (SELECT FROM ledger_line WHERE tenant_id = $1 AND source_file_id = $3) ORDER BY 1`,
    [tx.tenantId, file.connectionId, file.sourceFileId],
  );
  return rows.map((row) => row.id);
}

export async function inSyncRun<T>(
  context: ApplyContext,
  file: { tenantId: string; connectionId: string },
  work: (syncRunId: string) => Promise<T>,
): Promise<T> {
  const { database, clock } = context;
  const run = { stream: 'ledger', at: clock.now() };
  const syncRunId = await database.tenant(file.tenantId, (tx) =>
    startSyncRun(tx, file.connectionId, run),
  );
  try {
    const result = await work(syncRunId);
    await database.tenant(file.tenantId, (tx) => finishSyncRun(tx, syncRunId, { at: clock.now() }));
    return result;
  } catch (error) {
    await database.tenant(file.tenantId, (tx) =>
      finishSyncRun(tx, syncRunId, { at: clock.now(), error }),
    );
    throw error;
  }
}

interface StoredFile {
  staged: StagedFile;
  customerIds: string[];
  told: string[];
}

interface StoringRun {
  file: FileToApply;
  syncRunId: string;
  at: Date;
}

async function storeFile(
  tx: Transaction,
  context: ApplyContext,
  run: StoringRun,
): Promise<StoredFile> {
  const { file } = run;
  const { connectionId, connector } = file;
  if (connector.file === undefined) {
    throw bugError('CONNECTOR_NOT_FILE', `${connector.id} reads no files`);
  }
  await lockLedger(tx, connectionId);
  const pages = connector.file.read(file.chunks, {
    config: file.config,
    fileName: file.name,
    signal: file.signal,
  });
  const ahead = await lookAhead(pages);
  const stored = ahead.isOfDocuments
    ? await storeDocumentFile(tx, context, { ...run, pages: ahead.pages })
    : await storeLedgerFile(tx, context, { ...run, pages: ahead.pages });
  const { staged } = stored;
  await recordProgress(tx, run.syncRunId, {
    landed: staged.summary.dataLines,
    unchanged: 0,
    quarantined: staged.quarantine.length,
    at: run.at,
  });
  return stored;
}

type Pages = { pages: AsyncGenerator<FilePage, FileSummary> };

/** Parties, documents and what becomes of them. */
async function storeDocumentFile(
  tx: Transaction,
  context: ApplyContext,
  run: StoringRun & Pages,
): Promise<StoredFile> {
  const { file } = run;
  const { connectionId, connector, sourceFileId } = file;
  const source = { connectionId, connector, sourceFileId, clock: context.clock };
  if (file.isAgain === true) await forgetLinesOfReading(tx, source);
  const kept = await storeRecordsFile(tx, source, run.pages).catch((error: unknown) => {
    throw isValueRefused(error) ? refused(error) : error;
  });
  await file.landed;
  const { quarantine, records, matches } = kept;
  // A list speaks of its documents, not of a period: it takes no other file's place.
  const summary = { ...kept.summary, periodStart: null, periodEnd: null };
  const staged: StagedFile = {
    ...{ summary, quarantine, customerLines: records },
    ...{ parties: [], companyRecords: [], accountingRecords: [] },
  };
  await quarantineLines(tx, file, { ...run, staged });
  if (matches.length > 0) await context.onMatched?.(tx, matches);
  await markStored(tx, connector, [{ sourceFileId, ...staged }]);
  // Whose claims change is marked, and computed from the marks.
  return { staged, customerIds: [], told: kept.customerIds };
}

async function storeLedgerFile(
  tx: Transaction,
  context: ApplyContext,
  run: StoringRun & Pages,
): Promise<StoredFile> {
  const { file } = run;
  const { connectionId, connector, sourceFileId } = file;
  if (file.isAgain === true) {
    await forgetDocumentsOfReading(tx, { connectionId, sourceFileId, clock: context.clock });
  }
  const staged = await stageWithWarnings(tx, connectionId, run.pages);
  await file.landed;
  await quarantineLines(tx, file, { ...run, staged });
  const { currency } = staged.summary;
  const isLatest = await isLatestPeriod(tx, file, staged.summary);
  await ensureCustomers(tx, { connectionId, currency, at: run.at, isLatest }, staged.parties);
  const customerIds = await storeLines(tx, { connectionId, sourceFileId }, staged.summary);
  const told = await storeCompanies(tx, context, { ...run, staged });
  await storeBesides(tx, context, { ...run, staged });
  await markStored(tx, connector, [{ sourceFileId, ...staged }]);
  return { staged, customerIds, told };
}

/** What books say of their customers besides the lines. */
async function storeBesides(
  tx: Transaction,
  context: ApplyContext,
  { file, staged }: StoringRun & { staged: StagedFile },
): Promise<void> {
  const { connectionId, connector, sourceFileId } = file;
  if (staged.accountingRecords.length === 0) return;
  const { matches } = await storeAccountingRecords(
    tx,
    { connectionId, connector, clock: context.clock },
    [{ origin: { sourceFileId }, records: staged.accountingRecords }],
  );
  if (matches.length > 0) await context.onMatched?.(tx, matches);
}

/** What the file says of companies; answers the customers they are. */
async function storeCompanies(
  tx: Transaction,
  context: ApplyContext,
  { file, at, staged }: { file: FileToApply; at: Date; staged: StagedFile },
): Promise<string[]> {
  const { connectionId, connector } = file;
  if (staged.companyRecords.length === 0) return [];
  const source = { connectionId, connector, at };
  const { companyIds, changes } = await storeFileRecords(tx, staged.companyRecords, source);
  if (changes.length > 0) await context.onChanges?.(tx, changes, at);
  return customersOfCompanies(tx, companyIds);
}

/** The reader's warnings, and ours about customer lines it set aside. */
async function stageWithWarnings(...stage: Parameters<typeof stageLines>): Promise<StagedFile> {
  const staged = await stageLines(...stage);
  const { quarantine, summary, parties } = staged;
  const accounts = new Set(parties.map(({ account }) => account));
  const warning = quarantineWarning(quarantine, summary, accounts);
  if (warning === null) return staged;
  return { ...staged, summary: { ...summary, warnings: [...summary.warnings, warning] } };
}

/** Whether no file of the connection tells of a later period: the customers' names in it are the current ones. */
async function isLatestPeriod(
  tx: Transaction,
  file: FileToApply,
  { periodStart }: FileSummary,
): Promise<boolean> {
  const later = await tx.query(
    `SELECT 1 FROM source_file WHERE tenant_id = $1 AND connection_id = $2 AND source_file_id <> $3
       AND status IN ('STORED', 'APPLIED') AND period_start > $4 LIMIT 1`,
    [tx.tenantId, file.connectionId, file.sourceFileId, periodStart],
  );
  return later.length === 0;
}

async function quarantineLines(
  tx: Transaction,
  file: FileToApply,
  run: { syncRunId: string; at: Date; staged: StagedFile },
): Promise<void> {
  if (file.isAgain === true) await forgetQuarantinedOfFile(tx, file);
  await quarantineRecords(
    tx,
    { connectionId: file.connectionId, syncRunId: run.syncRunId, at: run.at },
    run.staged.quarantine.map(({ line, code, reason, field, raw }) => ({
      stream: `ledger:${file.name}`,
      sourceKey: file.sourceFileId,
      line,
      path: field,
      code,
      reason,
      payload: raw,
    })),
  );
}

export interface CountedFile extends Pick<StagedFile, 'summary' | 'quarantine' | 'customerLines'> {
  sourceFileId: string;
}

/** Notes that files are read, with what they turned out to be. */
export async function markStored(
  tx: Transaction,
  connector: Connector,
  files: readonly CountedFile[],
): Promise<void> {
  const rows = files.map(({ sourceFileId, summary, quarantine, customerLines }) => ({
    source_file_id: sourceFileId,
    period_start: summary.periodStart,
    period_end: summary.periodEnd,
    data_lines: summary.dataLines,
    customer_lines: customerLines,
    quarantined: quarantine.length,
    summary,
  }));
  await tx.execute(
    `UPDATE source_file f SET status = 'STORED', applied_version = $2, period_start = r.period_start,
       period_end = r.period_end, data_lines = r.data_lines, customer_lines = r.customer_lines, quarantined = r.quarantined,
       summary = r.summary
     FROM jsonb_to_recordset($3::jsonb) AS r (source_file_id uuid, period_start date, period_end date, data_lines integer,
       customer_lines integer, quarantined integer, summary jsonb)
     WHERE f.tenant_id = $1 AND f.source_file_id = r.source_file_id`,
    [
      ...[tx.tenantId, connector.version],
      JSON.stringify(rows, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
    ],
  );
}

/** A file superseded meanwhile by a newer export stays superseded. */
export async function markApplied(
  tx: Transaction,
  sourceFileIds: readonly string[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `UPDATE source_file SET status = 'APPLIED', applied_at = $3
     WHERE tenant_id = $1 AND source_file_id = ANY ($2::uuid[]) AND status = 'STORED'`,
    [tx.tenantId, [...sourceFileIds], at],
  );
}

/** What importing an already applied file answers. */
export async function countImported(tx: Transaction, sourceFileId: string): Promise<AppliedFile> {
  const [file] = await tx.query<Omit<AppliedFile, 'customerIds'>>(
    `SELECT f.data_lines AS landed, f.quarantined, coalesce(f.summary -> 'warnings', '[]') AS warnings,
       (SELECT count(*)::int FROM receivable r
        WHERE r.tenant_id = $1 AND r.connection_id = f.connection_id
          AND NOT (r.total_minor = 0 AND r.open_minor = 0)) AS receivables,
       (SELECT count(*)::int FROM customer c
        WHERE c.tenant_id = $1 AND c.connection_id = f.connection_id) AS customers
     FROM source_file f WHERE f.tenant_id = $1 AND f.source_file_id = $2`,
    [tx.tenantId, sourceFileId],
  );
  if (file === undefined) throw bugError('ASSERTION_FAILED', 'the file is not known');
  return { ...file, customerIds: [] };
}
