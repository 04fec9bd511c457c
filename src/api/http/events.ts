/**
 * `GET /events`: the event log as CloudEvents, for whoever speaks no GraphQL. As server-sent events it replays behind a
 * cursor and stays; as `application/cloudevents-batch+json` it is one page to pull. What is wrong with a request is
 * answered as coded JSON before the first byte.
 */
import { Router, type Request, type Response } from 'express';
import {
  configError,
  errorMessage,
  isEncoursError,
  newId,
  transientError,
  type EncoursError,
} from '../../kernel';
import { bearerKey, requireKey } from '../authenticate';
import { CHALLENGE, extensionsOf, told } from '../errors';
import { decodeEventCursor, encodeEventCursor, START_CURSOR } from '../event/event-cursor';
import { RequestContext, type ApiServices } from '../request-context';
import { readLogPage } from '../subscriptions/follow-log';
import { cloudEventText } from './event-frames';
import { eventRequest, type EventRequest } from './event-request';
import { EventStreams, type StreamParts, type StreamStart } from './event-stream';
import { problem } from './problem';
import { RateBound } from './rate-bound';

export interface Events {
  router: Router;
  close(): Promise<void>;
}

const STREAM_TYPE = 'text/event-stream';
const BATCH_TYPE = 'application/cloudevents-batch+json';
const DEFAULT_PULL = 100;
/** Events looked at for a page: one whose filter lets little through is short, and says where to go on. */
const SCAN = 1_000;
const MINUTE_MS = 60_000;

export function events(
  services: ApiServices,
  parts: StreamParts & { requestsPerMinute: number },
): Events {
  const streams = new EventStreams(parts);
  const nowMs = (): number => services.clock.now().getTime();
  const bound = new RateBound(parts.requestsPerMinute, nowMs);
  const router = Router();
  router.all('/', async (request, response) => {
    try {
      if (request.method !== 'GET') throw notAllowed(request.method);
      const presented = bearerKey(request.headers.authorization);
      const key = await requireKey(services.database, presented);
      if (!bound.admits(key.keyId)) throw tooManyRequests(parts.requestsPerMinute, nowMs());
      const asked = eventRequest(new URL(request.originalUrl, 'http://hub').searchParams);
      const context = new RequestContext(services, key, 0);
      const start = { request, response, context, asked, presented: presented ?? '' };
      if (wantsBatch(request)) await pull(start);
      else await streams.serve({ ...start, asked: resumed(request, asked) });
    } catch (error) {
      refuse(services, response, error);
    }
  });
  return { router, close: () => streams.close() };
}

/** Throws NOT_ACCEPTABLE for a caller that takes neither a stream nor a batch. */
function wantsBatch(request: Request): boolean {
  const type = request.accepts([STREAM_TYPE, BATCH_TYPE]);
  if (type !== false) return type === BATCH_TYPE;
  throw configError('NOT_ACCEPTABLE', 'events are served in neither of the types asked for', {
    remedy: `Send "Accept: ${STREAM_TYPE}" for a stream, or "Accept: ${BATCH_TYPE}" for a page.`,
  });
}

/** A browser that reconnects repeats its address, with the first `after`, and says in a header how far it has come. */
function resumed(request: Request, asked: EventRequest): EventRequest {
  const last = request.get('last-event-id');
  if (asked.limit !== null) {
    throw configError('BAD_FILTER', 'the parameter limit cannot be used: a stream has no pages', {
      place: { field: 'limit' },
      remedy: `Leave it out, or ask for a page with "Accept: ${BATCH_TYPE}".`,
    });
  }
  return last === undefined || last === '' ? asked : { ...asked, after: last };
}

/** One page. It may hold fewer events than asked for, also none, while Encours-Has-More says that there are more. */
async function pull({ request, response, context, asked }: StreamStart): Promise<void> {
  const { tenantId } = context.key;
  const limit = asked.limit ?? DEFAULT_PULL;
  const after = decodeEventCursor(tenantId, asked.after ?? START_CURSOR);
  await context.services.hub.head(tenantId);
  const page = await readLogPage(context, { after, types: asked.types, first: SCAN });
  const wanted = page.entries.filter(asked.wants);
  const sent = wanted.slice(0, limit);
  const isCut = wanted.length > limit;
  const reached = isCut ? (sent.at(-1)?.position ?? after) : page.reached;
  const cursor = encodeEventCursor(tenantId, reached);
  const next = new URL(request.originalUrl, 'http://hub');
  next.searchParams.set('after', cursor);
  response
    .status(200)
    .set({
      'content-type': `${BATCH_TYPE}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'encours-next-cursor': cursor,
      'encours-has-more': String(isCut || page.hasMore),
      link: `<${next.pathname}${next.search}>; rel="next"`,
      vary: 'accept',
    })
    .end(`[${sent.map((entry) => cloudEventText(tenantId, entry)).join(',')}]`);
}

function tooManyRequests(perMinute: number, nowMs: number): EncoursError {
  return transientError(
    'TOO_MANY_REQUESTS',
    `a key may ask for events ${perMinute} times a minute`,
    {
      remedy: 'Keep a stream open instead of asking again and again, or ask for larger pages.',
      retryAfterMs: MINUTE_MS - (nowMs % MINUTE_MS),
    },
  );
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  CURSOR_TOO_OLD: 410,
  TOO_MANY_REQUESTS: 429,
  TOO_MANY_STREAMS: 429,
};

function notAllowed(method: string): EncoursError {
  return configError('METHOD_NOT_ALLOWED', `events are not served to ${method}`, {
    remedy: 'Use GET.',
  });
}

function refuse(services: ApiServices, response: Response, thrown: unknown): void {
  const error = told(thrown);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    services.logger.debug('a request of events ended early', { error: errorMessage(error) });
    return;
  }
  if (isEncoursError(error) && error.family !== 'BUG') return answer(response, error);
  const errorId = newId();
  services.logger.error('a request of events failed', { errorId, error });
  const message = `something went wrong on our side (${errorId})`;
  response.status(500).json(problem('INTERNAL', message, { errorId }));
}

function answer(response: Response, error: EncoursError): void {
  const status = STATUS[error.code] ?? (error.family === 'TRANSIENT' ? 503 : 400);
  if (status === 401) response.set('www-authenticate', CHALLENGE);
  if (status === 405) response.set('allow', 'GET');
  if (error.retryAfterMs !== undefined) {
    response.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  }
  response.status(status).json(problem(error.code, error.message, extensionsOf(error)));
}
