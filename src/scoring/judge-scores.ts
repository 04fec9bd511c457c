import { logit, probabilityOf } from './log-odds';

/** How well probabilities told those that failed from those that did not. */
export interface ScoreQuality {
  readonly n: number;
  readonly failures: number;
  /** Chance that a failure has a higher probability than a survivor, ties counted half; null without both kinds. */
  readonly auc: number | null;
  /** 95 % interval by DeLong's variance, within 0..1. */
  readonly aucLow: number | null;
  readonly aucHigh: number | null;
  /** Greatest distance between the two cumulated distributions (Kolmogorov-Smirnov). */
  readonly ks: number | null;
  /** Share of the failures among the tenth with the highest probabilities; rows that tie at its edge count in part. */
  readonly worst10: number | null;
  /** Why the figures are null; null when they are not. */
  readonly because: 'NO_ROWS' | 'NO_FAILURES' | 'ONLY_FAILURES' | null;
  readonly calibration: readonly CalibrationBand[];
}

/** Rows of about a tenth of the probabilities, safest first; equal probabilities are never parted. */
export interface CalibrationBand {
  readonly n: number;
  readonly failures: number;
  /** Mean probability as stated, for the base rate of the table. */
  readonly predicted: number;
  /** The same after the odds are brought to the share of failures of these rows; null without both kinds. */
  readonly predictedAtOwnRate: number | null;
  readonly observed: number;
}

const BANDS = 10;
const WORST_SHARE = 0.1;
/** The normal quantile of a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;

/** Judges probabilities against what happened. Both arrays are sorted in place; `baseRate` is what they are stated for. */
export function judgeScores(
  failed: Float64Array,
  survived: Float64Array,
  baseRate: number,
): ScoreQuality {
  failed.sort();
  survived.sort();
  const n = failed.length + survived.length;
  const counts = { n, failures: failed.length };
  const calibration = calibrationOf(failed, survived, baseRate);
  if (failed.length === 0 || survived.length === 0) {
    const because = n === 0 ? 'NO_ROWS' : failed.length === 0 ? 'NO_FAILURES' : 'ONLY_FAILURES';
    const none = { auc: null, aucLow: null, aucHigh: null, ks: null, worst10: null };
    return { ...counts, ...none, because, calibration };
  }
  return {
    ...counts,
    ...areaOf(failed, survived),
    ks: greatestDistance(failed, survived),
    worst10: worstShare(failed, survived),
    because: null,
    calibration,
  };
}

interface Area {
  readonly auc: number;
  readonly aucLow: number;
  readonly aucHigh: number;
}

function areaOf(failed: Float64Array, survived: Float64Array): Area {
  const ofFailed = placements(failed, survived);
  const ofSurvived = placements(survived, failed);
  const auc = mean(ofFailed);
  const error = Math.sqrt(
    variance(ofFailed) / failed.length + variance(ofSurvived) / survived.length,
  );
  return {
    auc,
    aucLow: Math.max(0, auc - Z_95 * error),
    aucHigh: Math.min(1, auc + Z_95 * error),
  };
}

/** For each value, the share of the others that lies below it, ties counted half. Both arrays in rising order. */
function placements(values: Float64Array, others: Float64Array): Float64Array {
  const shares = new Float64Array(values.length);
  let below = 0;
  let upTo = 0;
  values.forEach((value, index) => {
    while (below < others.length && (others[below] ?? 0) < value) below += 1;
    upTo = Math.max(upTo, below);
    while (upTo < others.length && (others[upTo] ?? 0) <= value) upTo += 1;
    shares[index] = (below + upTo) / 2 / others.length;
  });
  return shares;
}

function greatestDistance(failed: Float64Array, survived: Float64Array): number {
  let greatest = 0;
  for (const [, upToFailed, upToSurvived] of runs(failed, survived)) {
    const distance = upToSurvived / survived.length - upToFailed / failed.length;
    greatest = Math.max(greatest, Math.abs(distance));
  }
  return greatest;
}

function worstShare(failed: Float64Array, survived: Float64Array): number {
  const n = failed.length + survived.length;
  const safer = n * (1 - WORST_SHARE);
  let caught = 0;
  let last = { failed: 0, all: 0 };
  for (const [, upToFailed, upToSurvived] of runs(failed, survived)) {
    const all = upToFailed + upToSurvived;
    const inside = Math.min(1, Math.max(0, (all - safer) / (all - last.all)));
    caught += inside * (upToFailed - last.failed);
    last = { failed: upToFailed, all };
  }
  return caught / failed.length;
}

function calibrationOf(
  failed: Float64Array,
  survived: Float64Array,
  baseRate: number,
): CalibrationBand[] {
  const n = failed.length + survived.length;
  const shift = ownRateShift(failed.length, n, baseRate);
  const bands: CalibrationBand[] = [];
  let band = emptyBand();
  let last = { failed: 0, all: 0 };
  for (const [value, upToFailed, upToSurvived] of runs(failed, survived)) {
    const all = upToFailed + upToSurvived;
    const count = all - last.all;
    band.n += count;
    band.failures += upToFailed - last.failed;
    band.predicted += count * value;
    if (shift !== null) band.own += count * probabilityOf(logit(value) + shift);
    last = { failed: upToFailed, all };
    if (all < Math.ceil(((bands.length + 1) * n) / BANDS) && all < n) continue;
    bands.push({
      n: band.n,
      failures: band.failures,
      predicted: band.predicted / band.n,
      predictedAtOwnRate: shift === null ? null : band.own / band.n,
      observed: band.failures / band.n,
    });
    band = emptyBand();
  }
  return bands;
}

function emptyBand(): { n: number; failures: number; predicted: number; own: number } {
  return { n: 0, failures: 0, predicted: 0, own: 0 };
}

/** What moves log-odds stated for the base rate to these rows' own share of failures. */
function ownRateShift(failures: number, n: number, baseRate: number): number | null {
  return failures === 0 || failures === n ? null : logit(failures / n) - logit(baseRate);
}

/** Each value that occurs, rising, with how many of either kind lie at or below it. */
function* runs(
  failed: Float64Array,
  survived: Float64Array,
): Generator<readonly [value: number, failed: number, survived: number]> {
  let [atFailed, atSurvived] = [0, 0];
  while (atFailed < failed.length || atSurvived < survived.length) {
    const value = Math.min(failed[atFailed] ?? Infinity, survived[atSurvived] ?? Infinity);
    while (atFailed < failed.length && (failed[atFailed] ?? 0) <= value) atFailed += 1;
    while (atSurvived < survived.length && (survived[atSurvived] ?? 0) <= value) atSurvived += 1;
    yield [value, atFailed, atSurvived];
  }
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Of a sample; 0 for a single value, which varies by nothing we can see. */
function variance(values: Float64Array): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}
