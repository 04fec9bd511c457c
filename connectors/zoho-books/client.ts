/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  refreshByForm,
  requestWithOAuth,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import { bodyOf } from './answers';
import type { ZohoBooksConfig } from './config';
import { tokensAt } from './consent';

export type Context = ReadContext<ZohoBooksConfig>;

const PAGE_SIZE = 200;

/** GET /{list}, the newest change first: what changes meanwhile pushes others back and never over. */
export function fetchList(
  context: Context,
  list: string,
  { page, modifiedSince }: { page: number; modifiedSince?: string },
): Promise<Json> {
  return get(context, `/${list}`, {
    page,
    per_page: PAGE_SIZE,
    sort_column: 'last_modified_time',
    sort_order: 'D',
    last_modified_time: modifiedSince === undefined ? undefined : writtenInstant(modifiedSince),
  });
}

/** GET /customerpayments/{id}; null when it is not there. */
export async function fetchPayment(context: Context, id: string): Promise<Json> {
  return get(context, `/customerpayments/${id}`, {});
}

/** One page of contacts asked for: the login is good and may read. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchList(context, 'contacts', { page: 1 });
  return 'Zoho Books answers';
}

/** Null for a 404. */
async function get(
  context: Context,
  path: string,
  query: Record<string, string | number | undefined>,
): Promise<Json> {
  const { organizationId } = context.config;
  const { status, data } = await requestWithOAuth(context, grantOf(context), (token) => ({
    path,
    query: { organization_id: organizationId, ...query },
    headers: { authorization: `Zoho-oauthtoken ${token}` },
    // The reason is in the body.
    accept: [400, 404],
  }));
  return status === 404 ? null : bodyOf(data, { path, status });
}

/** Zoho writes and reads zones without a colon, and no fractions of a second. */
function writtenInstant(instant: string): string {
  return instant.replace(/(\.\d+)?Z$/, '+0000');
}

function grantOf({ config }: Context): Parameters<typeof requestWithOAuth>[1] {
  const { clientId, clientSecret } = config;
  return {
    refreshToken: config.refreshToken,
    renew: (http, refreshToken) =>
      refreshByForm(http, {
        ...tokensAt(config.baseUrl),
        ...{ clientId, clientSecret, refreshToken },
      }),
  };
}
