/** QuickBooks Online as it answers, rendered from the simulated books. */
import {
  booksOf,
  defineSimulator,
  jsonResponse,
  TokenDesk,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
} from '../../src/connector-kit';
import { objectsOfBooks, type BookedObject } from './simulator-objects';

const ID = 'quickbooks';
/** Smaller than the real one, so that a small company fills several pages. */
const PAGE_MAX = 40;
const ASKED_MAX = 1_000;
const CHANGES_MAX = 1_000;
const KEPT_MS = 30 * 86_400_000;

/** An access token lives an hour; the refresh token before the newest is taken for some time. */
export const quickbooksTokens = new TokenDesk({
  path: '/oauth2/v1/tokens/bearer',
  accessSeconds: 3_600,
  hasGrace: true,
  consent: { path: '/connect/oauth2', tells: { realmId: '9130350000000001' } },
});

export const quickbooksSimulator = defineSimulator({
  connectorId: ID,
  settings: {
    realmId: '9130350000000001',
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'granted-token',
  },
  auth: (request, world) =>
    quickbooksTokens.refuses(request, world)
      ? fault(401, { type: 'AUTHENTICATION', code: '3200', message: 'AuthenticationFailed' })
      : null,
  routes: [
    quickbooksTokens.route,
    ...quickbooksTokens.pages,
    route('/v3/company/:realm/query', answerQuery),
    route('/v3/company/:realm/cdc', answerChanges),
  ],
  notFound: () => fault(404, { type: 'SystemFault', code: '610', message: 'Object Not Found' }),
});

function route(
  path: string,
  handle: (books: SimulatedBooks, request: SimulatedRequest) => SimulatedResponse,
): SimulatedRoute {
  return {
    method: 'GET',
    path,
    handle: (request, world) => handle(booksOf(world, ID), request),
  };
}

interface FaultTold {
  type: string;
  code: string;
  message: string;
}

function fault(status: number, { type, code, message }: FaultTold): SimulatedResponse {
  const told = { Message: message, Detail: message, code, element: '' };
  return jsonResponse(
    { Fault: { Error: [told], type }, time: '2026-06-30T01:00:00.000-07:00' },
    status,
  );
}

const QUERY =
  /^SELECT (COUNT\(\*\)|\*) FROM (\w+)( WHERE .+?)?( ORDERBY Id)?(?: STARTPOSITION (\d+) MAXRESULTS (\d+))?$/;

function answerQuery(books: SimulatedBooks, { query }: SimulatedRequest): SimulatedResponse {
  const match = QUERY.exec(query.get('query') ?? '');
  const [, what = '', entity = '', where = '', , start = '1', most = '100'] = match ?? [];
  const objects = objectsOfBooks(books, entity);
  if (match === null || objects === null || Number(most) > ASKED_MAX) {
    return fault(400, { type: 'ValidationFault', code: '4000', message: 'Error parsing query' });
  }
  const found = objects
    .filter(({ isDeleted }) => !isDeleted)
    .filter(({ isActive }) => isActive || where.includes('Active IN (true, false)'))
    .sort((one, other) => Number(one.id) - Number(other.id));
  if (what !== '*') return told({ QueryResponse: { totalCount: found.length } });
  const from = Number(start) - 1;
  const page = found.slice(from, from + Math.min(PAGE_MAX, Number(most)));
  return told({ QueryResponse: listed(entity, page, Number(start)) });
}

/** Nothing at all where nothing was found. */
function listed(entity: string, page: readonly BookedObject[], start: number): Json {
  if (page.length === 0) return {};
  const list = page.map(({ body }) => body);
  return { [entity]: list, startPosition: start, maxResults: page.length };
}

/** At most so many objects, no pages; those that are deleted are there with their id and their end. */
function answerChanges(books: SimulatedBooks, { query }: SimulatedRequest): SimulatedResponse {
  const since = Date.parse(query.get('changedSince') ?? '');
  const isKept = since >= books.now.getTime() - KEPT_MS;
  if (!isKept) {
    return fault(400, { type: 'ValidationFault', code: '4001', message: 'changedSince too old' });
  }
  const responses = (query.get('entities') ?? '').split(',').map((entity) => {
    const changed = (objectsOfBooks(books, entity) ?? [])
      .filter(({ updatedAt }) => Date.parse(updatedAt) >= since)
      .slice(0, CHANGES_MAX);
    return listed(entity, changed, 1);
  });
  return told({ CDCResponse: [{ QueryResponse: responses }] });
}

function told(body: { [key: string]: Json }): SimulatedResponse {
  return jsonResponse({ ...body, time: '2026-06-30T01:00:00.000-07:00' });
}
