import { isDeepStrictEqual } from 'node:util';
import { errorMessage, type LocalDate } from '../kernel';
import { assessCustomer } from './combine';
import { assessmentDigest } from './decisions-digest';
import { nextGrade, type GradeState } from './grade-history';
import { canonicalJson, inputsHash } from './inputs-hash';
import { modelOf, SCORING_MODELS } from './models';
import { differenceOf, type FieldDifference, type Recomputed } from './replay-findings';
import type { AssessmentDecision, Confidence, Grade, NotScoredCode, ScoringInput } from './types';

/** An assessment as it was stored. */
export interface StoredAssessment {
  readonly customerId: string;
  readonly modelVersion: string;
  readonly assessedOn: LocalDate;
  readonly inputsHash: string;
  readonly inputs: ScoringInput;
  readonly decision: AssessmentDecision;
  readonly grade: Grade | null;
  readonly score: number | null;
  readonly probabilityOfDefault: number | null;
  readonly confidence: Confidence;
  readonly notScoredBecause: NotScoredCode | null;
  readonly gradeState: GradeState;
  /** Where the customer's grade stood when it was made; null for the first. */
  readonly stateBefore: GradeState | null;
}

/** An assessment computed again from its own snapshot; null when this build has not the model that made it. */
export function replayAssessment(stored: StoredAssessment): Recomputed | null {
  if (!SCORING_MODELS.some(({ version }) => version === stored.modelVersion)) return null;
  try {
    return recompute(stored);
  } catch (error) {
    // A snapshot that somebody edited may be no input at all: that is what a replay is to find.
    const because = `cannot be computed: ${errorMessage(error)}`;
    return { differences: differenceOf('inputs', 'as stored', because), digest: 0n };
  }
}

function recompute(stored: StoredAssessment): Recomputed {
  const { customerId, inputs, modelVersion, assessedOn } = stored;
  const decision = assessCustomer(inputs, modelOf(modelVersion));
  const { state } = nextGrade(stored.stateBefore, decision, assessedOn);
  const hash = inputsHash(inputs, modelVersion);
  const { score, probabilityOfDefault, confidence } = decision;
  const judged = { grade: state.grade, score, probabilityOfDefault, confidence };
  const differences = [
    ...differenceOf('assessedOn', assessedOn, inputs.asOf),
    ...differenceOf('inputsHash', stored.inputsHash, hash),
    ...memberDifferences('decision', stored.decision, decision),
    ...differenceOf('score', textOf(stored.score), textOf(score)),
    ...differenceOf(
      'probabilityOfDefault',
      textOf(stored.probabilityOfDefault),
      textOf(probabilityOfDefault),
    ),
    ...differenceOf('confidence', stored.confidence, confidence),
    ...differenceOf(
      'notScoredBecause',
      textOf(stored.notScoredBecause),
      textOf(decision.notScoredBecause),
    ),
    ...differenceOf('grade', textOf(stored.grade), textOf(state.grade)),
    ...stateDifferences(stored, state),
  ];
  return { differences, digest: assessmentDigest({ customerId, inputsHash: hash, ...judged }) };
}

/**
 * A state is carried on, without another assessment, while a later day's numbers keep asking for another grade: of those
 * what a carried state keeps is compared.
 */
function stateDifferences({ gradeState, assessedOn }: StoredAssessment, state: GradeState) {
  if (gradeState.assessedOn === assessedOn) {
    return memberDifferences('gradeState', gradeState, state);
  }
  return memberDifferences('gradeState', keptOf(gradeState), keptOf(state));
}

function keptOf({ grade, lastChangedOn, lastDowngradeOn, downgradedBy }: GradeState): object {
  return { grade, lastChangedOn, lastDowngradeOn, downgradedBy };
}

/** Member by member, so that what differs can be named; equal ones, which nearly all are, are not written out for it. */
function memberDifferences(field: string, stored: object, recomputed: object): FieldDifference[] {
  if (isDeepStrictEqual(stored, recomputed)) return [];
  const left = stored as Readonly<Record<string, unknown>>;
  const right = recomputed as Readonly<Record<string, unknown>>;
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return names.flatMap((name) =>
    differenceOf(`${field}.${name}`, textOf(left[name]), textOf(right[name])),
  );
}

function textOf(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}
