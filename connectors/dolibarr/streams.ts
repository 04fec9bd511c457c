/**
 * The streams: all objects by their ids; then what changed, what is unpaid, and the credit notes of a year, since what is paid in
 * part or used in part is not said to have changed; all again each week.
 */
import {
  array,
  decode,
  feedItems,
  incrementalStream,
  isEncoursError,
  json,
  type FeedItem,
  type FeedPage,
  type Json,
  type MalformedItem,
} from '../../src/connector-kit';
import { fetchDiscounts, fetchList, fetchPayments, type Context, type ListQuery } from './client';
import type { DolibarrConfig } from './config';
import { mapCustomer, mapInvoice } from './map';
import { changedAt, objectPayload, ownerPayload, rowPayload, sourcePayload } from './payloads';

/** In which zone the server compares dates is not said: the widest apart are fourteen hours. */
const OVERLAP_MINUTES = 14 * 60;
const YEAR_MS = 365 * 86_400_000;
const CREDIT_NOTE = '2';

export const customers = incrementalStream<DolibarrConfig>({
  name: 'customers',
  records: ['party'],
  overlapMinutes: OVERLAP_MINUTES,
  list: (context, cursor) => customersPage(context, cursor),
  changes: (context, { since, cursor }) => customersPage(context, cursor, [changedSince(since)]),
  map: mapCustomer,
});

export const invoices = incrementalStream<DolibarrConfig>({
  name: 'invoices',
  records: ['accountingDocument'],
  overlapMinutes: OVERLAP_MINUTES,
  list: (context, cursor) => invoicesPage(context, { after: idOf(cursor) }),
  changes: (context, { since, cursor }) => changedInvoices(context, since, cursor),
  map: mapInvoice,
});

async function customersPage(
  context: Context,
  cursor: Json,
  filters: readonly string[] = [],
): Promise<FeedPage> {
  const query = { after: idOf(cursor), filters, mode: 1 };
  const answer = await fetchList(context, 'thirdparties', query);
  const { items, malformed } = feedItems(answer, 'thirdparties', readObject);
  const wrapped = items.map((item) => ({
    ...item,
    payload: { ...settingsOf(context), customer: item.payload },
  }));
  return { items: wrapped, malformed, next: nextOf(context, answer as Json[]) };
}

/** What may have changed, in the order in which it is read. */
const PHASES = ['changed', 'unpaid', 'credits'] as const;

/** One page of one phase; its last page leads to the next one. */
async function changedInvoices(context: Context, since: string, cursor: Json): Promise<FeedPage> {
  const { phase, after } = positionOf(cursor);
  const page = await invoicesPage(context, { after, ...queryOf(PHASES[phase], since) });
  if (page.next !== null) return { ...page, next: { phase, after: page.next } };
  const isLast = phase >= PHASES.length - 1;
  return { ...page, next: isLast ? null : { phase: phase + 1, after: 0 } };
}

function queryOf(
  phase: (typeof PHASES)[number] | undefined,
  since: string,
): Pick<ListQuery, 'filters' | 'status'> {
  if (phase === 'unpaid') return { status: 'unpaid' };
  if (phase === 'changed') return { filters: [changedSince(since)] };
  const yearAgo = new Date(Date.parse(since) - YEAR_MS).toISOString().slice(0, 10);
  return { filters: [`(t.type:=:${CREDIT_NOTE})`, `(t.datef:>=:'${yearAgo}')`] };
}

function changedSince(since: string): string {
  return `(t.tms:>=:'${since.slice(0, 19).replace('T', ' ')}')`;
}

async function invoicesPage(context: Context, query: ListQuery): Promise<FeedPage> {
  const answer = await fetchList(context, 'invoices', query);
  const { items, malformed } = feedItems(answer, 'invoices', readInvoice);
  const discounts = new Map<string, Json[]>();
  const wrapped: FeedItem[] = [];
  for (const item of items) {
    try {
      const payments = await paymentsOf(context, item.payload);
      const credits = await discountsOf(context, item.payload, discounts);
      const payload = { ...settingsOf(context), invoice: item.payload, payments };
      wrapped.push({ ...item, payload: { ...payload, discounts: credits } });
    } catch (error) {
      malformed.push(unreadable(error, item.payload));
    }
  }
  return { items: wrapped, malformed, next: nextOf(context, answer as Json[]) };
}

/** One invoice whose payments or discounts are no such things is put aside; what else went wrong ends the run. */
function unreadable(error: unknown, payload: Json): MalformedItem {
  if (!isEncoursError(error, 'CONTRACT') || error.code !== 'PAYLOAD_INVALID') throw error;
  return { code: error.code, reason: error.message, path: error.place.path ?? '$', payload };
}

/** One request for each invoice of which anything was paid. */
async function paymentsOf(context: Context, invoice: Json): Promise<Json> {
  const { id, totalpaid } = decode(ownerPayload, invoice);
  return Number(totalpaid) === 0 ? [] : sorted(await fetchPayments(context, id));
}

/** What of a customer's discounts a credit note was made into; asked for once for all of a page. */
async function discountsOf(
  context: Context,
  invoice: Json,
  known: Map<string, Json[]>,
): Promise<Json[]> {
  const { id, socid, type } = decode(ownerPayload, invoice);
  if (type !== CREDIT_NOTE) return [];
  const all = known.get(socid) ?? decode(array(json), await fetchDiscounts(context, socid));
  known.set(socid, all);
  return sorted(
    all.filter(
      (each, index) => decode(sourcePayload, each, `discounts[${index}]`).fk_facture_source === id,
    ),
  ) as Json[];
}

/** By reference or row: an order nobody promises must not make another payload. */
function sorted(list: Json): Json {
  if (!Array.isArray(list)) return list;
  return [...list].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function readInvoice(element: unknown, path: string): FeedItem {
  decode(ownerPayload, element, path);
  return readObject(element, path);
}

function readObject(element: unknown, path: string): FeedItem {
  const { id, tms } = objectPayload(element, path);
  return { sourceKey: id, updatedAt: changedAt(tms), payload: element as Json };
}

/** Beside the answer: what its numbers and days mean. */
function settingsOf({ config }: Context): { currency: string; timeZone: string } {
  return { currency: config.companyCurrency, timeZone: config.timeZone };
}

/** A page that is full may have another behind it. One whose last object has no id cannot be gone on from. */
function nextOf({ config }: Context, answer: readonly Json[]): number | null {
  if (answer.length < config.pageSize) return null;
  return Number(decode(rowPayload, answer.at(-1), `[${answer.length - 1}]`).id);
}

function idOf(cursor: Json): number {
  return typeof cursor === 'number' ? cursor : 0;
}

function positionOf(cursor: Json): { phase: number; after: number } {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) {
    return { phase: 0, after: 0 };
  }
  return { phase: idOf(cursor['phase'] ?? null), after: idOf(cursor['after'] ?? null) };
}
