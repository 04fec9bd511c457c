import type { Registry } from 'prom-client';
import { emailBacklog } from '../reports';
import { DatabaseGauges, type MeasuredHub } from './database-gauges';

/** Gauges of e-mails over all tenants. */
export function measureEmails(registry: Registry, hub: MeasuredHub): void {
  const gauges = new DatabaseGauges(registry, hub, {
    what: 'e-mails',
    nothing: () => ({ pending: 0, failing: 0, disabled: 0, oldestSeconds: 0 }),
    add: async (sum, tx, now) => {
      const one = await emailBacklog(tx, now);
      sum.pending += one.pending;
      sum.failing += one.failing;
      sum.disabled += one.disabled;
      sum.oldestSeconds = Math.max(sum.oldestSeconds, one.oldestSeconds);
    },
  });
  gauges.gauge('encours_emails_pending', 'E-mails that wait to be sent.', (r) => r.pending);
  gauges.gauge('encours_emails_failing', 'Of those, attempted without success.', (r) => r.failing);
  gauges.gauge(
    'encours_email_oldest_pending_seconds',
    'Since when the e-mail waits that was made first.',
    (r) => r.oldestSeconds,
  );
  gauges.gauge(
    'encours_email_recipients_disabled',
    'Recipients whose address was refused.',
    (r) => r.disabled,
  );
}
