/** Zoho Books as it answers, rendered from the simulated books. */
import {
  booksOf,
  ConsentDesk,
  defineSimulator,
  jsonResponse,
  WorldState,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
  type SimulatedWorld,
} from '../../src/connector-kit';
import {
  contactsOf,
  creditNotesOf,
  invoicesOf,
  paymentsOf,
  type Rendered,
} from './simulator-objects';

const ID = 'zoho-books';
/** Smaller than the real ones, so that a small company fills several pages. */
const PAGE_MAX = 40;
const ORGANIZATION = '60001234567';

/** Access tokens that were given out, and how many in all. */
const logins = new WorldState(() => ({ given: 0, good: new Set<string>() }));

const consents = new ConsentDesk({ path: '/oauth/v2/auth' });

export const zohoBooksSimulator = defineSimulator({
  connectorId: ID,
  settings: {
    organizationId: ORGANIZATION,
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'simulated-refresh-token',
  },
  auth: (request, world) => {
    const { path, headers, query } = request;
    if (path === '/oauth/v2/token' || consents.isAt(request)) return null;
    const [, token = ''] = /^Zoho-oauthtoken (\S+)$/.exec(headers['authorization'] ?? '') ?? [];
    if (!logins.of(world).good.has(token)) return refusal(401, 57, 'You are not authorized');
    return query.get('organization_id') === ORGANIZATION
      ? null
      : refusal(400, 6, 'Invalid organization_id');
  },
  routes: [
    consents.route,
    { method: 'POST', path: '/oauth/v2/token', handle: renew },
    route('contacts', contactsOf),
    route('invoices', invoicesOf),
    route('creditnotes', creditNotesOf),
    route('customerpayments', (books) => paymentsOf(books).map(row)),
    {
      method: 'GET',
      path: '/customerpayments/:id',
      handle: ({ params }, world) => {
        const payments = paymentsOf(booksOf(world, ID));
        const found = payments.find(({ body }) => body['payment_id'] === params['id']);
        return found === undefined
          ? refusal(404, 1002, 'Payment does not exist')
          : jsonResponse({ code: 0, message: 'success', payment: found.body });
      },
    },
  ],
  notFound: () => refusal(404, 5, 'Invalid URL Passed'),
});

/** Every access token ends at once. */
export function endAccess(world: SimulatedWorld): void {
  logins.of(world).good.clear();
}

/** The refresh token stays the same, and there is one in the answer to a consent only. */
function renew({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  // A refusal comes under 200.
  const isCode = form.get('grant_type') === 'authorization_code';
  const isGood = isCode ? consents.takes(form, world) : (form.get('refresh_token') ?? '') !== '';
  if (!isGood) return jsonResponse({ error: 'invalid_code' });
  if (form.get('client_id') === null) return jsonResponse({ error: 'invalid_client' });
  const login = logins.of(world);
  login.given += 1;
  const token = `simulated-zoho-access-${login.given}-7e1b`;
  login.good.add(token);
  return jsonResponse({
    access_token: token,
    api_domain: 'https://www.zohoapis.eu',
    token_type: 'Bearer',
    expires_in: 3_600,
    ...(isCode ? { refresh_token: `simulated-zoho-refresh-${login.given}-3a9c` } : {}),
  });
}

function route(list: string, all: (books: SimulatedBooks) => Rendered[]): SimulatedRoute {
  return {
    method: 'GET',
    path: `/${list}`,
    handle: (request, world) => pageOf(list, all(booksOf(world, ID)), request),
  };
}

function refusal(status: number, code: number, message: string): SimulatedResponse {
  return jsonResponse({ code, message }, status);
}

/** Payments do not heed last_modified_time. */
function pageOf(
  list: string,
  all: readonly Rendered[],
  { query }: SimulatedRequest,
): SimulatedResponse {
  const since = list === 'customerpayments' ? null : query.get('last_modified_time');
  if (since !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/.test(since)) {
    return refusal(400, 2, 'Invalid value passed for last_modified_time');
  }
  const sinceMs = since === null ? 0 : Date.parse(since);
  const chosen = all
    .filter(({ updatedAt }) => Date.parse(updatedAt) >= sinceMs)
    .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
  const page = Number(query.get('page') ?? '1');
  const size = Math.min(PAGE_MAX, Number(query.get('per_page') ?? '200'));
  const items = chosen.slice((page - 1) * size, page * size).map(({ body }): Json => body);
  const more = chosen.length > page * size;
  return jsonResponse({
    code: 0,
    message: 'success',
    [list]: items,
    page_context: {
      page,
      per_page: size,
      has_more_page: more,
      report_name: list,
      sort_column: 'last_modified_time',
      sort_order: 'D',
    },
  });
}

/** A list names the invoices by their numbers, and does not say how much of each was paid. */
function row({ updatedAt, body }: Rendered): Rendered {
  const { invoices: _told, ...rest } = body;
  return { updatedAt, body: rest };
}
