/**
 * Pace per credential: a token bucket of one token, so that no window of a second holds more than the declared rate,
 * and a limit on requests in flight. Waiting is first come, first served, bounded and abortable.
 */
import { transientError } from '../kernel';
import { abortedError, systemTimers, type Timers } from './timers';

export type RateLimiterTimers = Timers;

export interface Pace {
  requestsPerSecond: number;
  concurrency: number;
}

/** Who says when a request may be sent; one for a process, or one for all processes that share a credential. */
export interface PaceKeeper {
  /** Waits for a turn and resolves to the function that ends it. Throws TRANSIENT or ABORTED. */
  acquire(key: string, pace: Pace, signal: AbortSignal): Promise<() => void>;
  /** Lets nobody with this key start for a while: the provider has asked for it. */
  pause(key: string, ms: number): void;
}

export interface RateLimiterOptions {
  timers?: Timers;
  /** Requests that may wait per key before further ones are refused with RATE_QUEUE_FULL. */
  queueMax?: number;
}

interface Waiter {
  pace: Pace;
  start(): void;
}

interface Bucket {
  waiting: Waiter[];
  inFlight: number;
  /** Earliest instant of the next start. */
  nextAtMs: number;
  /** Ends the pump's sleep; null when no pump runs. */
  wake: AbortController | null;
}

/** One instance paces all connectors of a process; keys keep credentials apart. */
export class RateLimiter implements PaceKeeper {
  private readonly buckets = new Map<string, Bucket>();
  private readonly timers: Timers;
  private readonly queueMax: number;

  constructor(options: RateLimiterOptions = {}) {
    this.timers = options.timers ?? systemTimers;
    this.queueMax = options.queueMax ?? 10_000;
  }

  /** Waits for a turn and resolves to the function that ends it. Throws TRANSIENT RATE_QUEUE_FULL or ABORTED. */
  async acquire(key: string, pace: Pace, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw abortedError();
    const bucket = this.bucket(key);
    if (bucket.waiting.length >= this.queueMax) {
      throw transientError('RATE_QUEUE_FULL', `${this.queueMax} requests already wait their turn`, {
        remedy: 'Ask again when the requests that wait have gone out.',
      });
    }
    await this.turn(bucket, pace, signal);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      bucket.inFlight -= 1;
      void this.pump(bucket);
    };
  }

  /** Lets nobody with this key start for a while: the provider has asked for it. */
  pause(key: string, ms: number): void {
    const bucket = this.bucket(key);
    bucket.nextAtMs = Math.max(bucket.nextAtMs, this.timers.nowMs() + ms);
  }

  private bucket(key: string): Bucket {
    const known = this.buckets.get(key);
    if (known !== undefined) return known;
    const bucket: Bucket = { waiting: [], inFlight: 0, nextAtMs: 0, wake: null };
    this.buckets.set(key, bucket);
    return bucket;
  }

  private turn(bucket: Bucket, pace: Pace, signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        pace,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        const index = bucket.waiting.indexOf(waiter);
        if (index < 0) return;
        bucket.waiting.splice(index, 1);
        // Nobody waits any more: a sleep of seconds must not hold the process.
        if (bucket.waiting.length === 0) bucket.wake?.abort();
        reject(abortedError());
      };
      signal.addEventListener('abort', leave, { once: true });
      bucket.waiting.push(waiter);
      void this.pump(bucket);
    });
  }

  /** Starts waiters in order as time and concurrency allow; one pump per bucket at a time. */
  private async pump(bucket: Bucket): Promise<void> {
    if (bucket.wake !== null) return;
    for (let next = bucket.waiting[0]; next !== undefined; next = bucket.waiting[0]) {
      if (bucket.inFlight >= next.pace.concurrency) break;
      const waitMs = bucket.nextAtMs - this.timers.nowMs();
      if (waitMs > 0) {
        bucket.wake = new AbortController();
        await this.timers.sleep(waitMs, bucket.wake.signal).catch(() => undefined);
        continue;
      }
      bucket.waiting.shift();
      bucket.inFlight += 1;
      bucket.nextAtMs = this.timers.nowMs() + spacingMs(next.pace);
      next.start();
    }
    bucket.wake = null;
  }
}

/** Whole milliseconds between starts, rounded up: never one request too many in a second. Below 1 ms there is no pace. */
function spacingMs(pace: Pace): number {
  return pace.requestsPerSecond >= 1000 ? 0 : Math.ceil(1000 / pace.requestsPerSecond);
}

/** Paces every context opened without a limiter of its own, so that two runs in a process share a credential's rate. */
export const processRateLimiter = new RateLimiter();
