import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  validate,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import { useServer as serveSockets, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { AuthenticatedKey } from '../../database';
import { configError, isEncoursError, type EncoursError } from '../../kernel';
import { bearerKey, requireKey } from '../authenticate';
import { extensionsOf, formatError } from '../errors';
import type { ApiMetrics } from '../metrics';
import { admit } from '../query-cost/admit';
import { RequestContext, withWithheld, type ApiServices } from '../request-context';
import { mapStream } from './map-stream';

export interface GraphqlSocket {
  close(): Promise<void>;
}

interface SocketState extends Extra {
  presentedKey?: string | null;
  key?: AuthenticatedKey;
  expiry?: NodeJS.Timeout;
}
type SocketContext = Context<Record<string, unknown>, SocketState>;

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 1_000_000;
const MAX_OPERATIONS = 100;
const CONNECT_TIMEOUT_MS = 5_000;
/** How often an open socket's key is looked up again: a revoked key is cut off this late at most. */
const RECHECK_MS = 30_000;

/**
 * graphql-transport-ws on the HTTP server's own port. A socket is closed with 4403 for a missing or bad key and when its
 * key expires or is revoked; what it subscribed to resumes elsewhere from the last cursor.
 */
export function graphqlSocket(
  http: Server,
  schema: GraphQLSchema,
  served: { services: ApiServices; metrics: ApiMetrics },
): GraphqlSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const gate = new SocketGate(schema, served.services, served.metrics);
  const serving = serveSockets(gate.options(), sockets, 12_000);
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
    });
  };
  http.on('upgrade', upgrade);
  return {
    close: async () => {
      http.off('upgrade', upgrade);
      await serving.dispose();
    },
  };
}

/** The rules of one server's sockets. */
class SocketGate {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly services: ApiServices,
    private readonly metrics: ApiMetrics,
  ) {}

  options(): ServerOptions<Record<string, unknown>, SocketState> {
    return {
      connectionInitWaitTimeout: CONNECT_TIMEOUT_MS,
      onConnect: (context) => this.connect(context),
      onDisconnect: (context) => this.disconnect(context),
      onSubscribe: (context, _id, payload) => this.subscribe(context, payload),
      execute: async (args) => {
        const result = await execute(args);
        const { contextValue } = args;
        return contextValue instanceof RequestContext ? withWithheld(result, contextValue) : result;
      },
      subscribe: (args) => this.stream(args),
      onNext: (...[, , , , result]) => this.formatted(result),
      onError: (...[, , , errors]) => errors.map((error) => this.format(error)),
    };
  }

  private async connect(context: SocketContext): Promise<boolean> {
    const { extra } = context;
    extra.presentedKey = keyIn(context.connectionParams, extra.request);
    try {
      extra.key = await requireKey(this.services.database, extra.presentedKey);
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      this.metrics.refused.inc({ code: error.code });
      return false;
    }
    this.metrics.socketsOpen.inc();
    this.watchKey(extra);
    return true;
  }

  private disconnect({ extra }: SocketContext): void {
    clearTimeout(extra.expiry);
    if (extra.key !== undefined) this.metrics.socketsOpen.dec();
  }

  /** Looks the key up again now and then, and closes the socket when it expires or is gone. */
  private watchKey(extra: SocketState): void {
    const expiresAt = extra.key?.expiresAt?.getTime() ?? Infinity;
    const left = expiresAt - this.services.clock.now().getTime();
    const look = (): void => {
      if (left <= RECHECK_MS) forbid(extra);
      else void this.lookUpAgain(extra);
    };
    extra.expiry = setTimeout(look, Math.max(0, Math.min(left, RECHECK_MS)));
    extra.expiry.unref();
  }

  private async lookUpAgain(extra: SocketState): Promise<void> {
    try {
      extra.key = await requireKey(this.services.database, extra.presentedKey ?? null);
    } catch (error) {
      if (isEncoursError(error, 'AUTH')) {
        forbid(extra);
        return;
      }
      // The database is away for a moment, which says nothing of the key.
      this.services.logger.warn('the key of a socket could not be looked up', { error });
    }
    this.watchKey(extra);
  }

  /** The checks HTTP makes, then validation: what is wrong is answered to the operation, not to the socket. */
  private subscribe(
    { extra, subscriptions }: SocketContext,
    payload: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { key } = extra;
    try {
      if (Object.keys(subscriptions).length > MAX_OPERATIONS) throw tooManyOperations();
      const admission = admit(this.schema, {
        query: payload.query,
        operationName: payload.operationName ?? null,
        variables: payload.variables ?? {},
      });
      const document = admission.document;
      if (document === null || key === undefined) return [syntaxError()];
      const errors = validate(this.schema, document);
      if (errors.length > 0) return errors;
      return {
        schema: this.schema,
        document,
        operationName: payload.operationName ?? null,
        variableValues: payload.variables ?? null,
        contextValue: new RequestContext(this.services, key, admission.cost),
      };
    } catch (error) {
      if (!isEncoursError(error, 'CONFIG')) throw error;
      this.metrics.refused.inc({ code: error.code });
      return [asGraphqlError(error)];
    }
  }

  /** Each event is executed with a context of its own: nothing read for one event is shown with the next. */
  private async stream(
    args: ExecutionArgs,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const field = rootField(args);
    const { contextValue } = args;
    this.metrics.subscriptionsOpen.inc({ field });
    return mapStream(source, {
      map: async (event) => {
        const context =
          contextValue instanceof RequestContext ? contextValue.renewed() : contextValue;
        const result = await execute({ ...args, rootValue: event, contextValue: context });
        this.metrics.eventsDelivered.inc({ field });
        return context instanceof RequestContext ? withWithheld(result, context) : result;
      },
      onEnd: () => this.metrics.subscriptionsOpen.dec({ field }),
    });
  }

  private formatted(result: {
    errors?: readonly GraphQLError[] | undefined;
  }): FormattedExecutionResult | undefined {
    if (result.errors === undefined) return undefined;
    return { ...result, errors: result.errors.map((error) => this.format(error)) };
  }

  private format(error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError {
    const plain = error instanceof GraphQLError ? error.toJSON() : error;
    return formatError(plain, error, this.services.logger);
  }
}

function keyIn(
  params: Readonly<Record<string, unknown>> | undefined,
  request: IncomingMessage,
): string | null {
  const { authorization, Authorization, apiKey } = params ?? {};
  if (typeof apiKey === 'string') return apiKey;
  const given = authorization ?? Authorization ?? request.headers.authorization;
  return typeof given === 'string' ? bearerKey(given) : null;
}

function forbid({ socket }: SocketState): void {
  socket.close(CloseCode.Forbidden, 'the API key has expired or was revoked');
}

function rootField(args: ExecutionArgs): string {
  const operation = getOperationAST(args.document, args.operationName);
  const [first] = operation?.selectionSet.selections ?? [];
  return first?.kind === Kind.FIELD ? first.name.value : 'other';
}

function tooManyOperations(): EncoursError {
  return configError(
    'TOO_MANY_OPERATIONS',
    `a socket carries at most ${MAX_OPERATIONS} operations at once`,
    { remedy: 'Complete some, or open another socket.' },
  );
}

function syntaxError(): GraphQLError {
  return new GraphQLError('the operation is no GraphQL', {
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  });
}

function asGraphqlError(error: EncoursError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: extensionsOf(error),
  });
}
