/**
 * The stages in order: connector → landing → unify → ledger → scoring → limits → alerts. Each is idempotent and takes up
 * what the database says is left to do, so the whole can be killed anywhere and run again.
 */
import { silentProgress, type Progress } from './kernel';
import { raiseAlerts } from './alerts';
import type { Hub } from './hub';
import { applyLimits } from './limits';
import { assessCustomers } from './scoring';
import { finishAbandoned, importFolders } from './use-cases/import-file';
import { keepFigures } from './use-cases/keep-figures';
import { matchToCompanies } from './use-cases/match-to-companies';
import { syncProviders, type OpenedRun } from './use-cases/sync-providers';

export interface PipelineRun {
  tenantId: string;
  /** Connections to read; null for all active ones. */
  connectionIds: readonly string[] | null;
  signal: AbortSignal;
  progress?: Progress;
  /** A run somebody opened for one of the connections, to be continued and closed instead of a new one. */
  openedRun?: OpenedRun;
  /** Re-scores everybody at the end: after a run that was killed before it could. */
  isEverybodyTouched?: boolean;
}

export interface RescoreResult {
  customers: number;
  gradesChanged: number;
  limitsChanged: number;
  alertsRaised: number;
  alertsResolved: number;
}

/** Reads what is new everywhere, then re-scores the customers it touched. */
export async function runPipeline(hub: Hub, run: PipelineRun): Promise<RescoreResult> {
  const touched = new Set<string>();
  for (const customerId of await finishAbandoned(hub, run)) touched.add(customerId);
  for (const customerId of await importFolders(hub, run)) touched.add(customerId);
  for (const customerId of await matchToCompanies(hub, run)) touched.add(customerId);
  for (const customerId of await syncProviders(hub, run)) touched.add(customerId);
  return rescore(hub, {
    ...run,
    customerIds: run.isEverybodyTouched === true ? null : [...touched],
  });
}

const NOTHING_DONE: Readonly<RescoreResult> = {
  customers: 0,
  gradesChanged: 0,
  limitsChanged: 0,
  alertsRaised: 0,
  alertsResolved: 0,
};

/** scoring → limits → alerts, for some customers or (null) for all; then the figures of the portfolio are kept. */
export async function rescore(
  hub: Hub,
  run: {
    tenantId: string;
    customerIds: readonly string[] | null;
    signal: AbortSignal;
    progress?: Progress;
  },
): Promise<RescoreResult> {
  // The stages look at the whole portfolio before they look at anybody.
  if (run.customerIds?.length === 0) return { ...NOTHING_DONE };
  const progress = run.progress ?? silentProgress;
  const step = (label: string): { onProgress: (done: number, total: number) => void } => {
    let started = false;
    return {
      onProgress: (done, total) => {
        if (!started) progress.start(label, total);
        started = true;
        progress.advance(done);
        if (done >= total) progress.finish();
      },
    };
  };
  const graded = await assessCustomers({ ...hub, signal: run.signal, ...step('Scoring') }, run);
  const limited = await applyLimits({ ...hub, signal: run.signal, ...step('Limits') }, run);
  const alerted = await raiseAlerts({ ...hub, signal: run.signal, ...step('Alerts') }, run);
  await keepFigures(hub, run);
  return {
    customers: graded.assessed,
    gradesChanged: graded.changed,
    limitsChanged: limited.changed,
    alertsRaised: alerted.raised,
    alertsResolved: alerted.resolved,
  };
}
