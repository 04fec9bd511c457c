import { addDays } from '../../kernel';
import type { ScoreBaseline } from '../behaviour-signals';
import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/** A small probability doubles by accident: below this (between grades B and C) it may. */
const LEAST_PROBABILITY = 0.01;
/** A grade that fell since then was told as such. */
const TOLD_WITHIN_DAYS = 180;
/** Steady again when less than half of what was told is left. */
const STEADY_SHARE = 0.5;
const MUCH = 2;

/**
 * The score lies so many points below its median of 90 to 180 days ago, or the probability of default is so many times its
 * own, and no fall of the grade told it. One alert per stretch of time; over when less than half of the change is left, by
 * recovery or because the lower score has become the customer's own.
 */
export const gradeDrift: AlertRule = {
  code: 'GRADE_DRIFT',
  isEpisodic: true,
  evaluate(view) {
    const drift = driftOf(view);
    if (drift === null || !isDrifting(drift, view) || isToldByGrade(view)) return [];
    const { baseline, score, probability } = drift;
    return [
      {
        rule: 'GRADE_DRIFT',
        severity: severityOf(drift, view),
        dedupKey: `GRADE_DRIFT:${view.customerId}`,
        customerId: view.customerId,
        before: {
          score: baseline.score,
          probabilityOfDefault: baseline.probabilityOfDefault,
          ...{ from: baseline.from, to: baseline.to },
        },
        after: { score, probabilityOfDefault: probability, grade: view.grade?.current ?? null },
        evidence: [],
        deadlineOn: null,
        textKey: 'GRADE_DRIFT',
        textParams: {
          customer: view.customerName,
          ...{ from: baseline.score, to: score, grade: view.grade?.current ?? null },
          before: { percent: baseline.probabilityOfDefault },
          after: { percent: probability },
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, view) {
    const drift = driftOf(view);
    if (drift === null) return null;
    const { driftScorePoints, driftProbabilityRatio } = view.thresholds;
    const isSteady =
      drift.points < driftScorePoints * STEADY_SHARE &&
      drift.ratio < 1 + (driftProbabilityRatio - 1) * STEADY_SHARE;
    return isSteady || drift.probability < LEAST_PROBABILITY ? 'SCORE_STEADY' : null;
  },
};

interface Drift {
  readonly baseline: ScoreBaseline;
  readonly score: number;
  readonly probability: number;
  /** Lost since. */
  readonly points: number;
  readonly ratio: number;
}

function driftOf({ grade, behaviour }: CustomerRiskView): Drift | null {
  const { baseline, probabilityOfDefault: probability } = behaviour;
  const score = grade?.score ?? null;
  if (baseline === null || score === null || probability === null) return null;
  const ratio = baseline.probabilityOfDefault > 0 ? probability / baseline.probabilityOfDefault : 1;
  return { baseline, score, probability, points: baseline.score - score, ratio };
}

function isDrifting(drift: Drift, { thresholds }: CustomerRiskView): boolean {
  return (
    drift.probability >= LEAST_PROBABILITY &&
    (drift.points >= thresholds.driftScorePoints || drift.ratio >= thresholds.driftProbabilityRatio)
  );
}

function isToldByGrade({ grade, today }: CustomerRiskView): boolean {
  if (grade?.previous == null || grade.current <= grade.previous) return false;
  return grade.changedOn > addDays(today, -TOLD_WITHIN_DAYS);
}

/** Twice the threshold with something owed is more than a note. */
function severityOf({ points, ratio }: Drift, view: CustomerRiskView): Severity {
  const { driftScorePoints, driftProbabilityRatio } = view.thresholds;
  const isMuch = points >= MUCH * driftScorePoints || ratio >= MUCH * driftProbabilityRatio;
  return isMuch && view.exposureMinor > 0n ? 'MEDIUM' : 'LOW';
}
