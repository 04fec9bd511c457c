import { configError, domainError } from '../../kernel';
import type { ReplayDifference, ReplayTally, ScoringRunKind } from '../../scoring';
import {
  recentRuns,
  replayRun,
  type RecentRun,
  type Replay,
  type ReplayChoice,
} from '../../use-cases/replay-run';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface ReplayOptions extends OutputOptions {
  tenant: string;
  latest?: boolean;
  list?: boolean;
  kind?: ScoringRunKind;
}

export function replayCommand(
  scoringRunId: string | undefined,
  options: ReplayOptions,
): Promise<void> {
  return runCommand(options, (run) => {
    requireOneRun(scoringRunId, options);
    const kind = options.kind ?? null;
    return withHub(run, options.tenant, async (hub, tenantId) => {
      if (options.list === true) {
        const runs = await recentRuns(hub, tenantId, kind);
        run.answer(runs, runLines(runs));
        return;
      }
      const { signal } = run;
      const which = { scoringRunId: scoringRunId ?? null, kind };
      const replay = await replayRun(hub, { tenantId, ...which, signal });
      run.answer(replay, linesOf(replay));
      requireEqual(replay);
    });
  });
}

/** Throws SCORING_RUN_NOT_NAMED. */
function requireOneRun(
  scoringRunId: string | undefined,
  { latest, list, kind }: ReplayOptions,
): void {
  const ways = [scoringRunId !== undefined, latest === true, list === true].filter(Boolean).length;
  if (ways === 1 && (scoringRunId === undefined || kind === undefined)) return;
  throw configError('SCORING_RUN_NOT_NAMED', 'either a run, --latest or --list is to be given', {
    remedy:
      'give the id of a run; or --latest for the last whole night, or --list to see them, both also with --kind',
    place: { field: 'run' },
  });
}

function runLines(runs: readonly RecentRun[]): string[] {
  if (runs.length === 0) return ['No run yet: `encours rescore` makes one.'];
  const rows = runs.map(({ scoringRunId, kind, asOf, startedAt, customersDone, status }) => [
    ...[scoringRunId, kind, asOf, startedAt.toISOString(), String(customersDone), status],
  ]);
  return textTable(['RUN', 'KIND', 'DAY', 'BEGAN', 'CUSTOMERS', 'STATUS'], rows);
}

/** Throws REPLAY_DIFFERS and SCORING_MODEL_UNKNOWN. */
function requireEqual({ isEqual, differenceCount, unknownVersions }: Replay): void {
  if (isEqual) return;
  if (differenceCount > 0) {
    throw domainError(
      'REPLAY_DIFFERS',
      `${differenceCount} stored values are not what is computed`,
      {
        remedy:
          'see who changed the rows named, or whether a model or policy was edited without another version',
      },
    );
  }
  const versions = unknownVersions.map(({ version, rows }) => `${version} (${rows})`).join(', ');
  throw domainError('SCORING_MODEL_UNKNOWN', `this build cannot compute what ${versions} decided`, {
    remedy: 'replay the run with the build that made it',
  });
}

const CHOSEN: Readonly<Record<ReplayChoice, string | null>> = {
  NAMED: null,
  LAST_OF_KIND: 'The last run of this kind:',
  LAST_NIGHTLY: 'The last nightly run that came to its end:',
  LAST: 'No nightly run came to its end yet; the run that began last:',
};

function linesOf(replay: Replay): string[] {
  const { run, choice, assessments, limits, differences, differenceCount, isEqual } = replay;
  const { scoringRunId, kind, asOf, modelVersion, policyVersion } = run;
  const more = differenceCount - differences.length;
  return [
    ...(CHOSEN[choice] === null ? [] : [CHOSEN[choice]]),
    `Run ${scoringRunId} (${kind}) of ${asOf}, model ${modelVersion}, policy ${policyVersion}`,
    tallyLine('Assessments', assessments),
    tallyLine('Limits', limits),
    `Digest: ${run.decisionsDigest} stored, ${replay.recomputedDigest ?? 'not known'} computed`,
    ...differences.map(differenceLine),
    ...(more > 0 ? [`… and ${more} more`] : []),
    isEqual ? 'All equal.' : 'Not all equal.',
  ];
}

function tallyLine(label: string, { equal, different, notReplayable }: ReplayTally): string {
  const rest = notReplayable === 0 ? '' : `, ${notReplayable} not replayable`;
  return `${label}: ${equal} equal, ${different} different${rest}`;
}

function differenceLine({ of, account, id, field, stored, recomputed }: ReplayDifference): string {
  const whose = account === null ? 'the run' : `customer ${account}`;
  return `  ${whose}, ${of.toLowerCase()} ${id}, ${field}: stored ${stored}, computed ${recomputed}`;
}
