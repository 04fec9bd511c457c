/** Odoo as it answers, by JSON-2 and by JSON-RPC, from tables made of the simulated books. */
import {
  booksOf,
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { satisfies, UnknownField, type Row } from './simulator-domain';
import { tablesOf } from './simulator-tables';

const ID = 'odoo';
const USER = 7;
const KEY_LENGTH_LEAST = 8;

export const odooSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ path, headers }) => {
    if (path === '/jsonrpc') return null;
    const isKnown = /^bearer \S{8,}$/i.test(headers['authorization'] ?? '');
    return isKnown ? null : failure('werkzeug.exceptions.Unauthorized', 'Invalid apikey', 401);
  },
  routes: [
    {
      method: 'POST',
      path: '/json/2/:model/:method',
      handle: ({ params, body }, world) => {
        const { model = '', method = '' } = params;
        const named = isObject(body) ? body : {};
        return answer(world, { model, method, named }, (result) => jsonResponse(result));
      },
    },
    { method: 'POST', path: '/jsonrpc', handle: answerRpc },
  ],
  notFound: () => failure('werkzeug.exceptions.NotFound', '404 Not Found', 404),
});

interface Call {
  model: string;
  method: string;
  named: { [key: string]: Json };
}

function answer(
  world: SimulatedWorld,
  call: Call,
  told: (result: Json) => SimulatedResponse,
): SimulatedResponse {
  try {
    return told(resultOf(world, call));
  } catch (error) {
    if (!(error instanceof UnknownField)) throw error;
    const message = `Invalid field '${error.field}' on model '${call.model}'`;
    return failure('builtins.ValueError', message, 422);
  }
}

function resultOf(world: SimulatedWorld, { model, method, named }: Call): Json {
  const tables = tablesOf(booksOf(world, ID));
  const rows = [...(tables.get(model)?.values() ?? [])];
  const { domain = [], fields = [], limit = false } = named;
  const found = rows
    .filter((row) => satisfies(row, domain as Json[], tables))
    .sort((one, other) => Number(one['id']) - Number(other['id']));
  if (method === 'search_count') return found.length;
  const page = typeof limit === 'number' ? found.slice(0, limit) : found;
  return page.map((row) => shown(row, fields as string[]));
}

/** The id comes unasked. */
function shown(row: Row, fields: readonly string[]): Row {
  const entries = fields.map((field): [string, Json] => {
    if (!Object.hasOwn(row, field)) throw new UnknownField(field);
    return [field, row[field] ?? false];
  });
  return { id: row['id'] ?? 0, ...Object.fromEntries(entries) };
}

/** Refusals come with status 200. */
function answerRpc({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { id = null, params = {} } = isObject(body) ? body : {};
  const { service = '', args = [] } = isObject(params) ? params : {};
  const told = (content: { [key: string]: Json }): SimulatedResponse =>
    jsonResponse({ jsonrpc: '2.0', id, ...content });
  const given = Array.isArray(args) ? args : [];
  if (service === 'common') return told({ result: isKnownKey(given[2]) ? USER : false });
  const [, user, key, model, method, [domain] = [[]], named] = given as [
    ...[string, number, string, string, string],
    Json[] | undefined,
    { [key: string]: Json },
  ];
  if (user !== USER || !isKnownKey(key)) {
    return told({ error: rpcError('odoo.exceptions.AccessDenied', 'Access Denied') });
  }
  const call = { model, method, named: { ...named, domain: domain ?? [] } };
  const answered = answer(world, call, (result) => told({ result }));
  if (answered.status === 200) return answered;
  const { name, message } = answered.body as { name: string; message: string };
  return told({ error: rpcError(name, message) });
}

function rpcError(name: string, message: string): Json {
  return {
    code: 200,
    message: 'Odoo Server Error',
    data: { name, message, arguments: [message], context: {}, debug: 'Traceback (most recent…)' },
  };
}

function failure(name: string, message: string, status: number): SimulatedResponse {
  return jsonResponse({ name, message, arguments: [message], context: {}, debug: '' }, status);
}

function isKnownKey(key: Json | undefined): boolean {
  return typeof key === 'string' && key.length >= KEY_LENGTH_LEAST && key !== 'withdrawn-key';
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
