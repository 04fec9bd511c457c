import { createHash, randomBytes } from 'node:crypto';
import { configError, newId, stableId } from '../kernel';
import type { ApiRole } from './api-key.entity';
import type { Database } from './database';
import type { Transaction } from './transaction';

export interface ApiKeyDraft {
  role: ApiRole;
  /** What it is for, shown in lists and as the author of decisions. */
  label: string;
  expiresAt?: Date;
  /** A fixed key instead of a random one: for demonstrations, where it may be published. */
  key?: string;
}

/** Who presented a key, and for how long it holds. */
export interface AuthenticatedKey {
  tenantId: string;
  tenantSlug: string;
  tenantName: string;
  booksCurrency: string;
  timeZone: string;
  keyId: string;
  label: string;
  role: ApiRole;
  expiresAt: Date | null;
}

export interface ApiKeySummary {
  keyId: string;
  label: string;
  role: ApiRole;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Name of its PostgreSQL login; null without one. */
  sqlLogin: string | null;
}

/** Fixed keys may look otherwise than ours: anything a header can carry, and not guessed at once. */
const SHAPE = /^[!-~]{8,200}$/;

/**
 * Creates a key and answers its text, which is stored nowhere: only its SHA-256 is. A fixed key created again takes
 * the new role, label and expiry. Throws API_KEY_INVALID, and API_KEY_TAKEN when another tenant has the same fixed key.
 */
export async function createApiKey(tx: Transaction, draft: ApiKeyDraft): Promise<string> {
  const key = draft.key ?? `enc_${randomBytes(30).toString('base64url')}`;
  if (!SHAPE.test(key)) {
    throw configError('API_KEY_INVALID', 'the given key has not the form of a key', {
      remedy: 'Use 8 to 200 visible ASCII characters without spaces.',
    });
  }
  const values = [
    tx.tenantId,
    draft.key === undefined ? newId() : stableId(tx.tenantId, 'api-key', hashKey(key)),
    hashKey(key),
    ...[draft.label, draft.role, draft.expiresAt ?? null],
  ];
  // Id and hash are unique each: ON CONFLICT on one of them would let the other fail when two create it at once.
  await tx.execute(
    `INSERT INTO api_key (tenant_id, api_key_id, key_hash, label, role, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    values,
  );
  const stored = await tx.execute(
    `UPDATE api_key SET label = $4, role = $5, expires_at = $6, revoked_at = NULL
     WHERE tenant_id = $1 AND api_key_id = $2 AND key_hash = $3`,
    values,
  );
  if (stored === 1) return key;
  throw configError('API_KEY_TAKEN', 'this key belongs to somebody else', {
    remedy: 'Choose another fixed key, or let one be generated.',
  });
}

/** Who a presented key speaks for; null when it is unknown, expired or revoked. */
export async function authenticateKey(
  database: Database,
  key: string,
): Promise<AuthenticatedKey | null> {
  if (!SHAPE.test(key)) return null;
  return database.presentedKey<AuthenticatedKey>(hashKey(key));
}

/** The tenant's keys without their text, newest first. */
export async function listApiKeys(tx: Transaction): Promise<ApiKeySummary[]> {
  return tx.query<ApiKeySummary>(
    `SELECT k.api_key_id AS "keyId", k.label, k.role, k.created_at AS "createdAt", k.expires_at AS "expiresAt",
       k.revoked_at AS "revokedAt", s.role_name AS "sqlLogin"
     FROM api_key k LEFT JOIN sql_login s USING (tenant_id, api_key_id)
     WHERE k.tenant_id = $1 ORDER BY k.created_at DESC, k.api_key_id`,
    [tx.tenantId],
  );
}

/** The id of one of the tenant's keys by its text; null when it has no such key. */
export async function findApiKey(tx: Transaction, key: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'SELECT api_key_id AS id FROM api_key WHERE tenant_id = $1 AND key_hash = $2',
    [tx.tenantId, hashKey(key)],
  );
  return row?.id ?? null;
}

/** Ends a key at once; false when there is no such key in force. */
export async function revokeApiKey(tx: Transaction, keyId: string): Promise<boolean> {
  const changed = await tx.execute(
    `UPDATE api_key SET revoked_at = now()
     WHERE tenant_id = $1 AND api_key_id = $2 AND revoked_at IS NULL`,
    [tx.tenantId, keyId],
  );
  return changed === 1;
}

function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
