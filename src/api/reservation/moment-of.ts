import type { Moment } from '../../reports';
import type { RequestContext } from '../request-context';

/** What counts now is judged at the instant of the request. */
export function momentOf(context: RequestContext): Moment {
  return { at: context.now, asOf: context.today };
}
