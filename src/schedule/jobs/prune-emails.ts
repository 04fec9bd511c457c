import { pruneEmails } from '../../alerts';
import { defined } from '../../kernel';
import type { Job } from '../job';

const KEEP_DAYS = 90;

export const pruneEmailsJob: Job = {
  name: 'prune-emails',
  description: `Forgets that e-mails were sent after ${KEEP_DAYS} days; those that wait stay.`,
  cron: '55 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a clean-up');
    const before = new Date(hub.clock.now().getTime() - KEEP_DAYS * 86_400_000);
    let isDone = false;
    while (!isDone) {
      run.signal.throwIfAborted();
      ({ isDone } = await hub.database.tenant(tenantId, (tx) => pruneEmails(tx, before)));
    }
  },
};
