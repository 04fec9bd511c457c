import { Gauge, type Registry } from 'prom-client';
import { listTenants, type Database } from '../database';
import type { Clock, Logger } from '../kernel';
import { emailBacklog } from '../reports';

/** Whoever asks for the metrics, the database is asked at most so often. */
const KEPT_MS = 15_000;
const TIMEOUT_MS = 2_000;

interface Reading {
  pending: number;
  failing: number;
  disabled: number;
  oldestSeconds: number;
}

const NOTHING: Reading = { pending: 0, failing: 0, disabled: 0, oldestSeconds: 0 };

/** Gauges of e-mails over all tenants, read when the metrics are asked for. What cannot be read stays as it was last. */
export function measureEmails(
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
      hub.logger.warn('e-mails could not be read for the metrics', { error });
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
  gauge('encours_emails_pending', 'E-mails that wait to be sent.', (r) => r.pending);
  gauge('encours_emails_failing', 'Of those, attempted without success.', (r) => r.failing);
  gauge(
    'encours_email_oldest_pending_seconds',
    'Since when the e-mail waits that was made first.',
    (r) => r.oldestSeconds,
  );
  gauge(
    'encours_email_recipients_disabled',
    'Recipients whose address was refused.',
    (r) => r.disabled,
  );
}

async function readAll(hub: { database: Database; clock: Clock }): Promise<Reading> {
  const sum = { ...NOTHING };
  const options = { readOnly: true, statementTimeoutMs: TIMEOUT_MS };
  const now = hub.clock.now();
  for (const { tenantId } of await listTenants(hub.database)) {
    const one = await hub.database.tenant(tenantId, (tx) => emailBacklog(tx, now), options);
    sum.pending += one.pending;
    sum.failing += one.failing;
    sum.disabled += one.disabled;
    sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
  }
  return sum;
}
