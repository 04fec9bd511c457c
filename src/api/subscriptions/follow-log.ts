import { setTimeout as sleep } from 'node:timers/promises';
import { isEncoursError } from '../../kernel';
import { lastPosition, readEvents, requireKept, type EventType } from '../../alerts';
import { riskAlertsById } from '../../reports';
import { decodeEventCursor, invalidEventCursor } from '../event/event-cursor';
import type { RequestContext } from '../request-context';
import { alertsById, toLogEntry, typeTopics, type LogEntry } from './log-entry';
import { TailFollower, type LogPage } from './tail-follower';

export interface LogQuery<Item> {
  /** Cursor to go on behind; null for what happens from now on. */
  after: string | null;
  types: readonly EventType[] | null;
  /** All that `pick` lets through concerns one of these, see LogEntry; null: no more is known than the types. */
  topics: readonly string[] | null;
  /** What a subscriber gets of an event; null when it is not for it. Called for events of `types` only. */
  pick: (entry: LogEntry) => Item | null;
}

/** The log from a cursor on. Besides its items it knows how far it has come when it has none. */
export interface FollowedLog<Item> extends AsyncIterableIterator<Item> {
  /** Where to go on behind when nothing is waiting: also past what was not for this reader. Null when something is. */
  readonly settled: number | null;
}

/** Small enough that a slow reader holds little, large enough that a replay is quick. */
const PAGE = 200;
const PAUSE_MS = 1_000;

/**
 * The event log from a cursor on, then live, for as long as it is iterated: no gap and no repeat. Pulls: a slow consumer
 * makes it wait, and a bounded number of events is kept for it meanwhile. Throws INVALID_CURSOR, also for a cursor the log
 * has not reached, and CURSOR_TOO_OLD for one it does not reach back to; the latter also later, for a reader so slow that
 * what it was to read next has been pruned.
 */
export async function followLog<Item>(
  context: RequestContext,
  query: LogQuery<Item>,
): Promise<FollowedLog<Item>> {
  const { tenantId } = context.key;
  const after = query.after === null ? null : decodeEventCursor(tenantId, query.after);
  const { tail, leave } = await context.services.hub.follow(tenantId);
  try {
    if (after !== null && after > tail.head) throw invalidEventCursor();
    // What the tail holds is not pruned from it.
    if (after !== null && after < tail.start) await context.read((tx) => requireKept(tx, after));
  } catch (error) {
    leave();
    throw error;
  }
  const ending = new AbortController();
  const wanted = query.types === null ? null : new Set(query.types);
  const follower = new TailFollower(tail, {
    position: after ?? tail.head,
    topics: query.topics ?? typeTopics(query.types),
    pick: (entry) => (wanted?.has(entry.event.type) === false ? null : query.pick(entry)),
    readPage: (from) => readPatiently({ context, types: query.types, ending }, from),
  });
  return new LogIterator(follower, () => {
    ending.abort();
    leave();
  });
}

/** Written out and not a generator, whose return() would wait for the event it is waiting for. */
class LogIterator<Item> implements FollowedLog<Item> {
  /** Calls of next() are answered one after the other. */
  private previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly follower: TailFollower<LogEntry, Item>,
    private readonly leave: () => void,
  ) {}

  get settled(): number | null {
    return this.follower.settled;
  }

  next(): Promise<IteratorResult<Item>> {
    const answer = this.previous.then(() => this.advance());
    this.previous = answer.catch(() => undefined);
    return answer;
  }

  return(): Promise<IteratorResult<Item>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  throw(error: unknown): Promise<IteratorResult<Item>> {
    this.end();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async advance(): Promise<IteratorResult<Item>> {
    try {
      const item = await this.follower.take();
      return item === undefined ? { value: undefined, done: true } : { value: item, done: false };
    } catch (error) {
      this.end();
      throw error;
    }
  }

  private end(): void {
    this.follower.end();
    this.leave();
  }
}

interface Reading {
  context: RequestContext;
  types: readonly EventType[] | null;
  ending: AbortController;
}

/** A database that is away for a moment delays events, and ends no subscription. */
async function readPatiently(reading: Reading, after: number): Promise<LogPage<LogEntry>> {
  const { context, types, ending } = reading;
  while (!ending.signal.aborted) {
    try {
      return await readLogPage(context, { after, types, first: PAGE });
    } catch (error) {
      if (!isEncoursError(error, 'TRANSIENT', 'CONFLICT')) throw error;
      context.services.logger.warn('a subscription waits for the database', { error });
      await sleep(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }
  return { entries: [], reached: after };
}

export interface PageQuery {
  after: number;
  types: readonly EventType[] | null;
  first: number;
}

/** A page of the log with the alerts it tells of. Throws INVALID_CURSOR and CURSOR_TOO_OLD. */
export async function readLogPage(
  context: RequestContext,
  { after, types, first }: PageQuery,
): Promise<LogPage<LogEntry> & { hasMore: boolean }> {
  const { tenantId } = context.key;
  return context.read(async (tx) => {
    const last = await lastPosition(tx);
    if (after > last) throw invalidEventCursor();
    const query = { after, first, ...(types === null ? {} : { types }) };
    const { events, hasMore } = await readEvents(tx, query);
    await requireKept(tx, after);
    const told = events.flatMap(({ type, subjectId }) =>
      type.startsWith('RISK_ALERT_') && subjectId !== null ? [subjectId] : [],
    );
    const alerts = alertsById(told.length === 0 ? [] : await riskAlertsById(tx, told));
    return {
      entries: events.map((event) => toLogEntry(tenantId, event, alerts)),
      reached: hasMore ? (events.at(-1)?.position ?? last) : Math.max(after, last),
      hasMore,
    };
  });
}
