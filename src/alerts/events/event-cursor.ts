import { createHash } from 'node:crypto';
import { configError } from '../../kernel';

/** Stands for the place before the oldest event that is kept, for every tenant. */
export const START_CURSOR = '0';

/** The position that START_CURSOR stands for: behind nothing, however much of the log was pruned. */
export const FROM_OLDEST = -1;

const SHAPE = /^(0|[1-9]\d{0,14})\.([A-Za-z0-9_-]{10})$/;

/** A place in one tenant's event log; another tenant's cursors are told apart. */
export function encodeEventCursor(tenantId: string, position: number): string {
  if (position === FROM_OLDEST) return START_CURSOR;
  return Buffer.from(`${position}.${mark(tenantId, position)}`).toString('base64url');
}

/** The position behind which to go on. Throws INVALID_CURSOR for what is not a cursor of this tenant's log. */
export function decodeEventCursor(tenantId: string, cursor: string): number {
  if (cursor === START_CURSOR) return FROM_OLDEST;
  const match = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  const position = Number(match?.[1]);
  if (match?.[2] !== mark(tenantId, position)) throw invalidEventCursor();
  return position;
}

export function invalidEventCursor(): Error {
  return configError('INVALID_CURSOR', 'the cursor is not one of this event log', {
    remedy: 'Use the cursor of an event answered to the same tenant, or "0" for the beginning.',
    place: { field: 'after' },
  });
}

function mark(tenantId: string, position: number): string {
  return createHash('sha256')
    .update(`event:${tenantId}:${position}`)
    .digest('base64url')
    .slice(0, 10);
}
