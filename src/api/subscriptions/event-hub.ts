import { EVENT_CHANNEL, lastPosition, sequenceEvents } from '../../alerts';
import type { Database } from '../../database';
import type { Logger } from '../../kernel';

export interface EventHubOptions {
  database: Database;
  logger: Logger;
  /** How often watched tenants are looked at even when nobody wakes us. */
  pollMs?: number;
  /** Told how many events of a tenant were put in order. */
  onSequenced?: (count: number) => void;
}

/** One tenant somebody listens to. */
interface Watch {
  watchers: number;
  /** The newest position seen; null before the first look. */
  position: number | null;
  waiting: Set<() => void>;
  isLooking: boolean;
  /** Woken while looking: what was committed meanwhile may not have been seen. */
  lookAgain: boolean;
}

const SEQUENCE_BATCH = 5_000;
const RECONNECT_MS = [100, 500, 1_000, 5_000];

/**
 * Tells followers of the event log when it has grown. NOTIFY only wakes it up, a poll covers what NOTIFY may lose, and
 * what is delivered is always read from the log: a lost or repeated wake-up costs at most a second, never an event.
 */
export class EventHub {
  private readonly watches = new Map<string, Watch>();
  private readonly poll: NodeJS.Timeout;
  private retry: NodeJS.Timeout | null = null;
  private stopListening: (() => Promise<void>) | null = null;
  private failures = 0;
  private isClosed = false;
  private connecting: Promise<void> = Promise.resolve();

  constructor(private readonly options: EventHubOptions) {
    this.poll = setInterval(() => this.lookEverywhere(), options.pollMs ?? 1_000);
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
    const { database } = this.options;
    let placed: number;
    do {
      placed = await database.tenant(tenantId, sequenceEvents);
      if (placed > 0) this.options.onSequenced?.(placed);
    } while (placed >= SEQUENCE_BATCH);
    return database.tenant(tenantId, lastPosition, { readOnly: true });
  }

  /** Keeps an eye on a tenant until the answer is called. */
  watch(tenantId: string): () => void {
    const watch = this.watches.get(tenantId) ?? newWatch();
    watch.watchers += 1;
    this.watches.set(tenantId, watch);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      watch.watchers -= 1;
      if (watch.watchers === 0) this.watches.delete(tenantId);
    };
  }

  /** Resolves when the log of a watched tenant may reach beyond the position, or the signal aborts. */
  async waitBeyond(tenantId: string, position: number, signal: AbortSignal): Promise<void> {
    const watch = this.watches.get(tenantId);
    if (watch === undefined || signal.aborted || this.isClosed) return;
    if (watch.position !== null && watch.position > position) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        watch.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      watch.waiting.add(wake);
      signal.addEventListener('abort', wake);
      // The event that just missed the last page may have been announced before we waited.
      if (watch.position === null) void this.look(tenantId, watch);
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.poll);
    if (this.retry !== null) clearTimeout(this.retry);
    for (const watch of this.watches.values()) wakeAll(watch);
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
    if (watch !== undefined) void this.look(tenantId, watch);
  }

  private lookEverywhere(): void {
    for (const [tenantId, watch] of this.watches) void this.look(tenantId, watch);
  }

  /** One look at a time per tenant; never throws, the next poll looks again. */
  private async look(tenantId: string, watch: Watch): Promise<void> {
    watch.lookAgain = true;
    if (watch.isLooking) return;
    watch.isLooking = true;
    try {
      while (watch.lookAgain && !this.isClosed) {
        watch.lookAgain = false;
        const position = await this.head(tenantId);
        const hasGrown = watch.position === null || position > watch.position;
        watch.position = position;
        if (hasGrown) wakeAll(watch);
      }
    } catch (error) {
      if (!this.isClosed) this.options.logger.warn('the event log could not be read', { error });
    } finally {
      watch.isLooking = false;
    }
  }
}

function newWatch(): Watch {
  return {
    watchers: 0,
    position: null,
    waiting: new Set(),
    isLooking: false,
    lookAgain: false,
  };
}

function wakeAll(watch: Watch): void {
  for (const wake of [...watch.waiting]) wake();
}
