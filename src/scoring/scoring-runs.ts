import { hostname } from 'node:os';
import { isEncoursError, newId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { ScoringRunKind } from './scoring-run.entity';

/** A run whose last batch is longer ago than this has lost its process; batches take seconds. */
const ABANDONED_AFTER_MINUTES = 15;

/** What the whole portfolio is like, the same for every customer that a run judges. */
export interface Portfolio {
  sales12mMinor: string;
  /** 0..1; null when too few claims were settled. */
  lateShare: number | null;
}

export interface RunDraft {
  kind: ScoringRunKind;
  asOf: LocalDate;
  modelVersion: string;
  policyVersion: string;
  customersTotal: number;
  portfolio: Portfolio;
  at: Date;
}

/** Notes that a run begins; runs that lost their process are noted as abandoned. Answers the id of the new one. */
export async function openScoringRun(tx: Transaction, draft: RunDraft): Promise<string> {
  await tx.execute(
    `UPDATE scoring_run SET status = 'ABANDONED', finished_at = $2
     WHERE tenant_id = $1 AND status = 'RUNNING'
       AND progressed_at < $2::timestamptz - interval '${ABANDONED_AFTER_MINUTES} minutes'`,
    [tx.tenantId, draft.at],
  );
  const id = newId();
  await tx.execute(
    `INSERT INTO scoring_run (tenant_id, scoring_run_id, kind, as_of, model_version, policy_version, status, customers_total,
       portfolio_sales_minor, portfolio_late_share, worker, started_at, progressed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'RUNNING', $7, $8, $9, $10, $11, $11)`,
    [
      ...[tx.tenantId, id, draft.kind, draft.asOf, draft.modelVersion, draft.policyVersion],
      ...[draft.customersTotal, draft.portfolio.sales12mMinor, draft.portfolio.lateShare],
      ...[`${hostname()} ${process.pid}`, draft.at],
    ],
  );
  return id;
}

/**
 * The portfolio as the latest run of the day saw it, so that a run over a few customers neither goes through all the books
 * nor judges them by another yardstick than their neighbours; null when none ran that day.
 */
export async function portfolioOfDay(tx: Transaction, asOf: LocalDate): Promise<Portfolio | null> {
  const [row] = await tx.query<Portfolio>(
    `SELECT portfolio_sales_minor AS "sales12mMinor", portfolio_late_share AS "lateShare" FROM scoring_run
     WHERE tenant_id = $1 AND as_of = $2 ORDER BY started_at DESC, scoring_run_id DESC LIMIT 1`,
    [tx.tenantId, asOf],
  );
  return row ?? null;
}

/** What one batch did. */
export interface BatchCounts {
  customers: number;
  gradesChanged: number;
  limitsChanged: number;
  alertsRaised: number;
  alertsResolved: number;
  /** Sum of the digests of what was stored, modulo 2^128. */
  digest: bigint;
}

/** Adds a batch to its run, in the transaction of the batch: last, since batches of one run wait for each other here. */
export async function noteBatch(
  tx: Transaction,
  scoringRunId: string,
  batch: BatchCounts & { at: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE scoring_run SET customers_done = customers_done + $3, grades_changed = grades_changed + $4,
       limits_changed = limits_changed + $5, alerts_raised = alerts_raised + $6, alerts_resolved = alerts_resolved + $7,
       decisions_digest = mod(decisions_digest + $8::numeric, 340282366920938463463374607431768211456),
       progressed_at = greatest(progressed_at, $9)
     WHERE tenant_id = $1 AND scoring_run_id = $2`,
    [
      ...[tx.tenantId, scoringRunId, batch.customers, batch.gradesChanged, batch.limitsChanged],
      ...[batch.alertsRaised, batch.alertsResolved, batch.digest.toString(), batch.at],
    ],
  );
}

/** Notes how a run ended; with an error, that it failed. What it stored stays, what it did not come to stays marked. */
export async function closeScoringRun(
  tx: Transaction,
  scoringRunId: string,
  end: { at: Date; error?: unknown },
): Promise<void> {
  const code =
    end.error === undefined ? null : isEncoursError(end.error) ? end.error.code : 'UNEXPECTED';
  await tx.execute(
    `UPDATE scoring_run SET status = $3, finished_at = greatest(started_at, $4), error_code = $5
     WHERE tenant_id = $1 AND scoring_run_id = $2`,
    [tx.tenantId, scoringRunId, code === null ? 'DONE' : 'FAILED', end.at, code],
  );
}

/** Forgets runs that ended before an instant and stored nothing; the latest run stays. Answers how many. */
export async function pruneScoringRuns(tx: Transaction, before: Date): Promise<number> {
  return tx.execute(
    `DELETE FROM scoring_run s
     WHERE s.tenant_id = $1 AND s.finished_at < $2
       AND s.started_at < (SELECT max(n.started_at) FROM scoring_run n WHERE n.tenant_id = $1)
       AND NOT EXISTS (SELECT FROM credit_assessment a WHERE a.tenant_id = $1 AND a.scoring_run_id = s.scoring_run_id)
       AND NOT EXISTS (SELECT FROM credit_limit l WHERE l.tenant_id = $1 AND l.scoring_run_id = s.scoring_run_id)`,
    [tx.tenantId, before],
  );
}
