import { newId, stableId } from '../kernel';
import type { Purchase } from '../connector-kit';

/**
 * What makes two purchases of a connection the same need. A call about no company and without a variant is like no other:
 * nothing says that its answer would do for the next.
 */
export function requestKeyOf(connectionId: string, purchase: Purchase): string {
  const { call, subject, variant } = purchase;
  if (subject === null && variant === undefined) return newId();
  return stableId(connectionId, 'purchase', call, subject ?? '', variant ?? '');
}
