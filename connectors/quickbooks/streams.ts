/** The streams: all objects by query, then what the change data capture tells, and all again each week. */
import {
  array,
  contractError,
  decode,
  feedItems,
  FORGOTTEN,
  incrementalStream,
  instantOf,
  integer,
  nullable,
  object,
  text,
  boolean,
  type FeedItem,
  type FeedPage,
  type Json,
  type RecordType,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { changedOf, countOf, objectsOf } from './answers';
import {
  fetchChanges,
  fetchCount,
  fetchObjects,
  fetchReceivableAccounts,
  OBJECTS_MAX,
  type Context,
  type Entity,
} from './client';
import type { QuickbooksConfig } from './config';
import { mapCreditMemo, mapCustomer, mapInvoice, mapJournalEntry } from './map';
import { mapPayment } from './map-payment';
import { accountPayload, journalLine, objectPayload } from './payloads';

type Element = { [key: string]: Json };
/** Makes the payload of an object; throws CONTRACT for one that cannot be one. */
type Wrap = (element: Element, path: string) => Json;

interface Feed {
  name: string;
  entity: Entity;
  records: readonly RecordType[];
  wrapping: (context: Context) => Wrap | Promise<Wrap>;
  map: (payload: Json) => UnifiedRecord[];
}

export const customers = streamOf({
  name: 'customers',
  entity: 'Customer',
  records: ['party'],
  wrapping: () => (element) => element,
  map: mapCustomer,
});

export const invoices = streamOf({
  name: 'invoices',
  entity: 'Invoice',
  records: ['accountingDocument'],
  wrapping: withCurrency('invoice'),
  map: mapInvoice,
});

export const creditMemos = streamOf({
  name: 'credit-memos',
  entity: 'CreditMemo',
  records: ['accountingDocument'],
  wrapping: withCurrency('creditMemo'),
  map: mapCreditMemo,
});

export const payments = streamOf({
  name: 'payments',
  entity: 'Payment',
  records: ['accountingDocument'],
  wrapping: withCurrency('payment'),
  map: mapPayment,
});

export const journalEntries = streamOf({
  name: 'journal-entries',
  entity: 'JournalEntry',
  records: ['accountingDocument'],
  wrapping: withReceivableLines,
  map: mapJournalEntry,
});

function streamOf({ name, entity, records, wrapping, map }: Feed): Stream<QuickbooksConfig> {
  return incrementalStream<QuickbooksConfig>({
    name,
    records,
    // Documented: changes are told of the last 30 days.
    changesKeptDays: 30,
    list: async (context, cursor) => {
      const asked = cursor === null ? await beginning(context, entity) : decode(place, cursor);
      const elements = objectsOf(await fetchObjects(context, entity, asked.position), entity);
      const wrap = await wrapping(context);
      return { ...pageOf(newOf(elements, asked), wrap), ...goOn(elements, asked) };
    },
    changes: async (context, { since }) => {
      const elements = changedOf(await fetchChanges(context, entity, since), entity);
      // There are no pages and no end of the window to ask for: what was left out is only found among everything.
      if (elements.length >= OBJECTS_MAX) return FORGOTTEN;
      return { ...pageOf(elements, await wrapping(context)), next: null };
    },
    map,
  });
}

/** Where a page begins, the object the page before ended with, and whether something has slipped past meanwhile. */
const place = object({
  position: integer,
  total: integer,
  after: nullable(text),
  hasSlipped: boolean,
});
type Place = ReturnType<typeof place>;

async function beginning(context: Context, entity: Entity): Promise<Place> {
  const total = countOf(await fetchCount(context, entity));
  if (total !== null) return { position: 1, total, after: null, hasSlipped: false };
  throw contractError(
    'QUICKBOOKS_COUNT_MISSING',
    `how many ${entity} objects there are is unsaid`,
    {
      place: { path: 'QueryResponse.totalCount' },
      remedy: 'Nothing to do: the next run asks again. Should it stay so, the API has changed.',
    },
  );
}

/** Objects that two pages share: so many may be deleted meanwhile without one slipping past. */
const OVERLAP = 10;

/**
 * Positions are counted, so that each deletion moves what follows: a page begins before the end of the last one, and must hold
 * the object that one ended with. Where it does not, everything is listed once more.
 */
function goOn(elements: readonly Json[], asked: Place): Pick<FeedPage, 'next' | 'total'> {
  const { total, after } = asked;
  const ids = elements.map(idOf);
  const hasSlipped = asked.hasSlipped || (after !== null && !ids.includes(after));
  const end = asked.position + ids.length;
  const last = ids.at(-1);
  if (last === undefined || end > total) {
    return { next: null, total: hasSlipped ? Number.MAX_SAFE_INTEGER : total };
  }
  const isLong = ids.length > 2 * OVERLAP;
  const position = isLong ? end - OVERLAP : end;
  return { next: { position, total, after: isLong ? last : null, hasSlipped }, total: null };
}

/** Without those that the page before has given. */
function newOf(elements: Json[], { after }: Place): Json[] {
  const last = elements.findIndex((element) => idOf(element) === after);
  return elements.slice(last + 1);
}

function idOf(element: Json): string {
  return JSON.stringify((element as Element | null)?.['Id'] ?? null);
}

function pageOf(
  elements: readonly Json[],
  wrap: Wrap,
): Pick<FeedPage, 'items' | 'malformed' | 'gone'> {
  const gone: string[] = [];
  const { items, malformed } = feedItems(elements, 'list', (element, path) => {
    const item = readObject(element, path, wrap);
    if (item.payload === null) gone.push(item.sourceKey);
    return item;
  });
  return { items: items.filter(({ payload }) => payload !== null), malformed, gone };
}

/** Of an object that is deleted, no payload. */
function readObject(element: unknown, path: string, wrap: Wrap): FeedItem {
  const { Id, status, MetaData } = objectPayload(element, path);
  const updatedAt = instantOf(MetaData.LastUpdatedTime, `${path}.MetaData.LastUpdatedTime`);
  const payload = status === 'Deleted' ? null : wrap(element as Element, path);
  return { sourceKey: Id, updatedAt, payload };
}

function withCurrency(name: string): Feed['wrapping'] {
  return ({ config }) =>
    (element, path) => ({ currency: currencyIn(element, path, config), [name]: element });
}

function currencyIn(element: Element, path: string, config: QuickbooksConfig): string | null {
  return objectPayload(element, path).CurrencyRef?.value ?? config.homeCurrency ?? null;
}

const lines = object({ Line: array(journalLine) });

/** The accounts customers owe on are asked for once a page; of an entry, its lines on them are kept. */
async function withReceivableLines(context: Context): Promise<Wrap> {
  const accounts = objectsOf(await fetchReceivableAccounts(context), 'Account');
  const ids = new Set(decode(array(accountPayload), accounts, 'Account').map(({ Id }) => Id));
  return (element, path) => {
    const known = lines(element, path).Line.map(
      ({ DetailType, JournalEntryLineDetail: detail }, index) => {
        if (detail !== null) return ids.has(detail.AccountRef.value);
        if (DetailType === 'DescriptionOnly') return false;
        throw contractError('QUICKBOOKS_LINE_UNKNOWN', `a line of the entry is a ${DetailType}`, {
          place: { path: `${path}.Line[${index}].DetailType` },
        });
      },
    );
    const { Line: all, ...rest } = element;
    const Line = (all as Json[]).filter((_line, index) => known[index]);
    const currency = currencyIn(element, path, context.config);
    return { currency, journalEntry: { ...rest, Line } };
  };
}
