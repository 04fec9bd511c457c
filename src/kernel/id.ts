import { createHash, randomUUID } from 'node:crypto';
import { configError } from './error';

/** A fresh random UUID, for things that have no natural identity. */
export function newId(): string {
  return randomUUID();
}

/**
 * A UUID derived from what the thing is (md5 of the parts joined by a unit separator), so that importing the same
 * facts twice, in another order or into another database gives the same ids. SQL's `stable_id(...)` gives the same.
 */
export function stableId(...parts: string[]): string {
  const hex = createHash('md5').update(parts.join('\u001f')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Opaque id of the API: type and key, base64url. */
export function globalId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** Reads a global id back. Throws INVALID_ID when it is not one of ours. */
export function parseGlobalId(text: string): { type: string; id: string } {
  const match = /^([A-Za-z]+):([0-9a-f-]{36})$/.exec(
    Buffer.from(text, 'base64url').toString('utf8'),
  );
  if (match?.[1] === undefined || match[2] === undefined || !isUuid(match[2])) {
    throw configError('INVALID_ID', `${JSON.stringify(text)} is not an id of this API`, {
      remedy: 'Use an id this API answered.',
    });
  }
  return { type: match[1], id: match[2] };
}
