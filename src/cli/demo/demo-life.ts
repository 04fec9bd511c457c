import { localDateAt, type Clock, type Logger } from '../../kernel';
import type { DemoEvent } from '../../demo';
import { pause } from '../interruption';
import type { DemoWorldStore } from './demo-world-store';

/** How fast the world goes on; slower after a while, for every export of the books is kept. */
interface Pace {
  untilMs: number;
  stepMs: number;
  exportMs: number;
}

const MINUTE = 60_000;
const PACES: readonly Pace[] = [
  { untilMs: 10 * MINUTE, stepMs: 4_500, exportMs: 25_000 },
  { untilMs: 60 * MINUTE, stepMs: 10_000, exportMs: 60_000 },
  { untilMs: Infinity, stepMs: 60_000, exportMs: 10 * MINUTE },
];
/** So many happenings in the books are exported without waiting. */
const EXPORT_AFTER = 4;

/** Lets something happen every few seconds, and the books tell of it now and then, until the signal aborts. */
export async function liveOn(
  store: DemoWorldStore,
  options: {
    clock: Clock;
    logger: Logger;
    signal: AbortSignal;
    /** Notes what customers promised and did not keep. */
    onPromise: (event: DemoEvent) => Promise<void>;
  },
): Promise<void> {
  const { clock, logger, signal, onPromise } = options;
  const startedAt = performance.now();
  let exportedAt = startedAt;
  let untold = store.unexportedSteps;
  for (;;) {
    const pace = paceAt(performance.now() - startedAt);
    if (!(await pause(pace.stepMs, signal))) return;
    store.living.moveTo(localDateAt(clock.now()));
    const event = store.living.step();
    logger.debug(`in the demo world: ${event.description}`);
    if (event.affects === 'books') untold += 1;
    if (event.promise !== undefined) await onPromise(event);
    const isTime = performance.now() - exportedAt >= pace.exportMs;
    if (untold > 0 && (isTime || untold >= EXPORT_AFTER)) {
      await store.exportBooks();
      exportedAt = performance.now();
      untold = 0;
    } else {
      await store.save();
    }
  }
}

function paceAt(elapsedMs: number): Pace {
  const pace = PACES.find(({ untilMs }) => elapsedMs < untilMs);
  return pace ?? { untilMs: Infinity, stepMs: MINUTE, exportMs: 10 * MINUTE };
}
