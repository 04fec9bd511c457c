/** Xero as it answers, rendered from the simulated books. */
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
import { XeroConfig } from './config';
import { signatureOf } from './pings';
import { listsOfBooks, type Listed } from './simulator-objects';

const ID = 'xero';
export const SIMULATED_TENANT = '70784a63-d24b-46a9-a4db-0e70a274b056';
/** Smaller than the real ones, so that a small organisation fills several pages. */
const PAGE_MAX = 40;
const MINUTE_LIMIT = 60;
const DAY_LIMIT = 5_000;

/** An access token lives half an hour; the refresh token before the newest is taken for some time. */
export const xeroTokens = new TokenDesk({
  path: '/connect/token',
  accessSeconds: 1_800,
  hasGrace: true,
  consent: { path: '/identity/connect/authorize' },
});

export const xeroSimulator = defineSimulator({
  connectorId: ID,
  settings: {
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'granted-token',
  },
  auth: (request, world) =>
    xeroTokens.refuses(request, world) ? problem(401, 'Unauthorized', 'TokenExpired') : null,
  routes: [
    xeroTokens.route,
    ...xeroTokens.pages,
    { method: 'GET', path: '/connections', handle: () => jsonResponse(CONNECTIONS) },
    listRoute(),
  ],
  ping: (config) => {
    const body = JSON.stringify({
      events: [
        {
          resourceId: SIMULATED_TENANT,
          tenantId: SIMULATED_TENANT,
          eventCategory: 'INVOICE',
          eventType: 'UPDATE',
          eventDateUtc: '2026-06-30T09:00:00.000',
        },
      ],
      firstEventSequence: 1,
      lastEventSequence: 1,
    });
    const key = config instanceof XeroConfig ? (config.webhookKey ?? '') : '';
    return { headers: { 'x-xero-signature': signatureOf(key, body) }, body };
  },
  notFound: () => problem(404, 'Not Found', 'The resource you are looking for does not exist'),
});

const CONNECTIONS: Json = [
  {
    id: 'e1eede29-f875-4a5d-8470-17f6a29a88b1',
    tenantId: SIMULATED_TENANT,
    tenantType: 'ORGANISATION',
    tenantName: 'Maison Simulée',
  },
];

function listRoute(): SimulatedRoute {
  return {
    method: 'GET',
    path: '/api.xro/2.0/:resource',
    handle: (request, world) => limited(answer(booksOf(world, ID), request)),
  };
}

/** The limits that are left stand on every answer. */
function limited(response: SimulatedResponse): SimulatedResponse {
  const headers = {
    'x-daylimit-remaining': String(DAY_LIMIT - 1),
    'x-minlimit-remaining': String(MINUTE_LIMIT - 1),
    'x-appminlimit-remaining': '9999',
  };
  return { ...response, headers: { ...headers, ...response.headers } };
}

function problem(status: number, title: string, detail: string): SimulatedResponse {
  return jsonResponse({ Type: null, Title: title, Status: status, Detail: detail }, status);
}

function answer(books: SimulatedBooks, request: SimulatedRequest): SimulatedResponse {
  const { params, headers, query } = request;
  const resource = params['resource'] ?? '';
  if (headers['xero-tenant-id'] !== SIMULATED_TENANT) {
    return problem(403, 'Forbidden', 'AuthenticationUnsuccessful');
  }
  const all = listsOfBooks(books, resource);
  if (all === null) return problem(404, 'Not Found', resource);
  if (!(headers['accept'] ?? '').includes('json')) return inXml(resource);
  const since = sinceOf(headers['if-modified-since']);
  if (since === null) return refusedQuery('If-Modified-Since is no date');
  const found = all
    .filter(({ updatedAt }) => Date.parse(updatedAt) >= since)
    .filter(({ type }) => isWanted(type, query.get('where')))
    .filter(({ isArchived }) => !isArchived || query.get('includeArchived') === 'true');
  return paged(resource, inOrder(found, query.get('order') ?? ''), query);
}

/** Null for what is no instant. */
function sinceOf(header: string | undefined): number | null {
  if (header === undefined) return 0;
  const isWritten = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(header);
  return isWritten ? Date.parse(`${header}Z`) : null;
}

function isWanted(type: string, where: string | null): boolean {
  return where === null || where === `Type=="${type}"`;
}

/** Without an order, in the one in which they were made. */
function inOrder(found: readonly Listed[], order: string): Listed[] {
  if (order !== 'UpdatedDateUTC DESC') return [...found];
  return [...found].sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
}

function paged(
  resource: string,
  found: readonly Listed[],
  query: URLSearchParams,
): SimulatedResponse {
  const page = Number(query.get('page') ?? '1');
  const pageSize = Math.min(PAGE_MAX, Number(query.get('pageSize') ?? '100'));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const pagination = {
    page,
    pageSize,
    pageCount: Math.ceil(found.length / pageSize),
    itemCount: found.length,
  };
  return jsonResponse({
    Id: '0b5b3a1c-6c0e-4b7e-9c69-6f9d7f0f6b0e',
    Status: 'OK',
    ProviderName: 'Simulated',
    pagination,
    [resource]: shown.map(({ body }) => body),
  });
}

function refusedQuery(message: string): SimulatedResponse {
  const told = { ErrorNumber: 16, Type: 'QueryParseException', Message: message };
  return jsonResponse(told, 400);
}

/** What Xero answers to a client that forgets to ask for JSON. */
function inXml(resource: string): SimulatedResponse {
  const body = `<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema"><${resource} /></Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}
