import { EncoursError, errorMessage, newId } from '../kernel';
import type { Transaction } from '../database';

export interface SyncCounts {
  landed: number;
  unchanged: number;
  quarantined: number;
}

/** A run that has not been heard of for this long was killed. */
const STALE_AFTER_MINUTES = 10;

/** Opens a run; runs of the same stream left RUNNING by a killed process are marked ABORTED. */
export async function startSyncRun(
  tx: Transaction,
  connectionId: string,
  run: { stream: string; at: Date },
): Promise<string> {
  await tx.execute(
    `UPDATE sync_run SET status = 'ABORTED', finished_at = $4, error_code = 'SYNC_RUN_ABORTED',
       error_message = 'the process that ran it ended without finishing; the next run resumes from its checkpoint'
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND status = 'RUNNING'
       AND heartbeat_at < $4::timestamptz - interval '${STALE_AFTER_MINUTES} minutes'`,
    [tx.tenantId, connectionId, run.stream, run.at],
  );
  const syncRunId = newId();
  await tx.execute(
    `INSERT INTO sync_run (tenant_id, sync_run_id, connection_id, stream, status, started_at, heartbeat_at)
     VALUES ($1, $2, $3, $4, 'RUNNING', $5, $5)`,
    [tx.tenantId, syncRunId, connectionId, run.stream, run.at],
  );
  return syncRunId;
}

/** Adds a page's counts to the run and shows it is alive. */
export async function recordProgress(
  tx: Transaction,
  syncRunId: string,
  counts: SyncCounts & { at: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE sync_run SET landed = landed + $3, unchanged = unchanged + $4, quarantined = quarantined + $5,
       heartbeat_at = $6
     WHERE tenant_id = $1 AND sync_run_id = $2`,
    [tx.tenantId, syncRunId, counts.landed, counts.unchanged, counts.quarantined, counts.at],
  );
}

/** Closes a run as SUCCEEDED, or as FAILED with the error's code and message. */
export async function finishSyncRun(
  tx: Transaction,
  syncRunId: string,
  end: { at: Date; error?: unknown },
): Promise<void> {
  const failed = end.error !== undefined;
  const code = end.error instanceof EncoursError ? end.error.code : 'INTERNAL';
  await tx.execute(
    `WITH run AS (
       UPDATE sync_run SET status = $3, finished_at = $4, heartbeat_at = $4, error_code = $5, error_message = $6
       WHERE tenant_id = $1 AND sync_run_id = $2 RETURNING connection_id
     )
     UPDATE connection SET last_succeeded_at = $4 FROM run
     WHERE tenant_id = $1 AND connection.connection_id = run.connection_id AND $3 = 'SUCCEEDED'`,
    [
      tx.tenantId,
      syncRunId,
      failed ? 'FAILED' : 'SUCCEEDED',
      end.at,
      failed ? code : null,
      failed ? errorMessage(end.error).slice(0, 2_000) : null,
    ],
  );
}

/** The latest run of a stream did not end well after all: what it brought turned out to be unusable. */
export async function failLatestRun(
  tx: Transaction,
  of: { connectionId: string; stream: string; at: Date; error: EncoursError },
): Promise<void> {
  const [run] = await tx.query<{ syncRunId: string }>(
    `SELECT sync_run_id AS "syncRunId" FROM sync_run WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3
     ORDER BY started_at DESC, sync_run_id DESC LIMIT 1`,
    [tx.tenantId, of.connectionId, of.stream],
  );
  if (run !== undefined) await finishSyncRun(tx, run.syncRunId, of);
}
