import { Gauge, type Registry } from 'prom-client';
import { listTenants, type Database } from '../database';
import type { Clock, Logger } from '../kernel';
import { deliveryCounts, webhookBacklog } from '../reports';

/** Whoever asks for the metrics, the database is asked at most so often. */
const KEPT_MS = 15_000;
const TIMEOUT_MS = 2_000;

interface Reading {
  pending: number;
  disabled: number;
  oldestSeconds: number;
  statuses: Readonly<Record<string, number>>;
}

/**
 * Gauges of deliveries by webhook over all tenants, read when the metrics are asked for: whichever process sends, the
 * database knows. What cannot be read stays as it was last.
 */
export function measureWebhooks(
  registry: Registry,
  hub: { database: Database; clock: Clock; logger: Logger },
): void {
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Reading> = Promise.resolve(NOTHING);
  const read = (): Promise<Reading> => {
    const now = performance.now();
    if (now - readAt < KEPT_MS) return reading;
    readAt = now;
    const last = reading;
    reading = readAll(hub).catch((error: unknown) => {
      hub.logger.warn('deliveries could not be read for the metrics', { error });
      return last;
    });
    return reading;
  };
  const gauge = (name: string, help: string, of: (reading: Reading) => number): void => {
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect(): Promise<void> {
        this.set(of(await read()));
      },
    });
  };
  gauge('encours_webhook_deliveries_pending', 'Deliveries that wait to be sent.', (r) => r.pending);
  gauge(
    'encours_webhook_oldest_pending_seconds',
    'Since when the delivery waits that was queued first.',
    (r) => r.oldestSeconds,
  );
  gauge('encours_webhooks_disabled', 'Webhooks that nothing is sent to.', (r) => r.disabled);
  new Gauge({
    name: 'encours_webhook_deliveries_last_hour',
    help: 'Deliveries queued within the last hour, by where they stand.',
    labelNames: ['status'],
    registers: [registry],
    async collect(): Promise<void> {
      this.reset();
      for (const [status, count] of Object.entries((await read()).statuses)) {
        this.set({ status }, count);
      }
    },
  });
}

const NOTHING: Reading = { pending: 0, disabled: 0, oldestSeconds: 0, statuses: {} };

async function readAll({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): Promise<Reading> {
  const sum = { ...NOTHING, statuses: {} as Record<string, number> };
  const options = { readOnly: true, statementTimeoutMs: TIMEOUT_MS };
  const now = clock.now();
  for (const { tenantId } of await listTenants(database)) {
    const { one, counts } = await database.tenant(
      tenantId,
      async (tx) => ({ one: await webhookBacklog(tx, now), counts: await deliveryCounts(tx, now) }),
      options,
    );
    sum.pending += one.pending;
    sum.disabled += one.disabled;
    sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
    for (const { status, count } of counts) {
      sum.statuses[status] = (sum.statuses[status] ?? 0) + count;
    }
  }
  return sum;
}
