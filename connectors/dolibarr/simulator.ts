/** Dolibarr as it answers, rendered from the simulated books. */
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
import { customersOf, discountsOf, invoicesOf, paymentsOf, type Row } from './simulator-objects';

const ID = 'dolibarr';

export const dolibarrSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ headers }) =>
    (headers['dolapikey'] ?? '').length >= 8
      ? null
      : refusal(401, 'Unauthorized: Failed to login to API. No parameter key provided'),
  routes: [
    route('/thirdparties', (books, request) => {
      const rows = customersOf(books).filter(
        ({ client }) => request.query.get('mode') !== '1' || client !== '0',
      );
      return jsonResponse(listOf(rows, request));
    }),
    route('/thirdparties/:id/fixedamountdiscounts', (books, { params }) =>
      orNothing(discountsOf(books, params['id'] ?? ''), 'No discount found'),
    ),
    route('/invoices', (books, request) => {
      const isUnpaid = request.query.get('status') === 'unpaid';
      const rows = invoicesOf(books).filter(({ state }) => !isUnpaid || state === '1');
      return orNothing(listOf(rows, request), 'No invoice found');
    }),
    route('/invoices/:id/payments', (books, { params }) =>
      jsonResponse(paymentsOf(books, params['id'] ?? '')),
    ),
  ],
  notFound: () => refusal(404, 'Not Found'),
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

function refusal(code: number, message: string): SimulatedResponse {
  return jsonResponse({ error: { code, message } }, code);
}

/** Older versions answer 404 to an empty list. */
function orNothing(rows: readonly Json[], message: string): SimulatedResponse {
  return rows.length === 0 ? refusal(404, `Not Found: ${message}`) : jsonResponse([...rows]);
}

/** Pages are counted from 0. */
function listOf(rows: readonly Row[], { query }: SimulatedRequest): Json[] {
  const limit = Number(query.get('limit') ?? '100');
  const page = Number(query.get('page') ?? '0');
  const terms = [
    ...(query.get('sqlfilters') ?? '').matchAll(/\(t\.(\w+):(>=|>|=):'?([^')]*)'?\)/g),
  ];
  const found = rows
    .filter((row) =>
      terms.every(([, field = '', operator = '', wanted = '']) =>
        holds(row[COLUMNS[field] ?? field] ?? null, operator, wanted),
      ),
    )
    .sort((one, other) => Number(one['id']) - Number(other['id']));
  return found
    .slice(page * limit, (page + 1) * limit)
    .map(({ stamp: _stamp, day: _day, state: _state, ...shown }) => shown);
}

const COLUMNS: Readonly<Record<string, string>> = { rowid: 'id', tms: 'stamp', datef: 'day' };

function holds(value: Json, operator: string, wanted: string): boolean {
  const isNumber = /^\d+$/.test(wanted);
  const text = typeof value === 'string' ? value : '';
  const [left, right] = isNumber ? [Number(value), Number(wanted)] : [text, wanted];
  if (operator === '=') return left === right;
  return operator === '>' ? left > right : left >= right;
}
