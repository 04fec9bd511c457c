import { addMonths, type LocalDate } from '../../kernel';
import { onCurve } from '../log-odds';
import type { ProviderScoreFacts } from '../types';
import type { SourceEvidence } from './evidence';
import type { ScaleTable, ScoreScale } from './score-scales';

export interface ExternalParameters {
  /** An older opinion is about another company. */
  readonly freshMonths: number;
  readonly scales: ScaleTable;
}

export interface ExternalEvidence extends SourceEvidence {
  /** A score that says the company has failed already; null without one. */
  readonly failing: ProviderScoreFacts | null;
}

/**
 * What bureaux say. Values of different providers are never averaged: the riskiest fresh one speaks, the others are shown. A
 * scale we have no figures for, or a score that runs the other way than its scale, is shown, not used.
 */
export function externalEvidence(
  scores: readonly ProviderScoreFacts[],
  asOf: LocalDate,
  parameters: ExternalParameters,
): ExternalEvidence {
  let worst: { score: ProviderScoreFacts; evidence: number } | null = null;
  let failing: ProviderScoreFacts | null = null;
  for (const score of scores) {
    if (saysFailed(score, asOf, parameters)) failing ??= score;
    const evidence = evidenceOf(score, asOf, parameters);
    if (evidence !== null && (worst === null || evidence > worst.evidence)) {
      worst = { score, evidence };
    }
  }
  if (worst === null) return { parts: [], notes: [], failing };
  const { score, evidence } = worst;
  return {
    parts: [
      {
        code: 'PROVIDER_SCORE',
        logLikelihoodRatio: evidence,
        params: { scale: score.scale, value: score.value },
        evidence: [{ kind: 'providerScore', sourceKey: score.sourceKey }],
      },
    ],
    notes: [],
    failing,
  };
}

/**
 * How far one score moves the odds of failing, as a log-likelihood ratio; null when it is too old, of a day to come, on no
 * scale of the table, or not on its scale.
 */
export function evidenceOf(
  score: ProviderScoreFacts,
  asOf: LocalDate,
  parameters: ExternalParameters,
): number | null {
  const scale = usedScale(score, asOf, parameters);
  return scale === null || score.value === null ? null : onScale(scale, score.value.trim());
}

function saysFailed(
  score: ProviderScoreFacts,
  asOf: LocalDate,
  parameters: ExternalParameters,
): boolean {
  const failed = usedScale(score, asOf, parameters)?.failed;
  return failed !== undefined && score.value?.trim() === failed;
}

function usedScale(
  score: ProviderScoreFacts,
  asOf: LocalDate,
  parameters: ExternalParameters,
): ScoreScale | null {
  const { computedOn } = score;
  if (computedOn === null || computedOn > asOf) return null;
  if (computedOn < addMonths(asOf, -parameters.freshMonths)) return null;
  const scale = parameters.scales.byId.get(score.scale);
  return scale === undefined || runsAgainst(score, scale) ? null : scale;
}

/** Letters have one order; numbers that the provider says run the other way are not those we know. */
function runsAgainst(score: ProviderScoreFacts, scale: ScoreScale): boolean {
  if ('letters' in scale || score.higherIsSafer === undefined) return false;
  return score.higherIsSafer !== scale.higherIsSafer;
}

/** Null for a value that is not on the scale: "Not Rated", or a 0 below a scale that begins with 1. */
function onScale(scale: ScoreScale, value: string): number | null {
  // Having failed is no better than the last value before it.
  if (value === scale.failed) return riskiest(scale);
  if ('letters' in scale) {
    return Object.hasOwn(scale.letters, value) ? (scale.letters[value] ?? null) : null;
  }
  if (!/^\d+(\.\d+)?$/.test(value)) return null;
  const [least] = scale.curve[0] ?? [0];
  const [greatest] = scale.curve.at(-1) ?? [0];
  const number = Number(value);
  return number < least || number > greatest ? null : onCurve(scale.curve, number);
}

function riskiest(scale: ScoreScale): number {
  const values = 'letters' in scale ? Object.values(scale.letters) : scale.curve.map(([, y]) => y);
  return Math.max(...values);
}
