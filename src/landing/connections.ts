import { configError, isEncoursError, stableId } from '../kernel';
import type { Transaction } from '../database';
import { forgetCredential } from './connection-credentials';
import type { SecretKeys } from './secret-keys';

export type ConnectionStatus = 'ACTIVE' | 'PAUSED' | 'DISCONNECTED';

export interface Connection {
  connectionId: string;
  connectorId: string;
  name: string;
  /** Without its secrets: `openConfig` gives them, where they are used. */
  config: Record<string, unknown>;
  sealedSecrets: Record<string, string>;
  secretKeyId: string | null;
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

/** Which settings of a configuration are sealed, and with what. */
export interface Sealing {
  keys: SecretKeys;
  fields: readonly string[];
}

interface StoredConfig {
  config: Record<string, unknown>;
  sealedSecrets: Record<string, string>;
  secretKeyId: string | null;
}

const COLUMNS = `connection_id AS "connectionId", connector_id AS "connectorId", name, config,
  sealed_secrets AS "sealedSecrets", secret_key_id AS "secretKeyId", status, status_code AS "statusCode",
  status_reason AS "statusReason", last_succeeded_at AS "lastSucceededAt"`;

/**
 * Creates the connection, or updates the configuration of the one with this connector and name and resumes it. The
 * settings that `sealing` names are stored sealed only. Throws SECRET_KEY_MISSING when there are some and no key.
 */
export async function ensureConnection(
  tx: Transaction,
  draft: ConnectionDraft,
  sealing?: Sealing,
): Promise<Connection> {
  const connectionId = stableId(tx.tenantId, 'connection', draft.connectorId, draft.name);
  const stored = sealConfig(
    { tenantId: tx.tenantId, connectionId },
    { config: draft.config, sealing },
  );
  // Two unique indexes hold these values. ON CONFLICT on one of them would let the other fail when two come at once.
  const values = [
    tx.tenantId,
    connectionId,
    draft.connectorId,
    draft.name,
    JSON.stringify(stored.config),
    JSON.stringify(stored.sealedSecrets),
    stored.secretKeyId,
  ];
  await tx.execute(
    `INSERT INTO connection (tenant_id, connection_id, connector_id, name, config, sealed_secrets, secret_key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values,
  );
  const [row] = await tx.query<Connection>(
    `UPDATE connection SET config = $5, sealed_secrets = $6, secret_key_id = $7, status = 'ACTIVE',
       status_code = NULL, status_reason = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND connector_id = $3 AND name = $4
     RETURNING ${COLUMNS}`,
    values,
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
    throw configError('CONNECTION_NOT_FOUND', 'there is no connection with this id', {
      remedy: 'use an id that connections answered to the same tenant',
    });
  return row;
}

/**
 * The whole configuration, secrets opened: to be used at once, never kept, stored or printed. Throws as `SecretKeys.open`.
 */
export function openConfig(
  keys: SecretKeys,
  tenantId: string,
  connection: Pick<Connection, 'connectionId' | 'config' | 'sealedSecrets' | 'secretKeyId'>,
): Record<string, unknown> {
  const { connectionId, config, sealedSecrets, secretKeyId } = connection;
  const opened = Object.entries(sealedSecrets).map(([field, sealed]) => {
    const place = { tenantId, connectionId, field };
    const plain = keys.open(place, { keyId: secretKeyId ?? '', sealed });
    return [field, JSON.parse(plain) as unknown];
  });
  return { ...config, ...(Object.fromEntries(opened) as Record<string, unknown>) };
}

/**
 * Stops syncing until somebody mends it: what an AUTH error calls for. Answers whether this call paused it: a connection
 * that is paused already, or whose configuration is another by now than the one that was refused, stays as it is.
 */
export async function pauseConnection(
  tx: Transaction,
  refused: Pick<Connection, 'connectionId' | 'config' | 'sealedSecrets'>,
  because: { code: string; reason: string },
): Promise<boolean> {
  const paused = await tx.execute(
    `UPDATE connection SET status = 'PAUSED', status_code = $3, status_reason = $4
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'ACTIVE' AND config = $5 AND sealed_secrets = $6`,
    [
      tx.tenantId,
      refused.connectionId,
      because.code,
      because.reason,
      JSON.stringify(refused.config),
      JSON.stringify(refused.sealedSecrets),
    ],
  );
  return paused > 0;
}

/** Lets a paused connection be synced again with the configuration it has. Throws CONNECTION_NOT_FOUND. */
export async function resumeConnection(
  tx: Transaction,
  connectionId: string,
): Promise<{ isResumed: boolean }> {
  const connection = await getConnection(tx, connectionId);
  if (connection.status !== 'PAUSED') return { isResumed: false };
  await tx.execute(
    `UPDATE connection SET status = 'ACTIVE', status_code = NULL, status_reason = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'PAUSED'`,
    [tx.tenantId, connectionId],
  );
  return { isResumed: true };
}

/** The connection of a connector and name, also one that was disconnected; null when there is none. */
export async function findConnection(
  tx: Transaction,
  { connectorId, name }: Pick<Connection, 'connectorId' | 'name'>,
): Promise<Connection | null> {
  const [row] = await tx.query<Connection>(
    `SELECT ${COLUMNS} FROM connection WHERE tenant_id = $1 AND connector_id = $2 AND name = $3`,
    [tx.tenantId, connectorId, name],
  );
  return row ?? null;
}

/** Ends a connection and forgets its secrets, `secretFields` of its settings among them, its tokens and its hook. What it landed stays. */
export async function disconnectConnection(
  tx: Transaction,
  connectionId: string,
  secretFields: readonly string[],
): Promise<void> {
  await tx.execute(
    `UPDATE connection SET status = 'DISCONNECTED', status_code = NULL, status_reason = NULL,
       config = config - $3::text[], sealed_secrets = '{}', secret_key_id = NULL
     WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, connectionId, [...secretFields]],
  );
  await tx.execute('DELETE FROM connection_hook WHERE tenant_id = $1 AND connection_id = $2', [
    tx.tenantId,
    connectionId,
  ]);
  await forgetCredential(tx, connectionId);
}

/** What became of the stored secrets of a tenant. */
export interface SealedCounts {
  /** Connections whose secrets are sealed under the first key by this call. */
  sealed: number;
  /** Connections whose secrets no key given opens; they are as they were. */
  unreadable: { connectionId: string; reason: string }[];
}

/**
 * Seals under the first key what stands in the clear or under another key. Idempotent; two at once wait for each other
 * row by row. `fieldsOf` names the secret settings of a connector. Throws SECRET_KEY_MISSING when there is something to
 * seal and no key.
 */
export async function sealConnections(
  tx: Transaction,
  keys: SecretKeys,
  fieldsOf: (connectorId: string) => readonly string[],
): Promise<SealedCounts> {
  const connections = await tx.query<Connection>(
    `SELECT ${COLUMNS} FROM connection WHERE tenant_id = $1 ORDER BY connection_id FOR UPDATE`,
    [tx.tenantId],
  );
  const counts: SealedCounts = { sealed: 0, unreadable: [] };
  for (const connection of connections) {
    const { connectionId } = connection;
    const fields = fieldsOf(connection.connectorId);
    if (!needsSealing(connection, { keys, fields })) continue;
    try {
      const sealing = { keys, fields: [...fields, ...Object.keys(connection.sealedSecrets)] };
      const config = openConfig(keys, tx.tenantId, connection);
      const place = { tenantId: tx.tenantId, connectionId };
      await storeSealed(tx, connectionId, sealConfig(place, { config, sealing }));
      counts.sealed += 1;
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      counts.unreadable.push({ connectionId, reason: error.message });
    }
  }
  return counts;
}

/** Whether any secret of the connection stands in the clear or under another key than the first. */
export function needsSealing(connection: Connection, { keys, fields }: Sealing): boolean {
  if (fields.some((field) => isSecretValue(connection.config[field]))) return true;
  return connection.secretKeyId !== null && connection.secretKeyId !== keys.sealingKeyId;
}

async function storeSealed(
  tx: Transaction,
  connectionId: string,
  stored: StoredConfig,
): Promise<void> {
  await tx.execute(
    `UPDATE connection SET config = $3, sealed_secrets = $4, secret_key_id = $5
     WHERE tenant_id = $1 AND connection_id = $2`,
    [
      tx.tenantId,
      connectionId,
      JSON.stringify(stored.config),
      JSON.stringify(stored.sealedSecrets),
      stored.secretKeyId,
    ],
  );
}

function sealConfig(
  place: { tenantId: string; connectionId: string },
  { config, sealing }: { config: Record<string, unknown>; sealing: Sealing | undefined },
): StoredConfig {
  const secrets = new Set(sealing?.fields ?? []);
  const open: Record<string, unknown> = {};
  const sealedSecrets: Record<string, string> = {};
  let secretKeyId: string | null = null;
  for (const [field, value] of Object.entries(config)) {
    if (sealing === undefined || !secrets.has(field)) {
      open[field] = value;
    } else if (isSecretValue(value)) {
      const { keyId, sealed } = sealing.keys.seal({ ...place, field }, JSON.stringify(value));
      sealedSecrets[field] = sealed;
      secretKeyId = keyId;
    }
  }
  return { config: open, sealedSecrets, secretKeyId };
}

/** A setting that was left out is no secret. */
function isSecretValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
