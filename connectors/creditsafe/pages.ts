/** Pages of the lists of monitoring, which count from 0. */
import { decode, payloadInvalid, type Json } from '../../src/connector-kit';
import { listPage } from './payloads';

export interface ListPlace {
  page: number;
  /** Entries on the pages before. */
  seen: number;
}

export interface ListPage extends ListPlace {
  data: Json[];
  isLast: boolean;
}

const PAGES_MAX = 10_000;

/**
 * The pages from a place on. The largest page size is not documented, so a short page is not the last one: the total says
 * when to stop, or an empty page. Throws CONTRACT PAYLOAD_INVALID when a page is sent twice.
 */
export async function* pagesFrom(
  place: ListPlace,
  fetch: (page: number) => Promise<Json>,
): AsyncGenerator<ListPage> {
  let { seen } = place;
  let before: string | null = null;
  for (let page = place.page; page < PAGES_MAX; page++) {
    const { data, totalCount } = decode(listPage, await fetch(page));
    const shown = JSON.stringify(data);
    if (data.length > 0 && shown === before) {
      throw payloadInvalid('data', `page ${page}, not the page before once more`, data);
    }
    before = shown;
    seen += data.length;
    const isLast = data.length === 0 || (totalCount !== null && seen >= totalCount);
    yield { page, seen, data, isLast };
    if (isLast) return;
  }
}
