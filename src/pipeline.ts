/**
 * The stages in order: connector → landing → unify → ledger → scoring → limits → alerts. Each is idempotent and takes up
 * what the database says is left to do, so the whole can be killed anywhere and run again.
 */
import type { Progress } from './kernel';
import type { Hub } from './hub';
import { runCashApplication } from './ledger';
import { finishAbandoned } from './use-cases/import-file';
import { importFolders } from './use-cases/import-folders';
import { matchToCompanies } from './use-cases/match-to-companies';
import { rescoreMarked, type RescoreResult } from './use-cases/rescore-customers';
import { syncProviders, type OpenedRun } from './use-cases/sync-providers';

export interface PipelineRun {
  tenantId: string;
  /** Connections to read; null for all active ones. */
  connectionIds: readonly string[] | null;
  signal: AbortSignal;
  progress?: Progress;
  /** A run somebody opened for one of the connections, to be continued and closed instead of a new one. */
  openedRun?: OpenedRun;
}

/**
 * Reads what is new everywhere, then scores whom it touched: the database marks them with what is written, so that a run
 * that was killed leaves them to the next.
 */
export async function runPipeline(hub: Hub, run: PipelineRun): Promise<RescoreResult> {
  await finishAbandoned(hub, run);
  await importFolders(hub, run);
  await matchToCompanies(hub, run);
  await syncProviders(hub, run);
  await runCashApplication(hub, run);
  return rescoreMarked(hub, { ...run, kind: 'PIPELINE' });
}

export { rescore, rescoreMarked, type RescoreResult } from './use-cases/rescore-customers';
