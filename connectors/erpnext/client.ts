/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import { contractError, decode, type Json, type ReadContext } from '../../src/connector-kit';
import type { ErpnextConfig } from './config';
import { answerPayload, refusalPayload } from './payloads';

export type Context = ReadContext<ErpnextConfig>;

/** "Customer", "Sales Invoice", "Payment Entry": names hold spaces. */
export type Doctype = 'Customer' | 'Sales Invoice' | 'Payment Entry';

/** [field, operator, value]; all must hold. */
export type Filter = [field: string, operator: string, value: Json];

/** GET /api/resource/{doctype}: names and times of change, in the order of the names. */
export async function fetchNames(
  context: Context,
  doctype: Doctype,
  filters: readonly Filter[],
): Promise<Json> {
  const { data } = await context.http.request({
    path: `/api/resource/${encodeURIComponent(doctype)}`,
    query: {
      fields: JSON.stringify(['name', 'modified']),
      filters: JSON.stringify(filters),
      order_by: 'name asc',
      limit_start: 0,
      limit_page_length: context.config.pageSize,
    },
    headers: login(context),
  });
  return decode(answerPayload, data).data;
}

/** GET /api/resource/{doctype}/{name}, with the tables inside it; null when it is not there. Names hold spaces and slashes. */
export async function fetchOne(context: Context, doctype: Doctype, name: string): Promise<Json> {
  const { status, data } = await context.http.request({
    path: `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`,
    accept: [404],
    headers: login(context),
  });
  if (status !== 404) return decode(answerPayload, data).data;
  if (data !== null && decode(refusalPayload, data).exc_type === 'DoesNotExistError') return null;
  throw contractError('ERPNEXT_NOT_FOUND_UNSAID', `a 404 for a ${doctype} does not say why`, {
    place: { path: 'exc_type' },
    remedy: 'Check what stands between this hub and the site: ERPNext says what does not exist.',
  });
}

/** One customer asked for: the key is good, and may read. */
export async function probeSite(context: Context): Promise<string> {
  await fetchNames(context, 'Customer', []);
  return 'ERPNext answers';
}

function login({ config }: Context): Record<string, string> {
  return { authorization: `token ${config.apiKey}:${config.apiSecret}` };
}
