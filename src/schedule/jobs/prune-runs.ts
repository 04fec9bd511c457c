import { defined } from '../../kernel';
import type { Job } from '../job';

const KEEP_EMPTY_DAYS = 2;

/** A sync every few minutes leaves a run each time; those that brought nothing are not worth keeping long. */
export const pruneRuns: Job = {
  name: 'prune-runs',
  description: `Forgets sync runs older than ${KEEP_EMPTY_DAYS} days that succeeded and brought nothing.`,
  cron: '25 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a clean-up');
    await hub.database.tenant(tenantId, (tx) =>
      tx.execute(
        `DELETE FROM sync_run s
         WHERE s.tenant_id = $1 AND s.status = 'SUCCEEDED' AND s.landed = 0 AND s.quarantined = 0
           AND s.started_at < $2::timestamptz - interval '${KEEP_EMPTY_DAYS} days'
           AND s.started_at < (SELECT max(o.started_at) FROM sync_run o
             WHERE o.tenant_id = $1 AND o.connection_id = s.connection_id AND o.stream = s.stream
               AND o.status = 'SUCCEEDED')`,
        [tenantId, hub.clock.now()],
      ),
    );
  },
};
