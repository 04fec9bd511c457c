import { isOnScale, scoreFall, type ScoreFall } from '../../scoring';
import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { ScoreSeriesView, ScoreValueView } from '../company-signals';
import { moneyText } from '../money-text';
import { isNews } from './news';
import { evidenceOfBoth } from './series-evidence';

/** One fall within a series: from the best value since the last fall. */
interface Drop {
  readonly from: ScoreValueView;
  readonly to: ScoreValueView;
  readonly fall: ScoreFall;
}

/**
 * A bureau scores the company worse than it did, by so many steps of the bureau's own scale, or with odds of failing so many
 * times as high by our versioned table of that scale. One alert per fall and bureau; over when the score is back. A scale we
 * have no table of is shown, not judged.
 */
export const providerScoreDrop: AlertRule = {
  code: 'PROVIDER_SCORE_DROP',
  isEpisodic: false,
  evaluate(view) {
    return view.company.scores.flatMap((series) =>
      dropsIn(series, view)
        .filter(({ from, to }) => isNews(to.on, view.today) && !isRecovered(series, from.value))
        .map((drop) => draft(series, drop, view)),
    );
  },
  isOver(alert, view) {
    const { connection, scale, from } = alert.after;
    const series = view.company.scores.find(
      (each) => each.connectionId === connection && each.scale === scale,
    );
    if (series === undefined || typeof from !== 'string') return null;
    return isRecovered(series, from) ? 'SCORE_RECOVERED' : null;
  },
};

/** The latest value is as safe as the one it fell from. */
function isRecovered({ scale, values }: ScoreSeriesView, from: string | null): boolean {
  const latest = values.at(-1);
  if (latest === undefined) return false;
  const lost = scoreFall({ ...latest, scale, value: from }, { ...latest, scale });
  return lost !== null && lost.oddsRatio <= 1;
}

/** Goes through the series once: what falls by less than the threshold counts towards the next fall, what rises begins anew. */
function dropsIn({ scale, values }: ScoreSeriesView, view: CustomerRiskView): Drop[] {
  const drops: Drop[] = [];
  let best: ScoreValueView | null = null;
  for (const value of values) {
    if (!isOnScale({ ...value, scale })) continue;
    const fall = best === null ? null : scoreFall({ ...best, scale }, { ...value, scale });
    if (best === null || fall === null || fall.oddsRatio <= 1) {
      best = value;
      continue;
    }
    if (!isFarEnough(fall, view)) continue;
    drops.push({ from: best, to: value, fall });
    best = value;
  }
  return drops;
}

function isFarEnough(fall: ScoreFall, { thresholds }: CustomerRiskView): boolean {
  const notches = thresholds.providerScoreDropNotches;
  return fall.isFailed || fall.steps >= notches || fall.oddsRatio >= notches;
}

function draft(series: ScoreSeriesView, drop: Drop, view: CustomerRiskView): AlertDraft {
  const { connectionId, connectorId, scale } = series;
  const { from, to, fall } = drop;
  const values = { from: from.value, to: to.value, times: Math.round(fall.oddsRatio * 10) / 10 };
  return {
    rule: 'PROVIDER_SCORE_DROP',
    severity: severityOf(fall, view),
    dedupKey: `PROVIDER_SCORE_DROP:${view.customerId}:${connectionId}:${scale}:${to.on}`,
    customerId: view.customerId,
    before: { value: from.value, on: from.on },
    after: { connector: connectorId, connection: connectionId, scale, on: to.on, ...values },
    evidence: evidenceOfBoth('providerScore', from, to),
    deadlineOn: null,
    textKey: fall.isFailed ? 'PROVIDER_SCORE_FAILED' : 'PROVIDER_SCORE_DROP',
    textParams: {
      customer: view.customerName,
      provider: connectorId,
      scale,
      ...values,
      fromOn: { date: from.on },
      on: { date: to.on },
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

/** Twice as far as the policy asks for is a matter of today, and so is any fall of who is risky to us already. */
function severityOf(fall: ScoreFall, view: CustomerRiskView): Severity {
  if (view.exposureMinor <= 0n) return fall.isFailed ? 'MEDIUM' : 'LOW';
  const notches = view.thresholds.providerScoreDropNotches;
  const isFar = fall.steps >= notches * 2 || fall.oddsRatio >= notches * 2;
  return fall.isFailed || isFar ? 'HIGH' : 'MEDIUM';
}
