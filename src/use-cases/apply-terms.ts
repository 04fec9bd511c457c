import type { Hub } from '../hub';
import { dayAt } from '../database';
import { applyTerms as applyTo, companiesUnderTerms, forgetExpired } from '../unify';

/** Companies of one transaction: what is locked at once, and done again after a kill. */
const BATCH = 1_000;

interface Applied {
  restated: number;
  forgotten: number;
}

/**
 * Holds what providers said to the terms of today, connection by connection and a thousand companies at a time, each in a
 * transaction of its own: restricts anew what a licence or contract restricts otherwise, and deletes what may not be kept
 * any longer. Idempotent; killed, it goes on where it was.
 */
export async function applyTerms(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
): Promise<Applied> {
  const { database, logger } = hub;
  // Disconnected ones too: what they said is still here.
  const connections = await database.tenant(run.tenantId, (tx) =>
    tx.query<Place>(
      `SELECT connection_id AS "connectionId", connector_id AS "connectorId" FROM connection
       WHERE tenant_id = $1 ORDER BY connector_id, connection_id`,
      [tx.tenantId],
    ),
  );
  const total = { restated: 0, forgotten: 0 };
  for (const place of connections) {
    const { restated, forgotten } = await applyToConnection(hub, run, place);
    total.restated += restated;
    total.forgotten += forgotten;
    if (restated + forgotten === 0) continue;
    logger.info('terms of use applied', { connector: place.connectorId, restated, forgotten });
  }
  return total;
}

interface Place {
  connectionId: string;
  connectorId: string;
}

async function applyToConnection(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
  { connectionId, connectorId }: Place,
): Promise<Applied> {
  const { database, clock } = hub;
  const connector = hub.connectors.get(connectorId) ?? null;
  const total = { restated: 0, forgotten: 0 };
  const source = { connectionId, connector };
  const companyIds = await database.tenant(run.tenantId, (tx) =>
    companiesUnderTerms(tx, source, clock.now()),
  );
  let start = 0;
  do {
    run.signal.throwIfAborted();
    const end = start + BATCH;
    const part = { companyIds: companyIds.slice(start, end), isLast: end >= companyIds.length };
    const applied = await database.tenant(run.tenantId, async (tx) => {
      const at = clock.now();
      const when = { at, asOf: await dayAt(tx, at), part };
      // Of a connector this hub no longer has, the terms that were written down hold on.
      if (connector === null) return forgetExpired(tx, connectionId, when);
      return applyTo(tx, { connectionId, connector }, when);
    });
    total.restated += applied.restated;
    total.forgotten += applied.forgotten;
    start = end;
  } while (start < companyIds.length);
  return total;
}
