import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import {
  CloseCode,
  handleProtocols,
  makeServer,
  type Context,
  type ServerOptions,
  type SubscribePayload,
} from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { configError, isEncoursError, type EncoursError } from '../../kernel';
import { bearerKey, requireKey } from '../authenticate';
import { extensionsOf, formatError } from '../errors';
import type { ApiMetrics } from '../metrics';
import { admit } from '../query-cost/admit';
import { RequestContext, withWithheld, type ApiServices } from '../request-context';
import type { KeyWatch, WatchedKey } from './key-watch';
import { mapStream } from './map-stream';
import { SharedAnswers } from './shared-answers';
import type { SlowConsumers } from './slow-consumers';
import { closeFirmly, SocketAdapter, TOO_MANY_STREAMS, type OpenSocket } from './socket-adapter';

export interface GraphqlSocket {
  close(): Promise<void>;
}

export interface SocketsServed {
  services: ApiServices;
  metrics: ApiMetrics;
  keys: KeyWatch;
  slow: SlowConsumers;
}

interface SocketState extends OpenSocket {
  /** Set once the key was accepted. */
  watched: WatchedKey | null;
  isClosed: boolean;
  /** The operation that holds each id now. */
  operations: Map<string, RequestContext>;
  streams: Set<AsyncIterableIterator<ExecutionResult>>;
}
type SocketContext = Context<Record<string, unknown>, SocketState>;

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 1_000_000;
const MAX_OPERATIONS = 100;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * graphql-transport-ws on the HTTP server's own port. A socket is closed with 4403 for a missing or bad key and when its
 * key expires or is revoked, with 4413 when it does not take what it is sent; what it subscribed to resumes elsewhere from
 * the last cursor.
 */
export function graphqlSocket(
  http: Server,
  schema: GraphQLSchema,
  served: SocketsServed,
): GraphqlSocket {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
  });
  const gate = new SocketGate(schema, served);
  const { metrics, slow } = served;
  const { logger } = served.services;
  const adapter = new SocketAdapter(makeServer(gate.options()), sockets, { logger, metrics, slow });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== PATH) {
      refuseUpgrade(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      adapter.serve({
        ...{ socket: client, request, watched: null, isClosed: false },
        ...{ operations: new Map<string, RequestContext>(), streams: new Set() },
      });
    });
  };
  http.on('upgrade', upgrade);
  return {
    close: async () => {
      http.off('upgrade', upgrade);
      await adapter.close();
    },
  };
}

/** From here on nobody else listens to the connection: one that breaks off would end the process. */
function refuseUpgrade(connection: Duplex): void {
  connection.on('error', () => connection.destroy());
  connection.once('finish', () => connection.destroy());
  connection.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** The rules of one server's sockets. */
class SocketGate {
  private readonly services: ApiServices;
  private readonly metrics: ApiMetrics;
  /** The socket each running subscription came by, and under which id. */
  private readonly origins = new WeakMap<object, { extra: SocketState; id: string }>();
  private readonly shared = new WeakMap<OperationDefinitionNode, SharedAnswers>();
  private readonly validations = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly served: SocketsServed,
  ) {
    this.services = served.services;
    this.metrics = served.metrics;
  }

  options(): ServerOptions<Record<string, unknown>, SocketState> {
    return {
      connectionInitWaitTimeout: CONNECT_TIMEOUT_MS,
      onConnect: (context) => this.connect(context),
      onClose: (context) => this.closed(context),
      onSubscribe: (context, id, payload) => this.subscribe(context, id, payload),
      execute: async (args) => {
        const result = await execute(args);
        const { contextValue } = args;
        return contextValue instanceof RequestContext ? withWithheld(result, contextValue) : result;
      },
      subscribe: (args) => this.stream(args),
      onComplete: ({ extra }, id) => void extra.operations.delete(id),
      onNext: (...[, , , , result]) => this.formatted(result),
      onError: (...[, , , errors]) => errors.map((error) => this.format(error)),
    };
  }

  private async connect(context: SocketContext): Promise<boolean> {
    const { extra } = context;
    const presented = keyIn(context.connectionParams, extra.request);
    try {
      const key = await requireKey(this.services.database, presented);
      // Who left meanwhile is not told of again.
      if (extra.isClosed) return false;
      const lost = (): void => forbid(extra);
      extra.watched = this.served.keys.watch(presented ?? '', key, lost);
    } catch (error) {
      if (!isEncoursError(error, 'AUTH', 'TRANSIENT')) throw error;
      this.metrics.refused.inc({ code: error.code });
      if (error.family === 'AUTH') return false;
      if (error.code !== 'TOO_MANY_STREAMS') throw error;
      closeFirmly(extra.socket, TOO_MANY_STREAMS, error.message);
      return false;
    }
    this.metrics.socketsOpen.inc();
    return true;
  }

  private closed({ extra }: SocketContext): void {
    extra.isClosed = true;
    // graphql-ws ends what it holds by id; what was replaced under its id while it began is ended here.
    for (const stream of extra.streams) void stream.return?.();
    if (extra.watched === null) return;
    extra.watched.release();
    extra.watched = null;
    this.metrics.socketsOpen.dec();
  }

  /** The checks HTTP makes, then validation: what is wrong is answered to the operation, not to the socket. */
  private subscribe(
    { extra, subscriptions }: SocketContext,
    id: string,
    payload: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const key = extra.watched?.key;
    try {
      if (Object.keys(subscriptions).length > MAX_OPERATIONS) throw tooManyOperations();
      const admission = admit(this.schema, {
        query: payload.query,
        operationName: payload.operationName ?? null,
        variables: payload.variables ?? {},
      });
      const document = admission.document;
      if (document === null || key === undefined) return [syntaxError()];
      const errors = this.validated(document);
      if (errors.length > 0) return errors;
      const contextValue = new RequestContext(this.services, key, admission.cost);
      this.origins.set(contextValue, { extra, id });
      extra.operations.set(id, contextValue);
      return {
        schema: this.schema,
        document,
        operationName: payload.operationName ?? null,
        variableValues: payload.variables ?? null,
        contextValue,
      };
    } catch (error) {
      if (!isEncoursError(error, 'CONFIG')) throw error;
      this.metrics.refused.inc({ code: error.code });
      return [asGraphqlError(error)];
    }
  }

  /** Once per document: thousands subscribe with the same text, which is parsed once too. */
  private validated(document: DocumentNode): readonly GraphQLError[] {
    const known = this.validations.get(document);
    if (known !== undefined) return known;
    const errors = validate(this.schema, document);
    this.validations.set(document, errors);
    return errors;
  }

  /** Each event is executed with a context of its own: nothing read for one event is shown with the next. */
  private async stream(
    args: ExecutionArgs,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const field = rootField(args);
    const { contextValue } = args;
    const origin =
      contextValue instanceof RequestContext ? this.origins.get(contextValue) : undefined;
    if (origin !== undefined && isReplaced(origin, contextValue)) {
      // It was completed and its id taken again while it began: any answer would be taken for the other's.
      await source[Symbol.asyncIterator]().return?.();
      return new Promise<never>(() => undefined);
    }
    this.metrics.subscriptionsOpen.inc({ field });
    const delivered = this.metrics.eventsDelivered.labels({ field });
    const toEvent = this.answering(args);
    const stream = mapStream(source, {
      map: async (event) => {
        const result = await toEvent(event);
        delivered.inc();
        return result;
      },
      onEnd: () => {
        this.metrics.subscriptionsOpen.dec({ field });
        origin?.extra.streams.delete(stream);
      },
    });
    origin?.extra.streams.add(stream);
    if (origin?.extra.isClosed === true) await stream.return?.();
    return stream;
  }

  private answering(args: ExecutionArgs): (event: unknown) => Promise<ExecutionResult> {
    const { document, operationName, contextValue } = args;
    const operation = getOperationAST(document, operationName);
    if (!(contextValue instanceof RequestContext) || !operation) {
      return async (event) => execute({ ...args, rootValue: event });
    }
    const shared = this.shared.get(operation) ?? new SharedAnswers(document);
    this.shared.set(operation, shared);
    return (event) =>
      shared.to(event, {
        context: this.renewed(contextValue),
        execute: async (context) =>
          withWithheld(
            await execute({ ...args, rootValue: event, contextValue: context }),
            context,
          ),
      });
  }

  /** As the key of the socket stands now: its role may be another since the subscription began. */
  private renewed(context: RequestContext): RequestContext {
    return context.renewed(this.origins.get(context)?.extra.watched?.key);
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

/** Whether its operation was completed meanwhile, whoever has the id now. */
function isReplaced(origin: { extra: SocketState; id: string }, contextValue: unknown): boolean {
  return origin.extra.operations.get(origin.id) !== contextValue;
}

function forbid({ socket }: SocketState): void {
  closeFirmly(socket, CloseCode.Forbidden, 'the API key has expired or was revoked');
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
