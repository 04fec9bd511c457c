import { defined } from '../../kernel';
import { rescoreMarked } from '../../pipeline';
import type { Job } from '../job';

/** Time alone changes risk: invoices fall due, notices age, limits come up for review. */
export const rescoreNightly: Job = {
  name: 'rescore',
  description: 'Scores whom time or news may have changed, sets limits and raises alerts.',
  cron: '10 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a rescore');
    const result = await rescoreMarked(hub, { tenantId, kind: 'NIGHTLY', signal: run.signal });
    hub.logger.info('nightly rescore', { tenantId, ...result });
  },
};
