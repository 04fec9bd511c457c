/** The streams: all objects once, invoices that changed since a day, and all again each week. */
import {
  feedItems,
  incrementalStream,
  readTwice,
  type FeedItem,
  type FeedPage,
  type Json,
} from '../../src/connector-kit';
import { dayBefore, fetchPage, type Context, type DayFilters } from './client';
import type { AxonautConfig } from './config';
import { mapCompany, mapInvoice, mapSettlement } from './map';
import { changedPayload, objectPayload } from './payloads';
import { askPayments, paymentsInMind, settledSince, withPayments } from './settlements';

/** Pages are numbers: where one begins is another place tomorrow. */
const PAGED = { areCursorsShortLived: true } as const;

/** No filter tells which companies have changed: all are listed in each run. */
export const customers = incrementalStream<AxonautConfig>({
  ...PAGED,
  name: 'customers',
  records: ['party'],
  list: (context, cursor) =>
    everything(context, 'customers', { list: 'companies', cursor, read: readObject }),
  map: mapCompany,
});

export const invoices = incrementalStream<AxonautConfig>({
  ...PAGED,
  name: 'invoices',
  records: ['accountingDocument'],
  list: (context, cursor) =>
    everything(context, 'invoices', { list: 'invoices', cursor, read: readInvoice }),
  changes: (context, { since, cursor }) => changedInvoices(context, since, cursor),
  map: mapInvoice,
});

/** The payments of each invoice, under the invoice's key. */
export const payments = incrementalStream<AxonautConfig>({
  ...PAGED,
  name: 'payments',
  records: ['accountingDocument'],
  list: async (context, cursor) => {
    const known = await paymentsInMind(context, cursor === null);
    const page = await everything(context, 'payments', {
      list: 'invoices',
      cursor,
      read: readInvoice,
    });
    const told = await withPayments(page, (id) => Promise.resolve(known.byInvoice.get(id) ?? []));
    const unread = cursor === null ? known.malformed : [];
    return {
      ...told,
      // What is not there at the end is gone by itself, unless a payment could not be read.
      gone: [],
      seen: (told.seen ?? []).filter((id) => known.byInvoice.has(id)),
      malformed: [...(told.malformed ?? []), ...unread],
    };
  },
  changes: async (context, { since, cursor }) => {
    if (cursor === SETTLED) {
      return settledSince(context, since, { read: readInvoice, told: toldIn(context) });
    }
    const page = await changedInvoices(context, since, cursor);
    if (cursor === null) toldIn(context).clear();
    for (const { sourceKey } of page.items) toldIn(context).add(sourceKey);
    const told = await withPayments(page, (id) => askPayments(context, id));
    return { ...told, next: page.next ?? SETTLED };
  },
  map: mapSettlement,
});

/** After the invoices that changed, those that payments of the last days name. */
const SETTLED = 'settled';

/** Invoices whose payments this run has asked for already. */
const askedIn = new WeakMap<Context, Set<string>>();

function toldIn(context: Context): Set<string> {
  const told = askedIn.get(context) ?? new Set<string>();
  askedIn.set(context, told);
  return told;
}

type Read = (element: unknown, path: string) => FeedItem;

async function changedInvoices(context: Context, since: string, cursor: Json): Promise<FeedPage> {
  const page = typeof cursor === 'number' ? cursor : 1;
  const filters = { updated_after: dayBefore(since) };
  const { isEnd, ...told } = await pageOf(context, 'invoices', {
    page,
    filters,
    read: readInvoice,
  });
  return { ...told, next: isEnd ? null : page + 1 };
}

/** A page of everything. The end of the list is told by a page of its own. */
function everything(
  context: Context,
  stream: string,
  { list, cursor, read }: { list: string; cursor: Json; read: Read },
): Promise<FeedPage> {
  return readTwice(context, stream, {
    cursor,
    fetch: async (page) => {
      const { isEnd, items, malformed = [] } = await pageOf(context, list, { page, read });
      return { items, malformed, isLast: isEnd };
    },
  });
}

async function pageOf(
  context: Context,
  list: string,
  { page, filters = {}, read }: { page: number; filters?: DayFilters; read: Read },
): Promise<Omit<FeedPage, 'next'> & { isEnd: boolean }> {
  const { elements, isEnd } = await fetchPage(context, list, { page, filters });
  return { ...feedItems(elements, list, read), isEnd };
}

function readObject(element: unknown, path: string): FeedItem {
  const { id } = objectPayload(element, path);
  return { sourceKey: String(id), updatedAt: null, payload: element as Json };
}

function readInvoice(element: unknown, path: string): FeedItem {
  const { id, last_update_date: updatedAt } = changedPayload(element, path);
  return { sourceKey: String(id), updatedAt, payload: element as Json };
}
