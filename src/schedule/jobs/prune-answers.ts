import { defined } from '../../kernel';
import { clearAnswers } from '../../purchasing';
import type { Job } from '../job';

/** Answers are kept for whoever asks the same again; what they said is landed by then, and the call stays in the ledger. */
export const pruneAnswers: Job = {
  name: 'prune-answers',
  description: 'Forgets answers of paid calls older than a week; the calls stay.',
  cron: '30 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: async (hub, run) => {
    const tenantId = defined(run.tenantId, 'the tenant of a clean-up');
    const { unused } = await hub.database.tenant(tenantId, (tx) =>
      clearAnswers(tx, hub.clock.now()),
    );
    if (unused === 0) return;
    hub.logger.warn('answers that were paid for were never used and are forgotten', {
      ...{ tenantId, answers: unused },
    });
  },
};
