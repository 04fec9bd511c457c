/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import type { Json, ReadContext } from '../../../src/connector-kit';
import type { TemplateHttpConfig } from './config';

/** GET /companies/{siren}, one report of the price list; null when the provider does not know the company. */
export async function fetchCompany(
  context: ReadContext<TemplateHttpConfig>,
  siren: string,
): Promise<Json> {
  const response = await context.http.request({
    path: `/companies/${siren}`,
    headers: { 'x-api-key': context.config.apiKey },
    accept: [404],
    purchase: { call: 'report', subject: siren },
  });
  return response.status === 404 ? null : response.data;
}
