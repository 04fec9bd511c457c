/** The wire: ODSQL queries on the dataset `annonces-commerciales` of the Explore API v2.1. */
import {
  array,
  decode,
  integer,
  json,
  object,
  type HttpClient,
  type Json,
  type LocalDate,
} from '../../src/connector-kit';

export const RECORDS_PATH = '/api/explore/v2.1/catalog/datasets/annonces-commerciales/records';
/** Most records one answer can carry. */
export const PAGE_SIZE = 100;
/** Furthest record the API can reach: offset + limit must not exceed it. */
export const WINDOW_SIZE = 10_000;

export interface NoticeQuery {
  sirens: readonly string[];
  /** First day of publication wanted. */
  from: LocalDate;
  offset: number;
}

export interface NoticeAnswer {
  totalCount: number;
  results: Json[];
}

const answer = object({ total_count: integer, results: array(json) });

/** Notices of these companies from a day on, oldest first; ties in the order of their ids. */
export async function fetchNotices(http: HttpClient, query: NoticeQuery): Promise<NoticeAnswer> {
  const { data } = await http.request({
    path: RECORDS_PATH,
    query: {
      where: whereClause(query),
      order_by: 'dateparution, id',
      limit: PAGE_SIZE,
      offset: query.offset,
    },
  });
  const { total_count: totalCount, results } = decode(answer, data);
  return { totalCount, results };
}

/** Equality on the multi-valued column, one term per company: the one form every version of the API documents. */
function whereClause(query: NoticeQuery): string {
  const companies = query.sirens.map((siren) => `registre="${siren}"`).join(' or ');
  return `(${companies}) and dateparution>=date'${query.from}'`;
}
