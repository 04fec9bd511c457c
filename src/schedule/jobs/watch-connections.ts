import { watchConnections } from '../../alerts';
import { defined } from '../../kernel';
import type { Job } from '../job';

/** Every sync looks at its own connection; that none ran, and that a month has begun, only time tells. */
export const watchConnectionsJob: Job = {
  name: 'watch-connections',
  description: 'Raises and ends alerts about connections: failing, not read, budget nearly spent.',
  cron: '20 * * * *',
  timeZone: 'UTC',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of connections');
    await hub.database.tenant(tenantId, (tx) => watchConnections(tx, null, hub.clock.now()));
  },
};
