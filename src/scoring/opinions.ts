import { gradeOf } from './grade';
import { probabilityOf } from './log-odds';
import type { ScoringModel } from './models';
import { baseRate } from './scorecards/base-rate.scorecard';
import { behaviourEvidence } from './scorecards/behaviour.scorecard';
import { evidenceOf } from './scorecards/external.scorecard';
import { GRADES, type AssessmentDecision, type Grade, type ScoringInput } from './types';
import type { SourceTerms } from './types';
import type { LocalDate } from '../kernel';

export const OPINION_SOURCES = ['OURS', 'PROVIDER', 'PAYMENT'] as const;
export type OpinionSource = (typeof OPINION_SOURCES)[number];

/** What one source alone says of a customer, on our scale of grades. */
export interface Opinion {
  readonly source: OpinionSource;
  /** The provider's scale, its value as it gave it and which way it runs; null for ours and for payments. */
  readonly scale: string | null;
  readonly value: string | null;
  readonly higherIsSafer: boolean | null;
  readonly computedOn: LocalDate | null;
  /** Null for a score that is shown, not used: too old, on a scale we have no figures for, not on its scale. */
  readonly probability: number | null;
  readonly grade: Grade | null;
  /** Beside ours: the grade the numbers ask for, which hysteresis may hold back; null for the others. */
  readonly gradeOfTheNumbers: Grade | null;
  readonly sourceKey: string | null;
  /** Absent for what everybody may know. */
  readonly terms?: SourceTerms;
}

/** Notches between opinions from which somebody should look. */
const DISAGREEMENT_NOTCHES = 2;

/** Our decision, and the grade that holds since it was taken. */
export interface OurView {
  readonly decision: AssessmentDecision;
  readonly grade: Grade | null;
}

/**
 * Our own view beside each bureau's and beside how the customer pays. A source's grade is what its evidence alone makes of the
 * usual failure rate of the sector and age, in full and without weights; raw values are never averaged. A provider that gave
 * no value has no opinion and is left out.
 */
export function opinionsOf(input: ScoringInput, ours: OurView, model: ScoringModel): Opinion[] {
  const base = baseRate(input.company, input.asOf, model.baseRate).logOdds;
  const said = (logOdds: number): Pick<Opinion, 'probability' | 'grade'> => {
    const probability = Math.round(probabilityOf(logOdds) * 1e6) / 1e6;
    return { probability, grade: gradeOf(probability, model) };
  };
  const silent = {
    ...{ scale: null, value: null, higherIsSafer: null, sourceKey: null },
    gradeOfTheNumbers: null,
  } as const;
  const opinions: Opinion[] = [
    {
      ...{ ...silent, source: 'OURS', computedOn: input.asOf, grade: ours.grade },
      gradeOfTheNumbers: ours.decision.grade,
      probability: ours.decision.probabilityOfDefault,
    },
  ];
  for (const score of input.providerScores) {
    if (score.value === null) continue;
    const evidence = evidenceOf(score, input.asOf, model.external);
    const scale = model.external.scales.byId.get(score.scale);
    opinions.push({
      source: 'PROVIDER',
      scale: score.scale,
      value: score.value,
      higherIsSafer: score.higherIsSafer ?? scale?.higherIsSafer ?? null,
      computedOn: score.computedOn,
      sourceKey: score.sourceKey,
      gradeOfTheNumbers: null,
      ...(evidence === null ? { probability: null, grade: null } : said(base + evidence)),
      ...(score.terms === undefined ? {} : { terms: score.terms }),
    });
  }
  const behaviour = behaviourEvidence(input.behaviour, model.behaviour);
  if (behaviour.quality !== 'NONE') {
    const paid = behaviour.parts.reduce((sum, part) => sum + part.logLikelihoodRatio, 0);
    opinions.push({ ...silent, source: 'PAYMENT', computedOn: input.asOf, ...said(base + paid) });
  }
  return opinions;
}

/** Notches between the safest and the riskiest opinion; null when fewer than two have a grade. */
export function spreadOf(opinions: readonly Pick<Opinion, 'grade'>[]): number | null {
  const places = opinions.flatMap(({ grade }) => (grade === null ? [] : [GRADES.indexOf(grade)]));
  return places.length < 2 ? null : Math.max(...places) - Math.min(...places);
}

/** Whether opinions lie so far apart that somebody should look. */
export function isDisagreement(spread: number | null): boolean {
  return spread !== null && spread >= DISAGREEMENT_NOTCHES;
}
