import { Gauge, type Registry } from 'prom-client';
import { listTenants, type Database } from '../database';
import type { Clock, Logger } from '../kernel';
import { scoringBacklog, type ScoringBacklog } from '../reports';

/** Whoever asks for the metrics, the database is asked at most so often. */
const KEPT_MS = 15_000;
const TIMEOUT_MS = 2_000;

/**
 * Gauges of what waits to be scored, over all tenants, read when the metrics are asked for: runs go on in any process on
 * the database, not in this one only. What cannot be read stays as it was last.
 */
export function measureScoring(
  registry: Registry,
  hub: { database: Database; clock: Clock; logger: Logger },
): void {
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<ScoringBacklog> = Promise.resolve(NOBODY);
  const backlog = (): Promise<ScoringBacklog> => {
    const now = performance.now();
    if (now - readAt < KEPT_MS) return reading;
    readAt = now;
    const last = reading;
    reading = readBacklog(hub).catch((error: unknown) => {
      hub.logger.warn('the backlog of scoring could not be read for the metrics', { error });
      return last;
    });
    return reading;
  };
  const gauge = (name: string, help: string, of: (backlog: ScoringBacklog) => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect(): Promise<void> {
        this.set(of(await backlog()));
      },
    });
  };
  gauge(
    'encours_rescore_customers_waiting',
    'Customers that something was learnt of since they were last scored.',
    ({ customersWaiting }) => customersWaiting,
  );
  gauge(
    'encours_rescore_oldest_wait_seconds',
    'Since when the customer waits that was marked first.',
    ({ oldestSeconds }) => oldestSeconds,
  );
  gauge(
    'encours_scoring_runs_running',
    'Scoring runs under way on this database.',
    ({ runsUnderWay }) => runsUnderWay,
  );
}

const NOBODY: ScoringBacklog = { customersWaiting: 0, runsUnderWay: 0, oldestSeconds: 0 };

async function readBacklog({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): Promise<ScoringBacklog> {
  const sum = { ...NOBODY };
  const options = { readOnly: true, statementTimeoutMs: TIMEOUT_MS };
  for (const { tenantId } of await listTenants(database)) {
    const one = await database.tenant(tenantId, (tx) => scoringBacklog(tx, clock.now()), options);
    sum.customersWaiting += one.customersWaiting;
    sum.runsUnderWay += one.runsUnderWay;
    sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
  }
  return sum;
}
