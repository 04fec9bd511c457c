import type { GraphQLResolveInfo } from 'graphql';
import { createParameterDecorator } from 'type-graphql';
import type { RequestContext } from './request-context';

/** Who asks, and for which field of the operation. */
export interface AskedField {
  context: RequestContext;
  info: GraphQLResolveInfo;
}

/** Both as one parameter of a resolver. */
export function Asked(): ReturnType<typeof createParameterDecorator> {
  return createParameterDecorator<RequestContext>(({ context, info }): AskedField => ({
    context,
    info,
  }));
}
