import type { ApiRole } from '../../database';
import type { RequestContext } from '../request-context';
import { requireRole } from '../roles';

/** Prices are agreed in confidence: for those who analyse or decide, and for ADMIN. */
export const SEES_PRICES: ApiRole[] = ['ANALYST', 'CREDIT_MANAGER', 'APPROVER'];

/** Throws FORBIDDEN for a key that may not see what providers cost. */
export function requirePrices({ key }: RequestContext): void {
  requireRole(key.role, SEES_PRICES);
}
