/** The wire of Creditsafe Connect v1: one function per endpoint. Only ordering a report costs money. */
import {
  configError,
  decode,
  object,
  requestWithToken,
  text,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { CreditsafeConfig } from './config';
import { searchAnswer, type Hit, type Message } from './payloads';

export type Context = ReadContext<CreditsafeConfig>;

/** The reference states one hour. */
const TOKEN_LIFE_MS = 60 * 60_000;
export const PAGE_SIZE = 100;

async function logIn({ http, config }: Context): Promise<AccessToken> {
  const { data } = await http.request({
    method: 'POST',
    path: '/authenticate',
    body: { username: config.username, password: config.password },
    isIdempotent: true,
  });
  return { token: decode(object({ token: text }), data).token, expiresInMs: TOKEN_LIFE_MS };
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  return requestWithToken(
    context,
    () => logIn(context),
    (token) => ({ ...request, headers: { Authorization: `Bearer ${token}` } }),
  );
}

/** What the subscription gives access to; its counters are shown nowhere, since their shape differs by contract. Free. */
export async function fetchAccess(context: Context): Promise<string> {
  await send(context, { path: '/access' });
  return 'the subscription answers';
}

export interface SearchResult {
  hits: Hit[];
  messages: Message[];
}

/** Companies of France with this registration number (SIREN or SIRET), or with this connectId. Free. */
export async function search(
  context: Context,
  by: { regNo: string } | { id: string },
): Promise<SearchResult> {
  const { data } = await send(context, {
    path: '/companies',
    query: { countries: 'FR', ...by, pageSize: PAGE_SIZE },
  });
  const { companies, messages } = decode(searchAnswer, data);
  return { hits: companies, messages };
}

/** Orders a report: the billable call. Null for a connectId that Creditsafe no longer knows. */
export async function orderReport(
  context: Context,
  order: { siren: string; connectId: string },
): Promise<Json> {
  const { language, template } = context.config;
  const { siren, connectId } = order;
  const { status, data } = await send(context, {
    path: `/companies/${encodeURIComponent(connectId)}`,
    query: { language, template, callRef: `encours-${siren}` },
    accept: [404],
    purchase: { call: 'report', subject: siren, variant: `${template ?? 'full'}:${language}` },
  });
  return status === 404 ? null : data;
}

/** 200 added, 409 there already: both are what was wanted. Answers why it was not taken, else null. */
export async function addToPortfolio(
  context: Context,
  company: { connectId: string; siren: string },
): Promise<string | null> {
  const { status, data } = await send(context, {
    method: 'POST',
    path: `${portfolioPath(context)}/companies`,
    body: {
      id: company.connectId,
      personalReference: company.siren,
      freeText: '',
      personalLimit: '',
    },
    accept: [404, 409],
    isIdempotent: true,
  });
  return status === 404 ? missingCompany(context, data) : null;
}

/** 404 for a company that is not in the portfolio is what was wanted. */
export async function removeFromPortfolio(context: Context, connectId: string): Promise<void> {
  const { status, data } = await send(context, {
    method: 'DELETE',
    path: `${portfolioPath(context)}/companies/${encodeURIComponent(connectId)}`,
    accept: [404],
  });
  if (status === 404) missingCompany(context, data);
}

/** Pages count from 0 in monitoring. */
export async function portfolioCompanies(context: Context, page: number): Promise<Json> {
  const path = `${portfolioPath(context)}/companies`;
  return (await send(context, { path, query: { page, pageSize: PAGE_SIZE } })).data;
}

/** Events created in a window, oldest first. */
export async function notificationEvents(
  context: Context,
  window: { from: string; to: string; page: number },
): Promise<Json> {
  const { data } = await send(context, {
    path: '/monitoring/notificationEvents',
    query: {
      startDate: window.from,
      endDate: window.to,
      // By default the window is about the day of the event, and events that are entered late are never seen.
      filterByCreatedDate: true,
      sortBy: 'eventDate',
      sortDir: 'asc',
      page: window.page,
      pageSize: PAGE_SIZE,
    },
  });
  return data;
}

function portfolioPath({ config }: Context): string {
  return `/monitoring/portfolios/${config.portfolioId ?? 0}`;
}

/** A 404 means either: the message tells which. Throws CONFIG when it is the portfolio that is missing. */
function missingCompany({ config }: Context, data: Json): string {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  const said = isObject ? data['message'] : null;
  const message = typeof said === 'string' ? said : 'Company resource not found';
  if (!/^portfolio/i.test(message)) return message;
  throw configError(
    'PROVIDER_REJECTED_REQUEST',
    `creditsafe: portfolio ${config.portfolioId ?? 0} was answered with 404: ${message}`,
    {
      place: { field: 'portfolioId' },
      remedy: "Correct portfolioId in the connection's configuration.",
    },
  );
}
