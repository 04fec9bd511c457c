import { configError, isEncoursError, isUuid, parseGlobalId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import { replayLimits } from '../limits';
import {
  differenceOf,
  replayAssessments,
  ReplayFindings,
  type ReplayDifference,
  type ReplayTally,
  type ScoringRunKind,
} from '../scoring';

/** A run as it is stored. */
export interface ReplayedRun {
  readonly scoringRunId: string;
  readonly kind: string;
  readonly status: string;
  readonly asOf: LocalDate;
  readonly modelVersion: string;
  readonly policyVersion: string;
  readonly startedAt: Date;
  /** Sum of the digests of what it stored, a decimal number. */
  readonly decisionsDigest: string;
}

/** A run to choose from. */
export interface RecentRun extends ReplayedRun {
  readonly customersDone: number;
}

/** Runs shown: a month of nights and what came between. */
const RECENT_RUNS = 50;

/** The runs that began last, of one kind or of all, newest first. */
export async function recentRuns(
  hub: Hub,
  tenantId: string,
  kind: ScoringRunKind | null,
): Promise<RecentRun[]> {
  return hub.database.tenant(
    tenantId,
    (tx) =>
      tx.query<RecentRun>(
        `SELECT ${RUN}, customers_done AS "customersDone" FROM scoring_run
         WHERE tenant_id = $1 AND ($2::text IS NULL OR kind = $2) ${LAST_FIRST} LIMIT ${RECENT_RUNS}`,
        [tx.tenantId, kind],
      ),
    { readOnly: true },
  );
}

const RUN = `scoring_run_id AS "scoringRunId", kind, status, as_of AS "asOf", model_version AS "modelVersion",
  policy_version AS "policyVersion", started_at AS "startedAt", decisions_digest::text AS "decisionsDigest"`;
const LAST_FIRST = 'ORDER BY started_at DESC, scoring_run_id DESC';

/** Why this run: it was named, or it is the last of the kind asked for, the last whole night, or the last there is. */
export type ReplayChoice = 'NAMED' | 'LAST_OF_KIND' | 'LAST_NIGHTLY' | 'LAST';

export interface Replay {
  readonly run: ReplayedRun;
  readonly choice: ReplayChoice;
  readonly assessments: ReplayTally;
  readonly limits: ReplayTally;
  /** Null when something could not be computed again, so that the sum is not known. */
  readonly recomputedDigest: string | null;
  /** Whether everything was computed again and came out the same. */
  readonly isEqual: boolean;
  readonly differenceCount: number;
  /** The first hundred. */
  readonly differences: readonly ReplayDifference[];
  /** Versions of models and policies this build has not, with the rows that were decided by them. */
  readonly unknownVersions: readonly { version: string; rows: number }[];
}

/**
 * Computes a run again from the snapshots it stored, in one snapshot of the database, and says whether every decision comes
 * out the same. Null is the last of the kind given, else the last night that came to its end, else the last of all.
 * Reads only. Throws SCORING_RUN_NOT_FOUND.
 */
export async function replayRun(
  hub: Hub,
  replay: {
    tenantId: string;
    scoringRunId: string | null;
    kind?: ScoringRunKind | null;
    signal: AbortSignal;
  },
): Promise<Replay> {
  const { tenantId, signal } = replay;
  return hub.database.tenant(
    tenantId,
    async (tx) => {
      const run = await findRun(tx, replay.scoringRunId, replay.kind ?? null);
      const findings = new ReplayFindings();
      const of = { scoringRunId: run.scoringRunId, findings, signal };
      await replayAssessments(tx, of);
      await replayLimits(tx, of);
      return conclude(run, choiceOf(run, replay), findings);
    },
    { readOnly: true },
  );
}

async function findRun(
  tx: Transaction,
  scoringRunId: string | null,
  kind: ScoringRunKind | null,
): Promise<ReplayedRun> {
  const id = scoringRunId === null ? null : keyOf(scoringRunId);
  const [run] = await tx.query<ReplayedRun>(
    `SELECT ${RUN} FROM scoring_run WHERE tenant_id = $1 AND ($2::uuid IS NULL OR scoring_run_id = $2)
       AND ($3::text IS NULL OR kind = $3) ${id === null && kind === null ? NIGHT_FIRST : LAST_FIRST} LIMIT 1`,
    [tx.tenantId, id, kind],
  );
  if (run !== undefined) return run;
  throw notFound(scoringRunId, kind);
}

/** The last run as a rule looked at what one file brought: of proof is the night, which went through all that was due. */
const NIGHT_FIRST = `ORDER BY kind = 'NIGHTLY' AND status = 'DONE' DESC, started_at DESC, scoring_run_id DESC`;

function choiceOf(
  { kind, status }: ReplayedRun,
  asked: { scoringRunId: string | null; kind?: ScoringRunKind | null },
): ReplayChoice {
  if (asked.scoringRunId !== null) return 'NAMED';
  if (asked.kind != null) return 'LAST_OF_KIND';
  return kind === 'NIGHTLY' && status === 'DONE' ? 'LAST_NIGHTLY' : 'LAST';
}

/** The key of a run from itself or from its id in the API. */
function keyOf(given: string): string {
  if (isUuid(given)) return given;
  try {
    const { type, id } = parseGlobalId(given);
    if (type === 'ScoringRun') return id;
  } catch (error) {
    if (!isEncoursError(error)) throw error;
  }
  throw notFound(given);
}

function notFound(scoringRunId: string | null, kind: ScoringRunKind | null = null): Error {
  if (kind !== null) {
    return configError('SCORING_RUN_NOT_FOUND', `this tenant has no scoring run of kind ${kind}`, {
      remedy: 'see the runs there are with `encours replay --list`',
      place: { field: 'kind' },
    });
  }
  const message =
    scoringRunId === null
      ? 'this tenant was never scored'
      : `this tenant has no scoring run ${JSON.stringify(scoringRunId)}`;
  return configError('SCORING_RUN_NOT_FOUND', message, {
    remedy:
      scoringRunId === null
        ? 'run `encours rescore` first'
        : 'take the id from `encours replay --list` or the query `scoringRuns`, or give --latest',
    place: { field: 'run' },
  });
}

function conclude(run: ReplayedRun, choice: ReplayChoice, findings: ReplayFindings): Replay {
  const { assessments, limits } = findings;
  const isWhole = assessments.notReplayable + limits.notReplayable === 0;
  const recomputedDigest = isWhole ? findings.digest.toString() : null;
  if (recomputedDigest !== null) {
    const differences = differenceOf('decisionsDigest', run.decisionsDigest, recomputedDigest);
    const of = { of: 'RUN' as const, id: run.scoringRunId, customerId: null, account: null };
    findings.compared(of, { differences, digest: 0n });
  }
  const { differenceCount, differences, unknownVersions } = findings;
  return {
    ...{ run, choice, assessments, limits, recomputedDigest },
    isEqual: isWhole && differenceCount === 0,
    ...{ differenceCount, differences, unknownVersions },
  };
}
