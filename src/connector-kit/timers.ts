/** Time as the client sees it: injected, so that waiting can be tested without waiting. */
import { setTimeout as delay } from 'node:timers/promises';
import { transientError, type EncoursError } from '../kernel';

export interface Timers {
  nowMs(): number;
  /** Resolves after `ms`; rejects with ABORTED as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimers: Timers = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch {
      throw abortedError();
    }
  },
};

/** Timers whose sleeps take no time but move the clock. */
export class FakeTimers implements Timers {
  /** Every sleep asked for, in order. */
  readonly sleeps: number[] = [];

  constructor(private currentMs = 0) {}

  nowMs(): number {
    return this.currentMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.sleeps.push(ms);
    // Whatever is due now goes first, as it would while a real clock runs.
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(signal);
    this.currentMs += ms;
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError();
}

/** The caller asked to stop: nothing failed, the work can be taken up again. */
export function abortedError(): EncoursError {
  return transientError('ABORTED', 'stopped because the caller asked to');
}
