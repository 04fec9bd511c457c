/** Credit notes with what they were set against, which Sage tells in another list, customer by customer. */
import {
  contractError,
  decode,
  payloadInvalid,
  type FeedItem,
  type FeedPage,
  type Json,
} from '../../src/connector-kit';
import { fetchList, type Context } from './client';
import { listPayload, nextPageOf } from './payloads';

/** Allocations are asked for once for each customer of a page of whom a credit is used. */
export async function withAllocations(context: Context, page: FeedPage): Promise<FeedPage> {
  const ofContact = new Map<string, Json[]>();
  const items: FeedItem[] = [];
  for (const item of page.items) {
    const contactId = contactOfUsedCredit(item.payload);
    let all: Json[] = [];
    if (contactId !== null) {
      all = ofContact.get(contactId) ?? (await allocationsOf(context, contactId));
      ofContact.set(contactId, all);
    }
    const allocations = all.filter((each) => namesOf(each).includes(item.sourceKey));
    items.push({ ...item, payload: { document: item.payload, allocations } });
  }
  return { ...page, items };
}

/** Null for what is no credit, of which nothing is used, or which cannot be read as one. */
function contactOfUsedCredit(payload: Json): string | null {
  const document = fieldsOf(payload);
  const { quick_entry_type: type, total_amount, outstanding_amount, contact } = document;
  const isCredit = type === undefined || idOf(type) === 'CREDIT_NOTE';
  return isCredit && total_amount !== outstanding_amount ? idOf(contact) : null;
}

function namesOf(allocation: Json): (string | null)[] {
  const { allocated_artefacts: parts } = fieldsOf(allocation);
  return Array.isArray(parts) ? parts.map((part) => idOf(fieldsOf(part)['artefact'])) : [];
}

function idOf(value: Json | undefined): string | null {
  const { id } = fieldsOf(value);
  return typeof id === 'string' && id !== '' ? id : null;
}

/** None of what is no object: what cannot be read is refused when it is mapped. */
function fieldsOf(value: Json | undefined): { [key: string]: Json } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? value : {};
}

/** More pages of allocations than this of one customer are a list that never ends. */
const PAGES_MAX = 50;

async function allocationsOf(context: Context, contactId: string): Promise<Json[]> {
  const all: Json[] = [];
  let page = 1;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await fetchList(context, 'contact_allocations', { page, contactId });
    const { $items, $next } = decode(listPayload, answer);
    if (!Array.isArray($items)) throw payloadInvalid('$items', 'an array', $items);
    all.push(...$items.filter((each) => !isEnded(each)).map(essenceOf));
    const next = nextPageOf($next);
    if (next === null) return all;
    page = next;
  }
  throw contractError('SAGE_ALLOCATIONS_ENDLESS', "a customer's allocations have no last page", {
    place: { path: '$next' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, report it to Sage.',
  });
}

function isEnded(allocation: Json): boolean {
  return typeof fieldsOf(allocation)['deleted_at'] === 'string';
}

/** What is read of an allocation; the rest would make another payload of the same. */
function essenceOf(allocation: Json): Json {
  const { id = null, date = null, allocated_artefacts = null } = fieldsOf(allocation);
  return { id, date, allocated_artefacts };
}
