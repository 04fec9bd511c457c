import { defined } from '../../kernel';
import { pruneScoringRuns } from '../../scoring';
import type { Job } from '../job';

const KEEP_DAYS = 30;

/** A run that decided something is what its decisions refer to and can be replayed: it stays as long as they do. */
export const pruneScoringRunsJob: Job = {
  name: 'prune-scoring-runs',
  description: `Forgets scoring runs older than ${KEEP_DAYS} days that decided nothing.`,
  cron: '40 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a clean-up');
    const before = new Date(hub.clock.now().getTime() - KEEP_DAYS * 86_400_000);
    await hub.database.tenant(tenantId, (tx) => pruneScoringRuns(tx, before));
  },
};
