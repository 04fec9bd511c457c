import { addMonths } from '../kernel';
import { explain, scoreOf, type Note, type WeightedEvidence } from './explain';
import { gradeOf } from './grade';
import { probabilityOf } from './log-odds';
import { CURRENT_MODEL, type ScoringModel } from './models';
import { holdingOverrides, type HoldingOverride } from './overrides';
import { baseRate, type BaseRate } from './scorecards/base-rate.scorecard';
import { behaviourEvidence, type BehaviourEvidence } from './scorecards/behaviour.scorecard';
import { externalEvidence, type ExternalEvidence } from './scorecards/external.scorecard';
import { financialEvidence, type FinancialEvidence } from './scorecards/financial.scorecard';
import { withSourceTerms } from './source-terms';
import type {
  AssessmentDecision,
  AssessmentOverride,
  Confidence,
  EvidenceRef,
  ScoringInput,
} from './types';
import type { ReasonCode } from './reason-codes';

interface Sources {
  readonly base: BaseRate;
  readonly financial: FinancialEvidence;
  readonly behaviour: BehaviourEvidence;
  readonly external: ExternalEvidence;
}

/**
 * Grades one customer from what is known on input.asOf: the same input and model always give the same decision, worse facts
 * never a better one. A customer nothing is known of is not scored, and says so; never 0.
 */
export function assessCustomer(
  input: ScoringInput,
  model: ScoringModel = CURRENT_MODEL,
): AssessmentDecision {
  return assess(input, sourcesOf(input, model), model);
}

/**
 * The same with fresh accounts that speak neither for nor against the customer: what the lack of accounts costs it.
 */
export function assessWithAverageAccounts(
  input: ScoringInput,
  model: ScoringModel,
): AssessmentDecision {
  const sources = sourcesOf(input, model);
  const financial: FinancialEvidence = {
    ...sources.financial,
    parts: [],
    notes: [],
    isStale: false,
    equityBelowHalfCapital: false,
    quality: 'PARTIAL',
  };
  return assess(input, { ...sources, financial }, model);
}

function sourcesOf(input: ScoringInput, model: ScoringModel): Sources {
  return {
    base: baseRate(input.company, input.asOf, model.baseRate),
    financial: financialEvidence(input, model.financial),
    behaviour: behaviourEvidence(input.behaviour, model.behaviour),
    external: externalEvidence(input.providerScores, input.asOf, model.external),
  };
}

function assess(input: ScoringInput, sources: Sources, model: ScoringModel): AssessmentDecision {
  if (isNothingKnown(input, sources)) return notScored(sources, model);
  const evidence = weighted(sources, model);
  const sum = evidence.reduce(
    (total, each) => total + each.weight * each.logLikelihoodRatio,
    sources.base.logOdds,
  );
  // The order of adding up must not decide which side of a cut a customer is on.
  const logOdds = Math.round(sum * 1e9) / 1e9;
  const holding = holdingOverrides({ input, ...sources }, model);
  return withSourceTerms(decide({ input, sources, evidence, logOdds, holding }, model), input);
}

interface Combined {
  readonly input: ScoringInput;
  readonly sources: Sources;
  readonly evidence: readonly WeightedEvidence[];
  readonly logOdds: number;
  /** The most severe first. */
  readonly holding: readonly HoldingOverride[];
}

function decide(combined: Combined, model: ScoringModel): AssessmentDecision {
  const { input, sources, logOdds, holding } = combined;
  const [override = null, ...further] = overridesOf(holding, logOdds, model);
  const finalLogOdds = Math.max(logOdds, ...holding.map(({ leastLogOdds }) => leastLogOdds));
  // Through the logarithm and back a cap would land a hair below its own grade.
  const probabilityOfDefault = roundProbability(probabilityOf(finalLogOdds));
  const companyKey = input.company?.sourceKey ?? null;
  const baseEvidence: EvidenceRef[] =
    companyKey === null ? [] : [{ kind: 'company', sourceKey: companyKey }];
  const explanation = {
    baseParams: { sector: sources.base.sector, age: wholeYears(sources.base.ageYears) },
    baseEvidence,
    evidence: combined.evidence,
    notes: notesOf(input, sources, model),
    logOdds,
    finalLogOdds,
    overrides: (override === null ? [] : [override, ...further]).map(({ rule, evidence }) => ({
      code: `OVERRIDE_${rule}` as const,
      evidence,
    })),
  };
  return {
    grade: gradeOf(probabilityOfDefault, model),
    score: scoreOf(finalLogOdds, model.scale),
    probabilityOfDefault,
    confidence: confidenceOf(sources, holding),
    modelVersion: model.version,
    reasons: explain(explanation, model.scale),
    override,
    ...(further.length === 0 ? {} : { furtherOverrides: further }),
    notScoredBecause: null,
    models: sources.financial.models,
    statementChecks: sources.financial.checks,
    statementKey: sources.financial.statement?.sourceKey ?? null,
  };
}

/** A rule that neither worsens the grade, or one that hysteresis may hold, nor touches the limit would only be noise. */
function overridesOf(
  holding: readonly HoldingOverride[],
  logOdds: number,
  { hysteresis }: ScoringModel,
): AssessmentOverride[] {
  return holding.flatMap(({ rule, evidence, leastLogOdds, effect: { grade, limitEffect } }) => {
    const isBinding = leastLogOdds > logOdds;
    const isNear = leastLogOdds > logOdds - hysteresis.crossingMargin;
    if (!isNear && limitEffect === 'NONE') return [];
    return [{ rule, grade, limitEffect, isBinding, evidence }];
  });
}

/** A silent source moves nothing; of accounts and bureaux, which say much the same, the other then weighs more. */
function weighted(sources: Sources, { weights }: ScoringModel): WeightedEvidence[] {
  const { financial, behaviour, external } = sources;
  const both = financial.parts.length > 0 && external.parts.length > 0;
  const forAccounts = both ? weights.financial.withExternal : weights.financial.alone;
  const forExternal = both ? weights.external.withFinancial : weights.external.alone;
  const evidence: WeightedEvidence[] = [];
  for (const part of financial.parts) evidence.push({ ...part, weight: forAccounts });
  for (const part of behaviour.parts) evidence.push({ ...part, weight: weights.behaviour });
  for (const part of external.parts) evidence.push({ ...part, weight: forExternal });
  return evidence;
}

function isNothingKnown(input: ScoringInput, sources: Sources): boolean {
  return (
    input.company === null &&
    input.struckOff === null &&
    input.sanctionsHit === undefined &&
    input.publicPrivilege === undefined &&
    input.coverWithdrawn === undefined &&
    sources.external.failing === null &&
    input.insolvency.kind === 'NONE' &&
    sources.financial.parts.length === 0 &&
    sources.behaviour.parts.length === 0 &&
    sources.external.parts.length === 0
  );
}

function notScored(sources: Sources, model: ScoringModel): AssessmentDecision {
  return {
    grade: null,
    score: null,
    probabilityOfDefault: null,
    confidence: 'NONE',
    modelVersion: model.version,
    reasons: [],
    override: null,
    notScoredBecause: 'NOTHING_KNOWN',
    models: sources.financial.models,
    statementChecks: sources.financial.checks,
    statementKey: null,
  };
}

function notesOf(input: ScoringInput, sources: Sources, model: ScoringModel): Note[] {
  const codes: ReasonCode[] = [
    ...(input.company === null ? (['NO_COMPANY_MATCHED'] as const) : []),
    ...sources.financial.notes,
    ...sources.behaviour.notes,
  ];
  const notes: Note[] = codes.map((code) => ({ code, params: {}, evidence: [] }));
  const since = addMonths(input.asOf, -model.reviewMonths);
  for (const { kind, sourceKey, publishedOn } of input.eventsToReview ?? []) {
    if (publishedOn === null || publishedOn < since || publishedOn > input.asOf) continue;
    const on = { date: publishedOn };
    const evidence: EvidenceRef[] = sourceKey === null ? [] : [{ kind: 'notice', sourceKey }];
    notes.push({ code: 'EVENT_TO_REVIEW', params: { event: kind, on }, evidence });
  }
  return notes;
}

/**
 * A public act leaves no doubt. Otherwise a source known in full and another beside it give HIGH, one in full or crumbs of two
 * MEDIUM, a crumb LOW: however many crumbs there are, they do not add up to certainty.
 */
function confidenceOf(sources: Sources, holding: readonly HoldingOverride[]): Confidence {
  if (holding.some(({ effect }) => effect.isDefault)) return 'HIGH';
  const { financial, behaviour, external } = sources;
  const accounts = financial.quality === 'FULL' && !financial.isStale ? 2 : halfOf(financial);
  const payments = behaviour.quality === 'FULL' ? 2 : halfOf(behaviour);
  const points = accounts + payments + (external.parts.length > 0 ? 1 : 0);
  const isOneInFull = Math.max(accounts, payments) === 2;
  if (points >= 3 && isOneInFull) return 'HIGH';
  return points >= 2 ? 'MEDIUM' : 'LOW';
}

function halfOf(source: { readonly quality: 'FULL' | 'PARTIAL' | 'NONE' }): number {
  return source.quality === 'NONE' ? 0 : 1;
}

function wholeYears(ageYears: number | null): number | null {
  return ageYears === null ? null : Math.floor(ageYears);
}

function roundProbability(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}
