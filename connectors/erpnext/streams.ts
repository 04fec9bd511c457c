/** The streams: all objects by their names, then what changed, each read by itself; all again each week. */
import {
  contractError,
  decode,
  feedItems,
  incrementalStream,
  instantOf,
  isEncoursError,
  type FeedItem,
  type FeedPage,
  type IncrementalStreamOptions,
  type Json,
} from '../../src/connector-kit';
import { fetchNames, fetchOne, type Context, type Doctype, type Filter } from './client';
import type { ErpnextConfig } from './config';
import { mapCustomer, mapInvoice, mapPayment } from './map';
import { CUSTOMER_FIELDS, INVOICE_FIELDS, namePayload, PAYMENT_FIELDS, picked } from './payloads';

/** Times are those of the site, and which zone that is nobody says: the widest apart are fourteen hours. */
const OVERLAP_MINUTES = 14 * 60;

interface Reading {
  doctype: Doctype;
  filters: (config: ErpnextConfig) => readonly Filter[];
  wrap: (config: ErpnextConfig, document: Json) => Json;
}

const CUSTOMERS: Reading = {
  doctype: 'Customer',
  filters: () => [],
  wrap: ({ company, companyCurrency: currency }, document) => ({
    ...(company === undefined ? {} : { company }),
    currency,
    customer: picked(document, CUSTOMER_FIELDS),
  }),
};

const INVOICES: Reading = {
  doctype: 'Sales Invoice',
  filters: ofCompany,
  wrap: (_config, document) => picked(document, INVOICE_FIELDS),
};

const PAYMENTS: Reading = {
  doctype: 'Payment Entry',
  filters: (config) => [...ofCompany(config), ['party_type', '=', 'Customer']],
  wrap: (_config, document) => picked(document, PAYMENT_FIELDS),
};

export const customers = incrementalStream<ErpnextConfig>({
  ...streamOf('customers', CUSTOMERS),
  records: ['party'],
  map: mapCustomer,
});

export const invoices = incrementalStream<ErpnextConfig>({
  ...streamOf('invoices', INVOICES),
  records: ['accountingDocument'],
  map: mapInvoice,
});

export const payments = incrementalStream<ErpnextConfig>({
  ...streamOf('payments', PAYMENTS),
  records: ['accountingDocument'],
  map: mapPayment,
});

function streamOf(
  name: string,
  reading: Reading,
): Pick<IncrementalStreamOptions<ErpnextConfig>, 'name' | 'overlapMinutes' | 'list' | 'changes'> {
  return {
    name,
    overlapMinutes: OVERLAP_MINUTES,
    list: (context, cursor) => readPage(context, reading, { cursor, filters: [] }),
    changes: (context, { since, cursor }) => {
      const filters: Filter[] = [['modified', '>=', since.slice(0, 19).replace('T', ' ')]];
      return readPage(context, reading, { cursor, filters });
    },
  };
}

/**
 * A page begins after a name: names are unique, whereas many objects may be modified in the same moment. The database compares
 * and orders names by the same rules, whatever these are.
 */
async function readPage(
  context: Context,
  reading: Reading,
  { cursor, filters }: { cursor: Json; filters: readonly Filter[] },
): Promise<FeedPage> {
  const after: Filter[] = typeof cursor === 'string' ? [['name', '>', cursor]] : [];
  const all = [...reading.filters(context.config), ...filters, ...after];
  const answer = await fetchNames(context, reading.doctype, all);
  const { items: named, malformed } = feedItems(answer, reading.doctype, readName);
  const page = { items: [] as FeedItem[], malformed, gone: [] as string[] };
  for (const item of named) await readInto(page, context, { reading, item });
  return { ...page, next: nextOf(context, answer as Json[], reading.doctype) };
}

/** An object that cannot be keyed any more is put aside; one that went away meanwhile is gone. */
async function readInto(
  page: { items: FeedItem[]; malformed: Malformed[]; gone: string[] },
  context: Context,
  { reading, item }: { reading: Reading; item: FeedItem },
): Promise<void> {
  const document = await readDocument(page, context, { reading, item });
  if (document === undefined) return;
  if (document === null) {
    page.gone.push(item.sourceKey);
    return;
  }
  const { items, malformed } = feedItems([document], reading.doctype, readName);
  page.malformed.push(...malformed);
  for (const { sourceKey, updatedAt } of items) {
    if (sourceKey !== item.sourceKey) throw otherObject(item.sourceKey);
    page.items.push({ sourceKey, updatedAt, payload: reading.wrap(context.config, document) });
  }
}

/** Undefined for an answer that holds no object: put aside, and the others are read. What else goes wrong ends the run. */
async function readDocument(
  page: { malformed: Malformed[] },
  context: Context,
  { reading, item }: { reading: Reading; item: FeedItem },
): Promise<Json | undefined> {
  try {
    return await fetchOne(context, reading.doctype, item.sourceKey);
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT') || error.code !== 'PAYLOAD_INVALID') throw error;
    const path = `${item.sourceKey}.${error.place.path ?? 'data'}`;
    page.malformed.push({ code: error.code, reason: error.message, path, payload: null });
    return undefined;
  }
}

type Malformed = ReturnType<typeof feedItems>['malformed'][number];

function otherObject(asked: string): Error {
  return contractError('ERPNEXT_OTHER_OBJECT', `asked for ${asked}, given another one`, {
    place: { path: 'data.name' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, look at the site.',
  });
}

function readName(element: unknown, path: string): FeedItem {
  const { name, modified } = decode(namePayload, element, path);
  return { sourceKey: name, updatedAt: instantOf(modified, `${path}.modified`), payload: null };
}

/** A page that is full may have another behind it, after the last name that could be read. */
function nextOf({ config }: Context, answer: readonly Json[], doctype: string): string | null {
  if (answer.length < config.pageSize) return null;
  const names = answer.flatMap((element, index) => nameOf(element, `${doctype}[${index}]`));
  const last = names.at(-1);
  if (last !== undefined) return last;
  throw contractError('ERPNEXT_PAGE_UNREADABLE', `no ${doctype} of the page has a name`, {
    place: { path: `${doctype}[0].name` },
    remedy: 'Compare the version of ERPNext with the README of the connector.',
  });
}

function nameOf(element: Json, path: string): string[] {
  try {
    return [decode(namePayload, element, path).name];
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT')) return [];
    throw error;
  }
}

function ofCompany({ company }: ErpnextConfig): Filter[] {
  return company === undefined ? [] : [['company', '=', company]];
}
