import type { AuthCheckerFn } from 'type-graphql';
import type { ApiRole } from '../database';
import { authError } from '../kernel';
import type { RequestContext } from './request-context';

/** Reads are open to every key. A mutation names the roles that may do it; ADMIN may do all. Throws FORBIDDEN. */
export const checkRole: AuthCheckerFn<RequestContext, ApiRole> = ({ context }, roles) => {
  const { role } = context.key;
  if (role === 'ADMIN' || roles.includes(role)) return true;
  throw authError('FORBIDDEN', `a key with role ${role} may not do this`, {
    remedy: `Use a key with role ${[...roles, 'ADMIN'].join(' or ')}.`,
  });
};
