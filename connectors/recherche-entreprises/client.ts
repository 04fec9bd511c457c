/** The wire: GET /search, by SIREN or by name. */
import { decode, type HttpClient, type Json } from '../../src/connector-kit';
import { envelope } from './payloads';

/**
 * The first result for a SIREN, as received; null when the registry does not know it.
 * Nine digits make the service look the company up directly and ignore every filter.
 */
export async function fetchCompany(http: HttpClient, siren: string): Promise<Json> {
  const { data } = await http.request({ path: '/search', query: { q: siren, per_page: 1 } });
  return decode(envelope, data).results[0] ?? null;
}

export interface NameQuery {
  terms: string;
  postcode?: string | undefined;
  department?: string | undefined;
}

/** Results for a name, as ranked by the service; ten at most. */
export async function searchByName(http: HttpClient, query: NameQuery): Promise<Json[]> {
  const { data } = await http.request({
    path: '/search',
    query: {
      q: query.terms,
      code_postal: query.postcode,
      departement: query.department,
      per_page: 10,
    },
  });
  return decode(envelope, data).results;
}
