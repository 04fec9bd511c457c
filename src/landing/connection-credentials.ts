/** The rows of renewed tokens: read, sealed under another key, forgotten. */
import { isEncoursError } from '../kernel';
import type { Transaction } from '../database';
import type { SecretKeys } from './secret-keys';

export interface KnownCredential {
  /** Null when none are kept, or when they began with another token than the one given now. */
  tokens: { accessToken: string; refreshToken: string } | null;
  accessUntil: Date | null;
  /** When the refresh token was presented without an answer that was stored; null as a rule. */
  presentedAt: Date | null;
}

interface Row {
  connectionId: string;
  sealed: string | null;
  keyId: string | null;
  accessUntil: Date | null;
  presentedAt: Date | null;
}

/** Bound to this name, what is sealed opens nowhere else. */
export const TOKENS_FIELD = 'oauth tokens';

const COLUMNS = `connection_id AS "connectionId", sealed_tokens AS sealed, secret_key_id AS "keyId",
  access_until AS "accessUntil", presented_at AS "presentedAt"`;

/** What is kept since this token was given. Throws as `SecretKeys.open`. */
export async function readCredential(
  tx: Transaction,
  keys: SecretKeys,
  { connectionId, givenHash }: { connectionId: string; givenHash: string },
): Promise<KnownCredential> {
  const [row] = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM connection_credential
     WHERE tenant_id = $1 AND connection_id = $2 AND given_hash = $3`,
    [tx.tenantId, connectionId, givenHash],
  );
  if (row === undefined) return { tokens: null, accessUntil: null, presentedAt: null };
  const { sealed, keyId, accessUntil, presentedAt } = row;
  if (sealed === null || keyId === null) return { tokens: null, accessUntil: null, presentedAt };
  const plain = keys.open(placeOf(tx, connectionId), { keyId, sealed });
  const { accessToken, refreshToken } = JSON.parse(plain) as Record<string, string>;
  const isWhole = accessToken !== undefined && refreshToken !== undefined;
  return { tokens: isWhole ? { accessToken, refreshToken } : null, accessUntil, presentedAt };
}

/** Seals the tenant's tokens under the first key. Answers how many were, and those that no key opens. */
export async function sealCredentials(
  tx: Transaction,
  keys: SecretKeys,
): Promise<{ sealed: number; unreadable: { connectionId: string; reason: string }[] }> {
  const rows = await tx.query<Row & { sealed: string; keyId: string }>(
    `SELECT ${COLUMNS} FROM connection_credential
     WHERE tenant_id = $1 AND secret_key_id IS NOT NULL AND secret_key_id IS DISTINCT FROM $2
     ORDER BY connection_id FOR UPDATE`,
    [tx.tenantId, keys.sealingKeyId],
  );
  const counts = { sealed: 0, unreadable: [] as { connectionId: string; reason: string }[] };
  for (const { connectionId, sealed, keyId } of rows) {
    const place = placeOf(tx, connectionId);
    try {
      const anew = keys.seal(place, keys.open(place, { keyId, sealed }));
      await tx.execute(
        `UPDATE connection_credential SET sealed_tokens = $3, secret_key_id = $4
         WHERE tenant_id = $1 AND connection_id = $2`,
        [tx.tenantId, connectionId, anew.sealed, anew.keyId],
      );
      counts.sealed += 1;
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      counts.unreadable.push({ connectionId, reason: error.message });
    }
  }
  return counts;
}

/** Forgets the tokens of a connection that has ended. */
export async function forgetCredential(tx: Transaction, connectionId: string): Promise<void> {
  await tx.execute(
    'DELETE FROM connection_credential WHERE tenant_id = $1 AND connection_id = $2',
    [tx.tenantId, connectionId],
  );
}

function placeOf(
  { tenantId }: Transaction,
  connectionId: string,
): { tenantId: string; connectionId: string; field: string } {
  return { tenantId, connectionId, field: TOKENS_FIELD };
}
