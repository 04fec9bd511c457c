import type { Job } from '../job';
import { keepFiguresJob, recomputeFigures } from './keep-figures';
import { pruneOccurrences } from './prune-occurrences';
import { pruneRuns } from './prune-runs';
import { rescoreNightly } from './rescore-nightly';
import { syncJob } from './sync';

export { syncJob, type SyncScope } from './sync';

/** Every scheduled job, in the order of docs/operations.md. Explicit: what runs unasked is one list. */
export const JOBS: readonly Job[] = [
  syncJob({ name: 'sync', cron: '*/15 * * * *', connectors: null }),
  rescoreNightly,
  keepFiguresJob,
  recomputeFigures,
  pruneRuns,
  pruneOccurrences,
];
