/** The pace of each credential, kept in Postgres: one pace for all processes and tenants that use it. */
import { setTimeout as delay } from 'node:timers/promises';
import { transientError, type Logger } from '../kernel';
import { RateLimiter, type Pace, type PaceKeeper } from '../connector-kit';
import type { Database } from '../database';

export interface PostgresPaceOptions {
  database: Database;
  logger: Logger;
}

interface Turns {
  wait_ms: number;
  maintenance_ms: number | null;
  maintenance_reason: string | null;
}

/** Turns taken by one statement and not used yet, by the process's own clock. */
interface Taken {
  startsAtMs: number[];
  taking: Promise<void> | null;
}

/** Above this pace turns are taken for a tenth of a second at once: a statement for each would cost more than the request. */
const SINGLE_TURNS_MAX = 20;
const BATCH_MS = 100;
/** A turn not used within this time of its own is lost: later it would be one too many. */
const LATE_MS = 50;
/** From this rate on there is no pace to keep; as in the process's own limiter. */
const UNPACED = 1_000;
const UNPACED_MS = 100;

/** Requests in flight are limited in the process; when one may start is agreed with all others in the database. */
export class PostgresPace implements PaceKeeper {
  private readonly inFlight = new RateLimiter();
  private readonly taken = new Map<string, Taken>();
  private readonly pausedUntilMs = new Map<string, number>();
  /** Pauses on their way to the database; a failed one is told, and holds in this process all the same. */
  private readonly pausing = new Set<Promise<void>>();

  constructor(private readonly options: PostgresPaceOptions) {}

  /** Waits for a turn. Throws ABORTED, RATE_QUEUE_FULL, PROVIDER_IN_MAINTENANCE, or what the database throws. */
  async acquire(key: string, pace: Pace, signal: AbortSignal): Promise<() => void> {
    const unpaced = { requestsPerSecond: UNPACED, concurrency: pace.concurrency };
    const release = await this.inFlight.acquire(key, unpaced, signal);
    try {
      await this.takeTurn(key, pace, signal);
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  pause(key: string, ms: number): void {
    const untilMs = Date.now() + ms;
    this.pausedUntilMs.set(key, Math.max(untilMs, this.pausedUntilMs.get(key) ?? 0));
    this.taken.delete(key);
    const { database, logger } = this.options;
    const written = database
      .system((tx) => tx.query('SELECT pause_provider($1, $2)', [key, ms]))
      .then(
        () => undefined,
        (error: unknown) => logger.warn('a pause could not be told to other processes', { error }),
      )
      .finally(() => this.pausing.delete(written));
    this.pausing.add(written);
  }

  /** Resolves when every pause asked for is written: before the database is closed. */
  async settled(): Promise<void> {
    await Promise.all(this.pausing);
  }

  private async takeTurn(key: string, pace: Pace, signal: AbortSignal): Promise<void> {
    for (;;) {
      const startsAtMs = await this.nextTurn(key, pace);
      await sleep(startsAtMs - Date.now(), signal);
      const pausedMs = (this.pausedUntilMs.get(key) ?? 0) - Date.now();
      if (pausedMs <= 0) return;
      // Asked to pause meanwhile: this turn lies within the pause, another one is taken behind it.
      await sleep(pausedMs, signal);
    }
  }

  private async nextTurn(key: string, pace: Pace): Promise<number> {
    if (pace.requestsPerSecond <= SINGLE_TURNS_MAX) return this.ask(key, pace, 1);
    for (;;) {
      const taken = this.takenOf(key);
      const usableFromMs = Date.now() - LATE_MS;
      for (let next = taken.startsAtMs.shift(); next !== undefined; next = taken.startsAtMs.shift())
        if (next >= usableFromMs) return next;
      taken.taking ??= this.takeBatch(key, pace, taken).finally(() => (taken.taking = null));
      await taken.taking;
    }
  }

  private takenOf(key: string): Taken {
    const known = this.taken.get(key);
    if (known !== undefined) return known;
    const taken: Taken = { startsAtMs: [], taking: null };
    this.taken.set(key, taken);
    return taken;
  }

  private async takeBatch(key: string, pace: Pace, taken: Taken): Promise<void> {
    const isUnpaced = pace.requestsPerSecond >= UNPACED;
    const turns = isUnpaced ? 0 : Math.ceil((pace.requestsPerSecond * BATCH_MS) / 1000);
    const firstMs = await this.ask(key, pace, turns);
    const count = isUnpaced ? pace.concurrency * UNPACED_MS : turns;
    const spacing = isUnpaced ? 0 : spacingMs(pace);
    for (let index = 0; index < count; index++) taken.startsAtMs.push(firstMs + index * spacing);
  }

  /** Takes turns in the database; answers when the first begins, by the process's clock. */
  private async ask(key: string, pace: Pace, turns: number): Promise<number> {
    const [connector = ''] = key.split(':');
    const [row] = await this.options.database.system((tx) =>
      tx.query<Turns>('SELECT * FROM take_provider_turns($1, $2, $3, $4)', [
        key,
        connector,
        spacingMs(pace),
        turns,
      ]),
    );
    if (row?.maintenance_reason != null) {
      throw transientError(
        'PROVIDER_IN_MAINTENANCE',
        `nothing is sent to ${connector}: ${row.maintenance_reason}`,
        {
          retryAfterMs: Math.max(1_000, Math.ceil(row.maintenance_ms ?? 0)),
          remedy: `wait, or end it with \`encours maintenance ${connector} --end\``,
        },
      );
    }
    return Date.now() + Math.ceil(row?.wait_ms ?? 0);
  }
}

/** Milliseconds between starts, rounded up to a hundredth: never one request too many. */
function spacingMs(pace: Pace): number {
  return Math.ceil(100_000 / pace.requestsPerSecond) / 100;
}

/** Rejects with ABORTED as soon as the signal aborts. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (!signal.aborted && ms <= 0) return;
  try {
    await delay(ms, undefined, { signal });
  } catch {
    throw transientError('ABORTED', 'stopped because the caller asked to');
  }
}
