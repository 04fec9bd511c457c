import { appendEvents } from '../alerts';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import { getConnection, resumeConnection, type Connection } from '../landing';

/** Tells subscribers that a connection that rested is asked again. */
export async function tellResumed(
  tx: Transaction,
  connection: Connection,
  { by, at }: { by: string | null; at: Date },
): Promise<void> {
  const { connectionId, connectorId, name } = connection;
  const data = { connectorId, name, by };
  const about = { customerId: null, subjectId: connectionId };
  await appendEvents(tx, [{ type: 'CONNECTION_RESUMED', ...about, data }], at);
}

/** Whether a connection is paused; it stays so, or not, until the transaction ends. */
export async function holdPaused(
  tx: Transaction,
  { connectorId, name }: { connectorId: string; name: string },
): Promise<boolean> {
  const [row] = await tx.query<{ status: string }>(
    'SELECT status FROM connection WHERE tenant_id = $1 AND connector_id = $2 AND name = $3 FOR UPDATE',
    [tx.tenantId, connectorId, name],
  );
  return row?.status === 'PAUSED';
}

/** Resumes a paused connection and tells it in the same transaction. Throws CONNECTION_NOT_FOUND. */
export async function resumeAndTell(
  tx: Transaction,
  connectionId: string,
  told: { by: string | null; at: Date },
): Promise<{ isResumed: boolean }> {
  const outcome = await resumeConnection(tx, connectionId);
  if (outcome.isResumed) await tellResumed(tx, await getConnection(tx, connectionId), told);
  return outcome;
}

/** Tells that a connection goes well again, once, and only when its failing was told. */
export async function tellRecovery(
  hub: Pick<Hub, 'database' | 'clock'>,
  tenantId: string,
  { connectionId, connectorId, name }: Connection,
): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    if (!(await isToldFailing(tx, connectionId))) return;
    // Two runs that go well at once tell it once: the second waits for the first, and sees what it told.
    await tx.query(
      'SELECT 1 FROM connection WHERE tenant_id = $1 AND connection_id = $2 FOR NO KEY UPDATE',
      [tx.tenantId, connectionId],
    );
    if (!(await isToldFailing(tx, connectionId))) return;
    const data = { connectorId, name };
    const about = { customerId: null, subjectId: connectionId };
    await appendEvents(tx, [{ type: 'SYNC_RECOVERED', ...about, data }], hub.clock.now());
  });
}

async function isToldFailing(tx: Transaction, connectionId: string): Promise<boolean> {
  const [last] = await tx.query<{ type: string }>(
    `SELECT type FROM event WHERE tenant_id = $1 AND subject_id = $2 AND type IN ('SYNC_FAILED', 'SYNC_RECOVERED')
     ORDER BY written_seq DESC LIMIT 1`,
    [tx.tenantId, connectionId],
  );
  return last?.type === 'SYNC_FAILED';
}
