/** The wire: the login and one function per endpoint. */
import {
  array,
  contractError,
  decode,
  isEncoursError,
  json,
  object,
  optionalArray,
  requestWithToken,
  text,
  transientError,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type LocalDate,
  type ReadContext,
} from '../../src/connector-kit';
import type { InpiRneConfig } from './config';

export type Context = ReadContext<InpiRneConfig>;

/** Tokens live about an hour; clients in the field renew them after fifty minutes, which is five before this ends. */
const TOKEN_LIFE_MS = 55 * 60_000;

const loginAnswer = object({ token: text });

/** GET /companies/{siren} as received; null for a company without an entry, as associations are. */
export async function fetchCompany(context: Context, siren: string): Promise<Json | null> {
  const response = await ask(context, { path: `/companies/${siren}`, accept: [404] });
  return response.status === 404 ? null : response.data;
}

const attachments = object({ bilansSaisis: optionalArray(json) });

/** The keyed accounts of GET /companies/{siren}/attachments; null for a company without an entry. */
export async function fetchFilings(context: Context, siren: string): Promise<Json[] | null> {
  const response = await ask(context, { path: `/companies/${siren}/attachments`, accept: [404] });
  return response.status === 404 ? null : decode(attachments, response.data).bilansSaisis;
}

export interface DiffQuery {
  from: LocalDate;
  to: LocalDate;
  pageSize: number;
  /** SIREN of the last company of the page before; null for the first page. */
  searchAfter: string | null;
}

/** GET /companies/diff: entries changed in these days, as received; "too large" when the service ran out of memory. */
export async function fetchChanges(
  context: Context,
  { from, to, pageSize, searchAfter }: DiffQuery,
): Promise<Json[] | 'too large'> {
  const after = searchAfter === null ? {} : { searchAfter };
  try {
    const { data } = await ask(context, {
      path: '/companies/diff',
      query: { from, to, pageSize, ...after },
    });
    return decode(array(json), data);
  } catch (error) {
    if (isOutOfMemory(error)) return 'too large';
    throw error;
  }
}

/** The service says it in the body of a 500, which the error quotes. */
function isOutOfMemory(error: unknown): boolean {
  return isEncoursError(error, 'TRANSIENT') && error.message.includes('Allowed memory size');
}

/**
 * With the token. A refused token, and a 429 that names no time (it can mean a token or an account gone stale), are answered
 * by one more login and one more try; a 429 with Retry-After is the quota and is waited for.
 */
async function ask(context: Context, request: HttpRequest): Promise<HttpResponse> {
  let used = '';
  const withToken = (token: string): HttpRequest => {
    used = token;
    return { ...request, headers: { Authorization: `Bearer ${token}` } };
  };
  const obtain = (): Promise<AccessToken> => login(context);
  try {
    return await requestWithToken(context, obtain, withToken);
  } catch (error) {
    if (!isUntimedRefusal(error)) throw error;
    context.tokens.drop(used);
    return requestWithToken(context, obtain, withToken);
  }
}

function isUntimedRefusal(error: unknown): boolean {
  if (!isEncoursError(error, 'TRANSIENT')) return false;
  return error.code === 'PROVIDER_RATE_LIMITED' && error.retryAfterMs === undefined;
}

/** POST /sso/login. An answer without a token is the service's trouble, not that of the company asked about. */
async function login({ http, config }: Context): Promise<AccessToken> {
  const { username, password } = config;
  const { data } = await http.request({
    method: 'POST',
    path: '/sso/login',
    body: { username, password },
    isIdempotent: true,
  });
  try {
    return { token: decode(loginAnswer, data).token, expiresInMs: TOKEN_LIFE_MS };
  } catch (error) {
    const message = 'inpi-rne: the login was answered without a token';
    throw transientError('PROVIDER_UNAVAILABLE', message, { cause: error });
  }
}

/** The register must answer about the company it was asked about. */
export function verifySiren(asked: string, answered: string): void {
  if (answered === asked) return;
  throw contractError('ANSWER_FOR_ANOTHER_COMPANY', `asked for ${asked}, was sent ${answered}`, {
    place: { path: 'siren' },
  });
}
