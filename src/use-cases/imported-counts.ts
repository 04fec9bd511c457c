import { listConnections } from '../landing';
import type { Transaction } from '../database';

export interface ConnectionCounts {
  receivables: number;
  customers: number;
  /** Documents that another source tells, too, and that are counted there. */
  elsewhere: number;
}

/** What the connection has that handed-over files of a connector belong to; zeros when there is none. */
export async function countConnection(
  tx: Transaction,
  connectorId: string,
): Promise<ConnectionCounts> {
  const connectionId = await connectionOf(tx, connectorId);
  const [counts] = await tx.query<ConnectionCounts>(
    `SELECT (SELECT count(*)::int FROM receivable WHERE tenant_id = $1 AND connection_id = $2) AS receivables,
       (SELECT count(*)::int FROM customer WHERE tenant_id = $1 AND connection_id = $2) AS customers,
       (SELECT count(*)::int FROM document_link WHERE tenant_id = $1 AND connection_id = $2) AS elsewhere`,
    [tx.tenantId, connectionId],
  );
  return counts ?? { receivables: 0, customers: 0, elsewhere: 0 };
}

/** The same choice as importing makes: the connector's first connection. */
async function connectionOf(tx: Transaction, connectorId: string): Promise<string | null> {
  const connections = await listConnections(tx);
  const own = connections.find((connection) => connection.connectorId === connectorId);
  return own?.connectionId ?? null;
}
