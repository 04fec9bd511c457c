import { retentionDaysOf, type Connector } from '../connector-kit';
import type { Transaction } from '../database';
import { mapAgain } from './raw-record';

/**
 * What may be kept for a time only is kept from when it was last seen: of a source with such terms, what it says without
 * a change is mapped again too. Nothing for the others.
 */
export async function keepSeen(
  tx: Transaction,
  source: { connectionId: string; connector: Pick<Connector, 'licence'>; stream: string },
  sourceKeys: readonly string[],
): Promise<void> {
  const { connectionId, connector, stream } = source;
  const [row] = await tx.query<{ days: number | null }>(
    `SELECT retention_days_override AS days FROM connection WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, connectionId],
  );
  if (retentionDaysOf(connector.licence, row?.days ?? null) === null) return;
  await mapAgain(tx, { connectionId, stream, sourceKeys });
}
