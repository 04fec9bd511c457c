import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { configError, type Clock, type Logger } from '../kernel';
import type { Database } from '../database';
import type { ApiActions } from './actions';
import type { ConnectorInfo } from './connection/connector-info';
import { events } from './http/events';
import { eventSchemas } from './http/event-schemas';
import { explorer } from './http/explorer';
import { exportFiles } from './http/export';
import { graphqlHttp } from './http/graphql-http';
import { health } from './http/health';
import { hooks } from './http/hooks';
import { problem } from './http/problem';
import { unsubscribePages } from './http/unsubscribe';
import { createMetrics, type ApiMetrics } from './metrics';
import { measureScoring } from './scoring-metrics';
import { measureEmails } from './email-metrics';
import { measureWebhooks } from './webhook-metrics';
import type { ApiServices } from './request-context';
import { apiSchema } from './schema';
import { EventHub } from './subscriptions/event-hub';
import { graphqlSocket } from './subscriptions/graphql-socket';
import { KeyWatch } from './subscriptions/key-watch';
import { SlowConsumers } from './subscriptions/slow-consumers';
import { STREAM_BOUNDS, type StreamBounds } from './subscriptions/stream-bounds';

export interface ApiOptions {
  database: Database;
  logger: Logger;
  clock: Clock;
  actions: ApiActions;
  connectors: readonly ConnectorInfo[];
  /** Port 0 takes any free one. */
  config: { port: number; host?: string };
  /** What is granted to those who stay connected, where it is not the usual. */
  streams?: Partial<StreamBounds>;
}

export interface Api {
  /** Where it is served, without a slash at the end. */
  url: string;
  /** Ends subscriptions and requests under way, then the server; can be called twice. */
  close(): Promise<void>;
}

/** Starts serving. Throws PORT_TAKEN and PORT_NOT_ALLOWED. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const metrics = createMetrics();
  const { database, logger, clock, actions, connectors, config } = options;
  measureScoring(metrics.registry, { database, clock, logger });
  measureWebhooks(metrics.registry, { database, clock, logger });
  measureEmails(metrics.registry, { database, clock, logger });
  const hub = new EventHub({
    database,
    logger,
    onSequenced: (count) => metrics.eventsSequenced.inc(count),
    onOffered: ({ at }) =>
      metrics.eventLagSeconds.observe((clock.now().getTime() - at.getTime()) / 1000),
  });
  const bounds = { ...STREAM_BOUNDS, ...options.streams };
  const keys = new KeyWatch({ database, logger, clock, ...bounds });
  const slow = new SlowConsumers(bounds);
  const services: ApiServices = { database, logger, clock, actions, connectors, hub };
  const schema = apiSchema();
  const graphql = await graphqlHttp(schema, services, metrics);
  const exports = exportFiles(services);
  const eventLog = events(services, { metrics, keys, slow, ...bounds });
  const routers = {
    graphql: graphql.router,
    exports: exports.router,
    events: eventLog.router,
  };
  const http = createServer(application(services, metrics, routers));
  const socket = graphqlSocket(http, schema, { services, metrics, keys, slow });
  try {
    await listen(http, config);
  } catch (error) {
    await Promise.all([graphql.stop(), socket.close(), hub.close()]);
    throw error;
  }
  await hub.start();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    // Followers end before sockets, so that no read is under way when the database goes.
    await Promise.all([socket.close(), eventLog.close()]);
    keys.close();
    slow.close();
    await hub.close();
    await new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
    await exports.idle();
    await graphql.stop();
    metrics.registry.clear();
  };
  return { url: urlOf(http), close: () => (closing ??= close()) };
}

function application(
  services: ApiServices,
  metrics: ApiMetrics,
  routers: { graphql: express.Router; exports: express.Router; events: express.Router },
): Express {
  const app = express();
  app.disable('x-powered-by');
  // Answers of many kilobytes would be hashed for a header that nobody's POST can use.
  app.disable('etag');
  // Express then answers faults of its own without their stack.
  app.set('env', 'production');
  app.use(timed(metrics));
  app.use(health(services));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.use('/graphql', routers.graphql);
  app.use('/export', routers.exports);
  app.use('/events', routers.events);
  app.use('/hooks', hooks(services));
  app.use('/unsubscribe', unsubscribePages(services));
  app.use('/schemas', eventSchemas());
  app.use(explorer());
  app.use((_request, response) => {
    response.status(404).json(problem('NOT_FOUND', 'there is nothing here'));
  });
  return app;
}

const ROUTES = new Set(['/', '/graphql', '/events', '/livez', '/readyz', '/metrics']);

function timed(metrics: ApiMetrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const route = ROUTES.has(request.path) ? request.path : otherRoute(request.path);
    const stop = metrics.httpSeconds.startTimer({ method: request.method, route });
    response.on('finish', () => {
      // A stream lasts as long as its reader likes.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      stop({ status: String(response.statusCode) });
    });
    next();
  };
}

function otherRoute(path: string): string {
  // Never the path itself: it holds a hook's token.
  if (path.startsWith('/hooks/')) return '/hooks';
  if (path.startsWith('/unsubscribe/')) return '/unsubscribe';
  if (path.startsWith('/schemas/')) return '/schemas';
  return path.startsWith('/export/') ? '/export' : 'other';
}

function listen(http: Server, { port, host }: ApiOptions['config']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    http.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve());
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return configError('PORT_TAKEN', `port ${port} is used by another program`, {
      remedy: `Stop that program, or choose another port: PORT=${port + 1} npm start.`,
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return configError('PORT_NOT_ALLOWED', `port ${port} may not be opened by this user`, {
      remedy: 'Choose a port above 1023 with PORT.',
      cause: error,
    });
  }
  return error;
}

function urlOf(http: Server): string {
  const { port } = http.address() as AddressInfo;
  return `http://localhost:${port}`;
}
