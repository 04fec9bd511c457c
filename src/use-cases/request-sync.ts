import { domainError, isEncoursError } from '../kernel';
import { connectorOf, type Hub } from '../hub';
import { getConnection, startSyncRun, type Connection } from '../landing';
import { runPipeline } from '../pipeline';
import { notActive } from './sync-alone';
import { closeRunningRun } from './sync-providers';

/** Where a requested sync goes: done in the background, by this process or another. */
export interface SyncQueue {
  /** `notBefore`: later, and once for all who ask for that meanwhile; its run is opened when it begins (null). */
  enqueueSync(request: {
    tenantId: string;
    connectionId: string;
    syncRunId: string | null;
    notBefore?: Date;
  }): Promise<void>;
}

/** Opens the run of a sync that somebody asks for, so that its id can be told before the sync begins. */
export async function openRequestedSync(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<string> {
  return hub.database.tenant(tenantId, async (tx) => {
    const connection = await getConnection(tx, connectionId);
    const stream = firstStream(hub, connection);
    return startSyncRun(tx, connectionId, { stream, at: hub.clock.now() });
  });
}

/** The stream whose run stands for the request: a provider's first, or a folder's. */
function firstStream(hub: Hub, connection: Connection): string {
  const connector = connectorOf(hub, connection.connectorId);
  if (connection.status !== 'ACTIVE') throw notActive(connection);
  const [stream] = connector.streams ?? [];
  if (stream !== undefined) return stream.name;
  if (typeof connection.config['folder'] === 'string') return 'folder';
  throw domainError('NOTHING_TO_SYNC', 'files of this connection are handed over, not fetched', {
    remedy: 'import them with `npx encours import`, or connect a folder',
  });
}

/** Does what was asked for and closes its run, whatever happens; an error is the run's result, not the queue's. */
export async function runRequestedSync(
  hub: Hub,
  request: {
    tenantId: string;
    connectionId: string;
    /** Null: opened when it begins. */
    syncRunId: string | null;
    signal: AbortSignal;
  },
): Promise<void> {
  const { tenantId, connectionId, signal } = request;
  const syncRunId = request.syncRunId ?? (await openIfActive(hub, tenantId, connectionId));
  if (syncRunId === null) return;
  const close = (error?: unknown): Promise<void> =>
    hub.database.tenant(tenantId, (tx) =>
      closeRunningRun(tx, syncRunId, {
        at: hub.clock.now(),
        ...(error === undefined ? {} : { error }),
      }),
    );
  try {
    await runPipeline(hub, {
      tenantId,
      connectionIds: [connectionId],
      openedRun: { connectionId, syncRunId },
      signal,
    });
    await close();
  } catch (error) {
    // Another attempt goes on with the run it was given, and opens one where it was given none.
    if (!signal.aborted || request.syncRunId === null) await close(error);
    if (!isEncoursError(error)) throw error;
  }
}

/** Null for a connection that rests by now, or has nothing to sync. */
async function openIfActive(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<string | null> {
  try {
    return await openRequestedSync(hub, tenantId, connectionId);
  } catch (error) {
    if (!isEncoursError(error, 'DOMAIN', 'CONFIG')) throw error;
    return null;
  }
}
