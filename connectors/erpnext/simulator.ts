/** ERPNext as it answers, rendered from the simulated books. */
import {
  booksOf,
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../../src/connector-kit';
import { customersOf, invoicesOf, paymentsOf, type Row } from './simulator-objects';

const ID = 'erpnext';

const DOCTYPES: Readonly<Record<string, (books: SimulatedBooks) => Row[]>> = {
  Customer: customersOf,
  'Sales Invoice': invoicesOf,
  'Payment Entry': paymentsOf,
};

export const erpnextSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ headers }) =>
    /^token \S{8,}:\S{8,}$/.test(headers['authorization'] ?? '')
      ? null
      : failure(401, 'AuthenticationError', 'Invalid API key'),
  routes: [
    {
      method: 'GET',
      path: '/api/resource/:doctype',
      handle: (request, world) => {
        const all = DOCTYPES[request.params['doctype'] ?? ''];
        return all === undefined ? missing() : listOf(all(booksOf(world, ID)), request);
      },
    },
    {
      method: 'GET',
      // Names hold slashes, which are slashes again once the path is decoded.
      path: /^\/api\/resource\/(?<doctype>[^/]+)\/(?<name>.+)$/,
      handle: ({ params }, world) => {
        const all = DOCTYPES[params['doctype'] ?? '']?.(booksOf(world, ID)) ?? [];
        const found = all.find(({ name }) => name === params['name']);
        return found === undefined ? missing() : jsonResponse({ data: found });
      },
    },
  ],
  notFound: missing,
});

function missing(): SimulatedResponse {
  return failure(404, 'DoesNotExistError', 'not found');
}

function failure(status: number, excType: string, message: string): SimulatedResponse {
  const body = {
    exc_type: excType,
    exception: `frappe.exceptions.${excType}: ${message}`,
    exc: '["Traceback (most recent call last)…"]',
    _server_messages: JSON.stringify([JSON.stringify({ message })]),
  };
  return jsonResponse(body, status);
}

/** Lists hold no tables, and of an object what was asked for. */
function listOf(rows: readonly Row[], { query }: SimulatedRequest): SimulatedResponse {
  const filters = JSON.parse(query.get('filters') ?? '[]') as [string, string, string][];
  const fields = JSON.parse(query.get('fields') ?? '["name"]') as string[];
  const limit = Number(query.get('limit_page_length') ?? '20');
  const found = rows
    .filter((row) => filters.every((filter) => holds(row, filter)))
    .sort((one, other) => (textOf(one['name']) < textOf(other['name']) ? -1 : 1))
    .slice(0, limit);
  const shown = found.map((row) =>
    Object.fromEntries(fields.map((field): [string, Json] => [field, row[field] ?? null])),
  );
  return jsonResponse({ data: shown });
}

function holds(row: Row, [field, operator, wanted]: [string, string, string]): boolean {
  const value = textOf(row[field]);
  if (operator === '=') return value === wanted;
  return operator === '>' ? value > wanted : value >= wanted;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
