import { pruneDeliveries } from '../../alerts';
import { defined } from '../../kernel';
import type { Job } from '../job';

const KEEP_DAYS = 30;

export const pruneDeliveriesJob: Job = {
  name: 'prune-deliveries',
  description: `Forgets deliveries to webhooks that are over and older than ${KEEP_DAYS} days.`,
  cron: '50 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a clean-up');
    const before = new Date(hub.clock.now().getTime() - KEEP_DAYS * 86_400_000);
    let isDone = false;
    while (!isDone) {
      run.signal.throwIfAborted();
      ({ isDone } = await hub.database.tenant(tenantId, (tx) => pruneDeliveries(tx, before)));
    }
  },
};
