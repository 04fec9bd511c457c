import { configError, stableId } from '../kernel';
import type { Transaction } from '../database';

export type ConnectionStatus = 'ACTIVE' | 'PAUSED' | 'DISCONNECTED';

export interface Connection {
  connectionId: string;
  connectorId: string;
  name: string;
  config: Record<string, unknown>;
  status: ConnectionStatus;
  statusCode: string | null;
  statusReason: string | null;
  lastSucceededAt: Date | null;
}

export interface ConnectionDraft {
  connectorId: string;
  /** Tells two connections of one connector apart. */
  name: string;
  config: Record<string, unknown>;
}

const COLUMNS = `connection_id AS "connectionId", connector_id AS "connectorId", name, config, status,
  status_code AS "statusCode", status_reason AS "statusReason", last_succeeded_at AS "lastSucceededAt"`;

/** Creates the connection, or updates the configuration of the one with this connector and name. */
export async function ensureConnection(
  tx: Transaction,
  draft: ConnectionDraft,
): Promise<Connection> {
  const [row] = await tx.query<Connection>(
    `INSERT INTO connection (tenant_id, connection_id, connector_id, name, config)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, connector_id, name) DO UPDATE SET config = EXCLUDED.config, status = 'ACTIVE',
       status_code = NULL, status_reason = NULL
     RETURNING ${COLUMNS}`,
    [
      tx.tenantId,
      stableId(tx.tenantId, 'connection', draft.connectorId, draft.name),
      draft.connectorId,
      draft.name,
      JSON.stringify(draft.config),
    ],
  );
  if (row === undefined)
    throw configError('CONNECTION_NOT_FOUND', `connection ${draft.name} was not stored`);
  return row;
}

/** All connections that were not disconnected, in a stable order. */
export async function listConnections(tx: Transaction): Promise<Connection[]> {
  return tx.query<Connection>(
    `SELECT ${COLUMNS} FROM connection WHERE tenant_id = $1 AND status <> 'DISCONNECTED'
     ORDER BY connector_id, name`,
    [tx.tenantId],
  );
}

/** Throws CONNECTION_NOT_FOUND, also for another tenant's id. */
export async function getConnection(tx: Transaction, connectionId: string): Promise<Connection> {
  const [row] = await tx.query<Connection>(
    `SELECT ${COLUMNS} FROM connection WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, connectionId],
  );
  if (row === undefined)
    throw configError('CONNECTION_NOT_FOUND', 'there is no connection with this id');
  return row;
}

/** Stops syncing until somebody mends it: what an AUTH error calls for. */
export async function pauseConnection(
  tx: Transaction,
  connectionId: string,
  because: { code: string; reason: string },
): Promise<void> {
  await tx.execute(
    `UPDATE connection SET status = 'PAUSED', status_code = $3, status_reason = $4
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'ACTIVE'`,
    [tx.tenantId, connectionId, because.code, because.reason],
  );
}
