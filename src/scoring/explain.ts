import { clamp } from './log-odds';
import { CURRENT_MODEL, type ScoringModel } from './models';
import type { ReasonCode } from './reason-codes';
import type { Evidence } from './scorecards/evidence';
import type { EvidenceRef, Reason } from './types';
import type { TextParams } from '../kernel';

export interface WeightedEvidence extends Evidence {
  /** What overlaps with other sources is discounted. */
  readonly weight: number;
}

/** A fact worth telling that moves no points. */
export interface Note {
  readonly code: ReasonCode;
  readonly params: TextParams;
  readonly evidence: readonly EvidenceRef[];
}

export interface Explanation {
  readonly baseParams: TextParams;
  readonly baseEvidence: readonly EvidenceRef[];
  readonly evidence: readonly WeightedEvidence[];
  readonly notes: readonly Note[];
  /** Log-odds after the evidence, and after the hard rule. */
  readonly logOdds: number;
  readonly finalLogOdds: number;
  /** The hard rules in force, the one that takes points first. */
  readonly overrides: readonly Omit<Note, 'params'>[];
}

type Scale = ScoringModel['scale'];

/**
 * The score of log-odds, 0–100 (100 = safest), rounded to a whole point. It is a straight line in log-odds, so evidence
 * that adds up in log-odds adds up in points.
 */
export function scoreOf(logOdds: number, scale: Scale = CURRENT_MODEL.scale): number {
  // Adding 0 turns −0 into 0.
  return Math.round(exactScore(logOdds, scale)) + 0;
}

/**
 * The lines of the explanation. Each is rounded to a quarter point, which a floating-point number holds exactly; the
 * first line, the base rate, takes what rounding leaves over (less than two points), so that they sum exactly.
 */
export function explain(explanation: Explanation, scale: Scale): Reason[] {
  const { logOdds, finalLogOdds } = explanation;
  const reasons: Reason[] = [];
  for (const { code, logLikelihoodRatio, weight, params, evidence } of explanation.evidence) {
    const contribution = toQuarter(-scale.pointsPerLogOdd * weight * logLikelihoodRatio);
    reasons.push({ code, contribution, params, evidence });
  }
  const free = -scale.pointsPerLogOdd * logOdds;
  const beyondScale = toQuarter(exactScore(logOdds, scale) - free);
  if (beyondScale !== 0) reasons.push(line('SCALE_LIMIT', beyondScale));
  const lost = toQuarter(exactScore(finalLogOdds, scale) - exactScore(logOdds, scale));
  for (const [index, { code, evidence }] of explanation.overrides.entries()) {
    // The first took the points already; what the others would take lies within them.
    reasons.push({ code, contribution: index === 0 ? lost : 0, params: {}, evidence });
  }
  const told = reasons.reduce((sum, reason) => sum + reason.contribution, 0);
  for (const note of explanation.notes) reasons.push({ ...note, contribution: 0 });
  const base: Reason = {
    code: 'BASE_RATE',
    contribution: scoreOf(finalLogOdds, scale) - told,
    params: explanation.baseParams,
    evidence: explanation.baseEvidence,
  };
  return [base, ...reasons];
}

function exactScore(logOdds: number, scale: Scale): number {
  return -scale.pointsPerLogOdd * clamp(logOdds, scale.logOddsAtBest, 0);
}

function toQuarter(points: number): number {
  return Math.round(points * 4) / 4 + 0;
}

function line(code: ReasonCode, contribution: number): Reason {
  return { code, contribution, params: {}, evidence: [] };
}
