import { createHash, randomBytes } from 'node:crypto';
import type { Database, Transaction } from '../database';
import { isEncoursError } from '../kernel';
import type { SecretKeys } from './secret-keys';

/** A ring within this time of another asks for one sync, when that time is over: what it tells of may be newer. */
const QUIET_SECONDS = 60;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const FIELD = 'hook token';

/**
 * Gives a connection a new address that its provider may ring; an earlier one stops working. Answers the token, which the
 * database holds hashed and sealed only. Throws SECRET_KEY_MISSING.
 */
export async function renewHook(
  tx: Transaction,
  keys: SecretKeys,
  hook: { connectionId: string; at: Date },
): Promise<string> {
  const { connectionId, at } = hook;
  const token = randomBytes(32).toString('base64url');
  const { keyId, sealed } = keys.seal(placeOf(tx, connectionId), token);
  await tx.execute(
    `INSERT INTO connection_hook (tenant_id, connection_id, token_hash, sealed_token, secret_key_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, connection_id) DO UPDATE SET token_hash = EXCLUDED.token_hash,
       sealed_token = EXCLUDED.sealed_token, secret_key_id = EXCLUDED.secret_key_id,
       created_at = EXCLUDED.created_at, rung_at = NULL`,
    [tx.tenantId, connectionId, hashOf(token), sealed, keyId, at],
  );
  return token;
}

/** The token of a connection's hook; null when it has none. Throws as `SecretKeys.open`. */
export async function hookToken(
  tx: Transaction,
  keys: SecretKeys,
  connectionId: string,
): Promise<string | null> {
  const [row] = await tx.query<{ sealed: string; keyId: string }>(
    `SELECT sealed_token AS sealed, secret_key_id AS "keyId" FROM connection_hook
     WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, connectionId],
  );
  return row === undefined ? null : keys.open(placeOf(tx, connectionId), row);
}

/** Whose hook a presented token is; null for one that is not, or no longer, anybody's. */
export async function findHook(
  database: Database,
  token: string,
): Promise<{ tenantId: string; connectionId: string } | null> {
  if (!TOKEN.test(token)) return null;
  return database.system(async (tx) => {
    const hash = hashOf(token);
    await tx.query(`SELECT set_config('app.presented_hook_hash', $1, true)`, [hash]);
    const [row] = await tx.query<{ tenantId: string; connectionId: string }>(
      `SELECT tenant_id AS "tenantId", connection_id AS "connectionId" FROM connection_hook WHERE token_hash = $1`,
      [hash],
    );
    return row ?? null;
  });
}

/** Notes a ring. Answers when it is to be heard: at once, or a minute after the one that was. */
export async function ringHook(
  tx: Transaction,
  ring: { connectionId: string; at: Date },
): Promise<Date> {
  const rung = await tx.execute(
    `UPDATE connection_hook SET rung_at = $3 WHERE tenant_id = $1 AND connection_id = $2
       AND (rung_at IS NULL OR rung_at <= $3::timestamptz - interval '${QUIET_SECONDS} seconds')`,
    [tx.tenantId, ring.connectionId, ring.at],
  );
  if (rung > 0) return ring.at;
  const [last] = await tx.query<{ next: Date }>(
    `SELECT rung_at + interval '${QUIET_SECONDS} seconds' AS next FROM connection_hook
     WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, ring.connectionId],
  );
  return last?.next ?? ring.at;
}

/** Seals the tenant's tokens under the first key. Answers how many were, and those that no key opens. */
export async function sealHooks(
  tx: Transaction,
  keys: SecretKeys,
): Promise<{ sealed: number; unreadable: { connectionId: string; reason: string }[] }> {
  const rows = await tx.query<{ connectionId: string; sealed: string; keyId: string }>(
    `SELECT connection_id AS "connectionId", sealed_token AS sealed, secret_key_id AS "keyId" FROM connection_hook
     WHERE tenant_id = $1 AND secret_key_id IS DISTINCT FROM $2 ORDER BY connection_id FOR UPDATE`,
    [tx.tenantId, keys.sealingKeyId],
  );
  const counts = { sealed: 0, unreadable: [] as { connectionId: string; reason: string }[] };
  for (const row of rows) {
    const place = placeOf(tx, row.connectionId);
    try {
      const { keyId, sealed } = keys.seal(place, keys.open(place, row));
      await tx.execute(
        'UPDATE connection_hook SET sealed_token = $3, secret_key_id = $4 WHERE tenant_id = $1 AND connection_id = $2',
        [tx.tenantId, row.connectionId, sealed, keyId],
      );
      counts.sealed += 1;
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      counts.unreadable.push({ connectionId: row.connectionId, reason: error.message });
    }
  }
  return counts;
}

function placeOf(
  { tenantId }: Transaction,
  connectionId: string,
): { tenantId: string; connectionId: string; field: string } {
  return { tenantId, connectionId, field: FIELD };
}

/** 256 random bits need no salt and no slow hash. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
