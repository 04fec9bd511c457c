/** The streams: all objects once, then what changed and what was deleted, and all again each week. */
import {
  decode,
  feedItems,
  incrementalStream,
  instantOf,
  type FeedItem,
  type FeedPage,
  type Json,
  type RecordType,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { fetchList, type Context, type ListQuery } from './client';
import type { SageAccountingConfig } from './config';
import { withAllocations } from './credits';
import { mapContact, mapCreditNote, mapInvoice, mapPayment, mapQuickEntry } from './map';
import { deletedPayload, listPayload, nextPageOf, objectPayload } from './payloads';

interface Options {
  list: string;
  records: readonly RecordType[];
  map: (payload: Json) => UnifiedRecord[];
  /** Adds to each payload the allocations that name it. */
  isWrapped?: boolean;
}

export const customers = streamOf('customers', {
  list: 'contacts',
  records: ['party'],
  map: mapContact,
});

export const invoices = streamOf('invoices', {
  list: 'sales_invoices',
  records: ['accountingDocument'],
  map: mapInvoice,
});

export const creditNotes = streamOf('credit-notes', {
  list: 'sales_credit_notes',
  records: ['accountingDocument'],
  map: mapCreditNote,
  isWrapped: true,
});

export const quickEntries = streamOf('quick-entries', {
  list: 'sales_quick_entries',
  records: ['accountingDocument'],
  map: mapQuickEntry,
  isWrapped: true,
});

export const payments = streamOf('payments', {
  list: 'contact_payments',
  records: ['accountingDocument'],
  map: mapPayment,
});

function streamOf(name: string, options: Options): Stream<SageAccountingConfig> {
  const { list, records, map, isWrapped = false } = options;
  const whole = async (context: Context, page: FeedPage): Promise<FeedPage> =>
    isWrapped ? withAllocations(context, page) : page;
  return incrementalStream<SageAccountingConfig>({
    name,
    records,
    // Pages are numbers: where one begins is another place tomorrow.
    areCursorsShortLived: true,
    list: async (context, cursor) => {
      const { page, next } = await readPage(context, list, { page: pageOf(cursor) });
      return whole(context, { ...page, next });
    },
    changes: async (context, asked) => {
      const { feed, page: at } = turnOf(asked.cursor);
      const query: ListQuery =
        feed === 'deleted'
          ? { page: at, deletedSince: asked.since }
          : { page: at, updatedSince: asked.since };
      const { page, next } = await readPage(context, list, query);
      // How many have changed is not how many there are.
      const { total: _changed, ...rest } = page;
      return whole(context, { ...rest, next: turnAfter(feed, next) });
    },
    map,
  });
}

function pageOf(cursor: Json): number {
  return typeof cursor === 'number' ? cursor : 1;
}

type Feed = 'changed' | 'deleted';

/** "deleted 2": first what changed, page by page, then what was deleted. */
function turnOf(cursor: Json): { feed: Feed; page: number } {
  const [feed, page = '1'] = typeof cursor === 'string' ? cursor.split(' ') : [];
  return { feed: feed === 'deleted' ? 'deleted' : 'changed', page: Number(page) };
}

function turnAfter(feed: Feed, next: number | null): Json {
  if (next !== null) return `${feed} ${next}`;
  return feed === 'changed' ? 'deleted 1' : null;
}

async function readPage(
  context: Context,
  list: string,
  query: ListQuery,
): Promise<{ page: Omit<FeedPage, 'next'>; next: number | null }> {
  const { $items, $total, $next } = decode(listPayload, await fetchList(context, list, query));
  const next = nextPageOf($next);
  if (query.deletedSince !== undefined) {
    const { items, malformed } = feedItems($items, '$items', readDeleted);
    return { page: { items: [], malformed, gone: items.map(({ sourceKey }) => sourceKey) }, next };
  }
  const { items, malformed } = feedItems($items, '$items', readObject);
  const gone = items.filter(isDeleted).map(({ sourceKey }) => sourceKey);
  const alive = items.filter((item) => !isDeleted(item));
  return { page: { items: alive, malformed, gone, total: totalOf($total, gone.length) }, next };
}

/** Deleted objects in a list are not met as objects. */
function totalOf(total: number | null, deleted: number): number | null {
  return total === null || deleted > 0 ? null : total;
}

function readObject(element: unknown, path: string): FeedItem {
  const { id, updated_at } = objectPayload(element, path);
  const updatedAt = instantOf(updated_at, `${path}.updated_at`);
  return { sourceKey: id, updatedAt, payload: element as Json };
}

function readDeleted(element: unknown, path: string): FeedItem {
  const { id } = deletedPayload(element, path);
  return { sourceKey: id, updatedAt: null, payload: null };
}

function isDeleted({ payload }: FeedItem): boolean {
  return decode(objectPayload, payload).deleted_at !== null;
}
