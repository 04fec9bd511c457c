/** The streams: all objects once, what was modified since, and all again each week. */
import {
  decode,
  feedItems,
  incrementalStream,
  integer,
  object,
  payloadInvalid,
  text,
  type FeedItem,
  type FeedPage,
  type Json,
  type RecordType,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { fetchPage, PAGE_SIZE, type Context } from './client';
import type { XeroConfig } from './config';
import {
  mapContact,
  mapCreditNote,
  mapInvoice,
  mapOverpayment,
  mapPayment,
  mapPrepayment,
} from './map';
import { pagination, paymentKind, updated } from './payloads';
import { tenantOf } from './tenant';

type Element = { [key: string]: Json };

interface Feed {
  name: string;
  /** "Invoices", under which name the list stands in the answer too. */
  resource: string;
  id: string;
  where: string | null;
  records?: readonly RecordType[];
  /** The payload of an object; null for one that exists and concerns no customer. */
  payload?: (element: Element, place: { path: string; config: XeroConfig }) => Json;
  map: (payload: Json) => UnifiedRecord[];
}

export const contacts = streamOf({
  ...{ name: 'contacts', resource: 'Contacts', id: 'ContactID', where: null },
  records: ['party'],
  map: mapContact,
});

export const invoices = streamOf({
  ...{ name: 'invoices', resource: 'Invoices', id: 'InvoiceID', where: 'Type=="ACCREC"' },
  map: mapInvoice,
});

export const creditNotes = streamOf({
  ...{ name: 'credit-notes', resource: 'CreditNotes', id: 'CreditNoteID' },
  where: 'Type=="ACCRECCREDIT"',
  map: mapCreditNote,
});

export const overpayments = streamOf({
  ...{ name: 'overpayments', resource: 'Overpayments', id: 'OverpaymentID' },
  where: 'Type=="RECEIVE-OVERPAYMENT"',
  map: mapOverpayment,
});

export const prepayments = streamOf({
  ...{ name: 'prepayments', resource: 'Prepayments', id: 'PrepaymentID' },
  where: 'Type=="RECEIVE-PREPAYMENT"',
  map: mapPrepayment,
});

export const payments = streamOf({
  ...{ name: 'payments', resource: 'Payments', id: 'PaymentID', where: null },
  payload: paymentOf,
  map: mapPayment,
});

function streamOf(feed: Feed): Stream<XeroConfig> {
  const { name, records = ['accountingDocument'], map } = feed;
  return incrementalStream<XeroConfig>({
    name,
    records,
    // Pages are numbers: where one begins is another place tomorrow.
    areCursorsShortLived: true,
    list: (context, cursor) => readPage(context, feed, { cursor, since: null }),
    changes: (context, asked) => readPage(context, feed, asked),
    map,
  });
}

const place = object({ page: integer, tenantId: text });

async function readPage(
  context: Context,
  feed: Feed,
  { cursor, since }: { cursor: Json; since: string | null },
): Promise<FeedPage> {
  const { resource, where } = feed;
  const at = cursor === null ? null : decode(place, cursor);
  const page = at?.page ?? 1;
  const tenantId = at?.tenantId ?? (await tenantOf(context));
  const answer = await fetchPage(context, { resource, where, tenantId, page, since });
  if (answer === null) return { items: [], next: null };
  const { pagination: told } = decode(pagination, answer);
  const list = (answer as Element)[resource];
  const { items, malformed } = feedItems(list, resource, (element, path) =>
    readObject(element as Json, { path, feed, config: context.config }),
  );
  const count = items.length + malformed.length;
  const isLast = told === null ? count < PAGE_SIZE : page >= told.pageCount;
  return {
    items: items.filter(({ payload }) => payload !== null),
    malformed,
    seen: items.filter(({ payload }) => payload === null).map(({ sourceKey }) => sourceKey),
    next: isLast ? null : { page: page + 1, tenantId },
    total: told?.itemCount ?? null,
  };
}

function readObject(
  element: Json,
  { path, feed, config }: { path: string; feed: Feed; config: XeroConfig },
): FeedItem {
  const updatedAt = updated(element, path).UpdatedDateUTC;
  const sourceKey = text((element as Element)[feed.id], `${path}.${feed.id}`);
  const payload = feed.payload?.(element as Element, { path, config }) ?? null;
  return { sourceKey, updatedAt, payload: feed.payload === undefined ? element : payload };
}

/** Payments of invoices to customers, and of what was paid back to them. */
const OF_CUSTOMERS: readonly string[] = [
  'ACCRECPAYMENT',
  'ARCREDITPAYMENT',
  'AROVERPAYMENTPAYMENT',
  'ARPREPAYMENTPAYMENT',
];
const OF_SUPPLIERS: readonly string[] = [
  'ACCPAYPAYMENT',
  'APCREDITPAYMENT',
  'APOVERPAYMENTPAYMENT',
  'APPREPAYMENTPAYMENT',
];

/** The currency is that of what is paid; where that is not said, the organisation's, when no rate says that it is another. */
function paymentOf(payment: Element, { path, config }: { path: string; config: XeroConfig }): Json {
  const kind = paymentKind(payment, path);
  const { PaymentType: type, CurrencyRate: rate } = kind;
  if (OF_SUPPLIERS.includes(type)) return null;
  if (!OF_CUSTOMERS.includes(type)) {
    throw payloadInvalid(`${path}.PaymentType`, 'a type of payment that is known', type);
  }
  const paid = kind.Invoice ?? kind.CreditNote ?? kind.Overpayment ?? kind.Prepayment;
  const own = rate === null || rate === 1 ? (config.baseCurrency ?? null) : null;
  return { currency: paid?.CurrencyCode ?? own, payment };
}
