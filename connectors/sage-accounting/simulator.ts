/** Sage Accounting as it answers, rendered from the simulated books. */
import {
  booksOf,
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
} from '../../src/connector-kit';
import { isRefused, renewTokens, sageConsents } from './simulator-login';
import {
  allocationsOf,
  contactsOf,
  creditNotesOf,
  invoicesOf,
  paymentsOf,
  quickEntriesOf,
  type Rendered,
} from './simulator-objects';

const ID = 'sage-accounting';
/** Smaller than the real ones, so that a small company fills several pages. */
const PAGE_MAX = 30;

export const sageAccountingSimulator = defineSimulator({
  connectorId: ID,
  settings: {
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'simulated-refresh-token',
  },
  auth: (request, world) => {
    if (request.path === '/token' || sageConsents.isAt(request)) return null;
    if (isRefused(request, world, nowMs(booksOf(world, ID)))) {
      return refusal(401, 'AuthenticationFailed', 'The access token is not valid');
    }
    const business = request.headers['x-business'];
    return business === undefined || business === 'simulated-business'
      ? null
      : refusal(403, 'AuthorizationFailed', 'This business is not yours');
  },
  routes: [
    sageConsents.route,
    {
      method: 'POST',
      path: '/token',
      handle: (request, world) => renewTokens(request, world, nowMs(booksOf(world, ID))),
    },
    route('contacts', contactsOf),
    route('sales_invoices', invoicesOf),
    route('sales_credit_notes', creditNotesOf),
    route('sales_quick_entries', quickEntriesOf),
    route('contact_payments', paymentsOf),
    route('contact_allocations', allocationsOf),
  ],
  notFound: () => refusal(404, 'RecordNotFound', 'The requested resource was not found'),
});

function nowMs(books: SimulatedBooks): number {
  return books.now.getTime();
}

function route(list: string, all: (books: SimulatedBooks) => Rendered[]): SimulatedRoute {
  return {
    method: 'GET',
    path: `/${list}`,
    handle: (request, world) => pageOf(list, all(booksOf(world, ID)), request),
  };
}

function refusal(status: number, code: string, message: string): SimulatedResponse {
  const problem = { $severity: 'error', $dataCode: code, $message: message, $source: '' };
  return jsonResponse([problem], status);
}

/** What is deleted shows only to whom asks for it. */
function pageOf(
  list: string,
  all: readonly Rendered[],
  { query }: SimulatedRequest,
): SimulatedResponse {
  const page = Number(query.get('page') ?? '1');
  const size = Math.min(PAGE_MAX, Number(query.get('items_per_page') ?? '20'));
  const updatedSince = query.get('updated_or_created_since');
  const deletedSince = query.get('deleted_since');
  const contact = query.get('contact_id');
  const chosen = all.filter(
    ({ updatedAt, deletedAt, contactId }) =>
      (deletedSince === null ? deletedAt === null : isSince(deletedAt, deletedSince)) &&
      (updatedSince === null || isSince(updatedAt, updatedSince)) &&
      (contact === null || contact === contactId),
  );
  const from = (page - 1) * size;
  const at = (wanted: number): string => `/${list}?page=${wanted}&items_per_page=${size}`;
  return jsonResponse({
    $total: chosen.length,
    $page: page,
    $next: chosen.length > from + size ? at(page + 1) : null,
    $back: page > 1 ? at(page - 1) : null,
    $itemsPerPage: size,
    $items: chosen
      .slice(from, from + size)
      .map(({ body }): Json => (query.get('attributes') === 'all' ? body : short(body))),
  });
}

function isSince(at: string | null, since: string): boolean {
  return at !== null && Date.parse(at) >= Date.parse(since);
}

/** Without `attributes` a list says only what there is. */
function short({ id = null, displayed_as = null, $path = null }: { [key: string]: Json }): Json {
  return { id, displayed_as, $path };
}
