/** The wire: one method of one model at a time, by JSON-2 or JSON-RPC. Nothing here knows what the answers mean. */
import {
  array,
  authError,
  configError,
  contractError,
  decode,
  integer,
  json,
  transientError,
  type HttpRequest,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { OdooConfig } from './config';
import { keyedPayload, rpcPayload } from './payloads';

export type Context = ReadContext<OdooConfig>;

/** Terms in prefix notation: "&", "|" stand before what they join. */
export type Domain = readonly Json[];

interface Search {
  model: string;
  domain: Domain;
  fields: readonly string[];
  limit: number;
}

const READ_CONTEXT = { active_test: false } as const;
const LOGIN_MS = 30 * 60_000;
/** Children of one page: more than this many thousand is a server that never ends. */
const CHILD_PAGES_MAX = 200;
const CHILD_PAGE_SIZE = 1_000;

/** search_read in the order of ids, archived objects too. */
export function searchRead(context: Context, search: Search): Promise<Json> {
  const { model, domain, fields, limit } = search;
  const named = {
    domain: [...domain],
    fields: [...fields],
    order: 'id asc',
    limit,
    context: READ_CONTEXT,
  };
  return callMethod(context, { model, method: 'search_read', named });
}

/** All objects of a domain: what belongs to one page of others. Throws CONTRACT ODOO_LIST_ENDLESS. */
export async function searchAll(
  context: Context,
  search: Omit<Search, 'limit'>,
): Promise<{ [key: string]: Json }[]> {
  const all: { [key: string]: Json }[] = [];
  let after = 0;
  for (let pages = 0; pages < CHILD_PAGES_MAX; pages += 1) {
    const domain = after === 0 ? search.domain : [...search.domain, ['id', '>', after]];
    const answer = await searchRead(context, { ...search, domain, limit: CHILD_PAGE_SIZE });
    const page = decode(array(json), answer, search.model);
    const path = `${search.model}[${page.length - 1}]`;
    all.push(...page.map((each) => each as { [key: string]: Json }));
    if (page.length < CHILD_PAGE_SIZE) return all;
    after = decode(keyedPayload, page.at(-1), path).id;
  }
  throw contractError('ODOO_LIST_ENDLESS', `${search.model} has no last page`, {
    place: { path: search.model },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, look at the server.',
  });
}

/** How many contacts the key may read: it is good, and may read them. */
export async function probeDatabase(context: Context): Promise<string> {
  const count = { model: 'res.partner', method: 'search_count', named: { domain: [] } };
  const answer = await callMethod(context, count);
  return `Odoo answers: ${decode(integer, answer, 'search_count')} contacts`;
}

interface Call {
  model: string;
  method: string;
  named: { [key: string]: Json };
}

function callMethod(context: Context, call: Call): Promise<Json> {
  return context.config.protocol === 'json2'
    ? callJson2(context, call)
    : callJsonRpc(context, call);
}

async function callJson2({ http, config }: Context, { model, method, named }: Call): Promise<Json> {
  const { database, apiKey } = config;
  const { data } = await http.request({
    ...READING,
    path: `/json/2/${model}/${method}`,
    headers: {
      authorization: `bearer ${apiKey}`,
      ...(database === undefined ? {} : { 'x-odoo-database': database }),
    },
    body: named,
  });
  return data;
}

/** A POST that only reads may be sent again. */
const READING = { method: 'POST', isIdempotent: true } as const satisfies Partial<HttpRequest>;

async function callJsonRpc(context: Context, { model, method, named }: Call): Promise<Json> {
  const { database, apiKey } = settingsOfRpc(context.config);
  const user = await userOf(context);
  const { domain = [], ...rest } = named;
  const args = [database, user, apiKey, model, method, [domain], rest];
  return askRpc(context, 'object', { method: 'execute_kw', args });
}

/** The id of the user, asked for once: the key is sent with each request all the same. */
async function userOf(context: Context): Promise<number> {
  const { database, login, apiKey } = settingsOfRpc(context.config);
  const kept = await context.tokens.use(async () => {
    const args = [database, login, apiKey, {}];
    const user = await askRpc(context, 'common', { method: 'authenticate', args });
    if (user === false) {
      throw authError('ODOO_ACCESS_REFUSED', `Odoo knows no user ${login} with this key`, {
        place: { field: 'apiKey' },
        remedy: 'Check database, login and apiKey, then resume the connection.',
      });
    }
    return { token: `${USER_PREFIX}${decode(integer, user, 'result')}`, expiresInMs: LOGIN_MS };
  });
  return Number(kept.slice(USER_PREFIX.length));
}

/** What is kept as a token is masked wherever it shows: a bare number would mask amounts. */
const USER_PREFIX = 'odoo-user-';

function settingsOfRpc({ database, login, apiKey }: OdooConfig): {
  database: string;
  login: string;
  apiKey: string;
} {
  if (database !== undefined && login !== undefined) return { database, login, apiKey };
  const field = database === undefined ? 'database' : 'login';
  throw configError('ODOO_LOGIN_INCOMPLETE', `protocol jsonrpc needs ${field}`, {
    place: { field },
    remedy: `Give ${field}, or protocol json2 for Odoo 19 and later.`,
  });
}

/** POST /jsonrpc, where a refusal comes with status 200. */
async function askRpc(
  { http }: Context,
  service: 'common' | 'object',
  { method, args }: { method: string; args: Json[] },
): Promise<Json> {
  const { data } = await http.request({
    ...READING,
    path: '/jsonrpc',
    body: { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } },
  });
  const { result, error } = decode(rpcPayload, data);
  if (error !== null) throw refusalOf(error.data?.name ?? '', error.data?.message ?? '');
  return result ?? null;
}

/** Names of exceptions tell whose doing it is; their words may hold what others may not read. */
function refusalOf(name: string, message: string): Error {
  const told = /^[\w.]{1,120}$/.test(name) ? name : 'an error without a name';
  if (/AccessDenied|AccessError|SessionExpired/.test(name)) {
    return authError('ODOO_ACCESS_REFUSED', `Odoo refused with ${told}`, {
      remedy: 'Check the key and the rights of its user, then resume the connection.',
    });
  }
  if (/OperationalError|SerializationFailure|LockNotAvailable|PoolError/.test(name)) {
    return transientError('ODOO_BUSY', `Odoo could not answer: ${told}`, {
      remedy: 'Run it again later; a schedule does that by itself.',
    });
  }
  const field = /Invalid field '?([\w.]{1,120})/.exec(message)?.[1];
  const what = field === undefined ? told : `${told}: it does not know the field ${field}`;
  return contractError('ODOO_REQUEST_REFUSED', `Odoo refused the request with ${what}`, {
    place: { path: field ?? 'error.data.name' },
    remedy: 'Compare the version of Odoo with the README of the connector, and registryField.',
  });
}
