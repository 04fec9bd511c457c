import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { ScoringRunKind, ScoringRunStatus } from '../scoring';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

/** A run that scored customers, as far as it has come. */
export interface ScoringRunRow {
  scoringRunId: string;
  kind: ScoringRunKind;
  asOf: LocalDate;
  modelVersion: string;
  policyVersion: string;
  status: ScoringRunStatus;
  customersTotal: number;
  customersDone: number;
  gradesChanged: number;
  limitsChanged: number;
  alertsRaised: number;
  alertsResolved: number;
  /** Decimal text of 0 to 2^128 - 1. */
  decisionsDigest: string;
  startedAt: Date;
  progressedAt: Date;
  finishedAt: Date | null;
  errorCode: string | null;
}

const COLUMNS = `s.scoring_run_id AS "scoringRunId", s.kind, s.as_of AS "asOf", s.model_version AS "modelVersion",
  s.policy_version AS "policyVersion", s.status, s.customers_total AS "customersTotal", s.customers_done AS "customersDone",
  s.grades_changed AS "gradesChanged", s.limits_changed AS "limitsChanged", s.alerts_raised AS "alertsRaised",
  s.alerts_resolved AS "alertsResolved", s.decisions_digest::text AS "decisionsDigest", s.started_at AS "startedAt",
  s.progressed_at AS "progressedAt", s.finished_at AS "finishedAt", s.error_code AS "errorCode"`;

/** One page of scoring runs, newest first. */
export async function listScoringRuns(
  tx: Transaction,
  page: PageRequest,
): Promise<Page<ScoringRunRow>> {
  return readPage(tx, source(tx), page);
}

export async function countScoringRuns(tx: Transaction): Promise<number> {
  return countList(tx, source(tx));
}

/** Scoring runs by id; unknown ids are left out. */
export async function scoringRunsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<ScoringRunRow[]> {
  return tx.query<ScoringRunRow>(
    `SELECT ${COLUMNS} FROM scoring_run s WHERE s.tenant_id = $1 AND s.scoring_run_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function source(tx: Transaction): ListSource {
  const params = new Params();
  return {
    list: 'scoringRuns',
    keys: [
      { sql: 's.started_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 's.scoring_run_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: COLUMNS,
    from: 'scoring_run s',
    where: [`s.tenant_id = ${params.add(tx.tenantId, 'uuid')}`],
    params,
  };
}

/** How far scoring is behind, for those who watch the installation. */
export interface ScoringBacklog {
  /** Customers that are to be scored again. */
  customersWaiting: number;
  runsUnderWay: number;
  /** Seconds since the customer that waits longest was marked; 0 when nobody waits. */
  oldestSeconds: number;
}

export async function scoringBacklog(tx: Transaction, now: Date): Promise<ScoringBacklog> {
  const [row] = await tx.query<ScoringBacklog>(
    `SELECT count(DISTINCT customer_id)::int AS "customersWaiting",
       coalesce(greatest(extract(epoch FROM $2::timestamptz - min(marked_at)), 0), 0)::float8 AS "oldestSeconds",
       (SELECT count(*)::int FROM scoring_run WHERE tenant_id = $1 AND status = 'RUNNING') AS "runsUnderWay"
     FROM rescore_mark WHERE tenant_id = $1`,
    [tx.tenantId, now],
  );
  return row ?? { customersWaiting: 0, runsUnderWay: 0, oldestSeconds: 0 };
}
