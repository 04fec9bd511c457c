import {
  EVENT_CHANNEL,
  headRead,
  headStatements,
  tailRead,
  tailStatements,
  type LoggedEvent,
} from '../../alerts';
import type { Database } from '../../database';
import type { Logger } from '../../kernel';
import { alertsOfEvents } from '../../reports';
import { LiveTail } from './live-tail';
import { alertsById, toLogEntry, type LogEntry } from './log-entry';

export interface EventHubOptions {
  database: Database;
  logger: Logger;
  /** How often watched tenants are looked at while nobody can wake us. */
  pollMs?: number;
  /** Told how many events of a tenant were put in order. */
  onSequenced?: (count: number) => void;
  /** Told of every event that followers are offered. */
  onOffered?: (event: LoggedEvent) => void;
}

/** One tenant somebody follows. */
interface Watch {
  readonly tenantId: string;
  followers: number;
  /** Null before the first look. */
  tail: LiveTail<LogEntry> | null;
  running: Promise<void> | null;
  /** The look behind the running one: what is committed now may be too late for that. */
  queued: Promise<void> | null;
}

/** A place in a tenant's log from which everything later is offered, until left. */
export interface FollowedTail {
  tail: LiveTail<LogEntry>;
  leave: () => void;
}

/** Events one look takes; it looks again until there are no more. */
const LOOK_MAX = 500;
/** What is kept for those who come a little later: more than a page of the log, less than what would be noticed. */
const TAIL_BOUNDS = { entries: 2_000, bytes: 4_000_000 };
/** While notifications arrive, the poll is for what a broken connection might swallow without a word. */
const POLLS_WHILE_LISTENING = 5;
const RECONNECT_MS = [100, 500, 1_000, 5_000];
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Follows the event log of every tenant somebody listens to, and reads what comes once for all of them. NOTIFY only wakes
 * it up, a poll covers what NOTIFY may lose, and what is offered is always read from the log: a lost or repeated wake-up
 * costs at most seconds, never an event.
 */
export class EventHub {
  private readonly watches = new Map<string, Watch>();
  private readonly poll: NodeJS.Timeout;
  private polls = 0;
  private retry: NodeJS.Timeout | null = null;
  private stopListening: (() => Promise<void>) | null = null;
  private failures = 0;
  private isClosed = false;
  private connecting: Promise<void> = Promise.resolve();

  constructor(private readonly options: EventHubOptions) {
    this.poll = setInterval(() => this.pollAll(), options.pollMs ?? 1_000);
    this.poll.unref();
  }

  /** Whether the LISTEN connection is up. */
  get isListening(): boolean {
    return this.stopListening !== null;
  }

  /** Connects the listener; a database that is down is tried again, and polled meanwhile. */
  start(): Promise<void> {
    this.connecting = this.connect();
    return this.connecting;
  }

  /** Puts pending events in order and answers the newest position: where "from now on" begins. */
  async head(tenantId: string): Promise<number> {
    for (;;) {
      const { head, placed, hasMore } = headRead(
        await this.ask(tenantId, headStatements(tenantId)),
      );
      this.count(placed);
      if (!hasMore) return head;
    }
  }

  /**
   * The tail of a tenant's log, which from now on is offered everything, until `leave`. Its head is behind whatever was
   * committed before the call.
   */
  async follow(tenantId: string): Promise<FollowedTail> {
    const watch = this.watches.get(tenantId) ?? newWatch(tenantId);
    this.watches.set(tenantId, watch);
    watch.followers += 1;
    let hasLeft = false;
    const leave = (): void => {
      if (hasLeft) return;
      hasLeft = true;
      watch.followers -= 1;
      if (watch.followers === 0) this.watches.delete(tenantId);
    };
    try {
      await this.refresh(watch);
      watch.tail ??= new LiveTail(await this.head(tenantId), TAIL_BOUNDS);
      return { tail: watch.tail, leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.poll);
    if (this.retry !== null) clearTimeout(this.retry);
    for (const { running, queued } of this.watches.values()) {
      await Promise.allSettled([running ?? Promise.resolve(), queued ?? Promise.resolve()]);
    }
    await this.connecting;
    await this.stopListening?.();
    this.stopListening = null;
  }

  private async connect(): Promise<void> {
    const { database, logger } = this.options;
    try {
      const stop = await database.listen([EVENT_CHANNEL], {
        notification: ({ payload }) => this.wake(payload),
        lost: (error) => {
          this.stopListening = null;
          logger.warn('the event listener lost its connection', { error });
          this.reconnectLater();
        },
      });
      this.stopListening = stop;
      if (this.isClosed) return;
      this.failures = 0;
      // Whatever was announced while nobody listened.
      this.lookEverywhere();
    } catch (error) {
      logger.warn('the event listener could not connect', { error });
      this.reconnectLater();
    }
  }

  private reconnectLater(): void {
    if (this.isClosed) return;
    const delay = RECONNECT_MS[Math.min(this.failures, RECONNECT_MS.length - 1)] ?? 1_000;
    this.failures += 1;
    this.retry = setTimeout(() => void this.start(), delay);
    this.retry.unref();
  }

  private wake(tenantId: string): void {
    const watch = this.watches.get(tenantId);
    if (watch !== undefined) this.lookSoon(watch);
  }

  private pollAll(): void {
    this.polls += 1;
    if (!this.isListening || this.polls % POLLS_WHILE_LISTENING === 0) this.lookEverywhere();
  }

  private lookEverywhere(): void {
    for (const watch of this.watches.values()) this.lookSoon(watch);
  }

  /** Never throws: the next poll looks again. */
  private lookSoon(watch: Watch): void {
    this.refresh(watch).catch((error: unknown) => {
      if (!this.isClosed) this.options.logger.warn('the event log could not be read', { error });
    });
  }

  /** Resolves when a look that began after this call is over. One at a time per tenant; many callers share one. */
  private refresh(watch: Watch): Promise<void> {
    watch.queued ??= this.lookNext(watch);
    return watch.queued;
  }

  private async lookNext(watch: Watch): Promise<void> {
    await watch.running?.catch(() => undefined);
    watch.queued = null;
    if (this.isClosed) return;
    const look = this.look(watch);
    watch.running = look;
    try {
      await look;
    } finally {
      if (watch.running === look) watch.running = null;
    }
  }

  private async look(watch: Watch): Promise<void> {
    const { tenantId } = watch;
    watch.tail ??= new LiveTail(await this.head(tenantId), TAIL_BOUNDS);
    for (let hasMore = true; hasMore && !this.isClosed;) {
      const { head } = watch.tail;
      const rows = await this.ask(tenantId, [
        ...tailStatements(tenantId, head, LOOK_MAX),
        alertsOfEvents(tenantId, head, LOOK_MAX),
      ]);
      const read = tailRead(rows, LOOK_MAX);
      const alerts = alertsById(rows.at(-1) ?? []);
      this.count(read.placed);
      hasMore = read.hasMore;
      for (const event of read.events) this.options.onOffered?.(event);
      watch.tail.append(read.events.map((event) => toLogEntry(tenantId, event, alerts)));
    }
  }

  private ask(
    tenantId: string,
    statements: Parameters<Database['together']>[1],
  ): ReturnType<Database['together']> {
    const options = { statementTimeoutMs: STATEMENT_TIMEOUT_MS };
    return this.options.database.together(tenantId, statements, options);
  }

  private count(placed: number): void {
    if (placed > 0) this.options.onSequenced?.(placed);
  }
}

function newWatch(tenantId: string): Watch {
  return { tenantId, followers: 0, tail: null, running: null, queued: null };
}
