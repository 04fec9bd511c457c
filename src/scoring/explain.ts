import { clamp } from './log-odds';
import type { ReasonCode } from './reason-codes';
import type { Evidence } from './scorecards/evidence';
import type { EvidenceRef, Reason } from './types';
import type { TextParams } from '../kernel';

/**
 * The score is a straight line in log-odds, so evidence that adds up in log-odds adds up in points: 12.5 points each,
 * 0 at a chance of one half, 100 at 0.03 %. Grades then begin at 66, 52, 40 and 25, near the bands bureaux use.
 */
const POINTS_PER_LOG_ODD = 12.5;
const LOG_ODDS_AT_BEST = -8;

export interface WeightedEvidence extends Evidence {
  /** What overlaps with other sources is discounted. */
  readonly weight: number;
}

export interface Explanation {
  readonly baseParams: TextParams;
  readonly baseEvidence: readonly EvidenceRef[];
  readonly evidence: readonly WeightedEvidence[];
  readonly notes: readonly ReasonCode[];
  /** Log-odds after the evidence, and after the hard rule. */
  readonly logOdds: number;
  readonly finalLogOdds: number;
  readonly overrideCode: ReasonCode | null;
  readonly overrideEvidence: readonly EvidenceRef[];
}

/** The score of log-odds, 0–100 (100 = safest), rounded to a whole point. */
export function scoreOf(logOdds: number): number {
  // Adding 0 turns −0 into 0.
  return Math.round(exactScore(logOdds)) + 0;
}

/**
 * The lines of the explanation. Each is rounded to a quarter point, which a floating-point number holds exactly; the
 * first line, the base rate, takes what rounding leaves over (less than two points), so that they sum exactly.
 */
export function explain(explanation: Explanation): Reason[] {
  const { logOdds, finalLogOdds } = explanation;
  const reasons: Reason[] = [];
  for (const { code, logLikelihoodRatio, weight, params, evidence } of explanation.evidence) {
    const contribution = toQuarter(-POINTS_PER_LOG_ODD * weight * logLikelihoodRatio);
    reasons.push({ code, contribution, params, evidence });
  }
  const free = -POINTS_PER_LOG_ODD * logOdds;
  const beyondScale = toQuarter(exactScore(logOdds) - free);
  if (beyondScale !== 0) reasons.push(line('SCALE_LIMIT', beyondScale));
  if (explanation.overrideCode !== null) {
    const lost = toQuarter(exactScore(finalLogOdds) - exactScore(logOdds));
    const evidence = explanation.overrideEvidence;
    reasons.push({ code: explanation.overrideCode, contribution: lost, params: {}, evidence });
  }
  const told = reasons.reduce((sum, reason) => sum + reason.contribution, 0);
  for (const code of explanation.notes) reasons.push(line(code, 0));
  const base: Reason = {
    code: 'BASE_RATE',
    contribution: scoreOf(finalLogOdds) - told,
    params: explanation.baseParams,
    evidence: explanation.baseEvidence,
  };
  return [base, ...reasons];
}

function exactScore(logOdds: number): number {
  return -POINTS_PER_LOG_ODD * clamp(logOdds, LOG_ODDS_AT_BEST, 0);
}

function toQuarter(points: number): number {
  return Math.round(points * 4) / 4 + 0;
}

function line(code: ReasonCode, contribution: number): Reason {
  return { code, contribution, params: {}, evidence: [] };
}
