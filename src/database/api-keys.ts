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
  const changed = await tx
    .execute(
      `INSERT INTO api_key AS known (tenant_id, api_key_id, key_hash, label, role, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, api_key_id) DO UPDATE
       SET label = EXCLUDED.label, role = EXCLUDED.role, expires_at = EXCLUDED.expires_at, revoked_at = NULL
       WHERE known.key_hash = EXCLUDED.key_hash`,
      [
        tx.tenantId,
        draft.key === undefined ? newId() : stableId(tx.tenantId, 'api-key', hashKey(key)),
        hashKey(key),
        draft.label,
        draft.role,
        draft.expiresAt ?? null,
      ],
    )
    .catch((error: unknown) => {
      throw isTaken(error)
        ? configError('API_KEY_TAKEN', 'this key belongs to somebody else', {
            remedy: 'Choose another fixed key, or let one be generated.',
          })
        : error;
    });
  if (changed === 0) throw configError('API_KEY_INVALID', 'the key was not stored');
  return key;
}

/** Who a presented key speaks for; null when it is unknown, expired or revoked. */
export async function authenticateKey(
  database: Database,
  key: string,
): Promise<AuthenticatedKey | null> {
  if (!SHAPE.test(key)) return null;
  return database.withPresentedKey(hashKey(key), async (tx) => {
    const [found] = await tx.query<{ tenantId: string }>(
      `SELECT set_config('app.tenant_id', tenant_id::text, true) AS "tenantId" FROM api_key
       WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [hashKey(key)],
    );
    if (found === undefined) return null;
    const [who] = await tx.query<AuthenticatedKey>(
      `SELECT t.tenant_id AS "tenantId", t.slug AS "tenantSlug", t.name AS "tenantName",
         t.books_currency AS "booksCurrency", t.time_zone AS "timeZone", k.api_key_id AS "keyId", k.label,
         k.role, k.expires_at AS "expiresAt"
       FROM api_key k JOIN tenant t USING (tenant_id) WHERE k.tenant_id = $1 AND k.key_hash = $2`,
      [found.tenantId, hashKey(key)],
    );
    return who ?? null;
  });
}

/** The tenant's keys without their text, newest first. */
export async function listApiKeys(tx: Transaction): Promise<ApiKeySummary[]> {
  return tx.query<ApiKeySummary>(
    `SELECT api_key_id AS "keyId", label, role, created_at AS "createdAt", expires_at AS "expiresAt",
       revoked_at AS "revokedAt"
     FROM api_key WHERE tenant_id = $1 ORDER BY created_at DESC, api_key_id`,
    [tx.tenantId],
  );
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

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
