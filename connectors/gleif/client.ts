/** The wire: the search by national number, and the routes to the companies above. */
import { decode, type HttpClient, type Json } from '../../src/connector-kit';
import { recordList } from './payloads';

const HEADERS = { Accept: 'application/vnd.api+json' };
/** A company has one LEI, and seldom a lapsed one beside it. */
const PAGE_SIZE = 20;

/** GET /lei-records by national number, as written; the records as received. */
export async function fetchRecords(http: HttpClient, registeredAs: string): Promise<Json[]> {
  const { data } = await http.request({
    path: '/lei-records',
    query: {
      'filter[entity.registeredAs]': registeredAs,
      'filter[entity.jurisdiction]': 'FR',
      'page[number]': 1,
      'page[size]': PAGE_SIZE,
    },
    headers: HEADERS,
  });
  return decode(recordList, data).data;
}

/** GET /lei-records/{lei}/direct-parent or ultimate-parent; null (404) when there is none or only a reason why not. */
export async function fetchParent(
  http: HttpClient,
  lei: string,
  route: 'direct-parent' | 'ultimate-parent',
): Promise<Json | null> {
  const response = await http.request({
    path: `/lei-records/${lei}/${route}`,
    headers: HEADERS,
    accept: [404],
  });
  return response.status === 404 ? null : response.data;
}
