/** The streams: all objects once, what changed since, and all again each week, so that what is deleted is noticed. */
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
} from '../../../src/connector-kit';
import { fetchList, type Context } from './client';
import type { TemplateAccountingConfig } from './config';
import { mapCustomer, mapInvoice, mapPayment } from './map';
import { listPayload, objectPayload } from './payloads';

export const customers = streamOf('customers', ['party'], mapCustomer);
export const invoices = streamOf('invoices', ['accountingDocument'], mapInvoice);
export const payments = streamOf('payments', ['accountingDocument'], mapPayment);

function streamOf(
  name: string,
  records: readonly RecordType[],
  map: (payload: Json) => UnifiedRecord[],
): Stream<TemplateAccountingConfig> {
  return incrementalStream<TemplateAccountingConfig>({
    name,
    records,
    // Pages are numbers: where one begins is another place tomorrow.
    areCursorsShortLived: true,
    list: (context, cursor) => readPage(context, { list: name, cursor }),
    changes: (context, { since, cursor }) => readPage(context, { list: name, cursor, since }),
    map,
  });
}

async function readPage(
  context: Context,
  { list, cursor, since }: { list: string; cursor: Json; since?: string },
): Promise<FeedPage> {
  const page = typeof cursor === 'number' ? cursor : 1;
  const query = since === undefined ? { page } : { page, updatedSince: since };
  const { items, total, next_page } = decode(listPayload, await fetchList(context, list, query));
  return { ...feedItems(items, 'items', readObject), total, next: next_page };
}

function readObject(element: unknown, path: string): FeedItem {
  const { id, updated_at } = objectPayload(element, path);
  const updatedAt = instantOf(updated_at, `${path}.updated_at`);
  return { sourceKey: id, updatedAt, payload: element as Json };
}
