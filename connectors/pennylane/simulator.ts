/** Pennylane as it answers, rendered from the simulated books. */
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
import {
  changesOfCustomers,
  changesOfInvoices,
  customersOf,
  invoicesOf,
  transactionsOf,
  type Change,
} from './simulator-objects';

const ID = 'pennylane';
/** Smaller than the real ones, so that a small company fills several pages. */
const PAGE_MAX = 40;
const KEPT_MS = 28 * 86_400_000;
const LIMIT = 25;

export const pennylaneSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ headers }) =>
    /^Bearer \S{8,}$/.test(headers['authorization'] ?? '')
      ? null
      : told(jsonResponse({ error: 'Unauthorized', status: 401 }, 401)),
  routes: [
    route('/customers', (books, request) => pageOf(customersOf(books), request)),
    route('/company_customers/:id', (books, { params }) =>
      one(customersOf(books, { isIndividual: false }), params),
    ),
    route('/individual_customers/:id', (books, { params }) =>
      one(customersOf(books, { isIndividual: true }), params),
    ),
    route('/customer_invoices', (books, request) => pageOf(invoicesOf(books), request)),
    route('/customer_invoices/:id', (books, { params }) => one(invoicesOf(books), params)),
    route('/customer_invoices/:id/matched_transactions', (books, request) => {
      const id = request.params['id'] ?? '';
      const isThere = invoicesOf(books).some((invoice) => idOf(invoice) === id);
      return isThere ? pageOf(transactionsOf(books, id), request) : missing();
    }),
    route('/changelogs/customers', (books, request) =>
      changelog(changesOfCustomers(books), request, books),
    ),
    route('/changelogs/customer_invoices', (books, request) =>
      changelog(changesOfInvoices(books), request, books),
    ),
  ],
  notFound: () => told(missing()),
});

function route(
  path: string,
  handle: (books: SimulatedBooks, request: SimulatedRequest) => SimulatedResponse,
): SimulatedRoute {
  return {
    method: 'GET',
    path,
    handle: (request, world) => told(handle(booksOf(world, ID), request)),
  };
}

/** The limits stand on every answer, the reset in unix time. */
function told(answer: SimulatedResponse): SimulatedResponse {
  const headers = {
    'ratelimit-limit': String(LIMIT),
    'ratelimit-remaining': String(LIMIT - 1),
    'ratelimit-reset': '1782806405',
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function missing(): SimulatedResponse {
  return jsonResponse({ error: 'Not Found', status: 404 }, 404);
}

function refusal(status: number, error: string): SimulatedResponse {
  return jsonResponse({ status, message: error, details: [] }, status);
}

type Item = { [key: string]: Json };

function idOf({ id }: Item): string {
  return typeof id === 'number' ? String(id) : '';
}

function one(items: readonly Item[], params: Record<string, string>): SimulatedResponse {
  const found = items.find((item) => idOf(item) === params['id']);
  return found === undefined ? missing() : jsonResponse(found);
}

/** A cursor is the id it goes on after, in a form of its own; one it has not made is refused. */
function pageOf(items: readonly Item[], { query }: SimulatedRequest): SimulatedResponse {
  const cursor = query.get('cursor');
  const after = cursor === null ? 0 : positionOf(cursor);
  if (after === null) return refusal(400, 'Invalid cursor');
  const inOrder = [...items].sort((left, right) => Number(left['id']) - Number(right['id']));
  const rest = inOrder.filter((item) => Number(item['id']) > after);
  const page = rest.slice(0, limitOf(query));
  const last = page.at(-1);
  const hasMore = rest.length > page.length;
  return jsonResponse({
    items: page,
    has_more: hasMore,
    next_cursor: hasMore && last !== undefined ? cursorAt(Number(last['id'])) : null,
  });
}

function changelog(
  changes: readonly Change[],
  { query }: SimulatedRequest,
  books: SimulatedBooks,
): SimulatedResponse {
  const [cursor, start] = [query.get('cursor'), query.get('start_date')];
  if (cursor !== null && start !== null)
    return refusal(400, 'start_date and cursor exclude each other');
  const oldestMs = books.now.getTime() - KEPT_MS;
  const startMs = start === null ? oldestMs : Date.parse(start);
  if (Number.isNaN(startMs)) return refusal(400, 'start_date is invalid');
  if (startMs < oldestMs) return refusal(422, 'start_date is older than 4 weeks');
  const at = cursor === null ? 0 : positionOf(cursor);
  if (at === null) return refusal(400, 'Invalid cursor');
  const kept = changes.filter(({ processed_at }) => Date.parse(processed_at) >= oldestMs);
  const from =
    cursor === null
      ? kept.findIndex(({ processed_at }) => Date.parse(processed_at) >= startMs)
      : kept.findIndex(({ position }) => position > at);
  const rest = from < 0 ? [] : kept.slice(from);
  const page = rest.slice(0, limitOf(query));
  const last = page.at(-1);
  const hasMore = rest.length > page.length;
  return jsonResponse({
    items: page.map(({ position: _position, ...change }) => change),
    has_more: hasMore,
    next_cursor: hasMore && last !== undefined ? cursorAt(last.position) : null,
  });
}

function limitOf(query: URLSearchParams): number {
  return Math.min(PAGE_MAX, Number(query.get('limit') ?? '20'));
}

function cursorAt(position: number): string {
  return Buffer.from(`after:${position}`).toString('base64url');
}

function positionOf(cursor: string): number | null {
  const match = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? null : Number(match[1]);
}
