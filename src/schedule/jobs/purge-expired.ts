import { defined } from '../../kernel';
import { applyTerms } from '../../use-cases/apply-terms';
import type { Job } from '../job';

/** Before the nightly rescore, so that nobody is judged by what may not be kept. */
export const purgeExpired: Job = {
  name: 'purge-expired',
  description: 'Restricts and forgets what providers said as their terms say today.',
  cron: '5 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of terms');
    await applyTerms(hub, { tenantId, signal: run.signal });
  },
};
