/** Lists that give no total and no order: read a second time, so that what slipped from page to page is met. */
import type { MalformedItem } from './connector';
import type { FeedItem, FeedPage } from './incremental-stream';
import type { Json } from './json';

/** A page by its number, from 1. */
export interface NumberedPage {
  items: readonly FeedItem[];
  malformed: readonly MalformedItem[];
  /** Nothing comes after it. */
  isLast: boolean;
}

/** Keys a run has met, by stream. */
const metIn = new WeakMap<object, Map<string, Set<string>>>();

/**
 * One page of everything for `list` of an incremental stream with `areCursorsShortLived`: first all pages, then all of them
 * again for what was not met. An object that moved to a page already read, because another was deleted meanwhile, would
 * be taken for gone otherwise.
 */
export async function readTwice(
  context: object,
  stream: string,
  { cursor, fetch }: { cursor: Json; fetch: (page: number) => Promise<NumberedPage> },
): Promise<FeedPage> {
  const [time = '1', number = '1'] = typeof cursor === 'string' ? cursor.split(' ') : [];
  const page = Number(number);
  const { items, malformed, isLast } = await fetch(page);
  const met = metBy(context, stream, cursor === null);
  const fresh = items.filter(({ sourceKey }) => !met.has(sourceKey));
  const seen = items.map(({ sourceKey }) => sourceKey).filter((key) => met.has(key));
  for (const { sourceKey } of fresh) met.add(sourceKey);
  // What cannot be keyed is put aside once.
  const told = { items: fresh, seen, malformed: time === '1' ? malformed : [] };
  if (!isLast) return { ...told, next: `${time} ${page + 1}`, mark: `${time} ${shownBy(items)}` };
  const isOver = time === '2' || page === 1;
  return { ...told, next: isOver ? null : '2 1', mark: `${time} ${shownBy(items)}` };
}

/** The same page twice running is a source that goes round in circles; of empty ones there may be several. */
function shownBy(items: readonly FeedItem[]): string {
  return JSON.stringify(items.map(({ sourceKey, payload }) => [sourceKey, payload]));
}

function metBy(context: object, stream: string, isNew: boolean): Set<string> {
  const ofRun = metIn.get(context) ?? new Map<string, Set<string>>();
  metIn.set(context, ofRun);
  const known = isNew ? undefined : ofRun.get(stream);
  const met = known ?? new Set<string>();
  ofRun.set(stream, met);
  return met;
}
