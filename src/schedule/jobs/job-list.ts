import type { Job } from '../job';
import { keepFiguresJob, recomputeFigures } from './keep-figures';
import { pruneAnswers } from './prune-answers';
import { pruneDeliveriesJob } from './prune-deliveries';
import { pruneEmailsJob } from './prune-emails';
import { pruneEventsJob } from './prune-events';
import { pruneOccurrences } from './prune-occurrences';
import { pruneRuns } from './prune-runs';
import { pruneScoringRunsJob } from './prune-scoring-runs';
import { purgeExpired } from './purge-expired';
import { rescoreNightly } from './rescore-nightly';
import { syncJob } from './sync';
import { wakeAlertsJob } from './wake-alerts';
import { watchConnectionsJob } from './watch-connections';

export { syncJob, type SyncScope } from './sync';

/** Every scheduled job, in the order of docs/operations.md. Explicit: what runs unasked is one list. */
export const JOBS: readonly Job[] = [
  syncJob({ name: 'sync', cron: '*/15 * * * *', connectors: null }),
  purgeExpired,
  rescoreNightly,
  keepFiguresJob,
  recomputeFigures,
  pruneRuns,
  pruneAnswers,
  pruneOccurrences,
  pruneScoringRunsJob,
  pruneEventsJob,
  pruneDeliveriesJob,
  pruneEmailsJob,
  wakeAlertsJob,
  watchConnectionsJob,
];
