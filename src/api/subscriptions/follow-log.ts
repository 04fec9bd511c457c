import { setTimeout as sleep } from 'node:timers/promises';
import { isEncoursError } from '../../kernel';
import { lastPosition, readEvents, type EventType, type LoggedEvent } from '../../alerts';
import type { Transaction } from '../../database';
import { decodeEventCursor, invalidEventCursor } from '../event/event-cursor';
import type { RequestContext } from '../request-context';

export interface LogQuery<Item> {
  /** Cursor to go on behind; null for what happens from now on. */
  after: string | null;
  types: readonly EventType[] | null;
  /** What subscribers get of some events, in order; what it leaves out is not for them. */
  select: (tx: Transaction, events: readonly LoggedEvent[]) => Promise<Item[]>;
}

/** Small enough that a slow reader holds little, large enough that a replay is quick. */
const PAGE = 200;
const PAUSE_MS = 1_000;

/**
 * The event log from a cursor on, then live, for as long as it is iterated: no gap and no repeat, because every item is
 * read from the log behind the last one. Pulls: a slow consumer makes it wait, and nothing is kept for it meanwhile.
 * Throws INVALID_CURSOR, also for a cursor the log has not reached.
 */
export async function followLog<Item>(
  context: RequestContext,
  query: LogQuery<Item>,
): Promise<AsyncIterableIterator<Item>> {
  const { hub } = context.services;
  const { tenantId } = context.key;
  const after = query.after === null ? null : decodeEventCursor(tenantId, query.after);
  const unwatch = hub.watch(tenantId);
  try {
    const head = await hub.head(tenantId);
    if (after !== null && after > head) throw invalidEventCursor();
    return new LogFollower(context, { query, position: after ?? head, unwatch });
  } catch (error) {
    unwatch();
    throw error;
  }
}

interface Start<Item> {
  query: LogQuery<Item>;
  position: number;
  unwatch: () => void;
}

/** Written out and not a generator, whose return() would wait for the event it is waiting for. */
class LogFollower<Item> implements AsyncIterableIterator<Item> {
  private readonly query: LogQuery<Item>;
  private readonly unwatch: () => void;
  private readonly ending = new AbortController();
  private position: number;
  private items: Item[] = [];
  /** Calls of next() are answered one after the other. */
  private previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: RequestContext,
    start: Start<Item>,
  ) {
    this.query = start.query;
    this.position = start.position;
    this.unwatch = start.unwatch;
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
      while (!this.ending.signal.aborted) {
        const item = this.items.shift();
        if (item !== undefined) return { value: item, done: false };
        const isAtEnd = await this.readPageOrPause();
        if (!isAtEnd || this.items.length > 0) continue;
        const { hub } = this.context.services;
        await hub.waitBeyond(this.context.key.tenantId, this.position, this.ending.signal);
      }
    } catch (error) {
      this.end();
      throw error;
    }
    return { value: undefined, done: true };
  }

  /** A database that is away for a moment delays events, and ends no subscription. */
  private async readPageOrPause(): Promise<boolean> {
    try {
      return await this.readPage();
    } catch (error) {
      if (!isEncoursError(error, 'TRANSIENT', 'CONFLICT')) throw error;
      this.context.services.logger.warn('a subscription waits for the database', { error });
      await sleep(PAUSE_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
      return false;
    }
  }

  /** Reads the next page into items; true when the log held no more. */
  private async readPage(): Promise<boolean> {
    const { types } = this.query;
    return this.context.read(async (tx) => {
      const last = await lastPosition(tx);
      const { events, hasMore } = await readEvents(tx, {
        after: this.position,
        first: PAGE,
        ...(types === null ? {} : { types }),
      });
      this.items = await this.query.select(tx, events);
      this.position = hasMore ? (events.at(-1)?.position ?? last) : Math.max(this.position, last);
      return !hasMore;
    });
  }

  private end(): void {
    this.ending.abort();
    this.items = [];
    this.unwatch();
  }
}
