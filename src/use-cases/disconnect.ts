import { conflictError, domainError } from '../kernel';
import { watchConnections } from '../alerts';
import { secretNames } from '../connector-kit';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import { disconnectConnection, getConnection, type Connection } from '../landing';
import { closeRunningRun } from './sync-providers';

/**
 * Ends a connection: it is not synced any more and its credentials and hook are forgotten, while all it has landed stays
 * with its provenance. Connecting the same connector and name again takes it up. Idempotent. Throws CONNECTION_NOT_FOUND,
 * and SYNC_ALREADY_RUNNING while a living process reads it: its credentials are in use until that has ended.
 */
export async function disconnect(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<Connection> {
  return hub.database.tenant(tenantId, async (tx) => {
    const before = await getConnection(tx, connectionId);
    if (before.status === 'DISCONNECTED') return before;
    await requireNoRun(tx, connectionId);
    const connector = hub.connectors.get(before.connectorId);
    const secrets = connector === undefined ? [] : secretNames(connector.config);
    await disconnectConnection(tx, connectionId, secrets);
    const at = hub.clock.now();
    await closeRuns(tx, connectionId, at);
    await watchConnections(tx, [connectionId], at);
    return getConnection(tx, connectionId);
  });
}

/** The lock of `syncAlone`: it ends with its process, so a run that was killed keeps nobody. */
async function requireNoRun(tx: Transaction, connectionId: string): Promise<void> {
  const [lock] = await tx.query<{ isOurs: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('sync:' || $1, 0)) AS "isOurs"`,
    [connectionId],
  );
  if (lock?.isOurs === true) return;
  throw conflictError('SYNC_ALREADY_RUNNING', 'the connection is being synced', {
    remedy: 'wait until that run has ended, then disconnect it',
  });
}

/** Runs asked for and not begun, and those of killed processes, will not come to anything. */
async function closeRuns(tx: Transaction, connectionId: string, at: Date): Promise<void> {
  const open = await tx.query<{ syncRunId: string }>(
    `SELECT sync_run_id AS "syncRunId" FROM sync_run
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'RUNNING'`,
    [tx.tenantId, connectionId],
  );
  const error = domainError('CONNECTION_NOT_ACTIVE', 'the connection was disconnected', {
    remedy: 'connect it again',
  });
  for (const { syncRunId } of open) await closeRunningRun(tx, syncRunId, { at, error });
}
