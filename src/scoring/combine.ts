import { explain, scoreOf, type WeightedEvidence } from './explain';
import { gradeOf } from './grade';
import { probabilityOf } from './log-odds';
import { holdingOverride, OVERRIDES, type HoldingOverride } from './overrides';
import { baseRate, type BaseRate } from './scorecards/base-rate.scorecard';
import { behaviourEvidence, type BehaviourEvidence } from './scorecards/behaviour.scorecard';
import type { SourceEvidence } from './scorecards/evidence';
import { externalEvidence } from './scorecards/external.scorecard';
import { SCALES_VERSION } from './scorecards/score-scales';
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

/** Changes with any table, weight or rule here or in a scorecard; part of every inputs hash. */
export const MODEL_VERSION = `encours-2.${SCALES_VERSION}`;

/**
 * Weights below 1 because the sources overlap: bureaux read the same accounts. They were not fitted together (no public
 * data holds accounts, ledger and events of the same firms). Accounts and a provider's score stand in for each other, so
 * either weighs more when the other is silent; a silent source itself moves nothing.
 */
const WEIGHTS = {
  financial: { withExternal: 0.6, alone: 0.8 },
  external: { withFinancial: 0.6, alone: 0.8 },
  behaviour: 0.8,
} as const;

interface Sources {
  readonly base: BaseRate;
  readonly financial: FinancialEvidence;
  readonly behaviour: BehaviourEvidence;
  readonly external: SourceEvidence;
}

/**
 * Grades one customer from what is known on input.asOf: the same input always gives the same decision, worse facts
 * never a better one. A customer nothing is known of is not scored, and says so; never 0.
 */
export function assessCustomer(input: ScoringInput): AssessmentDecision {
  const sources: Sources = {
    base: baseRate(input.company, input.asOf),
    financial: financialEvidence(input),
    behaviour: behaviourEvidence(input.behaviour),
    external: externalEvidence(input.providerScores, input.asOf),
  };
  if (isNothingKnown(input, sources)) return notScored(sources);
  const evidence = weighted(sources);
  const logOdds = evidence.reduce(
    (sum, each) => sum + each.weight * each.logLikelihoodRatio,
    sources.base.logOdds,
  );
  const holding = holdingOverride({
    input,
    financial: sources.financial,
    behaviour: sources.behaviour,
    hasExternal: sources.external.parts.length > 0,
  });
  return withSourceTerms(decide(input, sources, { evidence, logOdds, holding }), input);
}

interface Combined {
  readonly evidence: readonly WeightedEvidence[];
  readonly logOdds: number;
  readonly holding: HoldingOverride | null;
}

function decide(input: ScoringInput, sources: Sources, combined: Combined): AssessmentDecision {
  const { logOdds, holding } = combined;
  const override = overrideOf(holding, logOdds);
  const least = holding === null ? -Infinity : OVERRIDES[holding.rule].leastLogOdds;
  const finalLogOdds = Math.max(logOdds, least);
  // Through the logarithm and back a cap would land a hair below its own grade.
  const probabilityOfDefault = roundProbability(probabilityOf(finalLogOdds));
  const companyKey = input.company?.sourceKey ?? null;
  const baseEvidence: EvidenceRef[] =
    companyKey === null ? [] : [{ kind: 'company', sourceKey: companyKey }];
  const reasons = explain({
    baseParams: { sector: sources.base.sector, age: wholeYears(sources.base.ageYears) },
    baseEvidence,
    evidence: combined.evidence,
    notes: notesOf(input, sources),
    logOdds,
    finalLogOdds,
    overrideCode: override === null ? null : `OVERRIDE_${override.rule}`,
    overrideEvidence: override?.evidence ?? [],
  });
  return {
    grade: gradeOf(probabilityOfDefault),
    score: scoreOf(finalLogOdds),
    probabilityOfDefault,
    confidence: confidenceOf(sources, holding),
    modelVersion: MODEL_VERSION,
    reasons,
    override,
    notScoredBecause: null,
    models: sources.financial.models,
    statementKey: sources.financial.statement?.sourceKey ?? null,
  };
}

/** A rule that neither worsens the grade nor touches the limit would only be noise. */
function overrideOf(holding: HoldingOverride | null, logOdds: number): AssessmentOverride | null {
  if (holding === null) return null;
  const { grade, limitEffect, leastLogOdds } = OVERRIDES[holding.rule];
  const isBinding = leastLogOdds > logOdds;
  if (!isBinding && limitEffect === 'NONE') return null;
  return { rule: holding.rule, grade, limitEffect, isBinding, evidence: holding.evidence };
}

function weighted(sources: Sources): WeightedEvidence[] {
  const { financial, behaviour, external } = sources;
  const both = financial.parts.length > 0 && external.parts.length > 0;
  const forAccounts = both ? WEIGHTS.financial.withExternal : WEIGHTS.financial.alone;
  const forExternal = both ? WEIGHTS.external.withFinancial : WEIGHTS.external.alone;
  const evidence: WeightedEvidence[] = [];
  for (const part of financial.parts) evidence.push({ ...part, weight: forAccounts });
  for (const part of behaviour.parts) evidence.push({ ...part, weight: WEIGHTS.behaviour });
  for (const part of external.parts) evidence.push({ ...part, weight: forExternal });
  return evidence;
}

function isNothingKnown(input: ScoringInput, sources: Sources): boolean {
  return (
    input.company === null &&
    input.struckOff === null &&
    input.insolvency.kind === 'NONE' &&
    sources.financial.parts.length === 0 &&
    sources.behaviour.parts.length === 0 &&
    sources.external.parts.length === 0
  );
}

function notScored(sources: Sources): AssessmentDecision {
  return {
    grade: null,
    score: null,
    probabilityOfDefault: null,
    confidence: 'NONE',
    modelVersion: MODEL_VERSION,
    reasons: [],
    override: null,
    notScoredBecause: 'NOTHING_KNOWN',
    models: sources.financial.models,
    statementKey: null,
  };
}

function notesOf(input: ScoringInput, sources: Sources): ReasonCode[] {
  const unmatched: ReasonCode[] = input.company === null ? ['NO_COMPANY_MATCHED'] : [];
  return [...unmatched, ...sources.financial.notes, ...sources.behaviour.notes];
}

/** A public act leaves no doubt; otherwise two good sources give HIGH, one MEDIUM, crumbs LOW. */
function confidenceOf(sources: Sources, holding: HoldingOverride | null): Confidence {
  if (holding !== null && OVERRIDES[holding.rule].grade === 'E') return 'HIGH';
  const { financial, behaviour, external } = sources;
  const accounts = financial.quality === 'FULL' && !financial.isStale ? 2 : halfOf(financial);
  const payments = behaviour.quality === 'FULL' ? 2 : halfOf(behaviour);
  const points = accounts + payments + (external.parts.length > 0 ? 1 : 0);
  return points >= 3 ? 'HIGH' : points === 2 ? 'MEDIUM' : 'LOW';
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
