import { localDate } from '../../kernel';
import { GRADES_OR_NONE, type ShadowComparison, type ShadowMover } from '../../scoring';
import { tryModel, type ModelTrial } from '../../use-cases/try-model';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface ShadowOptions extends OutputOptions {
  tenant: string;
  asOf?: string;
}

export function shadowCommand(modelVersion: string, options: ShadowOptions): Promise<void> {
  const asOf = options.asOf === undefined ? null : localDate(options.asOf);
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { signal } = run;
      const trial = await tryModel(hub, { tenantId, modelVersion, asOf, signal });
      run.answer(trial, linesOf(trial));
    }),
  );
}

function linesOf(trial: ModelTrial): string[] {
  const { modelVersion, asOf, customers, scoredByBoth, movers } = trial;
  if (customers === 0) {
    const { firstAssessedOn: first } = trial;
    const remedy =
      first === null
        ? 'run `encours rescore` first.'
        : `the first assessments are of ${first}; give that day or a later one.`;
    return [`Nobody was assessed by ${asOf}: ${remedy}`];
  }
  return [
    `${modelVersion} on the ${customers} assessments in force on ${asOf}, ${scoredByBoth} scored by both`,
    '',
    'Grades the numbers ask for: rows before, columns with the tried model',
    ...matrix(trial),
    '',
    ...figures(trial),
    '',
    ...limitLines(trial),
    ...(movers.length === 0 ? [] : ['', 'Moved most', ...moverTable(movers)]),
  ];
}

function matrix({ moves }: ShadowComparison): string[] {
  const cell = (before: string, after: string): string =>
    String(moves.find((move) => move.before === before && move.after === after)?.customers ?? '·');
  const rows = GRADES_OR_NONE.map((before) => [
    before,
    ...GRADES_OR_NONE.map((after) => cell(before, after)),
  ]);
  return textTable(['', ...GRADES_OR_NONE], rows);
}

function figures(comparison: ShadowComparison): string[] {
  const { movedShare, movedTwoShare, better, worse, meanScoreDifference } = comparison;
  const { rankCorrelation, expectedFailuresBefore, expectedFailures } = comparison;
  return [
    `Another grade: ${percent(movedShare)}, two or more away: ${percent(movedTwoShare)}; better ${better}, worse ${worse}`,
    `Score: ${signed(meanScoreDifference)} points on average; ranks agree by ${number(rankCorrelation, 3)} (Spearman)`,
    `Failures expected in 12 months: ${number(expectedFailuresBefore, 1)} before, ${number(expectedFailures, 1)} with the tried model`,
  ];
}

function limitLines({ limits }: ModelTrial): string[] {
  if (limits.length === 0) return ['Limits: none was decided from stored inputs yet.'];
  return limits.map(
    ({ currency, customers, before, after, raised, raisedBy, cut, cutBy }) =>
      `Limits of ${customers} customers as the policy computes them: ${before} ${currency} before, ${after} after; ` +
      `${raised} raised by ${raisedBy}, ${cut} cut by ${cutBy}`,
  );
}

function moverTable(movers: readonly ShadowMover[]): string[] {
  const rows = movers.map((mover) => [
    mover.account,
    mover.name.slice(0, 30),
    `${mover.gradeBefore ?? '-'} → ${mover.grade ?? '-'}`,
    `${mover.scoreBefore ?? '-'} → ${mover.score ?? '-'}`,
    mover.movedBy === null ? '' : `${mover.movedBy} ${signed(mover.movedPoints)}`,
  ]);
  return textTable(['ACCOUNT', 'NAME', 'GRADE', 'SCORE', 'MOST BY'], rows);
}

function percent(share: number | null): string {
  return share === null ? 'not known' : `${(share * 100).toFixed(1)} %`;
}

function number(value: number | null, digits: number): string {
  return value === null ? 'not known' : value.toFixed(digits);
}

function signed(points: number | null): string {
  if (points === null) return 'not known';
  return `${points > 0 ? '+' : ''}${points.toFixed(2)}`;
}
