import { createHash, randomBytes } from 'node:crypto';
import type { SecretKeys } from '../../landing';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A token as the database holds it. */
export interface KeptToken {
  readonly hash: string;
  readonly sealed: string;
  readonly keyId: string;
}

/** What unsubscribes a recipient: unguessable, and valid as long as the recipient is kept. Throws SECRET_KEY_MISSING. */
export function newUnsubscribeToken(
  keys: SecretKeys,
  of: { tenantId: string; recipientId: string },
): KeptToken {
  const token = randomBytes(32).toString('base64url');
  return { hash: tokenHash(token), ...keys.seal(placeOf(of), token) };
}

/** Throws as `SecretKeys.open`. */
export function openUnsubscribeToken(
  keys: SecretKeys,
  of: { tenantId: string; recipientId: string },
  kept: { sealed: string; keyId: string },
): string {
  return keys.open(placeOf(of), kept);
}

/** Seals a token under the first key. Throws as `SecretKeys.open`. */
export function sealTokenAnew(
  keys: SecretKeys,
  of: { tenantId: string; recipientId: string },
  kept: { sealed: string; keyId: string },
): { sealed: string; keyId: string } {
  return keys.seal(placeOf(of), keys.open(placeOf(of), kept));
}

export function isUnsubscribeToken(text: string): boolean {
  return TOKEN.test(text);
}

/** 256 random bits need no salt and no slow hash. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function placeOf({ tenantId, recipientId }: { tenantId: string; recipientId: string }): {
  tenantId: string;
  connectionId: string;
  field: string;
} {
  return { tenantId, connectionId: recipientId, field: 'unsubscribe token' };
}
