import { bugError, type Clock } from '../kernel';
import type { Connector, FileChunk, FileSummary } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { finishSyncRun, quarantineRecords, recordProgress, startSyncRun } from '../landing';
import { ensureCustomers } from '../unify';
import { allocate } from './allocate';
import { appendDifferences } from './append-differences';
import { computeDesired } from './desired';
import { listPeriodFiles, loadItems } from './load-items';
import { stagedParties, stageLines, type StagedFile } from './stage-lines';
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
  /** Customers whose claims were computed again. */
  customerIds: string[];
  warnings: FileSummary['warnings'];
}

/**
 * Makes a landed ledger file count, in one transaction: after a kill there is either all of it or nothing, and applied
 * again it changes nothing. Two imports of one connection wait for each other.
 */
export async function applyFile(
  context: { database: Database; clock: Clock },
  file: FileToApply,
): Promise<AppliedFile> {
  const { database, clock } = context;
  const { tenantId, connectionId } = file;
  const run = await database.tenant(tenantId, (tx) =>
    startSyncRun(tx, connectionId, { stream: 'ledger', at: clock.now() }),
  );
  try {
    return await database.tenant(tenantId, async (tx) => {
      const applied = await applyInTransaction(tx, file, { syncRunId: run, at: clock.now() });
      await finishSyncRun(tx, run, { at: clock.now() });
      return applied;
    });
  } catch (error) {
    await database.tenant(tenantId, (tx) => finishSyncRun(tx, run, { at: clock.now(), error }));
    throw error;
  }
}

async function applyInTransaction(
  tx: Transaction,
  file: FileToApply,
  run: { syncRunId: string; at: Date },
): Promise<AppliedFile> {
  const { connectionId, connector, sourceFileId } = file;
  if (connector.file === undefined)
    throw bugError('CONNECTOR_NOT_FILE', `${connector.id} reads no files`);
  await tx.query(`SET LOCAL work_mem = '128MB'`);
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger:' || $1, 0))`, [
    connectionId,
  ]);
  const staged = await stageLines(
    tx,
    connector.file.read(file.chunks, {
      config: file.config,
      fileName: file.name,
      signal: file.signal,
    }),
  );
  await quarantineRecords(
    tx,
    { connectionId, ...run },
    staged.quarantine.map(({ line, code, reason, field, raw }) => ({
      stream: `ledger:${file.name}`,
      sourceKey: null,
      line,
      path: field,
      code,
      reason,
      payload: raw,
    })),
  );
  const currency = staged.summary.currency;
  await ensureCustomers(tx, { connectionId, currency, at: run.at }, await stagedParties(tx));
  await storeLines(tx, { connectionId, sourceFileId }, staged.summary);
  await markApplied(tx, sourceFileId, { connector, staged, at: run.at });
  await rebuildReceivables(tx, { connectionId, currency, at: run.at });
  await recordProgress(tx, run.syncRunId, {
    landed: staged.summary.dataLines,
    unchanged: 0,
    quarantined: staged.quarantine.length,
    at: run.at,
  });
  return countApplied(tx, connectionId, staged);
}

/** Recomputes the claims of the affected parties from all their lines and appends what differs. */
async function rebuildReceivables(
  tx: Transaction,
  target: { connectionId: string; currency: string; at: Date },
): Promise<void> {
  const files = await listPeriodFiles(tx, target.connectionId);
  await loadItems(tx, target.connectionId, files);
  await allocate(tx, files);
  await computeDesired(tx, target.connectionId);
  await appendDifferences(tx, target);
}

async function markApplied(
  tx: Transaction,
  sourceFileId: string,
  file: { connector: Connector; staged: StagedFile; at: Date },
): Promise<void> {
  const { summary, quarantine, customerLines } = file.staged;
  await tx.execute(
    `UPDATE source_file SET status = 'APPLIED', applied_at = $3, applied_version = $4, period_start = $5,
       period_end = $6, data_lines = $7, customer_lines = $8, quarantined = $9, summary = $10
     WHERE tenant_id = $1 AND source_file_id = $2`,
    [
      tx.tenantId,
      sourceFileId,
      file.at,
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

async function countApplied(
  tx: Transaction,
  connectionId: string,
  staged: StagedFile,
): Promise<AppliedFile> {
  const affected = await tx.query<{ id: string }>(
    `SELECT c.customer_id AS id FROM customer c JOIN affected_party a ON a.party = c.account
     WHERE c.tenant_id = $1 AND c.connection_id = $2`,
    [tx.tenantId, connectionId],
  );
  return {
    ...(await countClaims(tx, connectionId)),
    landed: staged.summary.dataLines,
    quarantined: staged.quarantine.length,
    customerIds: affected.map((row) => row.id),
    warnings: staged.summary.warnings,
  };
}

/** What importing an already applied file would answer. */
export async function countImported(tx: Transaction, sourceFileId: string): Promise<AppliedFile> {
  const [file] = await tx.query<{ connection_id: string; landed: number; quarantined: number }>(
    `SELECT connection_id, data_lines AS landed, quarantined FROM source_file
     WHERE tenant_id = $1 AND source_file_id = $2`,
    [tx.tenantId, sourceFileId],
  );
  if (file === undefined) throw bugError('ASSERTION_FAILED', 'the file is not known');
  const { landed, quarantined } = file;
  const claims = await countClaims(tx, file.connection_id);
  return { ...claims, landed, quarantined, customerIds: [], warnings: [] };
}

async function countClaims(
  tx: Transaction,
  connectionId: string,
): Promise<{ receivables: number; customers: number }> {
  const [row] = await tx.query<{ receivables: number; customers: number }>(
    `SELECT (SELECT count(*)::int FROM receivable WHERE tenant_id = $1 AND connection_id = $2) AS receivables,
       (SELECT count(*)::int FROM customer WHERE tenant_id = $1 AND connection_id = $2) AS customers`,
    [tx.tenantId, connectionId],
  );
  return row ?? { receivables: 0, customers: 0 };
}
