import type { Registry } from 'prom-client';
import { deliveryCounts, webhookBacklog } from '../reports';
import { DatabaseGauges, type MeasuredHub } from './database-gauges';

interface Reading {
  pending: number;
  disabled: number;
  oldestSeconds: number;
  statuses: Record<string, number>;
}

/** Gauges of deliveries by webhook over all tenants. */
export function measureWebhooks(registry: Registry, hub: MeasuredHub): void {
  const gauges = new DatabaseGauges<Reading>(registry, hub, {
    what: 'deliveries',
    nothing: () => ({ pending: 0, disabled: 0, oldestSeconds: 0, statuses: {} }),
    add: async (sum, tx, now) => {
      const one = await webhookBacklog(tx, now);
      sum.pending += one.pending;
      sum.disabled += one.disabled;
      sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
      for (const { status, count } of await deliveryCounts(tx, now)) {
        sum.statuses[status] = (sum.statuses[status] ?? 0) + count;
      }
    },
  });
  gauges.gauge(
    'encours_webhook_deliveries_pending',
    'Deliveries that wait to be sent.',
    (r) => r.pending,
  );
  gauges.gauge(
    'encours_webhook_oldest_pending_seconds',
    'Since when the delivery waits that was queued first.',
    (r) => r.oldestSeconds,
  );
  gauges.gauge('encours_webhooks_disabled', 'Webhooks that nothing is sent to.', (r) => r.disabled);
  gauges.labelled(
    {
      name: 'encours_webhook_deliveries_last_hour',
      help: 'Deliveries queued within the last hour, by where they stand.',
      label: 'status',
    },
    (r) => r.statuses,
  );
}
