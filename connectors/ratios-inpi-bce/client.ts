/** The wire: Explore v2.1 records of one company. */
import { contractError, decode, type HttpClient, type Json } from '../../src/connector-kit';
import { page } from './payloads';

const PATH = '/api/explore/v2.1/catalog/datasets/ratios_inpi_bce/records';
/** The most the service gives per page. */
const PAGE_SIZE = 100;
/** Years times kinds of accounts: no company comes near. */
const ROWS_MAX = 1_000;

/** All rows of a company as received, latest closing first; none for a company without published accounts. */
export async function fetchRows(http: HttpClient, siren: string): Promise<Json[]> {
  const rows: Json[] = [];
  for (let offset = 0; offset < ROWS_MAX; offset += PAGE_SIZE) {
    const { data } = await http.request({
      path: PATH,
      query: {
        where: `siren="${siren}"`,
        order_by: 'date_cloture_exercice desc, type_bilan',
        limit: PAGE_SIZE,
        offset,
      },
    });
    const { results, total_count: total } = decode(page, data);
    rows.push(...results);
    if (results.length === 0 || rows.length >= total) return rows;
  }
  throw contractError('RATIOS_TOO_MANY_ROWS', `${siren} has more than ${ROWS_MAX} rows`, {
    place: { path: 'total_count' },
  });
}
