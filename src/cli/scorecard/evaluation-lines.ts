import type { CalibrationBand, ScoreQuality } from '../../scoring';
import { textTable } from '../text-table';
import type { Evaluation } from './evaluate-file';

const BECAUSE: Readonly<Record<NonNullable<ScoreQuality['because']>, string>> = {
  NO_ROWS: 'no rows',
  NO_FAILURES: 'no failures to tell apart',
  ONLY_FAILURES: 'failures only, nobody to tell them from',
};

/** The evaluation for people: one line per origin, then how probabilities met what happened. */
export function evaluationLines({ total, origins }: Evaluation): string[] {
  const named: [string, ScoreQuality][] = [...origins, ['total', total]];
  const header = ['ORIGIN', 'N', 'FAILURES', 'AUC', '95 % INTERVAL', 'KS', 'IN WORST 10 %'];
  const lines = textTable(
    header,
    named.map(([name, quality]) => [name, ...qualityCells(quality)]),
  );
  const tables = named
    .filter(([name, { n }]) => n > 0 && (name !== 'total' || origins.size > 1))
    .flatMap(([name, quality]) => ['', ...calibrationLines(name, quality.calibration)]);
  return [...lines, ...tables];
}

function qualityCells(quality: ScoreQuality): string[] {
  const { n, failures, auc, aucLow, aucHigh, ks, worst10, because } = quality;
  const counts = [String(n), String(failures)];
  if (because !== null) return [...counts, `none: ${BECAUSE[because]}`];
  return [
    ...counts,
    three(auc),
    `${three(aucLow)}-${three(aucHigh)}`,
    three(ks),
    percent(worst10, 1),
  ];
}

function calibrationLines(name: string, bands: readonly CalibrationBand[]): string[] {
  const header = ['BAND', 'N', 'FAILURES', 'PREDICTED', 'AT OWN RATE', 'OBSERVED'];
  const rows = bands.map((band, index) => [
    String(index + 1),
    String(band.n),
    String(band.failures),
    percent(band.predicted, 2),
    percent(band.predictedAtOwnRate, 2),
    percent(band.observed, 2),
  ]);
  return [`Calibration, ${name} (tenths, safest first)`, ...textTable(header, rows)];
}

function three(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}

function percent(share: number | null, digits: number): string {
  return share === null ? '' : `${(share * 100).toFixed(digits)} %`;
}
