/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  refreshByForm,
  requestWithOAuth,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { SageAccountingConfig } from './config';
import { TOKENS } from './consent';

export type Context = ReadContext<SageAccountingConfig>;

const PAGE_SIZE = 200;

export interface ListQuery {
  /** From 1. */
  page: number;
  /** ISO instant: what changed at or after it. */
  updatedSince?: string;
  /** ISO instant: what was deleted at or after it. */
  deletedSince?: string;
  contactId?: string;
}

/** GET /{list}, every attribute of each object. */
export async function fetchList(context: Context, list: string, query: ListQuery): Promise<Json> {
  const { businessId } = context.config;
  const { data } = await requestWithOAuth(context, grantOf(context), (token) => ({
    path: `/${list}`,
    query: {
      attributes: 'all',
      items_per_page: PAGE_SIZE,
      page: query.page,
      updated_or_created_since: query.updatedSince,
      deleted_since: query.deletedSince,
      contact_id: query.contactId,
    },
    headers: {
      authorization: `Bearer ${token}`,
      ...(businessId === undefined ? {} : { 'x-business': businessId }),
    },
  }));
  return data;
}

/** One page of contacts asked for: the login is good and may read. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchList(context, 'contacts', { page: 1 });
  return 'Sage Accounting answers';
}

function grantOf({ config }: Context): Parameters<typeof requestWithOAuth>[1] {
  const { clientId, clientSecret } = config;
  return {
    refreshToken: config.refreshToken,
    renew: (http, refreshToken) =>
      refreshByForm(http, { ...TOKENS, clientId, clientSecret, refreshToken }),
  };
}
