import type { AuthCheckerFn } from 'type-graphql';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { API_ROLES, type ApiRole } from '../database';
import { authError } from '../kernel';
import type { RequestContext } from './request-context';

/** Reads are open to every key. A mutation names the roles that may do it; ADMIN may do all. Throws FORBIDDEN. */
export const checkRole: AuthCheckerFn<RequestContext, ApiRole> = ({ context }, roles) =>
  requireRole(context.key.role, roles);

/** True, or throws FORBIDDEN. */
export function requireRole(role: ApiRole, roles: readonly ApiRole[]): true {
  if (role === 'ADMIN' || roles.includes(role)) return true;
  throw authError('FORBIDDEN', `a key with role ${role} may not do this`, {
    remedy: `Use a key with role ${[...roles, 'ADMIN'].join(' or ')}.`,
  });
}

/** The doors data leaves by. Whether a role may pass a door at all is judged at the door. */
export const CHANNELS = ['GRAPHQL', 'EXPORT', 'SQL'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Who may read what a provider restricts, over GraphQL; exports and SQL views hold what is open and nothing else. */
const READERS: Readonly<Record<UseRestriction, readonly ApiRole[]>> = {
  NONE: API_ROLES,
  // An integration carries what it reads out of the company.
  INTERNAL_ONLY: API_ROLES.filter((role) => role !== 'INTEGRATOR'),
  // Those who decide on credit.
  NO_REDISTRIBUTION: ['CREDIT_MANAGER', 'APPROVER', 'ADMIN'],
};

/** Whether a key of the role may read what is so restricted through the channel. */
export function mayRead(restriction: UseRestriction, role: ApiRole, channel: Channel): boolean {
  if (restriction === 'NONE') return true;
  return channel === 'GRAPHQL' && READERS[restriction].includes(role);
}

/** The restrictions a key of the role may read over GraphQL, in the order of their strictness. */
export function readableBy(role: ApiRole): UseRestriction[] {
  return USE_RESTRICTIONS.filter((restriction) => mayRead(restriction, role, 'GRAPHQL'));
}

/** The roles that may read what is so restricted over GraphQL. */
export function readersOf(restriction: UseRestriction): readonly ApiRole[] {
  return READERS[restriction];
}
