import { defined } from '../../kernel';
import { keepFigures } from '../../use-cases/keep-figures';
import type { Job } from '../job';

/** What comes in otherwise than by a sync (an import, other terms) reaches the kept days by this. */
export const keepFiguresJob: Job = {
  name: 'keep-figures',
  description: 'Adds what was learnt to the days that key figures are summed from.',
  cron: '*/10 * * * *',
  timeZone: 'UTC',
  backfill: 'none',
  scope: 'tenant',
  run: (hub, run) => keepFigures(hub, { tenantId: defined(run.tenantId, 'the tenant of figures') }),
};

/** From scratch once a day: whatever had gone wrong with the kept days would not last. */
export const recomputeFigures: Job = {
  name: 'recompute-figures',
  description: 'Computes the days that key figures are summed from anew.',
  cron: '50 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'tenant',
  run: (hub, run) =>
    keepFigures(hub, {
      tenantId: defined(run.tenantId, 'the tenant of figures'),
      isFull: true,
    }),
};
