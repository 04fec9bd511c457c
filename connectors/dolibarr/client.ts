/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  configError,
  decode,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { DolibarrConfig } from './config';
import { refusalPayload } from './payloads';

export type Context = ReadContext<DolibarrConfig>;

export interface ListQuery {
  /** The id the page goes on after; 0: from the beginning. */
  after: number;
  /** "(t.type:=:2)": conditions that all hold. */
  filters?: readonly string[];
  /** "unpaid" of invoices. */
  status?: string;
  /** 1: customers alone, of third parties. */
  mode?: number;
}

/**
 * GET /{list}, the lowest ids after one: always its page 0, since later pages are other places once something is deleted. An
 * empty list is 404 in older versions.
 */
export async function fetchList(context: Context, list: string, query: ListQuery): Promise<Json> {
  const { after, filters = [], status, mode } = query;
  const response = await get(context, `/${list}`, {
    sortfield: 't.rowid',
    sortorder: 'ASC',
    limit: context.config.pageSize,
    page: 0,
    status,
    mode,
    sqlfilters: [`(t.rowid:>:${after})`, ...filters].join(' and '),
  });
  return isNothing(response) ? [] : response.data;
}

/** GET /invoices/{id}/payments; empty when there is none, or the invoice is gone meanwhile. */
export async function fetchPayments(context: Context, invoiceId: string): Promise<Json> {
  const response = await get(context, `/invoices/${encodeURIComponent(invoiceId)}/payments`);
  return isNothing(response) ? [] : response.data;
}

/** GET /thirdparties/{id}/fixedamountdiscounts: what credit notes were made into, used or not. */
export async function fetchDiscounts(context: Context, customerId: string): Promise<Json> {
  const path = `/thirdparties/${encodeURIComponent(customerId)}/fixedamountdiscounts`;
  const response = await get(context, path);
  return isNothing(response) ? [] : response.data;
}

/** One customer asked for: the address is right, and the key may read. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchList(context, 'thirdparties', { after: 0, mode: 1 });
  return 'Dolibarr answers';
}

function get(
  { http, config }: Context,
  path: string,
  query: Record<string, string | number | undefined> = {},
): Promise<HttpResponse> {
  return http.request({ path, query, accept: [404], headers: { dolapikey: config.apiKey } });
}

/** "Not Found: No invoice found" is an answer; a 404 of anything else means that the address leads elsewhere. */
function isNothing({ status, data }: HttpResponse): boolean {
  if (status !== 404) return false;
  const message = data === null ? null : decode(refusalPayload, data).error.message;
  if (message !== null && message.trim() !== 'Not Found') return true;
  throw configError('DOLIBARR_API_NOT_FOUND', 'nothing of Dolibarr answers at this address', {
    place: { field: 'baseUrl' },
    remedy:
      'Give the address of its REST API, which ends in /api/index.php, and enable the module.',
  });
}
