import type { EncoursError } from '../kernel';
import { appendEvents, watchConnections } from '../alerts';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import { pauseConnection, type Connection } from '../landing';

/** Tells subscribers, in the transaction that paused it, why a connection rests. */
export async function tellPaused(
  tx: Transaction,
  connection: Connection,
  { error, at }: { error: EncoursError; at: Date },
): Promise<void> {
  const { connectionId, connectorId, name } = connection;
  const data = { connectorId, name, code: error.code, message: error.message };
  const paused = {
    type: 'CONNECTION_PAUSED',
    customerId: null,
    subjectId: connectionId,
    data,
  } as const;
  await appendEvents(tx, [paused], at);
}

/**
 * Pauses a connection whose credentials were refused, and tells it once: nothing is asked of its provider again until
 * somebody resumes it or enters others. What was paused, or given other credentials, meanwhile stays as it is.
 */
export async function pauseRefused(
  hub: Hub,
  tenantId: string,
  { connection, error }: { connection: Connection; error: EncoursError },
): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    const because = { code: error.code, reason: error.message };
    if (!(await pauseConnection(tx, connection, because))) return;
    const at = hub.clock.now();
    await tellPaused(tx, connection, { error, at });
    await watchConnections(tx, [connection.connectionId], at);
  });
  hub.logger.warn(`the connection ${connection.name} of ${connection.connectorId} is paused`, {
    reason: error.message,
  });
}
