import type { Hub } from '../hub';
import { dayAt } from '../database';
import { applyTerms as applyToConnection, forgetExpired } from '../unify';

/**
 * Holds what providers said to the terms of today, connection by connection, each in a transaction of its own: restricts
 * anew what a licence or contract restricts otherwise, and deletes what may not be kept any longer. Idempotent.
 */
export async function applyTerms(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
): Promise<{ restated: number; forgotten: number }> {
  const { database, clock, logger } = hub;
  // Disconnected ones too: what they said is still here.
  const connections = await database.tenant(run.tenantId, (tx) =>
    tx.query<{ connectionId: string; connectorId: string }>(
      `SELECT connection_id AS "connectionId", connector_id AS "connectorId" FROM connection
       WHERE tenant_id = $1 ORDER BY connector_id, connection_id`,
      [tx.tenantId],
    ),
  );
  const total = { restated: 0, forgotten: 0 };
  for (const { connectionId, connectorId } of connections) {
    run.signal.throwIfAborted();
    const connector = hub.connectors.get(connectorId);
    const applied = await database.tenant(run.tenantId, async (tx) => {
      const at = clock.now();
      const when = { at, asOf: await dayAt(tx, at) };
      // Of a connector this hub no longer has, the terms that were written down hold on.
      if (connector === undefined) return forgetExpired(tx, connectionId, when);
      return applyToConnection(tx, { connectionId, connector }, when);
    });
    total.restated += applied.restated;
    total.forgotten += applied.forgotten;
    if (applied.restated + applied.forgotten > 0) {
      const { restated, forgotten } = applied;
      logger.info('terms of use applied', { connector: connectorId, restated, forgotten });
    }
  }
  return total;
}
