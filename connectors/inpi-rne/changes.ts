/** The feed `changes`: which of our companies the register has changed, day by day. */
import {
  addDays,
  contractError,
  decode,
  isEncoursError,
  isSiren,
  isoDate,
  isoDay,
  nullable,
  object,
  text,
  today,
  type ChangeNoticeRecord,
  type Checkpoint,
  type Json,
  type LocalDate,
  type MalformedItem,
  type Page,
  type RawItem,
  type Stream,
} from '../../src/connector-kit';
import { fetchChanges, type Context } from './client';
import type { InpiRneConfig } from './config';

/** Days being read, both included, and the company after which to go on; a window that is done has no end yet. */
interface Progress {
  from: LocalDate;
  to: LocalDate | null;
  searchAfter: string | null;
}

const stored = object({
  from: isoDate,
  to: nullable(isoDate),
  searchAfter: nullable(text),
});

const changed = object({ siren: text, updatedAt: isoDay });

export const changes: Stream<InpiRneConfig> = {
  name: 'changes',
  records: ['changeNotice'],
  reads: 'feed',
  isWanted: (config) => config.withChanges,
  read: readChanges,
  map: mapChange,
};

/**
 * Pages of changes since the last run; the last day read is read again, because it was not over. Only companies of the
 * portfolio are landed, as their number and day: the entry itself is read by `companies`.
 */
async function* readChanges(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  const day = today(context.clock);
  const start: Progress =
    checkpoint === null
      ? { from: addDays(day, -context.config.changesLookBackDays), to: null, searchAfter: null }
      : decode(stored, checkpoint, 'checkpoint');
  let progress = start;
  while (progress.to !== null || progress.from < day || progress === start) {
    // A clock that went back must not ask for days that end before they begin.
    const from = progress.from < day ? progress.from : day;
    const window = { ...progress, from, to: progress.to ?? day };
    yield* readWindow(context, window);
    progress = { from: window.to, to: null, searchAfter: null };
  }
}

async function* readWindow(
  context: Context,
  window: Progress & { to: LocalDate },
): AsyncGenerator<Page> {
  const wanted = new Set(context.subjects);
  const cursors = new Set<string>();
  let { searchAfter } = window;
  let pageSize = context.config.changesPageSize;
  for (;;) {
    context.signal.throwIfAborted();
    const entries = await fetchChanges(context, { ...window, searchAfter, pageSize });
    if (entries === 'too large') {
      pageSize = smaller(pageSize, context);
      continue;
    }
    const { items, malformed, last } = sortOut(entries, wanted);
    if (last === null) {
      const done = { from: window.to, to: null, searchAfter: null };
      yield { items, malformed, checkpoint: done };
      return;
    }
    if (cursors.has(last) || last === searchAfter) throw stuck(last);
    cursors.add(last);
    searchAfter = last;
    yield { items, malformed, checkpoint: { from: window.from, to: window.to, searchAfter } };
  }
}

/** Half as many companies, which is what clients in the field do; a single one that is too large cannot be helped. */
function smaller(pageSize: number, { logger }: Context): number {
  if (pageSize === 1) {
    throw contractError('INPI_PAGE_TOO_LARGE', 'INPI cannot give even one changed company', {
      place: { path: 'companies/diff' },
    });
  }
  const half = Math.floor(pageSize / 2);
  logger.info('the page of changes is too large for the service', { pageSize, next: half });
  return half;
}

function stuck(cursor: string): Error {
  return contractError('INPI_CURSOR_STUCK', `changes after ${cursor} lead back to ${cursor}`, {
    place: { path: 'searchAfter' },
  });
}

interface Sorted {
  items: RawItem[];
  malformed: MalformedItem[];
  /** SIREN of the last entry that has one; null for an empty page. */
  last: string | null;
}

function sortOut(entries: readonly Json[], wanted: ReadonlySet<string>): Sorted {
  const items = new Map<string, RawItem>();
  const malformed: MalformedItem[] = [];
  let last: string | null = null;
  for (const [index, payload] of entries.entries()) {
    try {
      const entry = decode(changed, payload, `[${index}]`);
      last = entry.siren;
      if (!wanted.has(entry.siren)) continue;
      const sourceKey = `${entry.siren}:${entry.updatedAt}`;
      items.set(sourceKey, { sourceKey, payload: { ...entry } });
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      malformed.push({ code, reason, path: place.path ?? `[${index}]`, payload });
    }
  }
  if (last === null && malformed.length > 0) {
    throw contractError('PAYLOAD_INVALID', 'a page of changes names no company', {
      place: { path: '[0].siren' },
    });
  }
  return { items: [...items.values()], malformed, last };
}

/** The notice of one landed change. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapChange(payload: Json): ChangeNoticeRecord[] {
  const { siren, updatedAt } = decode(changed, payload);
  if (!isSiren(siren)) return [];
  const record: ChangeNoticeRecord = {
    type: 'changeNotice',
    sourceKey: `${siren}:${updatedAt}`,
    siren,
    facet: 'formality',
    before: null,
    after: null,
    noticedOn: updatedAt,
  };
  return [record];
}
