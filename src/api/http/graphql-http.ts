import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import { Kind, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { configError, errorMessage, isEncoursError } from '../../kernel';
import { bearerKey, requireKey, unauthenticated } from '../authenticate';
import { CHALLENGE, extensionsOf, formatError, refuseRequest } from '../errors';
import type { ApiMetrics } from '../metrics';
import { admit, type Asked } from '../query-cost/admit';
import { QUERY_LIMITS } from '../query-cost/measure';
import { plannedGateway } from '../read-plan/planned-gateway';
import { stringifyResult } from '../read-plan/raw-json';
import { RequestContext, type ApiServices } from '../request-context';
import { problem } from './problem';

export interface GraphqlHttp {
  router: Router;
  stop(): Promise<void>;
}

const MAX_BODY = '1mb';
/** Headers no form or link of another site can send. The key itself is one: there are no cookies to ride on. */
const CSRF_PROOF = ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'];

/** GraphQL over HTTP: POST for everything but subscriptions, GET for queries. */
export async function graphqlHttp(
  schema: GraphQLSchema,
  services: ApiServices,
  metrics: ApiMetrics,
): Promise<GraphqlHttp> {
  const server = new ApolloServer<RequestContext>({
    gateway: plannedGateway(schema),
    stringifyResult,
    introspection: true,
    csrfPrevention: { requestHeaders: CSRF_PROOF },
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: QUERY_LIMITS.maxTokens },
    formatError: (formatted, error) => formatError(formatted, error, services.logger),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      costPlugin(),
      metricsPlugin(metrics),
    ],
    logger: services.logger,
  });
  await server.start();
  const router = Router();
  router.use(demandKey(metrics));
  router.use(readBody());
  router.use(
    expressMiddleware(server, {
      context: ({ req }) => contextOf(req, { schema, services, metrics }),
    }),
  );
  return { router, stop: () => server.stop() };
}

/** Before anything of the request is read; a key that is given is looked at with the operation. */
function demandKey(metrics: ApiMetrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (bearerKey(request.headers.authorization) !== null) return next();
    const error = unauthenticated('no API key was given');
    metrics.refused.inc({ code: error.code });
    response
      .status(401)
      .set('www-authenticate', CHALLENGE)
      .json(problem(error.code, error.message, extensionsOf(error)));
  };
}

/** Reads a JSON body; one that is too large or no JSON is refused in JSON. */
function readBody() {
  const read = json({ limit: MAX_BODY });
  return (request: Request, response: Response, next: NextFunction): void => {
    read(request, response, (error?: unknown) => {
      if (error === undefined) return next();
      const status = error instanceof Error && 'status' in error ? Number(error.status) : 400;
      response.status(status).json(problem('BAD_REQUEST', `the body: ${errorMessage(error)}`));
    });
  };
}

interface Gate {
  schema: GraphQLSchema;
  services: ApiServices;
  metrics: ApiMetrics;
}

/** Who asks, and whether the operation may be looked at at all. Throws GraphQL errors with their HTTP status. */
async function contextOf(request: Request, gate: Gate): Promise<RequestContext> {
  const { schema, services, metrics } = gate;
  try {
    const key = await requireKey(services.database, bearerKey(request.headers.authorization));
    const admission = admit(schema, askedIn(request));
    if (admission.operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      throw configError('SUBSCRIPTION_OVER_HTTP', 'subscriptions are not served over HTTP', {
        remedy: 'Open a web socket with the protocol graphql-transport-ws on the same path.',
      });
    }
    return new RequestContext(services, key, admission.cost);
  } catch (error) {
    if (!isEncoursError(error, 'AUTH', 'CONFIG', 'TRANSIENT')) throw error;
    metrics.refused.inc({ code: error.code });
    throw refuseRequest(error, STATUS[error.family] ?? 400);
  }
}

const STATUS: Readonly<Record<string, number>> = { AUTH: 401, CONFIG: 400, TRANSIENT: 503 };

/** What the request asks, from its body or its query string; empty for what the executor will refuse. */
function askedIn(request: Request): Asked {
  const source: Record<string, unknown> =
    request.method === 'GET' ? request.query : isRecord(request.body) ? request.body : {};
  const { query, operationName, variables } = source;
  return {
    query: typeof query === 'string' ? query : '',
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: variablesOf(variables),
  };
}

function variablesOf(given: unknown): Record<string, unknown> {
  if (isRecord(given)) return given;
  if (typeof given !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(given);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {}; // not JSON: refused by the executor
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says in every response what the operation cost. */
function costPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, contextValue }) => {
          if (response.body.kind === 'single') {
            response.body.singleResult.extensions = {
              ...response.body.singleResult.extensions,
              cost: { requested: contextValue.cost, maximum: QUERY_LIMITS.maxCost },
            };
          }
          return Promise.resolve();
        },
      }),
  };
}

function metricsPlugin(metrics: ApiMetrics): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () => {
      const started = process.hrtime.bigint();
      return Promise.resolve({
        willSendResponse: (request) => {
          observe(metrics, request, Number(process.hrtime.bigint() - started) / 1e9);
          return Promise.resolve();
        },
      });
    },
  };
}

function observe(
  metrics: ApiMetrics,
  { operation, errors, contextValue }: GraphQLRequestContext<RequestContext>,
  seconds: number,
): void {
  const type = operation?.operation ?? 'none';
  const [first] = operation?.selectionSet.selections ?? [];
  const field = first?.kind === Kind.FIELD && errors === undefined ? first.name.value : 'other';
  metrics.operationSeconds.observe(
    { type, field, outcome: errors === undefined ? 'ok' : 'error' },
    seconds,
  );
  if (operation !== undefined) metrics.operationCost.observe({ type }, contextValue.cost);
}
