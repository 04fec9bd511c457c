/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import type { HttpResponse, Json, ReadContext } from '../../src/connector-kit';
import type { PennylaneConfig } from './config';

export type Context = ReadContext<PennylaneConfig>;

/** Most objects a page of a list may hold; changelogs allow 1,000. */
const PAGE_SIZE = 100;
/** Each change is read by a request of its own: a run that is cut off repeats no more than these. */
const CHANGES_SIZE = 100;

/** GET /{list}, oldest id first: what is added meanwhile comes at the end. */
export async function fetchList(context: Context, list: string, cursor: Json): Promise<Json> {
  const query = { limit: PAGE_SIZE, sort: 'id', ...cursorOf(cursor) };
  return (await get(context, { path: `/${list}`, query })).data;
}

/**
 * GET /changelogs/{list}. A start date and a cursor together are refused, so the first page has the one and the others the
 * other. Null when the start date is older than the four weeks that are kept.
 */
export async function fetchChanges(
  context: Context,
  list: string,
  { since, cursor }: { since: string; cursor: Json },
): Promise<Json> {
  const from = cursor === null ? { start_date: since } : cursorOf(cursor);
  const request = { path: `/changelogs/${list}`, query: { limit: CHANGES_SIZE, ...from } };
  const { status, data } = await get(context, request, [422]);
  return status === 422 ? null : data;
}

/** GET /{list}/{id}; null when it is not there. */
export async function fetchOne(context: Context, list: string, id: number): Promise<Json> {
  const { status, data } = await get(context, { path: `/${list}/${id}` }, [404]);
  return status === 404 ? null : data;
}

/** GET /customer_invoices/{id}/matched_transactions. */
export async function fetchTransactions(
  context: Context,
  invoiceId: number,
  cursor: Json,
): Promise<Json> {
  const path = `/customer_invoices/${invoiceId}/matched_transactions`;
  const query = { limit: PAGE_SIZE, ...cursorOf(cursor) };
  const { status, data } = await get(context, { path, query }, [404]);
  return status === 404 ? null : data;
}

/** One customer asked for: the token is good and may read. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchList(context, 'customers', null);
  return 'Pennylane answers';
}

function cursorOf(cursor: Json): { cursor?: string } {
  return typeof cursor === 'string' ? { cursor } : {};
}

function get(
  { http, config }: Context,
  request: { path: string; query?: Record<string, string | number> },
  accept: readonly number[] = [],
): Promise<HttpResponse> {
  return http.request({
    ...request,
    accept,
    headers: { authorization: `Bearer ${config.apiToken}` },
  });
}
