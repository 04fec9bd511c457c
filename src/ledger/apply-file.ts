import { bugError, type Clock } from '../kernel';
import type { Connector, FileChunk, FileSummary } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { finishSyncRun, quarantineRecords, recordProgress, startSyncRun } from '../landing';
import { customersOfCompanies, ensureCustomers, storeFileRecords, type OnChanges } from '../unify';
import { rebuildReceivables } from './rebuild-receivables';
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

interface ApplyContext {
  database: Database;
  clock: Clock;
  /** Told what a file changes of companies, in the transaction that changes it. */
  onChanges?: OnChanges;
}

/**
 * Makes a ledger file count, in two steps. Its lines replace what the books said for its period, in one transaction.
 * Then the claims of the customers concerned are computed from all their lines, in transactions of some thousand
 * customers. Killed between or within, the next run takes it up; applied again, it changes nothing.
 */
export async function applyFile(context: ApplyContext, file: FileToApply): Promise<AppliedFile> {
  return inSyncRun(context, file, async (syncRunId) => {
    const at = context.clock.now();
    const stored = await context.database.tenant(file.tenantId, (tx) =>
      storeFile(tx, context, { file, syncRunId, at }),
    );
    await rebuildReceivables(context, file, stored.customerIds);
    const applied = await context.database.tenant(file.tenantId, async (tx) => {
      await markApplied(tx, file.sourceFileId, context.clock.now());
      const imported = await countImported(tx, file.sourceFileId);
      const { staged } = stored;
      const customerIds = [...new Set([...stored.customerIds, ...stored.told])];
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
    const customerIds = await context.database.tenant(file.tenantId, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND connection_id = $2 ORDER BY 1',
        [tx.tenantId, file.connectionId],
      );
      return rows.map((row) => row.id);
    });
    await rebuildReceivables(context, file, customerIds);
    const applied = await context.database.tenant(file.tenantId, async (tx) => {
      await markApplied(tx, file.sourceFileId, context.clock.now());
      return { ...(await countImported(tx, file.sourceFileId)), customerIds };
    });
    await makeKnown(context, applied);
    return applied;
  });
}

async function inSyncRun<T>(
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

async function storeFile(
  tx: Transaction,
  context: ApplyContext,
  run: { file: FileToApply; syncRunId: string; at: Date },
): Promise<{ staged: StagedFile; customerIds: string[]; told: string[] }> {
  const { file } = run;
  const { connectionId, connector, sourceFileId } = file;
  if (connector.file === undefined) {
    throw bugError('CONNECTOR_NOT_FILE', `${connector.id} reads no files`);
  }
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger:' || $1, 0))`, [
    connectionId,
  ]);
  const staged = await stageWithWarnings(
    tx,
    connectionId,
    connector.file.read(file.chunks, {
      config: file.config,
      fileName: file.name,
      signal: file.signal,
    }),
  );
  await file.landed;
  await quarantineLines(tx, file, { ...run, staged });
  const { currency } = staged.summary;
  const isLatest = await isLatestPeriod(tx, file, staged.summary);
  await ensureCustomers(tx, { connectionId, currency, at: run.at, isLatest }, staged.parties);
  const customerIds = await storeLines(tx, { connectionId, sourceFileId }, staged.summary);
  const told = await storeCompanies(tx, context, { ...run, staged });
  await markStored(tx, sourceFileId, { connector, staged });
  await recordProgress(tx, run.syncRunId, {
    landed: staged.summary.dataLines,
    unchanged: 0,
    quarantined: staged.quarantine.length,
    at: run.at,
  });
  return { staged, customerIds, told };
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

async function markStored(
  tx: Transaction,
  sourceFileId: string,
  file: { connector: Connector; staged: StagedFile },
): Promise<void> {
  const { summary, quarantine, customerLines } = file.staged;
  await tx.execute(
    `UPDATE source_file SET status = 'STORED', applied_version = $3, period_start = $4, period_end = $5,
       data_lines = $6, customer_lines = $7, quarantined = $8, summary = $9
     WHERE tenant_id = $1 AND source_file_id = $2`,
    [
      tx.tenantId,
      sourceFileId,
      file.connector.version,
      summary.periodStart,
      summary.periodEnd,
      summary.dataLines,
      customerLines,
      quarantine.length,
      JSON.stringify(summary, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
    ],
  );
}

/** A file superseded meanwhile by a newer export stays superseded. */
async function markApplied(tx: Transaction, sourceFileId: string, at: Date): Promise<void> {
  await tx.execute(
    `UPDATE source_file SET status = 'APPLIED', applied_at = $3
     WHERE tenant_id = $1 AND source_file_id = $2 AND status = 'STORED'`,
    [tx.tenantId, sourceFileId, at],
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
