import { setTimeout as sleep } from 'node:timers/promises';
import { domainError } from '../kernel';

/** Two signals this close are one Ctrl-C that arrived on two ways. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Aborts when the process is asked to end, once; asked again, the process ends at once. The answer's `signal` carries
 * INTERRUPTED as its reason, so that work which gives up says why.
 */
export function listenForInterruption(say: (line: string) => void): {
  signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  let firstAt: number | null = null;
  const interrupt = (name: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      controller.abort(
        domainError('INTERRUPTED', `stopped by ${name}`, {
          remedy: 'run it again: what was done is kept',
        }),
      );
    } else if (now - firstAt > SAME_SIGNAL_MS) {
      say('Stopped without waiting.');
      process.exit(130);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, interrupt);
    },
  };
}

/** Resolves when the signal aborts. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits; answers false when the signal has aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
