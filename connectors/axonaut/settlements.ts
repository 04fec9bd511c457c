/** Invoices with their payments: a payment names its invoice, and only the invoice its customer. */
import {
  addDays,
  contractError,
  decode,
  feedItems,
  type EncoursError,
  type FeedItem,
  type FeedPage,
  type Json,
  type MalformedItem,
} from '../../src/connector-kit';
import { dayBefore, fetchInvoice, fetchPage, type Context, type DayFilters } from './client';
import { paidPayload, SETTLED_FIELDS } from './payloads';

/** More pages of payments than this are a list that never ends. */
const PAGES_MAX = 5_000;
/** Payments are asked for by their own day, which is some days before that of their entry. */
const WINDOW_DAYS = 3;

interface Sorted {
  byInvoice: Map<string, Json[]>;
  /** What does not even say of which invoice it is. */
  malformed: MalformedItem[];
}
const minds = new WeakMap<Context, Sorted>();

/** All payments by their invoice, read once for a run: cheaper than a question for each invoice. */
export async function paymentsInMind(context: Context, isNew: boolean): Promise<Sorted> {
  const known = isNew ? undefined : minds.get(context);
  if (known !== undefined) return known;
  const read = sorted(await readPayments(context, {}));
  minds.set(context, read);
  return read;
}

/** For invoices of which something is settled, their payments; the others have no item, or lose the one they had. */
export async function withPayments(
  page: FeedPage,
  paymentsOfInvoice: (id: string) => Promise<readonly Json[]>,
): Promise<FeedPage> {
  const items: FeedItem[] = [];
  const gone = [...(page.gone ?? [])];
  for (const item of page.items) {
    const payments = await paymentsOfInvoice(item.sourceKey);
    if (payments.length === 0) gone.push(item.sourceKey);
    else
      items.push({
        ...item,
        payload: { invoice: essenceOf(item.payload), payments: [...payments] },
      });
  }
  return { ...page, items, gone };
}

/** The payments of one invoice, asked for by themselves. */
export function askPayments(context: Context, id: string): Promise<readonly Json[]> {
  return readPayments(context, { invoiceId: Number(id) });
}

interface Asked {
  read: (element: unknown, path: string) => FeedItem;
  /** Invoices that are told already. */
  told: ReadonlySet<string>;
}

/** Invoices that payments of the last days name, whether they say that they have changed or not. */
export async function settledSince(
  context: Context,
  since: string,
  { read, told }: Asked,
): Promise<FeedPage> {
  const from = addDays(dayBefore(since), -WINDOW_DAYS);
  const paid = sorted(await readPayments(context, { filters: { date_after: from } }));
  const items: FeedItem[] = [];
  const malformed = [...paid.malformed];
  for (const id of paid.byInvoice.keys()) {
    const invoice = told.has(id) ? null : await fetchInvoice(context, Number(id));
    if (invoice === null) continue;
    const keyed = feedItems([invoice], 'invoices', read);
    items.push(...keyed.items);
    malformed.push(...keyed.malformed);
  }
  return withPayments({ items, malformed, next: null }, (id) => askPayments(context, id));
}

async function readPayments(
  context: Context,
  asked: { filters?: DayFilters; invoiceId?: number },
): Promise<Json[]> {
  const all: Json[] = [];
  let before = '';
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { elements, isEnd } = await fetchPage(context, 'payments', { page, ...asked });
    if (isEnd) return all;
    const shown = JSON.stringify(elements);
    if (shown === before) throw endless(page);
    before = shown;
    all.push(...elements);
  }
  throw endless(PAGES_MAX);
}

/** Met twice, when others came or went between two pages, it is the same payment; one without an invoice is nobody's yet. */
function sorted(payments: readonly Json[]): Sorted {
  const { items, malformed } = feedItems(payments, 'payments', readPayment);
  const newest = new Map(items.map((item) => [item.sourceKey, item.payload]));
  const byInvoice = new Map<string, Json[]>();
  for (const payload of newest.values()) {
    const { invoice_id: invoiceId } = decode(paidPayload, payload);
    if (invoiceId === null) continue;
    const known = byInvoice.get(String(invoiceId));
    if (known === undefined) byInvoice.set(String(invoiceId), [payload]);
    else known.push(payload);
  }
  return { byInvoice, malformed };
}

function readPayment(element: unknown, path: string): FeedItem {
  const { id } = paidPayload(element, path);
  return { sourceKey: String(id), updatedAt: null, payload: element as Json };
}

/** What is read of the invoice; a field that is not there stays away, and is missed when it is mapped. */
function essenceOf(payload: Json): Json {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  const told = SETTLED_FIELDS.flatMap((field): [string, Json][] => {
    const value = payload[field];
    return value === undefined ? [] : [[field, value]];
  });
  return Object.fromEntries(told);
}

function endless(page: number): EncoursError {
  return contractError('AXONAUT_PAYMENTS_REPEATED', `page ${page} of payments is the one before`, {
    place: { field: 'payments' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, report it to Axonaut.',
  });
}
