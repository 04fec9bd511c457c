import { isEncoursError, type EncoursError } from '../kernel';
import type { ReadContext } from '../connector-kit';
import { connectorOf, type Hub } from '../hub';
import { finishSyncRun, recordProgress, startSyncRun, type Connection } from '../landing';
import { watchCompanies, type WatchCounts } from './watch-companies';

/** Its runs stand among those of the connection's streams, under this name. */
const MONITORING = 'monitoring';

/**
 * Has the provider of a connection watch the tenant's customers, when its connector can and its configuration wants it,
 * and notes it as a run. A failure is answered, so that the streams are read all the same; a refused credential is thrown.
 */
export async function keepPortfolio(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
  source: { connection: Connection; reading: ReadContext<object> },
): Promise<EncoursError | null> {
  const { connection, reading } = source;
  const { monitoring } = connectorOf(hub, connection.connectorId);
  if (monitoring?.isWanted(reading.config) !== true) return null;
  const { tenantId, signal } = run;
  const { connectionId } = connection;
  const startedAt = hub.clock.now();
  try {
    const counts = await watchCompanies(
      { ...hub, signal },
      { tenantId, connectionId, monitoring, reading },
    );
    await noteRun(hub, { tenantId, connectionId, startedAt, counts });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (!isEncoursError(error)) throw error;
    await noteRun(hub, { tenantId, connectionId, startedAt, error });
    if (error.family === 'AUTH') throw error;
    return error;
  }
}

interface PortfolioRun {
  tenantId: string;
  connectionId: string;
  startedAt: Date;
  counts?: WatchCounts;
  error?: EncoursError;
}

/** A run that changed nothing is noted only when the one before it had failed. */
async function noteRun(hub: Hub, run: PortfolioRun): Promise<void> {
  const { connectionId, startedAt, counts, error } = run;
  const { watched = 0, left = 0, refused = 0, lost = 0 } = counts ?? {};
  await hub.database.tenant(run.tenantId, async (tx) => {
    const [last] = await tx.query<{ status: string }>(
      `SELECT status FROM sync_run WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3
       ORDER BY started_at DESC LIMIT 1`,
      [tx.tenantId, connectionId, MONITORING],
    );
    const isQuiet = error === undefined && watched + left + refused + lost === 0;
    if (isQuiet && last?.status !== 'FAILED') return;
    const syncRunId = await startSyncRun(tx, connectionId, { stream: MONITORING, at: startedAt });
    const at = hub.clock.now();
    const done = { landed: watched + left, unchanged: 0, quarantined: refused };
    await recordProgress(tx, syncRunId, { ...done, at });
    await finishSyncRun(tx, syncRunId, { at, ...(error === undefined ? {} : { error }) });
  });
}
