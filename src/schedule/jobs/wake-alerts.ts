import { endExpiredMutes, wakeAlerts } from '../../alerts';
import { defined } from '../../kernel';
import type { Job } from '../job';

/** Batches of one run; what is left goes a minute later. */
const BATCHES_MAX = 100;

/** What was put aside until an instant comes back within a minute of it. */
export const wakeAlertsJob: Job = {
  name: 'wake-alerts',
  description: 'Wakes snoozed alerts, and tells those that mutes which have ended kept back.',
  cron: '* * * * *',
  timeZone: 'UTC',
  backfill: 'none',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of alerts');
    const at = hub.clock.now();
    await hub.database.tenant(tenantId, (tx) => endExpiredMutes(tx, at));
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      run.signal.throwIfAborted();
      const { isDone } = await hub.database.tenant(tenantId, (tx) => wakeAlerts(tx, at));
      if (isDone) return;
    }
  },
};
