import { EVENT_READERS, pruneEvents } from '../../alerts';
import { dayAt } from '../../database';
import { defined } from '../../kernel';
import { policyInForce } from '../../limits';
import type { Hub } from '../../hub';
import type { Job } from '../job';

const MS_PER_DAY = 86_400_000;
/** Batches of one run; what is left, and that is millions, goes the next night. */
const BATCHES_MAX = 2_000;

/** How long the log is kept is in the credit policy; consumers that come back later are told that they missed something. */
export const pruneEventsJob: Job = {
  name: 'prune-events',
  description:
    'Forgets events older than the credit policy keeps them, once every delivery has them.',
  cron: '45 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of an event log');
    let pruned = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      run.signal.throwIfAborted();
      const outcome = await pruneBatch(hub, tenantId);
      pruned += outcome.pruned;
      if (outcome.isDone) break;
    }
    if (pruned > 0) hub.logger.info('old events were forgotten', { tenantId, events: pruned });
  },
};

async function pruneBatch(
  hub: Hub,
  tenantId: string,
): Promise<{ pruned: number; isDone: boolean }> {
  const at = hub.clock.now();
  return hub.database.tenant(tenantId, async (tx) => {
    const { alerts } = await policyInForce(tx, await dayAt(tx, at));
    const before = new Date(at.getTime() - alerts.keepEventsDays * MS_PER_DAY);
    return pruneEvents(tx, { before, at, readers: EVENT_READERS });
  });
}
