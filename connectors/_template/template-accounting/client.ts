/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import type { Json, ReadContext } from '../../../src/connector-kit';
import type { TemplateAccountingConfig } from './config';

export type Context = ReadContext<TemplateAccountingConfig>;

export interface ListQuery {
  /** From 1. */
  page: number;
  /** ISO instant; what changed at or after it. */
  updatedSince?: string;
}

/** GET /{list}: newest change first, so that what changes meanwhile pushes others back and never over. */
export async function fetchList(context: Context, list: string, query: ListQuery): Promise<Json> {
  const { data } = await context.http.request({
    path: `/${list}`,
    query: { page: query.page, updated_since: query.updatedSince, sort: '-updated_at' },
    headers: { 'x-api-key': context.config.apiKey },
  });
  return data;
}

/** One customer asked for: the key is good. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchList(context, 'customers', { page: 1 });
  return 'Template Provider answers';
}
