import type { Registry } from 'prom-client';
import { scoringBacklog, type ScoringBacklog } from '../reports';
import { DatabaseGauges, type MeasuredHub } from './database-gauges';

/** Gauges of what waits to be scored, over all tenants: runs go on in any process on the database, not in this one only. */
export function measureScoring(registry: Registry, hub: MeasuredHub): void {
  const gauges = new DatabaseGauges<ScoringBacklog>(registry, hub, {
    what: 'the backlog of scoring',
    nothing: () => ({ customersWaiting: 0, runsUnderWay: 0, oldestSeconds: 0 }),
    add: async (sum, tx, now) => {
      const one = await scoringBacklog(tx, now);
      sum.customersWaiting += one.customersWaiting;
      sum.runsUnderWay += one.runsUnderWay;
      sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
    },
  });
  gauges.gauge(
    'encours_rescore_customers_waiting',
    'Customers that something was learnt of since they were last scored.',
    ({ customersWaiting }) => customersWaiting,
  );
  gauges.gauge(
    'encours_rescore_oldest_wait_seconds',
    'Since when the customer waits that was marked first.',
    ({ oldestSeconds }) => oldestSeconds,
  );
  gauges.gauge(
    'encours_scoring_runs_running',
    'Scoring runs under way on this database.',
    ({ runsUnderWay }) => runsUnderWay,
  );
}
