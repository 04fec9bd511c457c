/** The streams: all objects once, then the changelogs, and all again each week or when the changelogs no longer tell. */
import {
  array,
  contractError,
  decode,
  feedItems,
  FORGOTTEN,
  incrementalStream,
  instantOf,
  json,
  type FeedItem,
  type FeedPage,
  type IncrementalStreamOptions,
  type Json,
} from '../../src/connector-kit';
import { fetchChanges, fetchList, fetchOne, fetchTransactions, type Context } from './client';
import type { PennylaneConfig } from './config';
import { mapCustomer, mapInvoice, mapSettlement } from './map';
import { changePayload, listPayload, objectPayload, SETTLED_FIELDS } from './payloads';

const KEPT = {
  // Changes are kept four weeks, and cursors are short-lived (documented).
  changesKeptDays: 28,
  areCursorsShortLived: true,
} as const;

export const customers = incrementalStream<PennylaneConfig>({
  ...KEPT,
  name: 'customers',
  records: ['party'],
  list: (context, cursor) => listOf(context, 'customers', cursor),
  changes: changesOf('customers', fetchCustomer),
  map: mapCustomer,
});

export const invoices = incrementalStream<PennylaneConfig>({
  ...KEPT,
  name: 'invoices',
  records: ['accountingDocument'],
  list: (context, cursor) => listOf(context, 'customer_invoices', cursor),
  changes: changesOf('customer_invoices', (context, id) =>
    fetchOne(context, 'customer_invoices', id),
  ),
  map: mapInvoice,
});

/** One request for each invoice that has been paid at all: read whole less often than the others. */
export const payments = incrementalStream<PennylaneConfig>({
  ...KEPT,
  name: 'payments',
  records: ['accountingDocument'],
  reconcileAfterDays: 28,
  list: async (context, cursor) => {
    const page = await listOf(context, 'customer_invoices', cursor);
    return settledOf(context, page);
  },
  changes: async (context, asked) => {
    const readChanges = changesOf('customer_invoices', (ctx, id) =>
      fetchOne(ctx, 'customer_invoices', id),
    );
    const page = await readChanges(context, asked);
    return page === FORGOTTEN ? page : settledOf(context, page);
  },
  map: mapSettlement,
});

async function listOf(context: Context, list: string, cursor: Json): Promise<FeedPage> {
  const { items, has_more, next_cursor } = decode(
    listPayload,
    await fetchList(context, list, cursor),
  );
  return { ...feedItems(items, 'items', readObject), next: has_more ? next_cursor : null };
}

function readObject(element: unknown, path: string): FeedItem {
  const { id, updated_at } = objectPayload(element, path);
  const updatedAt = instantOf(updated_at, `${path}.updated_at`);
  return { sourceKey: String(id), updatedAt, payload: withoutLinks(element as Json) };
}

/** The address of the document's file is signed anew with each answer, and ends after half an hour. */
function withoutLinks(payload: Json): Json {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  const { public_file_url: _signed, ...rest } = payload;
  return rest;
}

type Changes = NonNullable<IncrementalStreamOptions<PennylaneConfig>['changes']>;

/** The changelog says which; each is read as it is now, or found to be gone. */
function changesOf(list: string, fetch: (context: Context, id: number) => Promise<Json>): Changes {
  return async (context, asked) => {
    const answer = await fetchChanges(context, list, asked);
    if (answer === null) return FORGOTTEN;
    const { items: changes, has_more, next_cursor } = decode(listPayload, answer);
    const { items: noted, malformed } = feedItems(changes, 'items', readChange);
    const newest = new Map(noted.map((change) => [change.sourceKey, change]));
    const page = { items: [] as FeedItem[], malformed: [...malformed], gone: [] as string[] };
    for (const { sourceKey, updatedAt } of newest.values()) {
      const payload = await fetch(context, Number(sourceKey));
      if (payload === null) page.gone.push(sourceKey);
      else keep(page, { payload, updatedAt, sourceKey });
    }
    return { ...page, next: has_more ? next_cursor : null, mark: JSON.stringify(changes) };
  };
}

/** An object that cannot be keyed any more is put aside with the place where it is wrong. */
function keep(
  page: { items: FeedItem[]; malformed: NonNullable<FeedPage['malformed']>[number][] },
  { payload, updatedAt, sourceKey }: FeedItem,
): void {
  const { items, malformed } = feedItems([payload], 'items', readObject);
  for (const item of items) {
    if (item.sourceKey !== sourceKey) {
      throw contractError('PENNYLANE_OTHER_OBJECT', `asked for ${sourceKey}, given another one`, {
        place: { path: 'id' },
      });
    }
    page.items.push({ ...item, updatedAt });
  }
  page.malformed.push(...malformed);
}

/** A change as an item without a payload, newest last. */
function readChange(element: unknown, path: string): FeedItem {
  const { id, processed_at } = changePayload(element, path);
  const updatedAt = instantOf(processed_at, `${path}.processed_at`);
  return { sourceKey: String(id), updatedAt, payload: null };
}

/** The changelog does not say which of the two kinds of customer it is. */
async function fetchCustomer(context: Context, id: number): Promise<Json> {
  const company = await fetchOne(context, 'company_customers', id);
  return company ?? fetchOne(context, 'individual_customers', id);
}

/** For invoices that have been paid at all, what the bank says; the others have no item, or lose the one they had. */
async function settledOf(context: Context, page: FeedPage): Promise<FeedPage> {
  const items: FeedItem[] = [];
  const gone = [...(page.gone ?? [])];
  for (const { sourceKey, updatedAt, payload } of page.items) {
    const invoice = settledPart(payload);
    const transactions = invoice === null ? null : await transactionsOf(context, Number(sourceKey));
    if (invoice === null || transactions === null || transactions.length === 0) {
      gone.push(sourceKey);
      continue;
    }
    items.push({ sourceKey, updatedAt, payload: { invoice, transactions } });
  }
  return { ...page, items, gone };
}

/** Null when nothing can have been paid: a draft, a credit note, an invoice of which all remains. */
function settledPart(payload: Json): { [key: string]: Json } | null {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null;
  const { status, draft, amount, paid, remaining_amount_with_tax: remaining } = payload;
  const isOther = draft === true || status === 'draft' || status === 'credit_note';
  const isUntouched = paid !== true && remaining === amount;
  if (isOther || isUntouched) return null;
  return Object.fromEntries(SETTLED_FIELDS.map((field) => [field, payload[field] ?? null]));
}

/** More pages of transactions than this on one invoice are a provider that never ends. */
const PAGES_MAX = 20;

async function transactionsOf(context: Context, invoiceId: number): Promise<Json[] | null> {
  const all: Json[] = [];
  let cursor: Json = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await fetchTransactions(context, invoiceId, cursor);
    if (answer === null) return null;
    const { items, has_more, next_cursor } = decode(listPayload, answer);
    all.push(...decode(array(json), items, 'items'));
    if (!has_more || next_cursor === null) return all;
    cursor = next_cursor;
  }
  throw contractError('PENNYLANE_TRANSACTIONS_ENDLESS', `invoice ${invoiceId} has no last page`, {
    place: { path: 'next_cursor' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, report it to Pennylane.',
  });
}
