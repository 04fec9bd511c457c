/** The streams: all objects by their ids, then what changed, what is open and what was reconciled since; all again each week. */
import {
  contractError,
  decode,
  feedItems,
  incrementalStream,
  instantOf,
  type FeedItem,
  type FeedPage,
  type IncrementalStreamOptions,
  type Json,
} from '../../src/connector-kit';
import { searchRead, type Context, type Domain } from './client';
import type { OdooConfig } from './config';
import { entriesOf, invoicesOf, type Element } from './children';
import { mapEntry, mapInvoice, mapPartner } from './map';
import { keyedPayload, LINE_FIELDS, MOVE_FIELDS, objectPayload, PARTNER_FIELDS } from './payloads';

/** A transaction that ends late has written the time when it began. */
const OVERLAP_MINUTES = 15;

/** What is asked for, and what its payloads are made of. */
interface Reading {
  model: string;
  fields: (config: OdooConfig) => readonly string[];
  /** All objects of the stream, in one condition. */
  domain: (config: OdooConfig) => Domain;
  /** Of those, what may be another than at `since`, "2026-05-04 09:30:00": conditions, of which one suffices. */
  changed: (since: string) => readonly Json[];
  /** Payloads of a page, in its order. */
  wrap: (context: Context, elements: readonly Element[]) => Promise<Json[]>;
}

const PARTNERS: Reading = {
  model: 'res.partner',
  fields: ({ registryField }) => [...PARTNER_FIELDS, registryField],
  // Who has been invoiced, and who owes by an entry alone.
  domain: () => [...['|', '|'], ['customer_rank', '>', 0], ['credit', '>', 0], ['credit', '<', 0]],
  changed: (since) => [['write_date', '>=', since]],
  wrap: ({ config }, elements) => {
    const { registryField, companyCurrency: currency } = config;
    return Promise.resolve(elements.map((partner) => ({ registryField, currency, partner })));
  },
};

const INVOICES: Reading = {
  model: 'account.move',
  fields: () => MOVE_FIELDS,
  domain: (config) => [
    ...ofCompany(config),
    ['move_type', 'in', ['out_invoice', 'out_refund', 'out_receipt']],
  ],
  // What a payment leaves open is computed and stored: that it moves write_date is not promised.
  changed: (since) => [
    ['write_date', '>=', since],
    ['amount_residual', '!=', 0],
    ['line_ids.write_date', '>=', since],
    ['line_ids.matched_debit_ids.write_date', '>=', since],
    ['line_ids.matched_credit_ids.write_date', '>=', since],
  ],
  wrap: invoicesOf,
};

const ENTRIES: Reading = {
  model: 'account.move.line',
  fields: () => LINE_FIELDS,
  domain: (config) => [
    ...ofCompany(config),
    '&',
    ['account_type', '=', 'asset_receivable'],
    ['move_type', '=', 'entry'],
  ],
  changed: (since) => [
    ['write_date', '>=', since],
    ['amount_residual', '!=', 0],
    ['move_id.write_date', '>=', since],
    ['matched_debit_ids.write_date', '>=', since],
    ['matched_credit_ids.write_date', '>=', since],
  ],
  wrap: entriesOf,
};

export const customers = incrementalStream<OdooConfig>({
  ...streamOf('customers', PARTNERS),
  records: ['party'],
  map: mapPartner,
});

export const invoices = incrementalStream<OdooConfig>({
  ...streamOf('invoices', INVOICES),
  records: ['accountingDocument'],
  map: mapInvoice,
});

/** Payments, opening and other entries: whatever stands on a receivable account and is no invoice. */
export const entries = incrementalStream<OdooConfig>({
  ...streamOf('entries', ENTRIES),
  records: ['accountingDocument'],
  map: mapEntry,
});

function streamOf(
  name: string,
  reading: Reading,
): Pick<IncrementalStreamOptions<OdooConfig>, 'name' | 'overlapMinutes' | 'list' | 'changes'> {
  return {
    name,
    overlapMinutes: OVERLAP_MINUTES,
    list: (context, cursor) =>
      readPage(context, reading, { domain: reading.domain(context.config), cursor }),
    changes: (context, { since, cursor }) => {
      const one = reading.changed(since.slice(0, 19).replace('T', ' '));
      const domain = [
        '&',
        ...reading.domain(context.config),
        ...one.slice(1).map(() => '|'),
        ...one,
      ];
      return readPage(context, reading, { domain, cursor });
    },
  };
}

/**
 * A page begins after an id. Ids do not change and do not come again; write_date is stored to the microsecond and told to the
 * second, so that a page that begins after one repeats or leaves out what was written in it.
 */
async function readPage(
  context: Context,
  reading: Reading,
  { domain, cursor }: { domain: Domain; cursor: Json },
): Promise<FeedPage> {
  const { pageSize } = context.config;
  const after = typeof cursor === 'number' ? cursor : 0;
  const answer = await searchRead(context, {
    model: reading.model,
    domain: ['&', ['id', '>', after], ...domain],
    fields: reading.fields(context.config),
    limit: pageSize,
  });
  const { items, malformed } = feedItems(answer, reading.model, readElement);
  const payloads = await reading.wrap(
    context,
    items.map(({ payload }) => payload as Element),
  );
  const isLast = (answer as Json[]).length < pageSize;
  return {
    items: items.map((item, index) => ({ ...item, payload: payloads[index] ?? null })),
    malformed,
    next: isLast ? null : lastIdOf(answer as Json[], reading.model),
  };
}

function readElement(element: unknown, path: string): FeedItem {
  const { id, write_date } = objectPayload(element, path);
  const updatedAt = instantOf(write_date, `${path}.write_date`);
  return { sourceKey: String(id), updatedAt, payload: element as Json };
}

/** Of the last element that has one: elements without one were put aside. */
function lastIdOf(elements: readonly Json[], model: string): number {
  const ids = elements.flatMap((element, index) => {
    try {
      return [decode(keyedPayload, element, `${model}[${index}]`).id];
    } catch {
      return [];
    }
  });
  const last = ids.at(-1);
  if (last !== undefined) return last;
  throw contractError('ODOO_PAGE_UNREADABLE', `no ${model} of the page has an id`, {
    place: { path: `${model}[0].id` },
    remedy: 'Compare the version of Odoo with the README of the connector.',
  });
}

/** Terms that are all to hold need no sign between them at the top, but one before each pair below an "&". */
function ofCompany({ companyId }: OdooConfig): Domain {
  return companyId === undefined ? [] : ['&', ['company_id', '=', companyId]];
}
