import { conflictError, domainError, isEncoursError } from '../kernel';
import type { Hub } from '../hub';
import { getConnection, type Connection } from '../landing';
import { pauseRefused } from './pause-connection';

/**
 * Runs work on a connection, one run at a time over all processes, with the connection as it is once its turn has come: a
 * connection that another run has just paused is not tried once more, so that wrong credentials are presented once.
 * An AUTH error pauses it. Throws SYNC_ALREADY_RUNNING and CONNECTION_NOT_ACTIVE.
 */
export async function syncAlone(
  hub: Hub,
  place: { tenantId: string; connectionId: string },
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const { tenantId, connectionId } = place;
  await hub.database.tenant(tenantId, async (tx) => {
    // Held by a transaction that does nothing else, so that it ends with the process, however that ends.
    const [lock] = await tx.query<{ isOurs: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('sync:' || $1, 0)) AS "isOurs"`,
      [connectionId],
    );
    if (lock?.isOurs !== true) {
      throw conflictError('SYNC_ALREADY_RUNNING', 'the connection is being synced by another run', {
        remedy: 'wait until that run has ended',
      });
    }
    const connection = await getConnection(tx, connectionId);
    if (connection.status !== 'ACTIVE') throw notActive(connection);
    try {
      await work(connection);
    } catch (error) {
      // Before anybody else may try.
      if (isEncoursError(error, 'AUTH')) await pauseRefused(hub, tenantId, { connection, error });
      throw error;
    }
  });
}

/** The refusal to sync a connection that rests. */
export function notActive({ status, statusReason }: Connection): Error {
  return domainError('CONNECTION_NOT_ACTIVE', `this connection is ${status}`, {
    remedy: statusReason ?? 'connect it again',
  });
}
