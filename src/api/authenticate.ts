import { authenticateKey, type AuthenticatedKey, type Database } from '../database';
import { authError, type EncoursError } from '../kernel';

const BEARER = /^Bearer +(\S+) *$/i;

/** The key of an `Authorization: Bearer` header; null when there is none. */
export function bearerKey(header: string | null | undefined): string | null {
  return BEARER.exec(header ?? '')?.[1] ?? null;
}

/** Who the key speaks for. Throws UNAUTHENTICATED, in the same words whatever is wrong with a key. */
export async function requireKey(
  database: Database,
  key: string | null,
): Promise<AuthenticatedKey> {
  const found = key === null ? null : await authenticateKey(database, key);
  if (found !== null) return found;
  throw unauthenticated(
    key === null ? 'no API key was given' : 'the API key is unknown or has expired',
  );
}

export function unauthenticated(message: string): EncoursError {
  return authError('UNAUTHENTICATED', message, {
    remedy: 'Send "Authorization: Bearer <key>"; `encours keys create` makes one.',
  });
}
