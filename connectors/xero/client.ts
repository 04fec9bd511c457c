/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  refreshByForm,
  requestWithOAuth,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { XeroConfig } from './config';
import { TOKENS } from './consent';

export type Context = ReadContext<XeroConfig>;

/** Objects of a page; Xero says how many pages that makes. */
export const PAGE_SIZE = 100;

export interface ListRequest {
  /** "Invoices" */
  resource: string;
  tenantId: string;
  /** From 1. */
  page: number;
  /** In the words of Xero's `where`; null for all. */
  where: string | null;
  /** ISO instant: what was changed after it; null for everything. */
  since: string | null;
}

/**
 * One page, newest change first: what changes meanwhile pushes others back and never over. Null when nothing has changed
 * (304).
 */
export async function fetchPage(context: Context, asked: ListRequest): Promise<Json> {
  const { resource, tenantId, page, where, since } = asked;
  const { status, data } = await send(context, {
    path: `/api.xro/2.0/${resource}`,
    query: {
      page,
      pageSize: PAGE_SIZE,
      order: 'UpdatedDateUTC DESC',
      ...(where === null ? {} : { where }),
      ...(resource === 'Contacts' ? { includeArchived: true } : {}),
    },
    headers: {
      'xero-tenant-id': tenantId,
      // To the second, in UTC, without a zone.
      ...(since === null ? {} : { 'if-modified-since': since.slice(0, 19) }),
    },
    accept: [304],
  });
  return status === 304 ? null : data;
}

/** GET /connections: organisations the consent covers. */
export async function fetchConnections(context: Context): Promise<Json> {
  return (await send(context, { path: '/connections' })).data;
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  const { clientId, clientSecret, refreshToken } = context.config;
  const grant = {
    refreshToken,
    renew: (http: Context['http'], presented: string) =>
      refreshByForm(http, { ...TOKENS, clientId, clientSecret, refreshToken: presented }),
  };
  return requestWithOAuth(context, grant, (token) => ({
    ...request,
    // Without this Xero answers in XML.
    headers: { ...request.headers, accept: 'application/json', authorization: `Bearer ${token}` },
  }));
}
