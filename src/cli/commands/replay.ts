import { configError, domainError } from '../../kernel';
import type { ReplayDifference, ReplayTally } from '../../scoring';
import { replayRun, type Replay } from '../../use-cases/replay-run';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';

export interface ReplayOptions extends OutputOptions {
  tenant: string;
  latest?: boolean;
}

export function replayCommand(
  scoringRunId: string | undefined,
  options: ReplayOptions,
): Promise<void> {
  return runCommand(options, (run) => {
    if ((scoringRunId === undefined) !== (options.latest === true)) {
      throw configError('SCORING_RUN_NOT_NAMED', 'either a run or --latest is to be given', {
        remedy: 'give the id of a run, or --latest for the one that began last',
        place: { field: 'run' },
      });
    }
    return withHub(run, options.tenant, async (hub, tenantId) => {
      const { signal } = run;
      const replay = await replayRun(hub, {
        tenantId,
        scoringRunId: scoringRunId ?? null,
        signal,
      });
      run.answer(replay, linesOf(replay));
      requireEqual(replay);
    });
  });
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

function linesOf(replay: Replay): string[] {
  const { run, assessments, limits, differences, differenceCount, isEqual } = replay;
  const { scoringRunId, kind, asOf, modelVersion, policyVersion } = run;
  const more = differenceCount - differences.length;
  return [
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
