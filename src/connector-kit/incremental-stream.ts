/** A feed of objects that change at the source: everything once, then what changed, and everything again from time to time. */
import { contractError, isEncoursError } from '../kernel';
import type {
  Checkpoint,
  Json,
  MalformedItem,
  Page,
  RawItem,
  ReadContext,
  Stream,
} from './connector';
import { array, json, payloadInvalid } from './decode';
import {
  checkpointOfFeed,
  feedStateOf,
  isShort,
  nextPass,
  passAfter,
  stateAfterPass,
  stateOfForgotten,
  type FeedState,
  type PageMet,
  type Pass,
  type PassRules,
} from './incremental-pass';
import type { RecordType, UnifiedRecord } from './records';

/** An object as the source has it now. */
export interface FeedItem extends RawItem {
  /** When the source last changed it, an ISO instant in UTC (`instantOf`); null when it does not say. */
  updatedAt: string | null;
}

/** One page of answers. */
export interface FeedPage {
  items: readonly FeedItem[];
  /** What could not even be keyed. */
  malformed?: readonly MalformedItem[];
  /** Keys the source says are deleted. */
  gone?: readonly string[];
  /** Keys that exist, without their payload: of a list of ids. */
  seen?: readonly string[];
  /** Where the next page begins, in plain JSON; null: this was the last. */
  next: Json;
  /** How many objects the source says there are in all; a full pass that met fewer declares nothing gone. */
  total?: number | null;
  /** Tells this page from the one before where both may hold the same objects (a log of changes). */
  mark?: string;
}

/** Why a source cannot tell changes: it does not remember so far back. Everything is read then. */
export const FORGOTTEN = 'FORGOTTEN';

export interface IncrementalStreamOptions<Config> {
  name: string;
  records: readonly RecordType[];
  isWanted?(config: Config): boolean;
  /** One page of everything, from a cursor; null is the beginning. */
  list(context: ReadContext<Config>, cursor: Json): Promise<FeedPage>;
  /**
   * One page of what changed at or after an instant. Absent: everything is listed in every run. FORGOTTEN makes the run
   * list everything.
   */
  changes?(
    context: ReadContext<Config>,
    asked: { since: string; cursor: Json },
  ): Promise<FeedPage | typeof FORGOTTEN>;
  /** Taken off the watermark: late writes, clocks that differ, instants to the second. 10 when absent. */
  overlapMinutes?: number;
  /** Days after which everything is listed again, and what is not there any more is gone. 7 when absent. */
  reconcileAfterDays?: number;
  /** Days the source remembers changes; absent: for ever. */
  changesKeptDays?: number;
  /** The source's cursors do not outlive a run: a pass that was cut off begins again. */
  areCursorsShortLived?: boolean;
  /** Pure: one payload to records. */
  map(payload: Json): UnifiedRecord[];
}

/** More pages than this in one pass of one run means a source that never ends. */
const PAGES_MAX = 50_000;
/** One taken up, one that turns out to be forgotten, one afresh. */
const PASSES_MAX = 3;

/**
 * Lists everything, then reads changes from the latest one told minus an overlap; lists everything again when that is due,
 * when the source no longer remembers so far back, or after a silence. After a list that met everything, what was not in it
 * is gone. All of its state is in the checkpoint. Throws CONTRACT FEED_CURSOR_REPEATED, FEED_PAGE_REPEATED and
 * FEED_TOO_LONG for a source that goes round in circles.
 */
export function incrementalStream<Config>(
  options: IncrementalStreamOptions<Config>,
): Stream<Config> {
  const { name, records } = options;
  const isConditional = options.isWanted !== undefined;
  return {
    name,
    records,
    reads: 'feed',
    reconcileAfterDays: options.reconcileAfterDays ?? 7,
    ...(isConditional ? { isWanted: (config: Config) => options.isWanted?.(config) ?? true } : {}),
    read: (context, checkpoint) => readFeed(context, options, checkpoint),
    map: (payload) => options.map(payload),
  };
}

async function* readFeed<Config>(
  context: ReadContext<Config>,
  options: IncrementalStreamOptions<Config>,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const rules = rulesOf(options);
  const begunAt = context.clock.now().toISOString();
  let state = feedStateOf(checkpoint);
  for (let passes = 0; passes < PASSES_MAX; passes += 1) {
    const pass = nextPass(state, context.clock.now(), rules);
    const after = yield* readPass(context, options, { state, pass });
    state = after.state;
    // What was taken up began in an earlier run: what has changed since is read too.
    if (!after.isAgain && pass.startedAt >= begunAt) return;
  }
}

function rulesOf<Config>(options: IncrementalStreamOptions<Config>): PassRules {
  return {
    hasChanges: options.changes !== undefined,
    overlapMinutes: options.overlapMinutes ?? 10,
    reconcileAfterDays: options.reconcileAfterDays ?? 7,
    changesKeptDays: options.changesKeptDays ?? null,
    areCursorsShortLived: options.areCursorsShortLived ?? false,
  };
}

/** The state after the pass, and whether everything is to be read (again): it is forgotten, or some of it slipped past. */
async function* readPass<Config>(
  context: ReadContext<Config>,
  options: IncrementalStreamOptions<Config>,
  from: { state: FeedState; pass: Pass },
): AsyncGenerator<Page, { state: FeedState; isAgain: boolean }> {
  const rules = rulesOf(options);
  const circle = new CircleWatch(options.name);
  let { pass } = from;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    context.signal.throwIfAborted();
    const page = await fetchPage(context, options, pass);
    if (page === FORGOTTEN) return { state: stateOfForgotten(from.state), isAgain: true };
    circle.met(pass.cursor, page);
    const met: PageMet = {
      keys: circle.newKeys(page),
      isWhole: (page.malformed?.length ?? 0) === 0,
      newest: newestOf(page.items),
      next: page.next,
      total: pass.mode === 'FULL' ? (page.total ?? null) : null,
    };
    const hasSlipped = isShort(pass, met);
    pass = passAfter(pass, met);
    if (page.next !== null) {
      yield pageOf(page, { ...from.state, pass });
      continue;
    }
    const state = stateAfterPass(from.state, pass, rules);
    const last = pageOf(page, state);
    const isComplete = pass.mode === 'FULL' && pass.isWhole;
    yield isComplete ? { ...last, goneBefore: pass.startedAt } : last;
    return { state: hasSlipped ? stateOfForgotten(state) : state, isAgain: hasSlipped };
  }
  throw contractError('FEED_TOO_LONG', `${options.name} gave ${PAGES_MAX} pages and more to come`, {
    place: { field: options.name },
    remedy: 'Nothing to do: what came is kept, and the next run goes on from there.',
  });
}

function fetchPage<Config>(
  context: ReadContext<Config>,
  options: IncrementalStreamOptions<Config>,
  { mode, since, cursor }: Pass,
): Promise<FeedPage | typeof FORGOTTEN> {
  const changed =
    mode === 'FULL' || since === null ? undefined : options.changes?.(context, { since, cursor });
  return changed ?? options.list(context, cursor);
}

function pageOf(page: FeedPage, state: FeedState): Page {
  const items = page.items.map(({ sourceKey, payload }) => ({ sourceKey, payload }));
  return {
    items,
    checkpoint: checkpointOfFeed(state),
    ...(page.malformed === undefined ? {} : { malformed: [...page.malformed] }),
    ...(page.gone === undefined ? {} : { gone: page.gone }),
    ...(page.seen === undefined ? {} : { seen: page.seen }),
  };
}

function newestOf(items: readonly FeedItem[]): string | null {
  return items.reduce<string | null>(
    (newest, { updatedAt }) =>
      updatedAt !== null && (newest === null || updatedAt > newest) ? updatedAt : newest,
    null,
  );
}

/** Notices a source that gives the same cursor, or the same page twice running, in one pass of one run. */
class CircleWatch {
  private readonly cursors = new Set<string>();
  private readonly keys = new Set<string>();
  private before: string | null = null;

  constructor(private readonly stream: string) {}

  met(cursor: Json, page: FeedPage): void {
    this.cursors.add(JSON.stringify(cursor));
    if (page.next !== null && this.cursors.has(JSON.stringify(page.next))) {
      throw contractError('FEED_CURSOR_REPEATED', `${this.stream}: a cursor leads back to itself`, {
        place: { field: this.stream },
        remedy: 'Nothing to do: what came is kept. Should it stay so, report it to the provider.',
      });
    }
    const shown = page.mark ?? shownBy(page);
    if (shown !== null && shown === this.before) {
      throw contractError('FEED_PAGE_REPEATED', `${this.stream}: the same page came twice`, {
        place: { field: this.stream },
        remedy:
          'Nothing to do: the next run reads it again. Should it stay so, report it to the provider.',
      });
    }
    this.before = shown;
  }

  /** How many keys of a page were not met before. */
  newKeys({ items, seen = [] }: FeedPage): number {
    const before = this.keys.size;
    for (const { sourceKey } of items) this.keys.add(sourceKey);
    for (const key of seen) this.keys.add(key);
    return this.keys.size - before;
  }
}

/** Null for a page without anything in it: several of them may follow one another. */
function shownBy({ items, seen, gone }: FeedPage): string | null {
  if (items.length === 0 && (seen ?? []).length === 0 && (gone ?? []).length === 0) return null;
  const told = items.map(({ sourceKey, payload }) => [sourceKey, payload]);
  return JSON.stringify([told, seen ?? [], gone ?? []]);
}

/**
 * Reads the elements of a list one by one, so that one that cannot be keyed does not take the others with it. Throws CONTRACT
 * PAYLOAD_INVALID when it is no list.
 */
export function feedItems(
  list: unknown,
  path: string,
  read: (element: unknown, path: string) => FeedItem,
): { items: FeedItem[]; malformed: MalformedItem[] } {
  if (!Array.isArray(list)) throw payloadInvalid(path, 'an array', list);
  const items: FeedItem[] = [];
  const malformed: MalformedItem[] = [];
  for (const [index, element] of array(json)(list, path).entries()) {
    const place = `${path}[${index}]`;
    try {
      items.push(read(element, place));
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      malformed.push({
        code: error.code,
        reason: error.message,
        path: error.place.path ?? place,
        payload: element,
      });
    }
  }
  return { items, malformed };
}
