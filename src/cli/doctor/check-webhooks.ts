import type { DisabledReason } from '../../alerts';
import type { Database, Tenant, Transaction } from '../../database';
import { listWebhooks, queuesOfWebhooks, type WebhookQueue, type WebhookRow } from '../../reports';
import { ok, problem, warning, type Finding } from './finding';

/** What has waited for so long is late, however busy a receiver is. */
const LATE_MINUTES = 15;

const WHY_DISABLED: Readonly<Record<DisabledReason, string>> = {
  FAILING: 'it failed for five days',
  GONE: 'it says it is gone',
  EVENTS_PRUNED: 'events it is owed are no longer kept',
};

/** Whether events reach the webhooks of a tenant. */
export async function checkWebhooks(
  database: Database,
  tenant: Tenant,
  now: Date,
): Promise<Finding[]> {
  const work = async (tx: Transaction): Promise<Finding[]> => {
    const webhooks = await listWebhooks(tx);
    const queues = await queuesOfWebhooks(
      tx,
      webhooks.map(({ webhookId }) => webhookId),
    );
    return webhooks.map((webhook) => {
      const queue = queues.find(({ webhookId }) => webhookId === webhook.webhookId);
      return checkWebhook(tenant, webhook, { queue, now });
    });
  };
  return database.tenant(tenant.tenantId, work, { readOnly: true });
}

function checkWebhook(
  { slug }: Tenant,
  webhook: WebhookRow,
  { queue, now }: { queue: WebhookQueue | undefined; now: Date },
): Finding {
  const { webhookId, status, disabledBecause } = webhook;
  const subject = `${slug}: webhook ${new URL(webhook.url).host}`;
  const test = `npx encours webhooks test ${webhookId} --tenant ${slug}`;
  if (status === 'DISABLED') {
    const why = WHY_DISABLED[disabledBecause ?? 'FAILING'];
    const enable = `npx encours webhooks enable ${webhookId} --tenant ${slug}`;
    return problem(subject, `is disabled: ${why}`, `mend it, try it (${test}), then: ${enable}`);
  }
  if (status === 'PAUSED') return ok(subject, 'is paused');
  if (webhook.failingSince !== null) {
    const what = `has taken nothing since ${webhook.failingSince.toISOString()}`;
    return warning(subject, `${what}; ${queue?.pending ?? 0} wait`, `look at it: ${test}`);
  }
  const oldest = queue?.oldestPendingAt ?? null;
  if (oldest !== null && now.getTime() - oldest.getTime() > LATE_MINUTES * 60_000) {
    const what = `${queue?.pending ?? 0} deliveries wait, the oldest since ${oldest.toISOString()}`;
    return warning(subject, what, 'see that a worker runs: npx encours worker');
  }
  const failed = queue?.failed ?? 0;
  if (failed > 0) {
    const what = `${failed} deliveries were given up`;
    return warning(subject, what, `see why: npx encours webhooks list --tenant ${slug}`);
  }
  const last = webhook.lastDeliveredAt;
  return ok(
    subject,
    last === null ? 'has been sent nothing yet' : `took one ${last.toISOString()}`,
  );
}
