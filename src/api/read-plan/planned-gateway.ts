import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { withWithheld, type RequestContext } from '../request-context';
import { PlannedReads } from './planned-reads';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** Apollo's way to execute an operation otherwise: planned reads first, the schema's resolvers for the rest. */
export function plannedGateway(schema: GraphQLSchema): Gateway {
  const reads = new PlannedReads(schema);
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async (request): Promise<ExecutionResult> => {
          const { document, operation, operationName, source, context } = request;
          const contextValue = context as RequestContext;
          const variables = request.request.variables ?? {};
          const asked = { document, operation, operationName, text: source, variables };
          const planned = await reads.answer(asked, contextValue).catch(asResult);
          if (planned !== null) return planned;
          const result = await execute({
            schema,
            document,
            contextValue,
            variableValues: variables,
            operationName,
          });
          return withWithheld(result, contextValue);
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** A read that failed is an answer with an error, as when a resolver throws. */
function asResult(error: unknown): ExecutionResult {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { data: null, errors: [new GraphQLError(originalError.message, { originalError })] };
}
