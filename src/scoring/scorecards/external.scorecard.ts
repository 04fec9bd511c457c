import { addMonths, type LocalDate } from '../../kernel';
import { onCurve, type Curve } from '../log-odds';
import type { ProviderScoreFacts } from '../types';
import type { SourceEvidence } from './evidence';

/**
 * Evidence by provider scale, as curves over the provider's own values; a setting that goes with MODEL_VERSION. Values of
 * different providers are never averaged: the riskiest fresh one speaks, the others are shown. A scale that is not here
 * is shown, not used.
 */
const EVIDENCE: ReadonlyMap<string, Curve> = new Map([
  [
    'PAPPERS_FINANCIAL_20',
    [
      [0, 2.4],
      [5, 1.4],
      [8, 0.7],
      [10, 0.3],
      [12, -0.1],
      [15, -0.8],
      [20, -1.6],
    ],
  ],
  // Registry facts only (age, officers, disputes): half the voice.
  [
    'PAPPERS_NON_FINANCIAL_20',
    [
      [0, 1.2],
      [10, 0.2],
      [20, -0.8],
    ],
  ],
]);

/** An older opinion is about another company. */
const FRESH_MONTHS = 12;

/** What bureaux say. */
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
  const curve = EVIDENCE.get(score.scale);
  const value = /^\d+(\.\d+)?$/.test(score.value) ? Number(score.value) : null;
  return curve === undefined || value === null ? null : onCurve(curve, value);
}
