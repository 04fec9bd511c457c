import { addMonths, type LocalDate } from '../../kernel';
import { onCurve } from '../log-odds';
import type { ProviderScoreFacts } from '../types';
import type { SourceEvidence } from './evidence';
import { scaleOf, type ScoreScale } from './score-scales';

/** An older opinion is about another company. */
const FRESH_MONTHS = 12;

/**
 * What bureaux say. Values of different providers are never averaged: the riskiest fresh one speaks, the others are shown. A
 * scale we have no figures for, or a score that runs the other way than its scale, is shown, not used.
 */
export function externalEvidence(
  scores: readonly ProviderScoreFacts[],
  asOf: LocalDate,
): SourceEvidence {
  let worst: { score: ProviderScoreFacts; evidence: number } | null = null;
  for (const score of scores) {
    const evidence = evidenceOf(score, asOf);
    if (evidence !== null && (worst === null || evidence > worst.evidence)) {
      worst = { score, evidence };
    }
  }
  if (worst === null) return { parts: [], notes: [] };
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
  };
}

function evidenceOf(score: ProviderScoreFacts, asOf: LocalDate): number | null {
  if (score.value === null || score.computedOn === null) return null;
  if (score.computedOn > asOf || score.computedOn < addMonths(asOf, -FRESH_MONTHS)) return null;
  const scale = scaleOf(score.scale);
  if (scale === undefined || runsAgainst(score, scale)) return null;
  return onScale(scale, score.value.trim());
}

/** Letters have one order; numbers that the provider says run the other way are not those we know. */
function runsAgainst(score: ProviderScoreFacts, scale: ScoreScale): boolean {
  if ('letters' in scale || score.higherIsSafer === undefined) return false;
  return score.higherIsSafer !== scale.higherIsSafer;
}

/** Null for a value that is not on the scale: "Not Rated", or a 0 below a scale that begins with 1. */
function onScale(scale: ScoreScale, value: string): number | null {
  if ('letters' in scale) {
    return Object.hasOwn(scale.letters, value) ? (scale.letters[value] ?? null) : null;
  }
  if (!/^\d+(\.\d+)?$/.test(value)) return null;
  const [least] = scale.curve[0] ?? [0];
  const [greatest] = scale.curve.at(-1) ?? [0];
  const number = Number(value);
  return number < least || number > greatest ? null : onCurve(scale.curve, number);
}
