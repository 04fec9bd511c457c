/** The streams: all objects once, documents that changed, and all again each week; payments one by one where they changed. */
import {
  addDays,
  contractError,
  decode,
  feedItems,
  incrementalStream,
  instantOf,
  json,
  localDateAt,
  object,
  readTwice,
  text,
  type FeedItem,
  type FeedPage,
  type Json,
  type NumberedPage,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { fetchList, fetchPayment, type Context } from './client';
import type { ZohoBooksConfig } from './config';
import { mapContact, mapCreditNote, mapInvoice, mapPayment } from './map';
import { changedPayload, pagePayload, paymentAnswer, paymentRow } from './payloads';

/** Pages are numbers: where one begins is another place tomorrow. */
const PAGED = { areCursorsShortLived: true } as const;

/** No filter is known that tells which contacts have changed: all are listed in each run. */
export const customers = incrementalStream<ZohoBooksConfig>({
  ...PAGED,
  name: 'customers',
  records: ['party'],
  list: (context, cursor) =>
    readTwice(context, 'customers', {
      cursor,
      fetch: (page) => readPage(context, 'contacts', { page, read: objectWith('contact_id') }),
    }),
  map: mapContact,
});

export const invoices = documentStream('invoices', {
  list: 'invoices',
  read: changedWith('invoice_id'),
  map: mapInvoice,
});

export const creditNotes = documentStream('credit-notes', {
  list: 'creditnotes',
  read: changedWith('creditnote_id'),
  map: mapCreditNote,
});

/** What a payment paid is in the answer about it alone: asked for of all once a week, else of those that changed. */
export const payments = incrementalStream<ZohoBooksConfig>({
  // Each payment costs a request, and the day has a limit: a reading that was cut off goes on where it was. What slipped from
  // page to page meanwhile is met the second time.
  name: 'payments',
  records: ['accountingDocument'],
  list: async (context, cursor) => {
    const page = await readTwice(context, 'payments', {
      cursor,
      fetch: (number) => readPage(context, 'customerpayments', { page: number, read: readRow }),
    });
    return detailed(context, page);
  },
  changes: async (context, { since, cursor }) => {
    const { turn, page: number } = turnOf(context, cursor);
    const asked = { page: number, read: readRow };
    const { items, malformed, isLast } = await readPage(context, 'customerpayments', asked);
    const rows = items.map((item) => ({ item, isChanged: isChanged(item, since) }));
    const page = {
      items: rows.filter((row) => row.isChanged).map(({ item }) => item),
      malformed,
      seen: rows.filter((row) => !row.isChanged).map(({ item }) => item.sourceKey),
      next: isLast ? null : `${turn} ${number + 1}`,
    };
    return detailed(context, page);
  },
  map: mapPayment,
});

/** Runs that have begun to scan for changes. */
const scanning = new WeakSet<Context>();

/** "2 5", turn and page: a scan that was cut off costs little, and begins again where the list begins by now. */
function turnOf(context: Context, cursor: Json): { turn: number; page: number } {
  const isTakenUp = cursor !== null && !scanning.has(context);
  scanning.add(context);
  const [turn = '1', page = '1'] = typeof cursor === 'string' ? cursor.split(' ') : [];
  return isTakenUp
    ? { turn: Number(turn) + 1, page: 1 }
    : { turn: Number(turn), page: Number(page) };
}

type Read = (element: unknown, path: string) => FeedItem;

function documentStream(
  name: string,
  { list, read, map }: { list: string; read: Read; map: (payload: Json) => UnifiedRecord[] },
): Stream<ZohoBooksConfig> {
  return incrementalStream<ZohoBooksConfig>({
    ...PAGED,
    name,
    records: ['accountingDocument'],
    list: (context, cursor) =>
      readTwice(context, name, {
        cursor,
        fetch: (page) => readPage(context, list, { page, read }),
      }),
    changes: async (context, { since, cursor }) => {
      const page = typeof cursor === 'number' ? cursor : 1;
      const asked = { page, read, modifiedSince: since };
      const { isLast, ...told } = await readPage(context, list, asked);
      return { ...told, next: isLast ? null : page + 1 };
    },
    map,
  });
}

async function readPage(
  context: Context,
  list: string,
  { page, read, modifiedSince }: { page: number; read: Read; modifiedSince?: string },
): Promise<NumberedPage> {
  const query = modifiedSince === undefined ? { page } : { page, modifiedSince };
  const answer = await fetchList(context, list, query);
  const { page_context } = decode(pagePayload, answer);
  const elements = decode(object({ [list]: json }), answer)[list];
  return { ...feedItems(elements, list, read), isLast: !page_context.has_more_page };
}

function objectWith(key: string): Read {
  const shape = object({ [key]: text });
  return (element, path) => {
    const { [key]: sourceKey = '' } = shape(element, path);
    return { sourceKey, updatedAt: null, payload: element as Json };
  };
}

function changedWith(key: string): Read {
  const keyed = objectWith(key);
  return (element, path) => {
    const { last_modified_time: written } = changedPayload(element, path);
    const updatedAt = instantOf(written, `${path}.last_modified_time`);
    return { ...keyed(element, path), updatedAt };
  };
}

function readRow(element: unknown, path: string): FeedItem {
  const { payment_id: sourceKey, last_modified_time: written } = paymentRow(element, path);
  const updatedAt = written === null ? null : instantOf(written, `${path}.last_modified_time`);
  return { sourceKey, updatedAt, payload: element as Json };
}

/** Of payments that do not say when they changed, those of the last weeks are asked for each time. */
const RECENT_DAYS = 14;

function isChanged({ updatedAt, payload }: FeedItem, since: string): boolean {
  if (updatedAt !== null) return updatedAt >= since;
  const from = addDays(localDateAt(new Date(since)), -RECENT_DAYS);
  return decode(paymentRow, payload).date >= from;
}

/** The answer about each payment in the place of its row; one that is not there any more is gone. */
async function detailed(context: Context, page: FeedPage): Promise<FeedPage> {
  const items: FeedItem[] = [];
  const gone = [...(page.gone ?? [])];
  for (const item of page.items) {
    const answer = await fetchPayment(context, item.sourceKey);
    if (answer === null) {
      gone.push(item.sourceKey);
      continue;
    }
    const { payment: payload } = decode(paymentAnswer, answer);
    items.push({ ...item, payload: sameOne(payload, item.sourceKey) });
  }
  return { ...page, items, gone };
}

/** Throws when the answer is about another payment; one that cannot be read is refused when it is mapped. */
function sameOne(payload: Json, id: string): Json {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  const told = isObject ? payload['payment_id'] : undefined;
  if (typeof told !== 'string' || told === id) return payload;
  throw contractError('ZOHO_OTHER_PAYMENT', `asked for payment ${id}, given another one`, {
    place: { path: 'payment.payment_id' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, report it to Zoho.',
  });
}
