/** What was heard against what the log says, and how long it took. */
import type { Heard } from './subscribers';
import { filterOf, isFor, type BenchAlert } from './filters';
import type { Written } from './writer';

export interface Latencies {
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** From when COMMIT had returned, instead of from when it was sent. */
  p50AfterMs: number;
  deliveries: number;
}

export function latencies(heard: readonly Heard[], written: readonly Written[]): Latencies {
  const times = new Map(written.map((each) => [each.alert.alertId, each]));
  const fromBefore: number[] = [];
  const fromAfter: number[] = [];
  for (const [alertId, at] of heard.flat()) {
    const write = times.get(alertId);
    if (write === undefined) continue;
    fromBefore.push(at - write.before);
    fromAfter.push(at - write.after);
  }
  return {
    p50Ms: percentile(fromBefore, 50),
    p95Ms: percentile(fromBefore, 95),
    p99Ms: percentile(fromBefore, 99),
    p50AfterMs: percentile(fromAfter, 50),
    deliveries: fromBefore.length,
  };
}

export interface Difference {
  /** In the log, for this subscriber, and not heard. */
  lost: number;
  /** Heard twice, or for nobody. */
  extra: number;
  /** Subscribers who heard in another order than the log's. */
  disordered: number;
}

/** `log`: the alerts in the order of their positions. */
export function compare(heard: readonly Heard[], log: readonly BenchAlert[]): Difference {
  const difference = { lost: 0, extra: 0, disordered: 0 };
  heard.forEach((list, subscriber) => {
    const filter = filterOf(subscriber);
    const wanted = log.filter((alert) => isFor(filter, alert)).map(({ alertId }) => alertId);
    const got = list.map(([alertId]) => alertId);
    const distinct = new Set(got);
    const lost = wanted.filter((alertId) => !distinct.has(alertId)).length;
    difference.lost += lost;
    difference.extra += got.length - (wanted.length - lost);
    if (lost === 0 && got.join() !== wanted.join()) difference.disordered += 1;
  });
  return difference;
}

function percentile(values: number[], percent: number): number {
  const sorted = values.sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100));
  return Math.round((sorted[index] ?? NaN) * 100) / 100;
}
