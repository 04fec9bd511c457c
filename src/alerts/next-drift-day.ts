import { addDays, type LocalDate } from '../kernel';
import { LOOK_AGAIN_DAYS } from '../scoring';
import { SEVERITIES, type CustomerRiskView, type KnownAlert } from './alert-types';
import type { AlertDecision } from './decide-alerts';
import { gradeDrift } from './rules/grade-drift.rule';
import { baselineOf } from './score-drift';

/**
 * The first day on which GRADE_DRIFT begins, gets worse or ends of a customer of whom nothing is learnt, since the window its
 * score is compared with moves on; null when that is not before it is looked at anyway.
 */
export function nextDriftDay(view: CustomerRiskView, lasting: KnownAlert | null): LocalDate | null {
  if (lasting === null && !mayDrift(view)) return null;
  for (let days = 1; days < LOOK_AGAIN_DAYS; days += 1) {
    const later = onDay(view, addDays(view.today, days));
    if (isTurned(later, lasting)) return later.today;
  }
  return null;
}

/** The alert of a drift that lasts once this is done. */
export function lastingDrift(
  known: readonly KnownAlert[],
  { raise, escalate, resolve }: AlertDecision,
): KnownAlert | null {
  const drift = known.find(({ rule, isOver }) => rule === gradeDrift.code && !isOver);
  const begun = raise.find(({ rule }) => rule === gradeDrift.code);
  if (begun !== undefined) return { ...begun, alertId: begun.dedupKey, isOver: false };
  if (drift === undefined || resolve.some(({ alertId }) => alertId === drift.alertId)) return null;
  const worse = escalate.find(({ alertId }) => alertId === drift.alertId);
  return worse === undefined ? drift : { ...drift, severity: worse.draft.severity };
}

/** What it is compared with is always something that it was: most customers never were so much better. */
function mayDrift({ grade, behaviour, thresholds }: CustomerRiskView): boolean {
  const { points, probabilityOfDefault: probability } = behaviour;
  const score = grade?.score ?? null;
  if (score === null || probability === null) return false;
  return points.some(
    (then) =>
      (then.score ?? 0) - score >= thresholds.driftScorePoints ||
      probability >= thresholds.driftProbabilityRatio * (then.probabilityOfDefault ?? 1),
  );
}

function onDay(view: CustomerRiskView, today: LocalDate): CustomerRiskView {
  const { behaviour } = view;
  return {
    ...view,
    today,
    behaviour: { ...behaviour, baseline: baselineOf(behaviour.points, today) },
  };
}

function isTurned(view: CustomerRiskView, lasting: KnownAlert | null): boolean {
  const [draft] = gradeDrift.evaluate(view);
  if (lasting === null) return draft !== undefined;
  if (gradeDrift.isOver?.(lasting, view) != null) return true;
  if (draft === undefined) return false;
  return SEVERITIES.indexOf(draft.severity) > SEVERITIES.indexOf(lasting.severity);
}
